"""What is kept of a class, graded by somebody who only counts, and what changed from one run to another."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.checks.chapter import CHAPTER
from autograder.cohort import results as kept
from autograder.cohort.compare import changes
from autograder.cohort.gather import gather
from autograder.cohort.grading import Begun, grade_class
from autograder.cohort.results import Measured, Results, text_of
from autograder.grade import Options, failed
from autograder.model import CheckResult, ExerciseResult, Verdict, Visibility

CODE = "# %%\ndef update_count(new, last):\n    return {}\n"
OPTIONS = Options(CHAPTER)


class Counting:
    """Grades by the number in the answer, and counts how often it was asked."""

    def __init__(self, fails=()):
        self.asked = []
        self.fails = fails

    def __call__(self, tasks, options, done):
        for task in tasks:
            points = float(task.submission.cells[0].split()[-1])
            self.asked.append(points)
            if points in self.fails:
                done(task, (None, "out of memory", Measured(1, 1)))
            else:
                done(task, (text_of(report(points)), "", Measured(1, 1)))


def report(points, said="Wrong."):
    verdict = Verdict.PASSED if points == 4 else Verdict.FAILED
    check = CheckResult("sums", "update_count", "It adds.", points, 4, verdict, Visibility.PUBLIC, said, "Add.")
    base = failed(replace_path(), OPTIONS, "")
    exercise = ExerciseResult("update_count", 2, points, 4)
    return replace(base, verdict=verdict, score=points, max_score=4, exercises=(exercise,), checks=(check,))


def replace_path():
    from autograder.submission.reading import Submission

    return Submission("submission.py", "0" * 64, ())


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "class"
    place.mkdir()
    for name, points in {"amy": 4, "bob": 2, "eve": 2}.items():
        (place / f"{name}.py").write_text(CODE.format(points))
    return place


def run(folder, out, grader):
    told = []
    students = grade_class(gather(folder, CHAPTER), OPTIONS, Results(out), grader, told.append, lambda: None)
    return students, told[0]


def test_equal_files_are_graded_once_and_known_ones_not_at_all(folder, tmp_path):
    grader = Counting()
    students, begun = run(folder, tmp_path / "out", grader)
    assert begun == Begun(students=3, known=0, equal=1, waiting=2)
    assert sorted(grader.asked) == [2, 4]
    assert [(one.student, one.score) for one in students] == [("amy", 4), ("bob", 2), ("eve", 2)]
    again = Counting()
    assert run(folder, tmp_path / "out", again) == (students, Begun(3, 2, 1, 0))
    assert again.asked == []


def test_two_runs_write_the_same_bytes(folder, tmp_path):
    for name in ("one", "two"):
        run(folder, tmp_path / name, Counting())
    one, two = (
        {path.relative_to(place): path.read_bytes() for path in place.rglob("*.json")}
        for place in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert len(one) == 3 * 2 + 1


def test_a_failure_of_the_graders_is_no_score_and_is_tried_again(folder, tmp_path):
    students, _ = run(folder, tmp_path / "out", Counting(fails=(4,)))
    assert (students[0].score, students[0].key) == (None, None)
    assert "out of memory" in students[0].note
    grader = Counting()
    students, _ = run(folder, tmp_path / "out", grader)
    assert grader.asked == [4]
    assert students[0].score == 4


def test_another_kit_grades_anew_and_what_changed_is_told(folder, tmp_path, monkeypatch):
    run(folder, tmp_path / "out", Counting())
    monkeypatch.setattr(kept, "edition", lambda chapter: "another")
    stricter = lambda tasks, options, done: [  # noqa: E731
        done(task, (text_of(report(1.0, "Wrong now.")), "", Measured(1, 1))) for task in tasks
    ]
    run(folder, tmp_path / "out", stricter)
    found = changes(Results(tmp_path / "out"), Results(tmp_path / "out"), before=True)
    assert [(one.student, one.before, one.after) for one in found] == [("amy", 4, 1), ("bob", 2, 1), ("eve", 2, 1)]
    assert found[0].checks[0].said == "Wrong now."


def test_diff_ends_with_1_when_somebody_lost(folder, tmp_path):
    run(folder, tmp_path / "old", Counting())
    (folder / "bob.py").write_text(CODE.format(3))
    run(folder, tmp_path / "new", Counting())
    words = ["class", "diff", str(tmp_path / "old"), str(tmp_path / "new")]
    gained = CliRunner().invoke(cli.app, words)
    assert gained.exit_code == 0, gained.output
    assert "bob  2 → 3" in gained.output
    lost = CliRunner().invoke(cli.app, [*words[:2], *words[:1:-1]])
    assert lost.exit_code == 1
    assert "-1  update_count: It adds." in lost.output
    nothing = CliRunner().invoke(cli.app, ["class", "diff", str(tmp_path / "old"), str(tmp_path)])
    assert nothing.exit_code == 2
    assert "holds no results" in nothing.stderr
