"""A course from its making to the gradebook, with what students really hand in."""

import copy
import json

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.course import bridge, cli, drive, intake
from autograder.course.create import CourseError, create
from tests.course import classroom

ANSWER = "classifier.partial_fit(vectorize(vectorizer, tweets), labels"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with a released assignment."""
    return classroom.course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture
def course(made, tmp_path):
    """A copy of it, with nobody's submission."""
    return classroom.copied(made, tmp_path / "course")


@pytest.fixture
def hand_in(course):
    """Puts files where nbgrader collects them."""

    def put(student, **files):
        place = course / "submitted" / student / "streaming"
        place.mkdir(parents=True)
        for name, content in files.items():
            (place / name.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
        (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC")
        return place

    return put


@pytest.fixture
def solved(made):
    return (made / "source" / "streaming" / "streaming.ipynb").read_text()


def test_the_points_of_the_test_cells_are_the_rubrics(made):
    with Gradebook(f"sqlite:///{made}/gradebook.db") as gradebook:
        cells = {cell.name: cell.max_score for cell in gradebook.find_notebook("streaming", "streaming").grade_cells}
    rubric = {f"check_{name}": worth for name, worth in grading.worth(CHAPTER).items()}
    extra = {f"check_{name}": 0 for name in CHAPTER.extra_credit}
    assert extra
    assert cells == rubric | extra
    assert sum(cells.values()) == CHAPTER.points


def test_a_release_holds_no_solution(made, reference):
    released = (made / "release" / "streaming" / "streaming.ipynb").read_text()
    assert "BEGIN SOLUTION" in reference
    assert "SOLUTION" not in released
    assert ANSWER not in released


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="not empty"):
        create(CHAPTER, tmp_path, tmp_path / "exchange", "none")


def test_what_is_no_course_is_not_graded(tmp_path):
    with pytest.raises(CourseError, match="no course"):
        drive.students(tmp_path)


def test_whoever_handed_in_nothing_cannot_be_graded_by_name(course, hand_in, solved):
    hand_in("amy", streaming__ipynb=solved)
    done = CliRunner().invoke(cli.app, ["autograde", str(course), "--student", "amy", "--student", "zo\x1b"])
    assert done.exit_code == cli.NOT_USABLE == 2
    assert "Nothing of zo\\x1b was collected" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [([], "goes on from here; nobody is graded twice."), (["--again"], "grades all of them again.")],
)
def test_whoever_interrupts_is_told_what_the_same_command_does(course, hand_in, solved, monkeypatch, options, said):
    def interrupted(*_):
        raise KeyboardInterrupt

    hand_in("amy", streaming__ipynb=solved)
    monkeypatch.setattr(drive, "grade_class", interrupted)
    done = CliRunner().invoke(cli.app, ["autograde", str(course), *options])
    assert done.exit_code == cli.INTERRUPTED == 130
    assert done.stderr.strip() == f"Interrupted. The same command {said}"


@pytest.mark.parametrize(
    ("files", "said", "graded"),
    [
        ({"streaming__ipynb": "{broken"}, "NotJSONError", False),
        ({"homework__ipynb": "SOLVED"}, "homework.ipynb was graded", True),
        ({"streaming__py": "SCRIPT"}, "streaming.py was graded", True),
        ({"streaming__ipynb": "{broken", "copy__ipynb": "SOLVED"}, "copy.ipynb was graded", True),
        ({"a__ipynb": "SOLVED", "b__ipynb": "OTHER"}, "2 files that it could be: a.ipynb, b.ipynb", False),
        ({}, "streaming.ipynb was not there. Nothing was graded", False),
        ({"streaming__ipynb": b""}, "NotJSONError", False),
        (
            {"streaming__ipynb": "BAD_SCHEMA"},
            "no valid notebook (NotebookValidationError). Its cells were graded",
            True,
        ),
        (
            {"streaming__ipynb": "BLANK", "copy__ipynb": "SOLVED"},
            "Nothing was written in streaming.ipynb. copy.ipynb",
            True,
        ),
        ({"streaming__ipynb": "BLANK"}, "Nothing was written in streaming.ipynb.", False),
        (
            {"streaming__ipynb": "BLANK", "a__ipynb": "SOLVED", "b__ipynb": "OTHER"},
            "it could be: a.ipynb, b.ipynb. Nothing",
            False,
        ),
        (
            {"streaming__ipynb": "SOLVED", "b__ipynb": "OTHER"},
            "Not looked at, as there is streaming.ipynb: b.ipynb",
            True,
        ),
    ],
)
def test_intake_finds_what_a_person_would(course, hand_in, solved, reference, files, said, graded):
    bad = json.loads(solved)
    next(cell for cell in bad["cells"] if cell["cell_type"] == "code")["execution_count"] = "seven"
    blank = (course / "release" / "streaming" / "streaming.ipynb").read_text()
    other = solved.replace("classifier", "model")
    known = {"SOLVED": solved, "SCRIPT": reference, "BAD_SCHEMA": json.dumps(bad), "BLANK": blank, "OTHER": other}
    place = hand_in("zoe", **{name: known.get(content, content) for name, content in files.items()})
    (note,) = intake.prepare(course, "zoe", CHAPTER.exercises)
    assert said in note
    text = "".join(cell.source for cell in nbformat.read(place / "streaming.ipynb", as_version=4).cells)
    assert (ANSWER in text) == graded
    assert intake.prepare(course, "zoe", CHAPTER.exercises) == [note], "the same is said again"
    assert drive.hand_in.told(course, "zoe") == [note]
    (place / "streaming.ipynb").write_text(solved)
    if list(files) in ([], ["streaming__ipynb"]):
        assert drive.hand_in.told(course, "zoe") == []
        assert intake.prepare(course, "zoe", CHAPTER.exercises) == [], "and not of what came later"


def test_a_good_notebook_is_left_as_it_is(course, hand_in, solved):
    place = hand_in("amy", streaming__ipynb=solved)
    assert intake.prepare(course, "amy", CHAPTER.exercises) == []
    assert (place / "streaming.ipynb").read_text() == solved


def test_links_are_taken_away(course, hand_in, solved, tmp_path):
    (tmp_path / "secret.ipynb").write_text(solved)
    place = hand_in("eve")
    (place / "streaming.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (place / "gradebook.db").symlink_to(course / "gradebook.db")
    notes = intake.prepare(course, "eve", CHAPTER.exercises)
    assert "a link is not handed in" in notes[0]
    assert not (place / "gradebook.db").exists()
    assert not (place / "streaming.ipynb").is_symlink()
    assert ANSWER not in (place / "streaming.ipynb").read_text()


def test_the_judge_must_answer_for_the_cells_of_the_gradebook(graded):
    report = graded("", "evaluate")
    assert bridge.scores(report, {"check_evaluate": 6.0}) == {"check_evaluate": 6.0}
    for worth in ({"check_evaluate": 5.0}, {}, {"check_evaluate": 6.0, "check_predict": 1.0}):
        with pytest.raises(bridge.BridgeError):
            bridge.scores(report, worth)


def test_extra_credit_is_no_point_of_a_cell(graded):
    report = graded("", "evaluate", "trending_processor")
    cells = {"check_evaluate": 6.0, "check_trending_processor": 0.0}
    assert report.extra_credit == 2
    assert bridge.scores(report, cells) == cells
    with pytest.raises(bridge.BridgeError):
        bridge.scores(report, cells | {"check_trending_processor": 2.0})


def test_a_class_is_graded_and_a_failed_judge_leaves_no_grade(course, hand_in, solved, monkeypatch):
    partial = json.loads(solved)
    cell = next(one for one in partial["cells"] if one["id"] == "evaluate")
    cell["source"] = "def evaluate(y_true, y_pred):\n    return {}"
    marked = copy.deepcopy(partial)
    for one in marked["cells"]:
        one["outputs"] = one.get("outputs", [])
    hand_in("amy", streaming__ipynb=json.dumps(partial))
    hand_in("bob", streaming__ipynb="{broken")
    monkeypatch.chdir(course)
    first = {status.student: status for status in drive.grade_class(course, drive.students(course), 2, False)}
    assert first["amy"].state == drive.GRADED
    assert first["amy"].score == 94 + 10
    assert first["bob"].score == 0
    assert "NotJSONError" in first["bob"].note
    assert scores_of(course, "amy")["check_evaluate"] == 0
    assert scores_of(course, "amy")["check_predict"] == 5
    second = drive.grade_class(course, drive.students(course), 1, False)
    assert [status.state for status in second] == [drive.KEPT, drive.KEPT]
    assert [status.score for status in second] == [94 + 10, 0]

    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.JudgeGrades.sandbox = "no such sandbox"\n')
    (third,) = drive.grade_class(course, ["amy"], 1, True)
    assert third.state == drive.FAILED
    assert third.score is None
    assert "BridgeError" in third.note
    assert set(scores_of(course, "amy").values()) == {None}, "the old points do not look new"
    (fourth,) = drive.grade_class(course, ["amy"], 1, False)
    assert fourth.state == drive.FAILED, "what has no grade is tried again"


def scores_of(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        notebook = gradebook.find_submission_notebook("streaming", "streaming", student)
        return {grade.name: grade.auto_score for grade in notebook.grades}
