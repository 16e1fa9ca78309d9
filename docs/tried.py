"""Writes `what-is-tried.md`: which check tries how much of what, measured while the reference is judged."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.judge.limits import Limits
from autograder.submission import reading as files
from tests.checks.recording import most_by_check, section
from tests.interpreter.client import PlainClient
from tests.interpreter.judging import LIMITS
from tests.interpreter.zoo import WITH_SQL

PAGE = Path(__file__).with_name("what-is-tried.md")
HEAD = """# What is tried

For each exercise the dimensions of its input, how much of each some check must try at least, and which checks do; then
the sentences of its contract, each with the check that asks for it. The sizes were measured while the reference was
judged, with seed 0: `make tried` writes this page, and a test keeps it true. The table is `autograder/checks/cells.py`.
"""


def main() -> None:
    """Judges the reference, exercise by exercise."""
    cells = files.split(CHAPTER.solution.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder, grading.open_client(Limits()) as spark:
        parts = [HEAD]
        for exercise in CHAPTER.exercises:
            client = spark if exercise in WITH_SQL else PlainClient(Path(folder), LIMITS)
            parts.append(section(exercise, most_by_check(client, cells, exercise)))
    PAGE.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
