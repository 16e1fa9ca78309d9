"""What the exercises of Part 5 are asked: queries and streams that come again, on Spark, and words over many seconds."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from autograder.checks.learning import HISTORY, Twin
from autograder.checks.resumed import COUNTS
from autograder.checks.structured import OTHER_SCHEMA, files
from autograder.judge.compare import loose
from autograder.judge.counts import pairs
from autograder.judge.expressions import call, kept, library, method, student
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, sink
from autograder.judge.queries import FRAME, query
from autograder.judge.resuming import CHECKPOINTS, CREATE, resumable
from tests.faults.inputs import SIZES, text, tweet


def structured(harness: Harness, random: Random) -> Iterator[Any]:
    """Batches of all sizes, some of which come again, and a sink that fails now and then."""
    twin = Twin(harness, history=HISTORY)
    expression = call(student("attach_classifier_structured"), FRAME, *twin.arguments, sink())
    with query(harness, expression, OTHER_SCHEMA) as running:
        yield running.name
        for number, size in enumerate(SIZES[:14]):
            some = (0, 1, 2) if number % 4 else (number % 3,)
            tweets = twin.model.decided([tweet(random) for _ in range(size)])
            batch = Batch(tuple((one, random.choice(some)) for one in tweets), random.choice((1, 2, 3)))
            twin.model.learn(list(batch.items))
            broken = bool(batch.items) and number % 5 == 4
            try:
                calls = running.step(files(batch), broken)
                yield broken, _told(calls), twin.state_there()
            except SubmissionError as error:
                yield broken, error.kind
            if broken or number % 3 == 1:
                if number % 2:
                    twin.save_and_read()
                running.restart(again=not broken)
                again = running.step()
                yield [] if broken else _told(again), twin.state_there()


def _told(calls: list[list[Any]]) -> list[Any]:
    return [(loose(number), sorted(zip(loose(true), loose(pred), strict=False))) for _, number, true, pred in calls]


def resumed(harness: Harness, random: Random) -> Iterator[Any]:
    """A stream that ends many times, in one way or the other."""
    for there in (False, True):
        with resumable(harness, call(student("resume_or_create"), CHECKPOINTS, CREATE), COUNTS, there) as stream:
            for _ in range(7):
                yield _counts(stream.resume()), stream.created
                for _ in range(random.randint(2, 4)):
                    yield _counts(stream.step({f"{random.random()}.txt": f"{text(random)}\n".replace("\r", "")}))
                stream.break_off(saved=random.random() < 0.5)


def _counts(step: Any) -> list[Any]:
    return sorted(pairs(step.records or [], 0, "word").items(), key=repr)


def trending(harness: Harness, random: Random) -> Iterator[Any]:
    """Several words over many seconds; what expires does so before the next rows come."""
    for _ in range(12):
        harness.keep("processor", call(student("trending_processor")))
        tester = library("pyspark.sql.streaming.tws_tester.TwsTester")
        harness.keep("tester", call(tester, kept("processor"), timeMode="ProcessingTime"))
        now = 0
        for _ in range(random.choice((3, 8, 30))):
            now += random.choice((1, 500, 1000, 2999, 3000, 3001, 9000))
            word = random.choice(("a", "a", "b", "c", "w1", "日本"))
            size, most = random.choice((1, 1, 2, 3, 5, 20, 150, 1100)), random.choice((1, 3, 1500, 2**54))
            mentions = [random.choice((random.randint(-most, most), 0, 1)) for _ in range(size)]
            given = [call(library("pyspark.sql.Row"), mentions=count) for count in mentions]
            answers = harness.values(
                method(kept("tester"), "setProcessingTime", now), method(kept("tester"), "test", word, given)
            )
            yield list(map(repr, answers))
