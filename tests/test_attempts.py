"""Graded attempts are counted by what Gradescope, GitHub and GitLab say of earlier ones."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder import grade as grading
from autograder.ci import attempts
from autograder.report.gradescope import to_gradescope
from tests.report import schemas

RIGHT = "def evaluate(y_true, y_pred):\n    return {}\n"
RESULTS = {
    "score": 42.5,
    "tests": [{"name": "t", "score": 42.5, "max_score": 50, "status": "failed"}],
    "output": "42.5 of 100 points.",
    "extra_data": {"graded": True, "seed": 0},
    "leaderboard": [{"name": "Points", "value": 42.5}],
    "execution_time": 12,
}


def metadata(*earlier, now="2026-03-01T12:00:00.000000-08:00"):
    """Gradescope's file; each earlier one is its time and its results."""
    before = [{"submission_time": time, "score": 1.0, "results": results} for time, results in earlier]
    return {"id": 1, "created_at": now, "assignment": {}, "users": [], "previous_submissions": before}


def runs(*times, **fields):
    return [{"id": n, "created_at": time, "status": "completed", **fields} for n, time in enumerate(times)]


@pytest.fixture
def history(tmp_path):
    def write(made):
        path = tmp_path / "history.json"
        path.write_text(made if isinstance(made, str) else json.dumps(made))
        return path

    return write


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "streaming.py"
    path.write_text(RIGHT)
    return path


def grade(*arguments):
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli.app, ["grade", *words, "--sandbox", "none", "--exercise", "evaluate"])


@pytest.fixture
def never_graded(monkeypatch):
    def stumble(*_, **__):
        raise AssertionError("nothing may be graded")

    monkeypatch.setattr(grading, "grade", stumble)


@pytest.fixture
def canned(monkeypatch, graded):
    report = graded(RIGHT, "evaluate", alone=True)
    monkeypatch.setattr(grading, "grade", lambda *_, **__: replace(report, timing={}))
    return report


@pytest.mark.parametrize(
    ("times", "refused"),
    [
        ([], False),
        (["2026-03-01T11:30:00-08:00"], False),
        (["2026-03-01T11:30:00-08:00", "2026-03-01T11:59:59-08:00"], True),
        (["2026-03-01T10:59:59-08:00", "2026-03-01T11:59:59-08:00"], False),
        (["2026-03-01T11:00:00-08:00", "2026-03-01T11:59:59-08:00"], False),  # exactly an hour ago is over
        (["2026-03-01T19:30:00+00:00", "2026-03-01T20:45:00+01:00"], True),  # other zones, the same hour
        (["2026-03-01T13:00:00-08:00", "2026-03-01T14:00:00-08:00"], False),  # later ones, when this one is run again
    ],
)
def test_two_an_hour_may_be_graded(history, times, refused):
    past = attempts.read(history(metadata(*((time, RESULTS) for time in times))))
    assert past.earlier == len(times)
    assert bool(past.refusal(2)) is refused


def test_what_was_not_graded_does_not_count(history):
    repeated = RESULTS | {"extra_data": {"graded": False}}
    failed = {"output": "The grader itself failed", "extra_data": {"graded": False}}
    past = attempts.read(history(metadata(*(("2026-03-01T11:50:00-08:00", one) for one in (repeated, failed, {})))))
    assert past.earlier == 3
    assert len(past.graded) == 1  # without results, a score is all that tells
    assert past.refusal(2) == ""


def test_the_sentence_says_when_to_come_again(history):
    times = ("2026-03-01T11:10:00-08:00", "2026-03-01T11:20:00-08:00", "2026-03-01T11:40:00-08:00")
    past = attempts.read(history(metadata(*((time, RESULTS) for time in times))))
    assert "2 an hour may be" in past.refusal(2)
    assert "after 20:20 UTC" in past.refusal(2)


@pytest.mark.parametrize("wrap", [lambda made: {"workflow_runs": made, "total_count": 1}, lambda made: made])
def test_the_newest_run_is_the_one_that_asks(history, wrap):
    times = ("2026-03-01T12:00:00Z", "2026-03-01T11:30:00Z", "2026-03-01T11:10:00.123Z", "2026-03-01T09:00:00Z")
    past = attempts.read(history(wrap(runs(*times))))
    assert past.earlier == 3
    assert past.refusal(2)
    assert not past.refusal(3)


def test_runs_that_came_to_nothing_do_not_count(history):
    made = runs("2026-03-01T12:00:00Z", status="in_progress")
    made += runs("2026-03-01T11:30:00Z", conclusion="cancelled")  # GitHub's word
    made += runs("2026-03-01T11:40:00Z") + runs("2026-03-01T11:50:00Z", status="canceled")[:1]  # and GitLab's
    assert attempts.read(history(made)).earlier == 1


@pytest.mark.parametrize(
    "made", ["", "{}", "[]", "3", "[1]", '{"workflow_runs": []}', '[{"created_at": "noon"}]', "[" * 100_000, "\x00"]
)
def test_what_is_no_history_is_refused(history, script, made):
    done = grade(script, "--history", history(made), "--attempts-per-hour", "1")
    assert done.exit_code == 2
    assert "history" in done.stderr


def test_a_limit_without_a_history_is_refused(script, tmp_path):
    assert "name one with `--history`" in grade(script, "--attempts-per-hour", "1").stderr
    done = grade(script, "--attempts-per-hour", "1", "--history", tmp_path / "none.json")
    assert done.exit_code == 2
    assert "cannot be read: No such file" in done.stderr


@pytest.mark.usefixtures("never_graded")
def test_beyond_the_limit_gradescope_gets_the_earlier_score_again(history, script, tmp_path):
    older = RESULTS | {"score": 1.0}
    path = history(
        metadata(
            ("2026-03-01T11:50:00-08:00", RESULTS),
            ("2026-03-01T11:40:00-08:00", older),
            ("2026-03-01T11:55:00-08:00", {"output": "failed", "extra_data": {"graded": False}}),
        )
    )
    target, summary, kept = tmp_path / "results.json", tmp_path / "summary.md", tmp_path / "report.json"
    kept.write_text("of an earlier run")
    done = grade(
        *(script, "--history", path, "--attempts-per-hour", "2", "--gradescope", target),
        *("--markdown", summary, "--json", kept),
    )
    assert done.exit_code == cli.Exit.TOO_OFTEN == 4
    assert done.stdout.startswith("This submission was not graded: 2 an hour may be.")
    made = json.loads(target.read_text())
    jsonschema.Draft202012Validator(schemas.GRADESCOPE).validate(made)
    assert (made["score"], made["tests"], made["leaderboard"]) == (42.5, RESULTS["tests"], RESULTS["leaderboard"])
    assert made["output"].startswith("This submission was not graded")
    assert made["output"].endswith("42.5 of 100 points.")
    assert made["extra_data"] == {"graded": False, "seed": 0}
    assert "was not graded" in summary.read_text()
    assert not kept.exists()


def test_within_the_limit_the_submission_is_graded_and_says_which_it_is(history, script, tmp_path, canned):
    path = history(metadata(("2026-03-01T10:50:00-08:00", RESULTS), ("2026-03-01T11:50:00-08:00", RESULTS)))
    target = tmp_path / "results.json"
    done = grade(
        *(script, "--history", path, "--attempts-per-hour", "2", "--gradescope", target, "--leaderboard"),
    )
    assert done.exit_code == 0
    made = json.loads(target.read_text())
    assert made == json.loads(to_gradescope(replace(canned, timing={}), 2, leaderboard=True))
    assert "This is submission 3." in made["output"]
