"""A term: released, fetched, handed in, collected, graded, looked at by a person, graded again, fed back and exported.

Everything goes through nbgrader's own commands and a real exchange; only the class is graded by a command of the kit.
"""

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook

from autograder.checks.chapter import CHAPTER
from autograder.course.collect import TIME
from autograder.course.create import create
from tests.course.classroom import copied, nbgrader

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "streaming"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""
pytestmark = pytest.mark.slow
DUE = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(hours=1)
LATE = DUE + timedelta(days=1)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """The course after its term, and what the commands said."""
    home = tmp_path_factory.mktemp("term")
    folder, exchange = home / "course", home / "exchange"
    create(CHAPTER, folder, exchange, "none")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    nbgrader(folder, "generate_assignment", "streaming")
    with opened(folder) as gradebook:
        gradebook.update_or_create_assignment("streaming", duedate=DUE)
        for number, name in enumerate(("amy", "bob", "eve", "joe", "mia", "zoe"), 1):
            gradebook.update_or_create_student(name, first_name=name.title(), last_name="Doe", lms_user_id=str(number))
    nbgrader(folder, "release_assignment", "streaming")

    solved = (folder / "source" / "streaming" / "streaming.ipynb").read_text()
    for name, text in {
        "amy": solved,
        "bob": answered(solved, evaluate="def evaluate(y_true, y_pred):\n    return {}"),
        "eve": hostile(answered(solved, evaluate="import os\ndef evaluate(y_true, y_pred):\n    os._exit(0)")),
        "joe": "{broken",
    }.items():
        desk = home / name
        desk.mkdir()
        (desk / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange), cache=str(desk / "cache")))
        nbgrader(desk, "fetch_assignment", "streaming")
        (desk / "streaming" / "streaming.ipynb").write_text(text)
        nbgrader(desk, "submit", "streaming", f"--student={name}")
    inbound = exchange / "streaming" / "inbound"
    (inbound / "mia+streaming+yesterday").mkdir()
    handed_in = {path.name.split("+")[0]: path for path in inbound.iterdir()}
    os.rename(handed_in["bob"], inbound / f"bob+streaming+{LATE:{TIME}}")
    (handed_in["eve"] / "notes.txt").symlink_to(folder / "gradebook.db")
    (handed_in["eve"] / "submission_secret.txt").write_bytes(b"\xff")
    (handed_in["joe"] / "timestamp.txt").write_text("long ago")

    collected = nbgrader(folder, "collect", "streaming")
    first = grade(folder)
    before = totals(folder)
    with opened(folder) as gradebook:
        one = gradebook.find_grade("check_evaluate", "streaming", "streaming", "amy")
        one.manual_score, one.extra_credit = 2.0, 3.0
        gradebook.find_comment("evaluate", "streaming", "streaming", "amy").manual_comment = "Come and see me."
        gradebook.db.commit()
    again = grade(folder, "--again", "--student", "amy")
    nbgrader(folder, "generate_feedback", "streaming", "--force")
    nbgrader(folder, "release_feedback", "streaming")
    nbgrader(home / "amy", "fetch_feedback", "streaming")
    for name in ("Grades", "Canvas", "Moodle"):
        exporter = f"--exporter=autograder.course.export.{name}CSV"
        nbgrader(folder, "export", exporter, "--assignment=streaming", f"--to={name}.csv")
    return SimpleNamespace(home=home, folder=folder, collected=collected, first=first, again=again, before=before)


def grade(folder, *options):
    command = [sys.executable, "-m", "autograder", "course", "autograde", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "250"})
    assert done.returncode == 0, done.stderr
    return {line.split()[0]: line for line in done.stdout.splitlines()[1:]}


def answered(notebook, **answers):
    document = json.loads(notebook)
    for cell in document["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return json.dumps(document)


def hostile(notebook):
    """Points that its author would like, two answers to one question, and a mark that nbgrader stops at."""
    document = json.loads(notebook)
    for cell in document["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("grade"):
            mark["points"] = 1000
            cell["source"] = "1000.0"
            forged = {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "1000.0"},
            }
            cell["outputs"] = [forged]
        if cell["id"] == "evaluate":
            twin = json.loads(json.dumps(cell)) | {"id": "twin"}
    document["cells"].append(twin)
    document["cells"][0]["metadata"]["nbgrader"] = {"schema_version": 1, "grade_id": 7}
    return json.dumps(document)


def opened(folder):
    return Gradebook(f"sqlite:///{folder}/gradebook.db")


def totals(folder):
    with opened(folder) as gradebook:
        return {one.student_id: one.score for one in gradebook.assignment_submissions("streaming")}


def rows(term, name):
    with (term.folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_everybody_has_the_points_of_the_answers(term):
    assert term.before == {"amy": 100, "bob": 94, "eve": 94, "joe": 0, "mia": 0}
    assert "nothing handed in" in term.first["zoe"]


def test_what_was_odd_is_said_once_for_each_student(term):
    assert "amy  " in term.first["amy"]
    assert "the exchange's time counts" in term.first["bob"]
    assert "notes.txt: a link is not handed in." in term.first["eve"]
    assert "evaluate is there more than once" in term.first["eve"]
    assert "NotJSONError" in term.first["joe"]
    assert "streaming.ipynb was not there" in term.first["mia"]


def test_nothing_that_a_link_points_at_is_collected(term):
    assert "eve: notes.txt: a link is not handed in." in term.collected
    assert not (term.folder / "submitted" / "eve" / "streaming" / "notes.txt").exists()


def test_the_time_is_the_exchanges_and_late_is_late(term):
    with opened(term.folder) as gradebook:
        found = {one.student_id: one for one in gradebook.assignment_submissions("streaming")}
        assert found["bob"].timestamp == LATE
        assert found["bob"].late_submission_penalty == found["bob"].score == 94
        assert found["amy"].late_submission_penalty in (None, 0)


def test_what_a_person_gave_survives_another_grading(term):
    assert "graded" in term.again["amy"]
    with opened(term.folder) as gradebook:
        one = gradebook.find_grade("check_evaluate", "streaming", "streaming", "amy")
        assert (one.auto_score, one.manual_score, one.extra_credit, one.score) == (6, 2, 3, 5)
        assert gradebook.find_comment("evaluate", "streaming", "streaming", "amy").comment == "Come and see me."
    assert totals(term.folder)["amy"] == 99


def test_students_fetch_their_feedback(term):
    (page,) = (term.home / "amy" / "streaming" / "feedback").rglob("*.html")
    text = page.read_text()
    assert "Come and see me." in text
    assert "streaming: 99 of 100 points" in text


def test_a_page_of_feedback_says_what_was_odd_and_of_a_clean_notebook_nothing(term):
    pages = {name: term.folder / "feedback" / name / "streaming" / "streaming.html" for name in ("amy", "eve", "joe")}
    said = {name: unescape(page.read_text()) for name, page in pages.items()}
    assert "What was noticed" not in said["amy"]
    assert "<li>streaming.ipynb is not a Jupyter notebook (NotJSONError)." in said["joe"]
    assert "Nothing was graded.</li>" in said["joe"]
    assert "a link is not handed in" in said["eve"]
    assert "evaluate is there more than once" in said["eve"]


def test_all_exports_have_the_gradebooks_totals(term):
    wanted = totals(term.folder) | {"bob": 0}
    assert {row["student_id"]: row["score"] for row in rows(term, "Grades")} == {
        name: f"{score:g}" for name, score in wanted.items()
    } | {"zoe": ""}
    for name in ("Canvas", "Moodle"):
        found = [value for row in rows(term, name) for value in row.values()]
        assert {f"{score:g}" for score in wanted.values()} <= set(found)


def test_the_class_can_be_graded_by_nbgraders_own_command(term, tmp_path):
    folder = copied(term.folder, tmp_path / "course")
    nbgrader(folder, "autograde", "streaming", "--student=bob", "--force")
    assert totals(folder) == totals(term.folder)
