"""Streams in virtual time: whatever comes, in whatever batches, they give what a plain model of them gives."""

from __future__ import annotations

import psutil
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from autograder.checks.oracles import RunningCounts
from autograder.checks.streaming import count_words, running_word_counts
from autograder.judge.counts import pairs
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness
from autograder.submission.reading import split

LINES = st.lists(st.sampled_from(("a", "b a", "", "  ", "c\tc")), min_size=1, max_size=3)


@pytest.fixture
def harness(client, reference):
    """A harness with the reference's `running_word_counts`."""
    client.begin(split(reference))
    client.load("running_word_counts")
    client.warm()
    yield Harness(client, 0)
    client.close_stream()


def test_a_stream_with_state_is_its_model(harness):
    class Machine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.context = harness.stream(running_word_counts(), checkpoint=False)
            self.stream = self.context.__enter__()
            self.model = RunningCounts()
            self.batches = 0
            self.same = True

        def feed(self, batch):
            self.batches += 1
            expected = self.model.step(batch.items)
            self.same = pairs(self.stream.step(lines=batch).records or [], self.batches, "word") == expected

        @rule(lines=LINES, slices=st.integers(1, 3))
        def words_come(self, lines, slices):
            self.feed(Batch(tuple(lines), slices))

        @rule()
        def nothing_comes(self):
            self.feed(Batch(()))

        @rule()
        def the_source_is_idle(self):
            self.feed(Batch((), 0))

        @invariant()
        def counts_are_those_of_the_model(self):
            assert self.same

        def teardown(self):
            self.context.__exit__(None, None, None)

    run_state_machine_as_test(Machine, settings=settings(max_examples=6, stateful_step_count=6))


@pytest.mark.parametrize("checkpoint", [False, True])
def test_an_error_names_the_students_line(client, reference, checkpoint):
    text = "def count_words(lines):\n    return lines.map(lambda line: (line, 1 // 0))\n"
    client.begin(split(f"{reference}\n# %%\n{text}"))
    client.load("count_words")
    opened = Harness(client, 0).stream(count_words(), checkpoint=checkpoint)
    with pytest.raises(SubmissionError) as error, opened as stream:
        stream.step(lines=Batch(("a",)))
    assert error.value.kind == "ZeroDivisionError"
    assert error.value.line == "return lines.map(lambda line: (line, 1 // 0))"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("lines.foreachRDD(lambda rdd: 1 // 0)\n    return lines", "lines.foreachRDD(lambda rdd: 1 // 0)"),
        ("return lines.transform(lambda rdd: 1 // 0)", "return lines.transform(lambda rdd: 1 // 0)"),
        ("return 1 // 0", "return 1 // 0"),
        (
            "return lines.map(lambda w: (w, 1)).updateStateByKey(lambda n, s: 1 // 0)",
            "return lines.map(lambda w: (w, 1)).updateStateByKey(lambda n, s: 1 // 0)",
        ),
    ],
)
def test_errors_anywhere_name_the_students_line(client, reference, body, line):
    client.begin(split(f"{reference}\n# %%\ndef count_words(lines):\n    {body}\n"))
    client.load("count_words")
    with pytest.raises(SubmissionError) as error, Harness(client, 0).stream(count_words()) as stream:
        stream.step(lines=Batch(("a",)))
    assert error.value.kind == "ZeroDivisionError"
    assert error.value.message == "integer division or modulo by zero"
    assert error.value.line == line


def test_a_stream_that_was_left_behind_does_not_harm_the_next(client, reference):
    text = """
from pyspark.streaming import StreamingContext
def count_words(lines):
    other = StreamingContext(lines.context().sparkContext, 1)
    other.queueStream([]).pprint()
    lines.context().start()
    return lines
"""
    client.begin(split(f"{reference}\n# %%\n{text}"))
    client.load("count_words")
    with pytest.raises(Exception, match=r"started or stopped|.") as error, Harness(client, 0).stream(count_words()):
        pass
    assert type(error.value).__name__ in ("Mismatch", "SubmissionError")
    client.begin(split(reference))
    client.load("count_words")
    with Harness(client, 0).stream(count_words()) as stream:
        assert pairs(stream.step(lines=Batch(("a a",))).records, 1, "word") == {"a": 2}


def test_a_stream_leaves_no_connection_behind(client, reference):
    """More than a thousand descriptors would end all calls from Spark into Python."""

    def descriptors():
        return psutil.Process(client._process._process.pid).num_fds()

    def run():
        with Harness(client, 0).stream(count_words()) as stream:
            assert pairs(stream.step(lines=Batch(("a a",))).records, 1, "word") == {"a": 2}

    client.begin(split(reference))
    client.load("count_words")
    client.warm()
    run()
    before = descriptors()
    for _ in range(10):
        run()
    assert descriptors() < before + 10
