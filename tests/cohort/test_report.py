"""The figures of a class against ones counted by hand, and its page."""

import json
import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder.checks.chapter import CHAPTER
from autograder.cohort import analysis
from autograder.cohort.results import Measured, Results, Student, text_of
from autograder.grade import Options
from autograder.model import CheckResult, Counterexample, ExerciseResult, Verdict, Visibility
from tests.cohort.test_results import report

EVIL = '<script>alert("x")</script>'


def graded(easy, hard, hint="Add."):
    """A report with an easy check of 1 point and a hard one of 3."""
    table = Counterexample(("batch", "expected", "yours"), (("1", EVIL, "Amy Smith"),), 1, 1)
    checks = tuple(
        CheckResult(
            name, "update_count", f"The {name} one.", most if good else 0, most,
            Verdict.PASSED if good else Verdict.FAILED, Visibility.HIDDEN, "" if good else f"Amy was here. {EVIL}",
            "" if good else hint, None if good else table,
        )
        for name, most, good in (("easy", 1, easy), ("hard", 3, hard))
    )  # fmt: skip
    score = sum(check.points for check in checks)
    exercise = ExerciseResult("update_count", 2, score, 4)
    return replace(report(4), score=score, exercises=(exercise,), checks=checks)


@pytest.fixture
def ten():
    """Nobody of the lower three, and everybody of the upper three, has the hard one; all but one have the easy one."""
    hards = [False] * 6 + [True] * 4
    return [(f"s{n}", graded(n > 0, hard)) for n, hard in enumerate(hards)]


def test_items_are_counted(ten):
    rows = {row["check"]: row for row in analysis.items(ten).to_dict("records")}
    assert (rows["hard"]["passed"], rows["hard"]["difficulty"], rows["hard"]["discrimination"]) == (0.4, 0.4, 1)
    assert rows["easy"]["passed"] == 0.9
    assert rows["easy"]["discrimination"] == pytest.approx(1 / 3)
    assert rows[""]["difficulty"] == pytest.approx((9 * 1 + 4 * 3) / 40)
    # r of the easy one with the rest: 9 of 10 have it, 4 of these 9 have the hard one.
    assert rows["easy"]["correlation"] == pytest.approx(0.2722, abs=1e-4)


def test_of_few_reports_nothing_is_said_that_needs_many(ten):
    assert analysis.items(ten[:9])["discrimination"].isna().all()


def test_misconceptions_are_counted_by_student_with_their_smallest_example():
    looks = "Add.\nLooks like: a sum is a count"
    found = analysis.misconceptions([("amy", graded(False, False, looks)), ("bob", graded(True, False, looks))])
    assert [(one.name, one.students) for one in found] == [("a sum is a count", 2)]


def test_checks_that_nobody_and_that_everybody_passes():
    nobody, everybody = analysis.nobody_and_everybody(analysis.items([("a", graded(True, False))]))
    assert (list(nobody["check"]), list(everybody["check"])) == (["hard"], ["easy"])


@pytest.fixture
def folder(tmp_path, ten):
    results, students = Results(tmp_path / "results"), []
    names = ["=Amy Smith", "Bob Jones", *(f"Carla {letter}" for letter in "abcdefgh")]
    for place, (name, (_, one)) in enumerate(zip(names, ten, strict=True)):
        results.keep(f"key{place}", ["def update_count(new, last):\n    return 1"], text_of(one), Measured(12, 2**29))
        students.append(Student(name, f"{name}.py", f"key{place}", float(one.score), ""))
    students += [
        Student("Dan Brown", "dan.py", None, None, "The grader itself failed: lost"),
        Student("Eve", "", None, None, "eve.ipynb is broken"),
    ]
    results.name(students, Options(CHAPTER))
    return results.folder


def made(folder, *words):
    done = CliRunner().invoke(cli.app, ["class", "report", str(folder), *map(str, words)])
    assert done.exit_code == 0, done.output
    return done


def test_the_page_needs_nothing_else_and_runs_nothing(folder, tmp_path):
    made(folder, "--html", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert not re.search(r"<script|<link|<img|@import|https?://(?!www\.w3\.org)", text)
    assert text.index("Dan Brown") < text.index(">Eve<") < text.index("Exercises and their checks"), "failures first"
    assert "A class of 12; 10 have a score." in text


def test_anonymous_has_no_name(folder, tmp_path):
    made(folder, "--html", tmp_path / "page.html", "--csv", tmp_path, "--anonymous")
    for name in ("page.html", "grades.csv", "items.csv"):
        text = (tmp_path / name).read_text("utf-8")
        assert not re.search(r"Amy|Smith|Bob|Jones|Carla|Dan\b|Brown|Eve\b", text), name
    assert "Student 10" in (tmp_path / "grades.csv").read_text("utf-8")


def test_the_tables(folder, tmp_path):
    made(folder, "--csv", tmp_path)
    grades = (tmp_path / "grades.csv").read_text("utf-8").splitlines()
    assert grades[0] == "student,score,note,update_count"
    assert grades[1].startswith("'=Amy Smith,0.0")
    assert "exercise,check,title,points,passed" in (tmp_path / "items.csv").read_text("utf-8")


def test_what_to_write_has_to_be_said(folder):
    done = CliRunner().invoke(cli.app, ["class", "report", str(folder)])
    assert done.exit_code == 2
    assert "Say what to write" in done.stderr


def test_a_page_of_results_that_are_damaged_says_so(folder, tmp_path):
    (folder / "class.json").write_text(json.dumps([1]))
    done = CliRunner().invoke(cli.app, ["class", "report", str(folder), "--csv", str(tmp_path)])
    assert done.exit_code == 2
    assert "is no list of a class's results" in done.stderr
