"""Draws the report in the README: `make picture` grades a submission with one mistake and one exercise to go."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI

from autograder import grade as grading
from autograder.report.terminal import render
from autograder.submission import Submission, split
from fixtures.submissions import compose

HERE = Path(__file__).parent
FAULT = HERE.parent / "fixtures" / "submissions" / "wrong" / "running_word_counts__quiet_word_lost.py"
UNWRITTEN = "def attach_classifier(labelled, classifier, vectorizer, sink):\n    raise NotImplementedError\n"
WIDTH = 92


def main() -> None:
    """Writes report.svg beside this file."""
    text = compose(compose(grading.SOLUTION.read_text("utf-8"), FAULT.read_text("utf-8")), UNWRITTEN)
    report = grading.grade(Submission("streaming.ipynb", "", tuple(split(text))), grading.Options(public_only=True))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    render(report, console)
    form = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # no font from elsewhere
    drawn = console.export_svg(
        title="make grade SUBMISSION=streaming.ipynb", theme=MONOKAI, code_format=form, unique_id="report"
    )
    (HERE / "report.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
