"""What the exercises of Part 3 are asked, on Spark."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from autograder.checks import bridging
from autograder.judge.expressions import call, kept, library, student
from autograder.judge.harness import Harness
from autograder.judge.values import Table
from tests.faults.inputs import SIZES, stream_history, texts


def count(harness: Harness, random: Random) -> Iterator[Any]:
    """Batches of all sizes, and the view after each."""
    for number, size in enumerate(SIZES[:14]):
        given = texts(random, size)
        answer = bridging.count(harness, given, random.choice((1, 2, 3, 12)) if size else number % 3)
        view = sorted(bridging.view_rows(harness) or [], key=repr)
        if isinstance(answer, Table):
            yield answer.kind, answer.columns, sorted(map(repr, answer.rows)), view
        else:
            yield repr(answer)


def bridge(harness: Harness, random: Random) -> Iterator[Any]:
    """A stream with and without checkpoints."""
    for checkpoint in (False, True):
        with harness.stream(bridging.attach_sql_bridge(), checkpoint=checkpoint) as stream:
            for batch in stream_history(random)[:14]:
                yield repr(stream.step(lines=batch).calls)


def session(harness: Harness, random: Random) -> Iterator[Any]:
    """Many calls before and after a restart."""
    harness.forget_sessions()
    bridging.keep_conf(harness)
    for restarted in (False, True):
        if restarted:
            harness.restart_context()
        first = bridging.session(harness, "first")
        yield bridging.works(harness, first)
        for _ in range(random.randint(20, 30)):
            again = call(student("get_spark_session"), kept("conf"))
            yield harness.value(call(library("operator.is_"), first, again))
        yield bridging.works(harness, first)
