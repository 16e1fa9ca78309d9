"""Draws formgrader for the README: `make picture-formgrader` grades a submission with one mistake and opens it."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

from autograder.course import drive
from tests.course import browsing, classroom

HERE = Path(__file__).parent
FAULT = HERE.parent / "fixtures" / "submissions" / "wrong" / "running_word_counts__quiet_word_lost.py"
EXERCISE = "running_word_counts"
WIDTH, HEIGHT = 1080, 703
UNDER_THE_BAR = 56


def main() -> None:
    """Writes formgrader.png beside this file."""
    if not (browsing.CHROMIUM and browsing.DRIVER):
        raise SystemExit("The picture needs a browser: install the packages chromium and chromium-driver.")
    with tempfile.TemporaryDirectory() as home:
        course = classroom.course(Path(home) / "course")
        answer = FAULT.read_text("utf-8").split('"""')[2].strip()
        classroom.hand_in(course, "ada", classroom.notebook(course, "source", **{EXERCISE: answer}))
        (status,) = drive.grade_class(course, ["ada"], 1, again=True)
        if status.state != drive.GRADED:
            raise SystemExit(f"There is no picture: {status.note}")
        with sqlite3.connect(course / "gradebook.db") as gradebook:
            ((number,),) = gradebook.execute("select id from submitted_notebook")
        with browsing.formgrader(course, Path(home)) as address, browsing.browser(WIDTH, HEIGHT) as driver:
            driver.get(address)
            driver.get(f"{address.split('?')[0]}/submissions/{number}/")
            driver.execute_script(
                "const cell = document.getElementById(arguments[0]).closest('.cell');"
                "window.scrollTo(0, cell.getBoundingClientRect().top + scrollY - arguments[1]);",
                f"check_{EXERCISE}",
                UNDER_THE_BAR,
            )
            time.sleep(1)
            driver.save_screenshot(str(HERE / "formgrader.png"))


if __name__ == "__main__":
    main()
