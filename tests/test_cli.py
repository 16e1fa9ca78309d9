"""The command line: what it refuses and how, what it writes, and what each exit status says."""

from __future__ import annotations

import json
import sys
import zipfile
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from autograder import cli
from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.ci import pack
from autograder.handout.student import __main__ as student
from autograder.judge.faults import JudgeError
from autograder.model import Verdict
from autograder.report.formats import FORMATS
from autograder.sandbox import choose as choosing
from autograder.sandbox.child import SandboxError
from autograder.submission.reading import MOST_BYTES

NOTEBOOK = '{"cells": [%s], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
CELL = '{"cell_type": "code", "id": "a", "execution_count": null, "metadata": {}, "outputs": [], "source": "%s"}'


def run(*arguments, sandbox="none"):
    """A command in this process; what it grades is ours, and this machine may have no sandbox."""
    confined = ["--sandbox", sandbox] if arguments[0] == "grade" and sandbox else []
    return CliRunner().invoke(cli.app, [str(argument) for argument in (*arguments, *confined)])


@pytest.fixture
def canned(monkeypatch, graded):
    """Grading without a cold start: `evaluate` of a submission that is wrong there."""
    report = graded("def evaluate(y_true, y_pred):\n    return {}", "evaluate")
    monkeypatch.setattr(grading, "grade", lambda *_, **__: replace(report, timing={"total": 1.0}))
    return report


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "streaming.py"
    path.write_text("def evaluate(y_true, y_pred):\n    return {}\n")
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.ipynb", None, "There is no file"),
        ("missing", None, "There is no file"),
        ("words.ipynb", b"def evaluate(): pass", "not a Jupyter notebook"),
        ("list.ipynb", b"[1, 2]", "not a Jupyter notebook"),
        ("empty.ipynb", (NOTEBOOK % "").encode(), "holds no code"),
        ("blank.ipynb", (NOTEBOOK % (CELL % "  \\n")).encode(), "holds no code"),
        ("zero.ipynb", b"", "not a Jupyter notebook"),
        ("empty.py", b"", "holds no code"),
        ("binary.py", bytes(range(256)) * 40, "not a text file"),
        ("binary.ipynb", bytes(range(256)) * 40, "not a Jupyter notebook"),
        ("other.ipynb", (NOTEBOOK % (CELL % "def sort_numbers(x): pass")).encode(), "another assignment's file"),
        ("other.py", b"def sort_numbers(x): pass", "another assignment's file"),
        ("essay.docx", b"PK", "neither a notebook (.ipynb) nor a script (.py)"),
        ("big.ipynb", b" " * (MOST_BYTES + 1), "more than 20 MB"),
        ("cp1252.py", "# café\ndef evaluate(): pass".encode("cp1252"), "not a text file in UTF-8"),
    ],
)
def test_unusable_files_get_one_clear_sentence(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = run("grade", path)
    assert result.exit_code == cli.Exit.UNUSABLE == 2
    assert said in result.stderr
    assert str(path) in result.stderr
    assert len(result.stderr.strip().split("\n")) == 1
    assert result.stdout == ""


def test_an_archive_is_graded_or_refused_as_a_file_is(tmp_path, script, canned):
    with zipfile.ZipFile(tmp_path / "right.zip", "w") as archive:
        archive.write(script, "streaming.py")
    assert run("grade", tmp_path / "right.zip", "--public").exit_code == cli.Exit.GRADED == 0
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.write(script, "streaming.py")
        archive.writestr("copy.py", script.read_text() + "x = 1\n")
    result = run("grade", tmp_path / "two.zip")
    assert result.exit_code == cli.Exit.UNUSABLE
    assert "2 submissions" in result.stderr


def test_a_folder_is_not_a_submission(tmp_path):
    result = run("grade", tmp_path)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--exercise", "nonsense"], "There is no exercise `nonsense`. The exercises are fit_vectorizer, vectorize"),
        (["--json", "no/such/folder/report.json"], "There is no folder no/such/folder to write report.json to."),
        (["--html", "no/such/folder/report.html"], "There is no folder"),
        (["--junit", "no/such/folder/report.xml"], "There is no folder no/such/folder to write report.xml to."),
        (["--html", "h.html", "--tweets", "none.csv"], "none.csv cannot be read: No such file"),
        (["--seed", "-1"], "--seed"),
        (["--unknown"], "No such option"),
    ],
)
def test_unusable_options(script, options, said):
    result = run("grade", script, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_names_with_control_codes_are_shown_escaped(tmp_path):
    result = run("grade", tmp_path / "\x1b[31mred.py")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "\\x1b[31mred.py" in result.stderr


def test_a_graded_submission_prints_its_report(script, canned):
    result = run("grade", script)
    assert result.exit_code == 0
    assert "evaluate" in result.stdout
    assert "0 / 6" in result.stdout


def test_every_report_asked_for_is_written_below_the_minimum_too(script, tmp_path, canned):
    json_path, html_path = tmp_path / "r.json", tmp_path / "r.html"
    result = run("grade", script, "--json", json_path, "--html", html_path, "--min-score", "5")
    assert result.exit_code == cli.Exit.BELOW_MINIMUM == 1
    assert json.loads(json_path.read_text())["score"] == 0
    assert html_path.read_text().startswith("<!doctype html>")
    assert run("grade", script, "--min-score", "0").exit_code == 0


def test_a_grader_that_fails_publishes_no_score(script, tmp_path, monkeypatch):
    def lost(*_, **__):
        raise JudgeError("the harness is gone")

    monkeypatch.setattr(grading, "open_client", lost)
    json_path = tmp_path / "r.json"
    result = run("grade", script, "--json", json_path, "--min-score", "50")
    assert result.exit_code == cli.Exit.JUDGE_ERROR == 3
    report = json.loads(json_path.read_text())
    assert report["score"] is None
    assert report["verdict"] == Verdict.JUDGE_ERROR
    assert report["message"].splitlines()[0] == "the harness is gone"
    result = run("grade", script)
    assert result.exit_code == 3
    assert "the harness is gone" in result.stdout


def every_format(folder):
    return {name: folder / f"report.{name}" for name in FORMATS}


def options_for(paths):
    return [word for name, path in paths.items() for word in (f"--{name}", path)]


def test_every_format_is_written(script, tmp_path, canned):
    paths = every_format(tmp_path)
    assert run("grade", script, *options_for(paths)).exit_code == 0
    assert {name: path.read_text() for name, path in paths.items() if name not in ("json", "gradescope", "junit")} == {
        name: FORMATS[name](canned) for name in ("html", "classroom", "markdown")
    }
    assert json.loads(paths["gradescope"].read_text())["score"] == 0
    assert paths["junit"].read_text().startswith("<?xml")


def test_no_format_of_a_failed_grader_has_a_score(script, tmp_path, monkeypatch):
    def lost(*_, **__):
        raise JudgeError("the harness is gone")

    monkeypatch.setattr(grading, "open_client", lost)
    paths = every_format(tmp_path)
    for path in paths.values():
        path.write_text('{"score": 100}')  # of an earlier run
    assert run("grade", script, *options_for(paths)).exit_code == 3
    for path in paths.values():
        assert path.exists()
        assert '"score": 1' not in path.read_text()
    assert "score" not in json.loads(paths["gradescope"].read_text())


def test_a_report_that_cannot_be_rendered_publishes_no_score(script, tmp_path, monkeypatch, canned):
    monkeypatch.setattr(grading, "grade", lambda *_, **__: replace(canned, score=99))
    paths = every_format(tmp_path)
    result = run("grade", script, *options_for(paths))
    assert result.exit_code == 3
    assert "no score is published" in result.stderr
    assert json.loads(paths["json"].read_text())["score"] is None
    assert "score" not in json.loads(paths["gradescope"].read_text())


def test_what_was_not_foreseen_is_the_graders_failure(script, monkeypatch, capsys):
    def stumble(*_, **__):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(grading, "grade", stumble)
    monkeypatch.setattr(sys, "argv", ["autograder", "grade", str(script), "--sandbox", "none"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 3
    assert "no score is published" in capsys.readouterr().err


def test_rubric_lists_every_check_and_a_hundred_points():
    result = run("rubric")
    assert result.exit_code == 0
    for check in grading.checks(grading.Options()):
        assert check.id in result.stdout
    assert "100" in result.stdout


def test_doctor_finds_nothing_missing_here(monkeypatch):
    monkeypatch.setattr("autograder.cli.examine.tried", choosing.Tried)  # a machine may have no sandbox
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    assert "Java" in result.stdout


def test_doctor_says_what_is_missing(monkeypatch):
    monkeypatch.setattr("autograder.machine.java._candidates", list)
    result = run("doctor")
    assert result.exit_code == 2
    assert "Spark needs Java 17" in result.stdout


def test_release_check_finds_the_assignment_fresh():
    assert run("release", "--check").exit_code == 0


def test_the_version():
    assert run("--version").stdout.strip() == "0.2.0"


@pytest.fixture
def no_sandbox(monkeypatch):
    """A machine on which no sandbox works."""

    def refuse(name="auto"):
        if name != "none":
            raise SandboxError("No sandbox works here (bubblewrap: it is not installed). Install it.")
        return name

    monkeypatch.setattr(choosing, "choose", refuse)


@pytest.mark.usefixtures("no_sandbox", "canned")
@pytest.mark.parametrize("sandbox", [None, "auto", "bubblewrap"])
def test_a_strangers_file_is_not_graded_without_a_sandbox(script, sandbox):
    result = run("grade", script, sandbox=sandbox)
    assert result.exit_code == 2
    assert "Install it." in result.stderr
    assert "--sandbox none" in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("no_sandbox", "canned")
@pytest.mark.parametrize("options", [("--public",), ("--sandbox", "none")])
def test_a_students_own_file_and_one_that_is_trusted_are(script, options):
    assert run("grade", script, *options, sandbox=None).exit_code == 0


@pytest.mark.usefixtures("no_sandbox", "canned")
def test_the_reference_is_graded_without_a_sandbox_and_that_is_said():
    result = run("grade", CHAPTER.solution, sandbox=None)
    assert result.exit_code == 0
    assert "the kit's own reference" in result.stderr


def test_a_report_says_that_nothing_confined_the_submission():
    told = grading.notice(grading.Options(sandbox="none"))
    assert "sandbox" in told
    assert grading.notice(grading.Options(sandbox="bubblewrap")) == ""
    assert grading.notice(grading.Options(sandbox="none", public_only=True)) == ""


@pytest.mark.usefixtures("canned")
def test_exercises_that_are_named_twice_are_all_graded(script, monkeypatch):
    asked = []
    canned = grading.grade
    monkeypatch.setattr(grading, "grade", lambda read, options, *_: asked.append(options.exercises) or canned())
    words = [word for name in ("evaluate", "predict", "evaluate") for word in ("--exercise", name)]
    assert run("grade", script, *words).exit_code == 0
    assert asked == [("evaluate", "predict")]


def test_each_exercise_that_there_is_none_of_is_told(script):
    result = run("grade", script, "--exercise", "evaluate", "--exercise", "nothing", "--exercise", "else")
    assert result.exit_code == 2
    assert "There is no exercise `nothing` and no exercise `else`." in result.stderr


@pytest.mark.parametrize(
    ("app", "words", "option"),
    [
        (cli.app, ("grade", "a.py", "--seed", "1", "--seed", "2"), "--seed"),
        (cli.app, ("grade", "a.py", "--json=a", "--json=b"), "--json"),
        (cli.app, ("grade", "a.py", "--sandbox", "none", "--sandbox", "none"), "--sandbox"),
        (cli.app, ("grade", "--public", "a.py", "--public"), "--public"),
        (cli.app, ("explain", "a.json", "a", "--sandbox", "none", "--sandbox", "auto"), "--sandbox"),
        (cli.app, ("verify", "-j", "1", "--jobs", "2"), "--jobs"),
        (cli.app, ("release", "--check", "--check"), "--check"),
        (cli.app, ("--version", "--version"), "--version"),
        (cli.app, ("course", "autograde", "--again", "--again"), "--again"),
        (cli.app, ("course", "formgrader", "--browser", "--no-browser"), "--browser"),
        (cli.app, ("course", "create", "--exchange", "a", "--exchange", "b"), "--exchange"),
        (student.app, ("test", "--html", "a", "--html", "b"), "--html"),
        (student.app, ("demo", "--rate", "1", "--rate", "2"), "--rate"),
        (pack.app, ("a.zip", "--leaderboard", "--leaderboard"), "--leaderboard"),
    ],
)
def test_an_option_that_is_given_twice_is_refused(app, words, option):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 2
    assert f"The option {option} was given 2 times. Give it once." in " ".join(result.stderr.split())


def test_every_command_refuses_what_is_given_twice():
    for app in (cli.app, student.app, pack.app):
        commands = [typer.main.get_command(app)]
        for command in commands:
            assert any(kind.__module__ == "autograder.machine.options" for kind in type(command).__mro__), command.name
            commands += getattr(command, "commands", {}).values()


def test_options_that_may_be_repeated_are():
    assert run("grade", "no such file.py", "--limit", "memory=4GiB", "--limit", "call_cpu=60").stderr.startswith(
        "There"
    )
