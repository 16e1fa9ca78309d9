"""The exports agree on every total, quote what they must, and never write 0 for what was not graded."""

from __future__ import annotations

import csv
import datetime
import os
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.export import CanvasCSV, ExportError, GradesCSV, MoodleCSV

PEOPLE = {
    "ann": ("Ann", "O'Hara, Jr.", 3.25),
    "bob": ("=HYPERLINK(1)", 'Q"uote', 10.0),
    "cem": ("Cem", "-Çelik", 0.0),
    "dan": ("Dan", "Not graded", None),
    "eve": ("Eve", "Not handed in", "nothing"),
}
LATE = {"bob": 1.5, "cem": 2.0}


@pytest.fixture
def gradebook(tmp_path, monkeypatch):
    """Five students: three graded, one whose judge failed, one who handed nothing in."""
    beside = str(Path(sys.executable).parent)  # nbgrader calls alembic by its name
    monkeypatch.setenv("PATH", os.pathsep.join((beside, os.environ.get("PATH", ""))))
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.add_assignment("streaming", duedate=datetime.datetime(2026, 1, 5))
        book.add_notebook("streaming", "streaming")
        for cell in ("check_a", "check_b"):
            book.add_grade_cell(cell, "streaming", "streaming", max_score=5, cell_type="code")
        for number, (name, (first, last, points)) in enumerate(PEOPLE.items(), 7):
            book.add_student(name, first_name=first, last_name=last, email=f"{name}@x.org", lms_user_id=str(number))
            if points == "nothing":
                continue
            submission = book.add_submission("streaming", name)
            for grade in submission.notebooks[0].grades:
                grade.auto_score = None if points is None else points / 2
                grade.needs_manual_grade = points is None
            if name in LATE:
                submission.notebooks[0].late_submission_penalty = LATE[name]
        book.db.commit()
        yield book


def exported(plugin, gradebook, path, **options):
    made = plugin(**options)
    made.to = str(path / "out.csv")
    made.export(gradebook)
    with open(made.to, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


WANTED = {"ann": "3.25", "bob": "8.5", "cem": "0", "dan": "", "eve": ""}


@pytest.mark.filterwarnings("ignore")
def test_totals_agree_and_what_is_not_graded_is_empty(gradebook, tmp_path):
    header, *lines = exported(GradesCSV, gradebook, tmp_path)
    own = {line[header.index("student_id")]: line[header.index("score")] for line in lines}
    _, possible, *students = exported(CanvasCSV, gradebook, tmp_path)
    canvas = {line[3]: line[5] for line in students}
    head, *participants = exported(MoodleCSV, gradebook, tmp_path)
    moodle = {line[1].removesuffix("@x.org"): line[head.index("Grade")] for line in participants}
    assert own == canvas == moodle == WANTED
    assert possible == ["    Points Possible", "", "", "", "", "10"]
    assert sorted(line[0] for line in participants) == sorted(f"Participant {number}" for number in range(7, 12))
    assert {line[3]: line[1] for line in students} == dict(zip(PEOPLE, ["7", "8", "9", "10", "11"], strict=True))


@pytest.mark.filterwarnings("ignore")
def test_names_are_text_and_stay_in_their_cells(gradebook, tmp_path):
    header, *lines = exported(GradesCSV, gradebook, tmp_path)
    assert {len(line) for line in lines} == {len(header)}
    names = {line[3]: (line[header.index("first_name")], line[header.index("last_name")]) for line in lines}
    assert names["ann"] == ("Ann", "O'Hara, Jr.")
    assert names["bob"] == ("'=HYPERLINK(1)", 'Q"uote')
    assert names["cem"] == ("Cem", "'-Çelik")


@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_written_says_why_and_leaves_the_old_file(gradebook, tmp_path):
    (tmp_path / "out.csv").write_text("old")
    gradebook.find_student("eve").lms_user_id = None
    with pytest.raises(ExportError, match="not known of eve"):
        exported(MoodleCSV, gradebook, tmp_path)
    with pytest.raises(ExportError, match="does not know nobody"):
        exported(GradesCSV, gradebook, tmp_path, student=["nobody"])
    assert (tmp_path / "out.csv").read_text() == "old"


@pytest.mark.filterwarnings("ignore")
def test_a_title_names_the_column_that_canvas_has(gradebook, tmp_path):
    assert exported(CanvasCSV, gradebook, tmp_path, title="Streams (42)")[0][-1] == "Streams (42)"
    assert exported(CanvasCSV, gradebook, tmp_path, student=["bob"])[2][3] == "bob"
