"""Draws the pictures in the README: a report in the terminal, and one as a page (`make picture`)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.model import Report
from autograder.report.html import to_html
from autograder.report.terminal import render
from autograder.submission.reading import Submission, split
from fixtures.submissions import compose

HERE = Path(__file__).parent
FAULT = HERE.parent / "fixtures" / "submissions" / "wrong" / "running_word_counts__quiet_word_lost.py"
UNWRITTEN = "def attach_classifier(labelled, classifier, vectorizer, sink):\n    raise NotImplementedError\n"
WIDTH = 92
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAGE = (900, 1425)


def main() -> None:
    """Writes report.svg and, where there is a browser, report.png beside this file."""
    text = compose(CHAPTER.solution.read_text("utf-8"), FAULT.read_text("utf-8"))
    draw_terminal(_graded(compose(text, UNWRITTEN)), HERE / "report.svg")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"report.png stays as it is, for there is no browser to draw it: install {BROWSERS[0]}.", file=sys.stderr)
    else:
        draw_page(_graded(text), HERE / "report.png", browser)


def draw_terminal(report: Report, path: Path) -> None:
    """What a terminal shows."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    render(report, console)
    form = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no font from elsewhere
    drawn = console.export_svg(
        title="make grade SUBMISSION=streaming.ipynb", theme=MONOKAI, code_format=form, unique_id="report"
    )
    path.write_text(drawn, encoding="utf-8")


def draw_page(report: Report, path: Path, browser: str) -> None:
    """What a browser shows of the page, in few colours so that it stays small."""
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "report.html"), Path(folder, "shot.png")
        page.write_text(to_html(report), encoding="utf-8")
        size = f"--window-size={PAGE[0]},{PAGE[1]}"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={shot}"]
        subprocess.run([browser, *options, page.as_uri()], check=True, capture_output=True, timeout=120)
        with Image.open(shot) as picture:
            picture.convert("RGB").quantize(64).save(path, optimize=True)


def _graded(text: str) -> Report:
    return grading.grade(Submission("streaming.ipynb", "", tuple(split(text))), grading.Options(public_only=True))


if __name__ == "__main__":
    main()
