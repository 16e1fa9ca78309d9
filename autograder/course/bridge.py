"""The step that takes the place of nbgrader's kernel: the judge grades the notebook, and its points become outputs.

A failure of the judge raises, so that nbgrader records no grade.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Float, Unicode

from autograder.model import Report
from autograder.report.html import to_fragment
from autograder.report.json_reader import from_json

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
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        for name, score in points.items():
            if name not in cells:
                raise BridgeError(f"The notebook has no cell {name}.")
            data = {"text/html": _fragment(report, name), "text/plain": repr(score)}
            cells[name].outputs = [new_output("execute_result", data=data, execution_count=1)]
            cells[name].execution_count = 1
        return nb, resources


def judge(nb: Any, sandbox: str, seconds: float) -> Report:
    """Grades a notebook in a process of its own, as the command line does. Raises BridgeError."""
    with tempfile.TemporaryDirectory() as folder:  # not nbgrader's own, which holds students' files
        submission, result = Path(folder) / "streaming.ipynb", Path(folder) / "report.json"
        submission.write_text(nbformat.writes(nb), encoding="utf-8")
        command = [sys.executable, "-m", "autograder", "grade", str(submission), "--json", str(result)]
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "JAVA_HOME", "SYSTEMROOT")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        try:
            done = subprocess.run(
                [*command, "--sandbox", sandbox],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BridgeError(f"The judge did not come to an end within {seconds:.0f} s.") from None
        if done.returncode != 0:
            raise BridgeError(f"The judge ended with status {done.returncode}. {done.stderr[-2000:]}")
        return from_json(result.read_text("utf-8"))


def scores(report: Report, worth: dict[str, float]) -> dict[str, float]:
    """The points of every test cell. Raises BridgeError unless the report answers for exactly these cells."""
    found = {PREFIX + exercise.name: float(exercise.score) for exercise in report.exercises}
    if found.keys() != worth.keys():
        raise BridgeError(f"The judge did not answer for {', '.join(sorted(found.keys() ^ worth.keys()))}.")
    most = {PREFIX + exercise.name: float(exercise.max_score) for exercise in report.exercises}
    for name, score in found.items():
        if most[name] != worth[name] or not (math.isfinite(score) and 0 <= score <= worth[name]):
            raise BridgeError(f"{name} is worth {worth[name]:g} in the gradebook; the judge says {score:g} of {most[name]:g}.")
    return found


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
