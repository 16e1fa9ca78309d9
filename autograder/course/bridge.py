"""The step that takes the place of nbgrader's kernel: the judge grades the notebook, and its points become outputs.

A failure of the judge raises, so that nbgrader records no grade.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float, Unicode

from autograder.chapter import current
from autograder.course import harmless
from autograder.course.feedback import FOR_STUDENTS
from autograder.model import ExerciseResult, Report
from autograder.report.html import to_fragment
from autograder.report.shown import shown
from autograder.submission.apart import ApartError, grade_apart

PREFIX = "check_"
"""The test cell of an exercise is named like it, with this before it."""


class BridgeError(RuntimeError):
    """The judge failed, or did not answer for the cells of this assignment: no grade may be recorded."""


class JudgeGrades(NbGraderPreprocessor):  # type: ignore[misc]
    """Gives every test cell one output: the report as HTML, the points as a plain number."""

    sandbox = Unicode("auto", help="what confines submissions: auto, bubblewrap, container or none").tag(config=True)
    seconds = Float(4000, help="after which the judge is given up").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grades the notebook and writes the outputs. Raises BridgeError."""
        place = resources["nbgrader"]
        worth = _worth(place)
        report = judge(nb, self.sandbox, self.seconds)
        cells = {cell.metadata.nbgrader.grade_id: cell for cell in nb.cells if "nbgrader" in cell.metadata}
        points = scores(report, worth)
        _save_extra_credit(report, place)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                cell.source = harmless.code(cell.source)
        for name, score in points.items():
            if name not in cells:
                raise BridgeError(f"The notebook has no cell {name}.")
            data = {"text/html": _fragment(report, name), "text/plain": repr(score)}
            more = {FOR_STUDENTS: _fragment(shown(report), name)}
            cells[name].outputs = [new_output("execute_result", data=data, metadata=more, execution_count=1)]
            cells[name].execution_count = 1
        return nb, resources


def judge(nb: Any, sandbox: str, seconds: float) -> Report:
    """Grades a notebook, not in nbgrader's folder, which holds students' files. Raises BridgeError."""
    try:
        return grade_apart(nbformat.writes(nb), seconds, *current().option, "--sandbox", sandbox)
    except ApartError as error:
        raise BridgeError(str(error)) from error


def scores(report: Report, worth: dict[str, float]) -> dict[str, float]:
    """The points of every test cell, none of those that are extra credit.

    Raises BridgeError unless the report answers for exactly these cells.
    """
    extra = _extra(report)
    found = {
        PREFIX + exercise.name: 0.0 if exercise in extra else float(exercise.score) for exercise in report.exercises
    }
    if found.keys() != worth.keys():
        raise BridgeError(f"The judge did not answer for {', '.join(sorted(found.keys() ^ worth.keys()))}.")
    most = {PREFIX + one.name: 0.0 if one in extra else float(one.max_score) for one in report.exercises}
    for name, score in found.items():
        if most[name] != worth[name] or not (math.isfinite(score) and 0 <= score <= worth[name]):
            raise BridgeError(
                f"{name} is worth {worth[name]:g} in the gradebook; the judge says {score:g} of {most[name]:g}."
            )
    return found


def _extra(report: Report) -> list[ExerciseResult]:
    parts = {part.number for part in report.parts if part.extra_credit}
    return [exercise for exercise in report.exercises if exercise.part in parts]


def _save_extra_credit(report: Report, place: Any) -> None:
    """Writes it where nbgrader keeps what a cell earns beyond its points."""
    with Gradebook(place["db_url"]) as gradebook:
        for exercise in _extra(report):
            if not 0 <= exercise.score <= exercise.max_score:
                raise BridgeError(
                    f"{exercise.name} is worth {exercise.max_score:g}; the judge says {exercise.score:g}."
                )
            where = (PREFIX + exercise.name, place["notebook"], place["assignment"], place["student"])
            gradebook.find_grade(*where).extra_credit = float(exercise.score)
        gradebook.db.commit()


def _worth(place: Any) -> dict[str, float]:
    """The test cells and their points, of the gradebook and never of the notebook."""
    with Gradebook(place["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(place["notebook"], place["assignment"])
        return {
            cell.name: float(cell.max_score)
            for cell in notebook.grade_cells
            if cell.cell_type == "code" and cell.name.startswith(PREFIX)
        }


def _fragment(report: Report, name: str) -> str:
    exercise = name.removeprefix(PREFIX)
    return to_fragment(
        replace(
            report,
            exercises=tuple(one for one in report.exercises if one.name == exercise),
            checks=tuple(one for one in report.checks if one.exercise == exercise),
            unseen_points=0,
            plots=(),
        )
    )
