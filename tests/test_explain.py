"""A check of a report is replayed: the same counterexample, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder import grade as grading
from autograder.model import Verdict
from autograder.report.json_report import to_json

WRONG = "def evaluate(y_true, y_pred):\n    return {'accuracy': 0.5}\n"


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def explain(*arguments):
    return run("explain", *arguments, "--sandbox", "none")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A wrong submission, graded once with a seed of its own, and its report."""
    folder = tmp_path_factory.mktemp("explain")
    script, result = folder / "streaming.py", folder / "report.json"
    script.write_text(WRONG)
    done = run("grade", script, "--exercise", "evaluate", "--seed", "3", "--sandbox", "none", "--json", result)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def graded_there(kept, tmp_path):
    """The same in a folder that a test may change."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return tmp_path / "report.json", tmp_path / "streaming.py"


@pytest.fixture
def never_graded(monkeypatch):
    def stumble(*_, **__):
        raise AssertionError("nothing may be graded")

    monkeypatch.setattr(grading, "grade", stumble)


def test_a_replay_shows_the_counterexample_of_the_report(graded_there):
    result, script = graded_there
    check = next(c for c in json.loads(result.read_text())["checks"] if c["counterexample"])
    done = explain(result, check["id"], script)
    assert done.exit_code == 0, done.output
    assert check["title"][:40] in done.stdout
    assert "evaluate(" in done.stdout
    others = [c["title"] for c in json.loads(result.read_text())["checks"] if c["id"] != check["id"]]
    assert not any(title[:40] in done.stdout for title in others)


def test_the_seed_is_that_of_the_report(graded_there, monkeypatch):
    seeds = []

    def note(submission, options, progress):
        seeds.append((options.seed, options.exercises))
        return grading.failed(submission, options, "enough")

    monkeypatch.setattr(grading, "grade", note)
    result, script = graded_there
    assert explain(result, "accuracy", script).exit_code == cli.Exit.JUDGE_ERROR
    assert seeds == [(3, ("evaluate",))]


def test_a_replay_that_comes_out_differently_says_so(graded_there, monkeypatch, graded):
    result, script = graded_there
    right = graded("", "evaluate")
    monkeypatch.setattr(grading, "grade", lambda *_, **__: right)
    done = explain(result, "accuracy", script)
    assert done.exit_code == 1
    assert "In the report the check accuracy" in done.stderr
    assert "here it passed" in done.stderr
    other = replace(
        right, checks=tuple(replace(c, verdict=Verdict.FAILED, points=0, message="Another.") for c in right.checks)
    )
    monkeypatch.setattr(grading, "grade", lambda *_, **__: other)
    done = explain(result, "accuracy", script)
    assert done.exit_code == 1
    assert "did not pass here either, but with another message" in done.stderr


def edited(result, **changes):
    made = json.loads(result.read_text()) | changes
    result.write_text(json.dumps(made))


@pytest.mark.usefixtures("never_graded")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kit_version": "9.9.9"}, "was made with kit 9.9.9, and this is kit"),
        ({"schema": 2}, "not a report that `grade --json` wrote"),
        ({"verdict": "judge_error", "score": None}, "the grader itself had failed"),
    ],
)
def test_what_is_no_report_of_this_kit_is_refused(graded_there, change, said):
    result, script = graded_there
    edited(result, **change)
    done = explain(result, "accuracy", script)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.usefixtures("never_graded")
def test_another_file_is_refused(graded_there):
    result, script = graded_there
    script.write_text(WRONG + "\n")
    done = explain(result, "accuracy", script)
    assert done.exit_code == 2
    assert "is not the file that was graded" in done.stderr
    assert hashlib.sha256(script.read_bytes()).hexdigest()[:12] in done.stderr


@pytest.mark.usefixtures("never_graded")
def test_a_file_that_is_no_longer_there_is_asked_for(graded_there):
    result, script = graded_there
    edited(result, submission={"path": str(script.with_name("gone.py")), "sha256": "0" * 64})
    done = explain(result, "accuracy")
    assert done.exit_code == 2
    assert "Name the file that was graded" in done.stderr


@pytest.mark.usefixtures("never_graded")
@pytest.mark.parametrize("word", ["nonsense", "", "\x1b[31m"])
def test_an_unknown_check_is_refused_and_the_failed_ones_are_told(graded_there, word):
    result, script = graded_there
    done = explain(result, word, script)
    assert done.exit_code == 2
    assert "The report has no check" in done.stderr
    assert "Those that did not pass are accuracy, " in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.usefixtures("never_graded")
def test_a_check_that_passed_needs_no_explaining(graded_there, graded):
    result, script = graded_there
    report = graded("", "evaluate")
    digest = hashlib.sha256(script.read_bytes()).hexdigest()
    result.write_text(to_json(replace(report, submission_sha256=digest)))
    done = explain(result, report.checks[0].title.upper(), script)
    assert done.exit_code == 2
    assert "The check accuracy passed" in done.stderr
    assert "All of its checks passed." in explain(result, "nonsense", script).stderr


@pytest.mark.usefixtures("never_graded")
def test_a_check_that_this_kit_does_not_have_is_refused(graded_there, monkeypatch):
    result, script = graded_there
    real = grading.checks
    monkeypatch.setattr(grading, "checks", lambda options: real(replace(options, public_only=True)))
    done = explain(result, "absent_classes", script)
    assert done.exit_code == 2
    assert "does not have the check absent_classes, which is hidden. Ask the course staff." in done.stderr


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path, content):
    result = tmp_path / "report.json"
    result.write_bytes(content)
    done = explain(result, "accuracy")
    assert done.exit_code == 2
    assert "report.json is not a report" in done.stderr
