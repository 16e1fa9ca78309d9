"""The cell that checks an answer while a student writes it: `check("name_of_the_exercise")`.

What is graded is what the notebook has run so far, in a process of its own: the kernel and its Spark are left alone.
Under nbgrader's own autograding the cell's number is the score, so that a course without our preprocessors works too;
there the hidden checks count, and they run where no student's code has run.
"""

from __future__ import annotations

import atexit
import hashlib
import os
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder import grade as grading
from autograder.chapter import current
from autograder.harness.definitions import read
from autograder.judge.client import Client
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.model import Report
from autograder.report.brief import brief
from autograder.report.html import to_fragment
from autograder.report.shown import shown
from autograder.sandbox.child import SandboxError
from autograder.sandbox.choose import choose
from autograder.submission.apart import grade_apart
from autograder.submission.reading import Submission

SECONDS = 1000
"""After which the judge is given up, where nbgrader waits for a cell."""

_warm: list[Client] = []


@dataclass(frozen=True)
class Checked:
    """A report as a notebook shows it; as text it is the number of points and nothing else, which nbgrader reads."""

    report: Report

    def _repr_html_(self) -> str:
        return to_fragment(brief(self.report))

    def __repr__(self) -> str:
        if self.report.score is None:
            raise RuntimeError(f"The grader itself failed: {self.report.message}")
        return f"{float(self.report.score)!r}"


def check(exercise: str) -> Checked:
    """Grades one exercise as the notebook has it now. Raises KeyError for a name that is no exercise."""
    if exercise not in current().exercises:
        raise KeyError(f"There is no exercise `{exercise}`.")
    cells = tuple(_cells_run())
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return Checked(shown(_graded_apart(exercise, cells)))
    digest = hashlib.sha256("\n".join(cells).encode("utf-8", "replace")).hexdigest()
    options = grading.Options(public_only=True, exercises=(exercise,))
    submission = Submission("this notebook", digest, cells)
    try:
        report = grading.grade_with(_client(), submission, options)
    except JudgeError as error:
        _warm.pop().close()
        report = grading.failed(submission, options, str(error))
    return Checked(report)


def _graded_apart(exercise: str, cells: tuple[str, ...]) -> Report:
    """The report with the hidden checks. Raises ApartError, so that nbgrader sees a cell that failed."""
    try:
        sandbox = choose()
    except SandboxError:  # the kernel that runs the code has none either
        sandbox = "none"
    code = [new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(cells)]
    notebook = nbformat.writes(new_notebook(cells=code))
    return grade_apart(notebook, SECONDS, *current().option, "--exercise", exercise, "--sandbox", sandbox)


def _cells_run() -> list[str]:
    """The code of the cells in the order in which they were run, each in its last form."""
    import __main__

    return last_forms([text for text in getattr(__main__, "In", []) if isinstance(text, str)])


def last_forms(cells: list[str]) -> list[str]:
    """The cells without those that were written anew: all that they bind, or would have bound, a later one binds."""
    found = read(cells)
    binds: list[set[str]] = [set() for _ in cells]
    anew: list[set[str]] = [set() for _ in cells]
    for statement in found.statements:
        binds[statement.number - 1] |= {*statement.binders()}
        anew[statement.number - 1] |= {*statement.binders_anew()}
    later: list[set[str]] = []
    kept = []
    for place in reversed(range(len(cells))):
        names = binds[place] or {name for broken in found.broken if broken.number == place + 1 for name in broken.names}
        if not names or not any(names <= others for others in later):
            kept.append(cells[place])
        later.append(anew[place])
    return kept[::-1]


def _client() -> Client:
    if not _warm:
        block = grading.open_client(Limits())
        client: Any = block.__enter__()
        atexit.register(block.__exit__, None, None, None)
        _warm.append(client)
    return _warm[0]
