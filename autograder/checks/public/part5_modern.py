"""Public checks of Part 5, with their points and hints: the modern engine."""

from __future__ import annotations

from autograder.checks.evaluating import labelled
from autograder.checks.hints import modern
from autograder.checks.resumed import STOPPED, expect_resumed
from autograder.checks.structured import expect_structured
from autograder.checks.trending import expect_trending
from autograder.judge.checking import check
from autograder.judge.harness import Harness


@check("attach_classifier_structured", 1, hint=modern.STRUCTURED, spark=True)
def check_query_predicts_before_it_learns(harness: Harness) -> None:
    """A query predicts each batch by the model as it was before the batch, and tells the sink once."""
    history = labelled(
        [("good good happy", 0), ("good happy", 0), ("great", 0), ("good", 0)],
        [("good happy", 1), ("great", 0), ("late bad", 0)],
        [("zebra", 2), ("phone phone", 2), ("coffee", 2)],
    )
    expect_structured(harness, history, look_at_state=False)


@check("attach_classifier_structured", 1, hint=modern.STRUCTURED, spark=True)
def check_query_learns_every_batch(harness: Harness) -> None:
    """After each batch the classifier has learned all its tweets, once, and the query goes on."""
    history = labelled([("bad train", 0), ("good", 1), ("phone", 2)], [("bad train", 2), ("bad train", 2)])
    expect_structured(harness, history, look_at_sink=False)


@check("resume_or_create", 1, hint=modern.RESUME, spark=True)
def check_stopped_stream_goes_on(harness: Harness) -> None:
    """A stream that was stopped goes on with its counts, and no context is made anew."""
    expect_resumed(harness, (["a b a"], STOPPED), (["b"], STOPPED))


@check("trending_processor", 1, hint=modern.TRENDING)
def check_total_of_a_word_fades(harness: Harness) -> None:
    """A word has its total, and starts anew after three seconds without a row of it."""
    expect_trending(harness, (1000, "a", [1]), (1000, "a", [2, 1]), (1000, "a", [1]), (4000, "a", [1]))
