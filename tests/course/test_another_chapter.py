"""A course of another chapter, by the same commands."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from tests.course.classroom import nbgrader

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "tests" / "second_chapter"
pytestmark = pytest.mark.slow


def course(*words):
    """Runs a command of `course`, with nothing in its environment that names a chapter."""
    clean = {name: value for name, value in os.environ.items() if name != "AUTOGRADER_CHAPTER"}
    command = [sys.executable, "-m", "autograder", "course", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, timeout=600, check=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The course, with two students' submissions graded."""
    folder = tmp_path_factory.mktemp("greenhouse") / "course"
    course("create", folder, "--chapter", PLACE, "--sandbox", "none")
    nbgrader(folder, "generate_assignment", "sensors")
    source = (folder / "source/sensors/sensors.ipynb").read_text("utf-8")
    released = (folder / "release/sensors/sensors.ipynb").read_text("utf-8")
    for student, text in {"amy": source, "bob": released}.items():
        place = folder / "submitted" / student / "sensors"
        place.mkdir(parents=True)
        (place / "sensors.ipynb").write_text(text, "utf-8")
        (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC", "utf-8")
    course("autograde", folder)
    return folder


def test_its_points_are_in_the_gradebook(folder):
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        cells = {cell.name: cell.max_score for cell in gradebook.find_notebook("sensors", "sensors").grade_cells}
        scores = {one.student_id: one.score for one in gradebook.assignment_submissions("sensors")}
    assert cells == {"check_smooth": 6, "check_alarms": 7, "check_hottest": 7}
    assert scores == {"amy": 20, "bob": 0}


def test_nobody_is_graded_twice(folder):
    assert course("autograde", folder).count("graded before") == 2


def test_its_feedback_and_its_grades_are_made(folder):
    nbgrader(folder, "generate_feedback", "sensors")
    assert "Readings from sensors" in (folder / "feedback/amy/sensors/sensors.html").read_text("utf-8")
    nbgrader(
        folder, "export", "--exporter=autograder.course.export.GradesCSV", "--assignment=sensors", "--to=grades.csv"
    )
    assert "20" in (folder / "grades.csv").read_text("utf-8")


def test_a_cell_that_checks_finds_the_chapter_in_a_kernel_too(folder):
    """nbgrader's own autograding starts kernels with the environment that the configuration has set."""
    notebook = nbformat.read(folder / "source/sensors/sensors.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code" and "smooth" in cell.source)
    script = f"exec(open('nbgrader_config.py').read())\nIn = [{code!r}]\nfrom autograder.notebook import check\n"
    script = (
        f"get_config = lambda: __import__('traitlets.config').config.Config()\n{script}print(repr(check('smooth')))"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert told.stdout == "4.0\n", told.stderr
