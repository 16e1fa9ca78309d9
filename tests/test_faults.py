"""Faults of the grader itself, put in wherever there can be one: tried again once, then status 3 and no score."""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from autograder import cli
from autograder import grade as grading
from autograder.checks import prequential
from autograder.checks.chapter import CHAPTER
from autograder.judge import client as clients
from autograder.judge import plugin, run
from autograder.judge.client import Client
from autograder.judge.harness import Harness
from autograder.model import Verdict
from autograder.report import files
from autograder.sandbox import plain
from autograder.sandbox.child import SandboxError

FULL_DISK = OSError(errno.ENOSPC, "No space left on device")


@dataclass(frozen=True)
class Fault:
    """What happens before, or instead of, a function of ours while an exercise is graded."""

    owner: Any
    name: str
    happens: Callable[..., Any]
    exercise: str = "update_count"
    options: tuple[str, ...] = ()


def raising(error: BaseException) -> Callable[..., Any]:
    def happen(*_: Any, **__: Any) -> None:
        raise error

    return happen


def end_java(client: Client, operation: str, *_: Any, **__: Any) -> None:
    """The JVM ends as on a machine that is out of memory, while Spark starts and no student code runs."""
    while operation == "warm":
        children = psutil.Process(client._process._process.pid).children(recursive=True)
        if jvm := [process for process in children if process.name() == "java"]:
            jvm[0].kill()
            psutil.wait_procs(jvm, timeout=20)
            return
        time.sleep(0.01)


def end_harness(client: Client, *_: Any) -> None:
    """The harness is killed before student code has run."""
    os.kill(client._process._process.pid, signal.SIGKILL)


FAULTS = {
    "a check of ours has a bug": Fault(Harness, "call", raising(ZeroDivisionError("a bug"))),
    "an expected value recurses without end": Fault(Harness, "call", raising(RecursionError("too deep"))),
    "a request is no JSON": Fault(clients, "encode", raising(clients.WireError("it is no JSON"))),
    "a disk is full when a harness starts": Fault(plain.tempfile, "mkdtemp", raising(FULL_DISK)),
    "a harness cannot be forked": Fault(plain.subprocess, "Popen", raising(OSError(errno.ENOMEM, "No memory"))),
    "there is no Java": Fault(plain, "java_here", raising(SandboxError("No Java was found."))),
    "a harness is killed": Fault(Client, "load", end_harness),
    "a JVM is killed": Fault(Client, "_ask", end_java, "count_words"),
    "the kit's own parts cannot be read": Fault(grading, "reference_parts", raising(PermissionError("no right"))),
    "no check runs": Fault(run.pytest, "main", lambda *_, **__: 3),
    "a result cannot be kept": Fault(plugin, "clip", raising(MemoryError())),
    "the misconceptions are no JSON": Fault(grading.misconceptions, "read", raising(ValueError("no JSON"))),
    "the picture cannot be drawn": Fault(prequential, "plot", raising(ValueError("no colour")), options=("--html",)),
}

LONG = {"a JVM is killed", "the picture cannot be drawn"}
"""What takes half a minute."""
CASES = [
    pytest.param(fault, id=name, marks=[pytest.mark.slow] if name in LONG or number % 2 else [])
    for number, (name, fault) in enumerate(FAULTS.items())
]
"""The quick tests have every other one; `make test-slow` has the rest."""


@pytest.fixture(scope="module")
def undisturbed():
    """The status and the report of an exercise, once it has been graded without any fault."""
    return {}


@pytest.fixture
def grade(tmp_path):
    """Grades the reference in one exercise, in this process; gives the exit status and the JSON report, if any."""

    def command(exercise, *options):
        path = tmp_path / "report.json"
        path.write_text('{"score": 100}')  # an earlier run's
        words = ["grade", CHAPTER.solution, "--sandbox", "none", "--exercise", exercise, "--json", path, *options]
        words += [tmp_path / "report.html"] if "--html" in options else []
        status = CliRunner().invoke(cli.app, [str(word) for word in words]).exit_code
        return status, json.loads(path.read_text()) if path.exists() else None

    return command


@pytest.fixture
def put_in(monkeypatch):
    """Puts a fault in, for so many calls; gives the list of calls."""

    def put(fault, most=10**9):
        original, calls = getattr(fault.owner, fault.name), []

        def faulty(*args, **kwargs):
            calls.append(args)
            if len(calls) <= most and (instead := fault.happens(*args, **kwargs)) is not None:
                return instead
            return original(*args, **kwargs)

        monkeypatch.setattr(fault.owner, fault.name, faulty)
        return calls

    return put


@pytest.mark.parametrize("fault", CASES)
def test_a_fault_that_stays_gives_no_score(grade, put_in, tmp_path, fault):
    calls = put_in(fault)
    status, report = grade(fault.exercise, *fault.options)
    assert status == cli.Exit.JUDGE_ERROR == 3
    assert report["verdict"] == Verdict.JUDGE_ERROR
    assert report["score"] is None
    assert report["checks"] == report["exercises"] == []
    assert report["message"]
    assert len(calls) >= 2, "it is tried again"


@pytest.mark.parametrize("fault", CASES)
def test_a_fault_that_passes_does_not_show(grade, put_in, undisturbed, fault):
    told = (fault.exercise, *fault.options)
    if told not in undisturbed:
        undisturbed[told] = grade(*told)
    calls = put_in(fault, most=1)
    status, report = grade(*told)
    assert calls
    assert (status, facts(report)) == (cli.Exit.GRADED, facts(undisturbed[told][1]))


def facts(report):
    return {name: value for name, value in report.items() if name not in ("timing", "submission")}


@pytest.mark.parametrize("name", ["report.json", "report.html"])
def test_a_report_that_cannot_be_written_leaves_no_score(grade, monkeypatch, tmp_path, name):
    original = files.Path.write_text

    def full(path, *args, **kwargs):
        if path.name == f"{name}.part":
            raise FULL_DISK
        return original(path, *args, **kwargs)

    monkeypatch.setattr(files.Path, "write_text", full)
    status, report = grade("update_count", "--html")
    assert status == 3
    assert report is None or report["score"] is None
    assert not (tmp_path / "report.html").exists()


def test_a_report_that_cannot_be_rendered_leaves_no_score(grade, monkeypatch, tmp_path):
    from autograder.report import formats

    monkeypatch.setitem(formats.FORMATS, "html", raising(KeyError("no such colour")))
    status, report = grade("update_count", "--html")
    assert status == 3
    assert report["score"] is None
    assert report["verdict"] == Verdict.JUDGE_ERROR
    assert not (tmp_path / "report.html").exists()


def test_an_old_report_that_cannot_go_is_said_before_anything_is_graded(grade, monkeypatch):
    monkeypatch.setattr(files.Path, "unlink", raising(PermissionError(errno.EPERM, "not permitted")))
    assert grade("update_count")[0] == cli.Exit.UNUSABLE
