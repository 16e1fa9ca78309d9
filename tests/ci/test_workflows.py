"""The commands of the workflow files, run as GitHub and GitLab run them in a checkout of a student's repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml

from autograder.sandbox.child import SandboxError
from autograder.sandbox.choose import choose
from tests.ci.conftest import KIT
from tests.report import readers

FILES = KIT / "autograder" / "ci" / "files"
CLASSROOM = yaml.safe_load((FILES / "classroom.yml").read_text())
GITLAB = yaml.safe_load((FILES / "gitlab.yml").read_text())
JOB = CLASSROOM["jobs"]["run-autograding-tests"]
STEPS = {step["name"]: step for step in JOB["steps"] if "name" in step}
ONE = "--exercise evaluate --seed 1"
OF_EVALUATE = 6
RUN = {"id": 1, "status": "in_progress", "created_at": "2026-03-01T12:00:00Z"}


def strongest():
    try:
        return choose("auto")
    except SandboxError:
        return "none"


def bash(script, cwd, **environment):
    """A script as GitHub and GitLab run it, in an environment that has nothing of this process."""
    clean = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "HOME": str(cwd)}
    clean |= {"JAVA_HOME": os.environ["JAVA_HOME"]} if "JAVA_HOME" in os.environ else {}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False, timeout=500
    )


def short(script, options=ONE):
    """The script with further options for `grade`, so that it grades one exercise and not all."""
    assert "-m autograder grade " in script
    return script.replace("-m autograder grade ", f"-m autograder grade {options} ")


@pytest.fixture
def classroom(tmp_path):
    """Runs the step that grades, in a workspace with this checkout; gives what it did and the files it wrote."""

    def run(checkout, history=(), options=ONE, **environment):
        space = tmp_path / "work" / checkout.name
        shutil.rmtree(space, ignore_errors=True)
        (space / "temp").mkdir(parents=True)
        shutil.copytree(checkout, space / "submission", symlinks=True)
        (space / "kit").symlink_to(KIT)
        for name in ("env", "summary"):
            (space / "temp" / name).write_text("")
        (space / "temp" / "runs.json").write_text(json.dumps({"workflow_runs": [RUN, *history]}))
        facts = {"RUNNER_TEMP": "temp", "GITHUB_ENV": "temp/env", "GITHUB_STEP_SUMMARY": "temp/summary"}
        facts = {name: str(space / path) for name, path in facts.items()}
        wanted = CLASSROOM["env"] | {"SANDBOX": strongest()} | environment
        done = bash(short(STEPS["Grade"]["run"], options), space, **facts, **wanted)
        return done, (space / "temp" / "env").read_text(), (space / "temp" / "summary").read_text()

    return run


@pytest.fixture
def gitlab(tmp_path):
    """The same for GitLab's script; the checkout is the project's folder."""

    def run(checkout, options=ONE, **environment):
        project = tmp_path / "builds" / checkout.name
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(checkout, project, symlinks=True)
        wanted = GITLAB["grade"]["variables"] | {"KIT": str(KIT), "SANDBOX": strongest()} | environment
        done = bash(
            short("\n".join(GITLAB["grade"]["script"]), options), project, CI_PROJECT_DIR=str(project), **wanted
        )
        return done, project / "grading"

    return run


def test_classroom_finds_the_names_that_it_looks_for():
    assert CLASSROOM["name"] == "Autograding Tests"
    assert list(CLASSROOM["jobs"]) == ["run-autograding-tests"]
    assert CLASSROOM["permissions"]["checks"] == "write"
    reporter = STEPS["Tell Classroom"]
    assert reporter["uses"].startswith("classroom-resources/autograding-grading-reporter@")
    assert reporter["with"]["runners"] == "${{ env.GRADING_RUNNERS }}"


def test_hidden_checks_come_from_another_repository_and_no_checkout_keeps_its_key():
    checkouts = [step["with"] for step in JOB["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert [each["path"] for each in checkouts] == ["submission", "kit"]
    assert all(each["persist-credentials"] is False for each in checkouts)
    assert "repository" not in checkouts[0]
    assert checkouts[1]["repository"] == "${{ env.KIT_REPOSITORY }}"
    secret = [name for name, step in STEPS.items() if "secrets." in json.dumps(step)]
    assert secret == []  # only the checkout of the kit, which has no name, is given one


def test_gitlab_keeps_what_students_may_see_and_nothing_else():
    artifacts = GITLAB["grade"]["artifacts"]
    assert artifacts["reports"] == {"junit": "grading/junit.xml"}
    assert artifacts["paths"] == ["grading/report.md"]
    assert artifacts["when"] == "always"


def test_nothing_in_a_checkout_for_classroom_is_run_or_gains_points(honest, meddled, classroom):
    done, lines, summary = classroom(honest)
    assert done.returncode == 0, done.stderr
    points = readers.classroom_total(lines)
    assert 0 < points < OF_EVALUATE
    folder, mark = meddled
    other, meddled_lines, meddled_summary = classroom(folder)
    assert other.returncode == 0, other.stderr
    assert (meddled_lines, meddled_summary) == (lines, summary)
    assert not mark.exists()
    assert done.stdout == other.stdout == ""  # the log is for students, the whole report is not
    assert "Points" not in done.stderr + other.stderr


def test_nothing_in_a_checkout_for_gitlab_is_run_or_gains_points(honest, meddled, gitlab):
    done, found = gitlab(honest, MIN_SCORE="1")
    assert done.returncode == 0, done.stderr
    text = _untimed((found / "junit.xml").read_text())
    assert 0 < readers.junit_total(text) < OF_EVALUATE
    folder, mark = meddled
    other, found = gitlab(folder, MIN_SCORE="1")
    assert other.returncode == 0, other.stderr
    assert _untimed((found / "junit.xml").read_text()) == text
    assert sorted(path.name for path in found.iterdir()) == ["junit.xml", "report.md"]
    assert not found.is_symlink()
    assert not mark.exists()


def test_below_the_least_score_gitlabs_job_is_red_and_its_files_are_there(honest, gitlab):
    done, found = gitlab(honest, MIN_SCORE="6")
    assert done.returncode == 1
    assert (found / "junit.xml").exists()
    assert "| 0 / 6" not in (found / "report.md").read_text()


def _untimed(text):
    return re.sub(r' time="[\d.]+"', "", text)


def test_beyond_the_limit_classroom_is_told_nothing_and_the_job_is_green(honest, classroom):
    earlier = [RUN | {"id": n, "status": "completed", "created_at": f"2026-03-01T11:4{n}:00Z"} for n in range(6)]
    done, lines, summary = classroom(honest, earlier)
    assert done.returncode == 0, done.stderr
    assert lines == ""
    assert "6 an hour may be" in summary
    assert "This submission was not graded" in done.stdout


def test_a_checkout_without_a_submission_is_a_red_job_with_a_sentence(tmp_path, classroom, gitlab):
    empty = tmp_path / "empty"
    empty.mkdir()
    done, lines, _ = classroom(empty)
    assert (done.returncode, lines) == (2, "")
    assert "Hand in one file" in done.stderr
    done, found = gitlab(empty)
    assert done.returncode == 2
    assert list(found.iterdir()) == []


def test_a_grader_that_fails_is_a_red_job_and_no_points(honest, classroom, gitlab):
    """No harness starts in so little memory, so that no code of the student has run."""
    options = f"{ONE} --limit memory=1MiB"
    done, lines, summary = classroom(honest, options=options)
    assert done.returncode == 3, done.stderr
    assert readers.classroom_total(lines) is None
    assert "no score" in summary
    done, found = gitlab(honest, options=options)
    assert done.returncode == 3
    assert readers.junit_total((found / "junit.xml").read_text()) is None


@pytest.mark.slow
def test_the_whole_chapter_is_graded_for_classroom_and_for_gitlab(tmp_path, classroom, gitlab):
    whole = tmp_path / "whole"
    whole.mkdir()
    shutil.copy(KIT / "solution" / "streaming.py", whole)
    done, lines, summary = classroom(whole, options="")
    assert done.returncode == 0, done.stderr
    assert readers.classroom_total(lines) == readers.classroom_table(lines) == readers.markdown_total(summary) == 100
    done, found = gitlab(whole, options="")
    assert done.returncode == 0, done.stderr
    assert readers.junit_total((found / "junit.xml").read_text()) == 100
