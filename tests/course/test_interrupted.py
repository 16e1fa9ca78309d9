"""A batch that is killed at any moment goes on where it stopped, to the gradebook of a batch that was left alone."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.course import cli
from tests.course import classroom

pytestmark = pytest.mark.slow
KILLS = 10


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of six, three of whom handed in something odd."""
    folder = classroom.course(tmp_path_factory.mktemp("interrupted") / "course")
    solved = (folder / "source" / "streaming" / "streaming.ipynb").read_text()
    partial = json.loads(solved)
    next(cell for cell in partial["cells"] if cell["id"] == "evaluate")["source"] = "def evaluate(a, b):\n    return {}"
    for student, name, text in (
        ("amy", "streaming.ipynb", solved),
        ("bob", "streaming.ipynb", "{broken"),
        ("cat", "homework.ipynb", json.dumps(partial)),
        ("dan", "streaming.ipynb", json.dumps(partial)),
        ("eve", "notes.txt", "later"),
        ("fay", "streaming.ipynb", solved),
    ):
        place = folder / "submitted" / student / "streaming"
        place.mkdir(parents=True)
        (place / name).write_text(text)
        (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC")
    return folder


def start(folder, *options, **surroundings):
    command = [sys.executable, "-m", "autograder", "course", "autograde", str(folder), "--jobs", "2", *options]
    environment = os.environ | {"COLUMNS": "200"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **surroundings)


def hear_ctrl_c():
    """As in a terminal, also where these tests run in the background of a shell, which has Ctrl-C ignored there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def table(text):
    """What was said of each student, whenever it was graded."""
    return [line.replace("graded before", "graded").split() for line in text.splitlines()]


def contents(folder):
    """All that the gradebook holds of grades, and the notebooks that were written."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        grades = sorted(
            (submission.student_id, grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions("streaming")
            for notebook in submission.notebooks
            for grade in notebook.grades
        )
        times = sorted(
            (one.student_id, one.timestamp, one.score) for one in gradebook.assignment_submissions("streaming")
        )
    books = {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.glob("autograded/*/streaming/*.ipynb"))
    }
    return grades, times, books


@pytest.fixture(scope="module")
def undisturbed(course, tmp_path_factory):
    """The course after a batch that was left alone, what it said, and how many seconds it took."""
    quiet = classroom.copied(course, tmp_path_factory.mktemp("undisturbed") / "course")
    began = time.monotonic()
    said = table(start(quiet).communicate()[0])
    return quiet, said, time.monotonic() - began


def test_ten_kills_change_nothing(course, undisturbed, tmp_path):
    quiet, expected, length = undisturbed
    killed, ends = classroom.copied(course, tmp_path / "killed"), random.Random(3)
    finished = 0
    for _ in range(KILLS):
        process = start(killed, "--again") if finished else start(killed)
        time.sleep(ends.uniform(0.1, 0.9) * length / (1 if finished else 2))
        finished += process.poll() == 0
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    text, _ = start(killed).communicate()
    assert table(text) == expected
    assert contents(killed) == contents(quiet)
    assert len(contents(quiet)[2]) == 6


def test_ctrl_c_ends_all_that_runs_and_says_how_to_go_on(course, undisturbed, tmp_path):
    """As a terminal does it, which interrupts the judges too."""
    quiet, expected, _ = undisturbed
    stopped = classroom.copied(course, tmp_path / "stopped")
    process = start(stopped, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=hear_ctrl_c)
    while process.poll() is None and not any((stopped / ".graded").glob("*.json")):
        time.sleep(0.1)
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == cli.INTERRUPTED == 130
    assert said.strip() == "Interrupted. The same command goes on from here; nobody is graded twice."
    assert len(family) > 2
    _, alive = psutil.wait_procs(family, timeout=120)
    assert alive == []
    text, _ = start(stopped).communicate()
    assert table(text) == expected
    assert contents(stopped) == contents(quiet)
