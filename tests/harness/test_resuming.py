"""Streams that end and are taken up again: by whom, with which counts, after which end."""

from __future__ import annotations

import pytest

from autograder.checks.resumed import COUNTS
from autograder.judge.checking import Mismatch
from autograder.judge.counts import pairs
from autograder.judge.expressions import call, student
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness
from autograder.judge.resuming import CHECKPOINTS, CREATE, resumable
from autograder.submission.reading import split

NAME = "resume_or_create"
RIGHT = f"from pyspark.streaming import StreamingContext\n\n\ndef {NAME}(checkpoint_dir, create):\n"


def opened(client, body, there=False):
    client.begin(split(f"{RIGHT}    {body}\n"))
    client.load(NAME)
    client.warm()
    return resumable(Harness(client, 0), call(student(NAME), CHECKPOINTS, CREATE), COUNTS, there)


def counts(step):
    return pairs(step.records or [], 1, "word")


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_counts_go_on(client, saved, there):
    with opened(client, "return StreamingContext.getOrCreate(checkpoint_dir, create)", there) as stream:
        stream.resume()
        stream.step({"1.txt": "a b\n"})
        assert counts(stream.step({"2.txt": "a\n"})) == {"a": 2, "b": 1}
        stream.break_off(saved)
        assert counts(stream.resume()) == {"a": 2, "b": 1}
        assert stream.created == 1
        assert counts(stream.step({"3.txt": "c\n"})) == {"a": 2, "b": 1, "c": 1}
        assert counts(stream.step({})) == {"a": 2, "b": 1, "c": 1}


def test_what_is_made_anew_has_no_counts(client):
    with opened(client, "ssc = create()\n    ssc.checkpoint(checkpoint_dir)\n    return ssc") as stream:
        stream.resume()
        stream.step({"1.txt": "a b\n"})
        stream.break_off()
        assert counts(stream.resume()) == {}
        assert stream.created == 2
        assert counts(stream.step({"2.txt": "c\n"})) == {"c": 1}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("create()", "returned nothing, not a StreamingContext"),
        ("return create", "not a StreamingContext"),
        ("ssc = create()\n    ssc.start()\n    return ssc", "started or stopped the StreamingContext itself"),
        ("ssc = create()\n    ssc.stop(False)\n    return ssc", "started or stopped the StreamingContext itself"),
    ],
)
def test_what_is_no_context_that_can_be_started_is_told(client, body, said):
    with opened(client, body) as stream, pytest.raises(Mismatch, match=said):
        stream.resume()


def test_the_stream_of_somebody_else_is_not_taken_up(client):
    body = "return StreamingContext.getOrCreate('/'.join([*checkpoint_dir.split('/')[:-3], 'shared']), create)"
    for _ in range(2):
        client.take_time(10**9)  # the times of two submissions are far apart
    with opened(client, body) as stream:
        stream.resume()
        stream.step({"1.txt": "a\n"})
    client.load(NAME)
    with (
        resumable(Harness(client, 0), call(student(NAME), CHECKPOINTS, CREATE), COUNTS, False) as stream,
        pytest.raises(SubmissionError, match="another one than was saved here"),
    ):
        stream.resume()
