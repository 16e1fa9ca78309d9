"""Hidden checks of Part 5, with their points and hints: batches and streams that come again, and more of everything."""

from __future__ import annotations

from hypothesis import strategies as st

from autograder.checks.evaluating import labelled
from autograder.checks.hints import modern
from autograder.checks.kinds import COMPLEMENT
from autograder.checks.learning import HISTORY
from autograder.checks.many import BATCHES, BEYOND, LABELLED, LINES, WIDE
from autograder.checks.resumed import DIED, STOPPED, expect_create_is_called_once, expect_resumed
from autograder.checks.strategies import counts
from autograder.checks.structured import OTHER_SCHEMA, Again, expect_error_is_heard, expect_structured
from autograder.checks.trending import IDLE_MS, Event, expect_trending
from autograder.judge.checking import check, explore
from autograder.judge.harness import Batch, Harness

_SURPRISES = (
    *(("bad awful", 1), ("good happy", 0), ("phone coffee", 0), ("great sad", 2), ("late train", 1)),
    *(("bad awful", 2), ("good happy", 2), ("phone coffee", 1), ("great sad", 0)),
)
"""Tweets with a label against all that was learned: after each batch of them the answer is another one."""


@check("attach_classifier_structured", 1, hint=modern.STRUCTURED, spark=True)
def check_batch_that_comes_twice_is_learned_once(harness: Harness) -> None:
    """A batch that comes twice is learned once, in the same program and in the next one."""
    history = labelled([("bad train", 0), ("good", 1)], [], [("bad train", 2), ("bad train", 2)])
    expect_structured(harness, history[:1], Again.BEGUN_AGAIN)
    expect_structured(harness, history, Again.SAVED)


@check("attach_classifier_structured", 1, hint=modern.STRUCTURED, spark=True)
def check_failing_sink_costs_no_batch(harness: Harness) -> None:
    """An error is heard of, Spark's and the sink's; when the sink fails, the batch is learned once in all."""
    expect_structured(harness, labelled([("bad train", 2)], [("good", 0), ("late", 1)]), Again.BROKEN)
    expect_error_is_heard(harness)


@check("attach_classifier_structured", 1, hint=modern.STRUCTURED, spark=True)
def check_any_batches_of_any_table(harness: Harness) -> None:
    """Empty and large batches, of several partitions and many columns, are each predicted and learned as a whole."""
    history = (
        Batch(()),
        Batch((("good", 1), ("zebra", 0))),
        Batch((("good", 1), ("", 2), ("good", 1)), 2),
        *(
            Batch(tuple([(tweet, label)] * (9 + 4 * number) + [("late", (label + 1) % 3)]), 3)
            for number, (tweet, label) in enumerate(_SURPRISES)
        ),
        Batch(tuple(LABELLED), 3),
        Batch(tuple(HISTORY), WIDE),
    )
    expect_structured(harness, history, schema=OTHER_SCHEMA)
    expect_structured(harness, labelled(HISTORY, [("good late", 0)]), kind=COMPLEMENT, schema=OTHER_SCHEMA)


@check("resume_or_create", 1, hint=modern.RESUME, spark=True)
def check_stream_that_died_goes_on(harness: Harness) -> None:
    """A stream whose machine died before the last batch was saved goes on with its counts."""
    expect_resumed(harness, (["a", "b a"], DIED), (["a"], STOPPED), there=True)


@check("resume_or_create", 1, hint=modern.RESUME, spark=True)
def check_each_directory_has_its_stream(harness: Harness) -> None:
    """A stream can be taken up any number of times; one in another directory begins anew."""
    expect_resumed(harness, (["a"], STOPPED), ([""], STOPPED), ([""], STOPPED), (["a"], DIED), (["b"], STOPPED))
    many = [f"w{number}" for number in range(BATCHES)]
    expect_create_is_called_once(harness)
    expect_resumed(harness, ([" ".join(LINES[:BEYOND]), *many], DIED), (["again", "", "ten"], STOPPED), there=True)


_MENTIONS = st.lists(counts, min_size=1, max_size=4)
_LATER = st.sampled_from((1000, 2 * IDLE_MS, 1, 2, 1500, IDLE_MS - 1, IDLE_MS + 2, 9 * IDLE_MS))
_EVENTS = st.lists(st.tuples(_LATER, st.sampled_from(("a", "b", "w1")), _MENTIONS), min_size=1, max_size=8)
_HALF, _FORGOTTEN = IDLE_MS // 2, IDLE_MS + 1
_TOTALS = [
    event
    for total in (1, 2, 3, 10, 0, -1, -2, 7, 70)
    for event in ((_FORGOTTEN, "a", [total]), (_HALF, "a", [0]), (_HALF + 1, "a", [0]))
]
_LARGE = [
    event
    for mentions in ([1] * BEYOND, [2**53, 1, 0, -1], [-(2**54)], [3, 3, 3], [1, -1])
    for event in (
        (1, "a", [1]),
        (1, "a", mentions),
        (_HALF, "a", [1, 1]),
        (_HALF, "a", mentions),
        (_FORGOTTEN, "a", [1]),
    )
]
"""Every total, and every number of rows, is put off once and forgotten once."""


@check("trending_processor", 1, hint=modern.TRENDING)
@explore(
    60,
    [{"events": events, "moves": False} for events in (_TOTALS, [(1, "b", [1]), *_TOTALS], _LARGE)],
    events=_EVENTS,
    moves=st.sampled_from((False, False, True)),
)
def check_words_fade_each_by_itself(harness: Harness, events: list[Event], moves: bool) -> None:
    """Words have their own totals and timers, whatever their mentions; another processor goes on with what is saved."""
    expect_trending(harness, *events, moves=moves)
