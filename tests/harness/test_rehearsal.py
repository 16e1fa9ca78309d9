"""What is slow the first time is done ahead, as long as nobody waits for Spark, and leaves nothing behind."""

from __future__ import annotations

import threading
import time

import pytest

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.harness import rehearsal, spark
from autograder.harness.spark import Spark
from autograder.judge.limits import Limits

ANSWERS = {
    "get_spark_session": "def get_spark_session(conf):\n    raise ValueError(SEEN)\n",
    "seen": (
        "from pyspark.sql import SparkSession\nfrom pyspark.streaming import StreamingContext\n"
        "SEEN = str((SparkSession.getActiveSession(), StreamingContext.getActive()))\n"
    ),
}


@pytest.fixture
def started(monkeypatch):
    """A Spark that is warmed up without a JVM, and what it rehearsed."""
    done: list[str] = []
    one = object.__new__(Spark)
    one._wanted, one._context, one._queries_are_warm = threading.Event(), None, False
    monkeypatch.setattr(spark, "forget_sessions", lambda context: done.append("forgotten"))
    return one, done


def test_all_is_rehearsed_where_nobody_waits(monkeypatch, started):
    one, done = started
    rehearsed = [lambda _, number=number: done.append(str(number)) for number in range(3)]
    monkeypatch.setattr(rehearsal, "AHEAD", rehearsed)
    monkeypatch.setattr(rehearsal, "query", rehearsed[1])
    one._rehearse()
    assert done == ["0", "1", "2", "forgotten"]
    assert one._queries_are_warm


def test_whoever_waits_waits_for_one_step_at_most(monkeypatch, started):
    one, done = started
    monkeypatch.setattr(rehearsal, "AHEAD", (lambda _: one._wanted.set(), lambda _: done.append("too much")))
    one._rehearse()
    assert done == ["forgotten"]
    assert not one._queries_are_warm


def test_a_rehearsal_that_fails_is_no_failure(monkeypatch, started):
    one, done = started

    def fail(_):
        raise SystemExit

    monkeypatch.setattr(rehearsal, "AHEAD", (fail, lambda _: done.append("the next")))
    one._rehearse()
    assert done == ["the next", "forgotten"]


def test_a_submission_sees_nothing_of_it():
    cells = tuple(ANSWERS[name] for name in ("seen", "get_spark_session"))
    with grading.open_client(Limits()) as client:
        client.start()
        time.sleep(6)  # it is still right when this machine is slower, and proves less
        options = grading.Options(CHAPTER, exercises=("get_spark_session",))
        report = grading.grade_with(client, grading.Submission("x", "", cells), options)
    assert any("(None, None)" in check.message for check in report.checks)
