"""Every odd notebook gets what a person would give, whoever sits next to it."""

import csv

import nbformat
import pytest

from autograder.checks.chapter import CHAPTER
from autograder.course import drive, intake
from autograder.course.rebuild import rebuild
from tests.course import classroom, zoo


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with the whole zoo handed in."""
    folder = classroom.course(tmp_path_factory.mktemp("zoo") / "course")
    solved = (folder / "source" / "streaming" / "streaming.ipynb").read_text()
    blank = (folder / "release" / "streaming" / "streaming.ipynb").read_text()
    for one in zoo.ZOO:
        place = folder / "submitted" / one.name / "streaming"
        for name, content in one.files(solved, blank).items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC")
    return folder


def test_the_zoo_is_large_and_its_page_is_fresh():
    assert len({one.name for one in zoo.ZOO}) == len(zoo.ZOO) >= 40
    assert zoo.PAGE.read_text("utf-8") == zoo.page(), "python -m tests.course.zoo"


@pytest.mark.filterwarnings("ignore")  # of nbformat, on its way to what can be read
@pytest.mark.parametrize("one", zoo.ZOO, ids=lambda one: one.name)
def test_intake_and_rebuilding_find_the_answers(course, one):
    notes = intake.prepare(course, one.name, CHAPTER.exercises)
    released = nbformat.read(course / "release" / "streaming" / "streaming.ipynb", as_version=4)
    submitted = nbformat.read(course / "submitted" / one.name / "streaming" / "streaming.ipynb", as_version=4)
    built, more = rebuild(released, submitted)
    assert one.note in " ".join([*notes, *more])
    nbformat.validate(built)
    text = "\n".join(cell.source for cell in built.cells)
    answers = "classifier.partial_fit(vectorize(vectorizer, tweets), labels" in text
    assert answers == (one.points > 0)
    assert not notes == more == [] or one.note == ""


@pytest.mark.slow
def test_the_zoo_gets_its_points(course, monkeypatch):
    monkeypatch.chdir(course)
    found = {status.student: status for status in drive.grade_class(course, drive.students(course), 2, False)}
    with (course / "zoo.csv").open("w", newline="") as file:
        csv.writer(file).writerows((name, one.state, one.score, one.note) for name, one in found.items())
    print((course / "zoo.csv").read_text())
    assert {name: one.score for name, one in found.items()} == {one.name: one.points for one in zoo.ZOO}
    assert all(one.note in found[one.name].note for one in zoo.ZOO)
