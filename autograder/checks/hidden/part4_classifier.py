"""Hidden checks of Part 4, with their points and hints."""

from __future__ import annotations

from hypothesis import strategies as st

from autograder.checks.answers import measures
from autograder.checks.evaluating import expect_evaluation, expect_predictions, expect_prequential
from autograder.checks.hints import learning
from autograder.checks.kinds import BERNOULLI, COMPLEMENT, PERCEPTRON
from autograder.checks.learning import HISTORY, Kind, Labelled, Twin
from autograder.checks.many import BEYOND, LABELLED, TWEETS, WIDE
from autograder.checks.strategies import TELLING_TWEETS, contradicting_batches, labelled_batches, labels, tweets
from autograder.checks.updating import expect_no_weights, expect_same_classifier, expect_update
from autograder.judge.checking import check, explore
from autograder.judge.harness import Batch, Harness

UPDATE_OF_TWO = learning.UPDATE.but(otherwise="Nothing but the classifier remembers; each call stands for itself.")
TWO_CLASSES = ((0, 2), (1, 2))
_SURPRISES = (("bad awful", 1, 2), ("good happy", 0, 2), ("phone coffee", 0, 1))
"""Tweets, the label that they get against all that was learned, and another one: the third never comes."""


@check("predict", 1, hint=learning.PREDICT)
@explore(
    20,
    [{"texts": texts, "present": present} for texts in TELLING_TWEETS for present in TWO_CLASSES],
    texts=st.lists(tweets, min_size=1, max_size=4),
    present=st.sampled_from(TWO_CLASSES),
)
def check_labels_are_not_column_numbers(harness: Harness, texts: list[str], present: tuple[int, int]) -> None:
    """A classifier of two classes gives the labels of these two."""
    history = [(text, present[label > 0]) for text, label in HISTORY]
    told = f"a classifier of the classes {present[0]} and {present[1]}"
    expect_predictions(harness, Twin(harness, history=history, labels=present), texts, told)


@check("predict", 1, hint=learning.PREDICT)
@explore(
    12, [{"texts": texts} for texts in (*TELLING_TWEETS, list(TWEETS))], texts=st.lists(tweets, min_size=1, max_size=4)
)
def check_any_classifier_will_do(harness: Harness, texts: list[str]) -> None:
    """A classifier without `predict_proba` is used like any other."""
    expect_predictions(harness, Twin(harness, PERCEPTRON, HISTORY), texts, "a Perceptron")
    if len(texts) > BEYOND:  # what changes a tweet's size and not its direction, a Perceptron does not see
        expect_predictions(harness, Twin(harness, history=HISTORY), texts, "classifier")


@check("update_classifier", 1, hint=learning.UPDATE)
@explore(10, batches=labelled_batches)
def check_empty_batch_changes_nothing(harness: Harness, batches: list[Labelled]) -> None:
    """An empty batch leaves the classifier as it was, fitted or not, and gives it back."""
    expect_update(harness, [[], *batches, []])
    expect_update(harness, [[]], history=[])
    expect_same_classifier(harness, [])
    expect_no_weights(harness, HISTORY[:2])


@check("update_classifier", 1, hint=learning.UPDATE)
@explore(
    40,
    [{"drawn": ([LABELLED], PERCEPTRON), "fresh": False}],
    drawn=st.tuples(contradicting_batches, st.just(PERCEPTRON))
    | st.tuples(labelled_batches, st.sampled_from((PERCEPTRON, COMPLEMENT, BERNOULLI))),
    fresh=st.booleans(),
)
def check_any_classifier_learns(harness: Harness, drawn: tuple[list[Labelled], Kind], fresh: bool) -> None:
    """Other classifiers learn batch after batch too, each batch whole and once."""
    batches, kind = drawn
    expect_update(harness, batches, kind, [] if fresh else HISTORY)


@check("update_classifier", 1, hint=UPDATE_OF_TWO)
@explore(
    12,
    [
        {"one": [LABELLED], "other": [LABELLED[:2]] * 3},
        {"one": [LABELLED[:3]] * 2, "other": [[t] for t in LABELLED[:12]]},
    ],
    one=labelled_batches,
    other=labelled_batches,
)
def check_classifiers_are_independent(harness: Harness, one: list[Labelled], other: list[Labelled]) -> None:
    """Two classifiers in turn learn their own batches only."""
    expect_update(harness, one)
    expect_update(harness, other, history=[])


@check("evaluate", 1, hint=learning.EVALUATE)
@explore(
    20,
    [{"label": 1, "count": BEYOND, "wrong": 2}, {"label": 0, "count": BEYOND, "wrong": 0}],
    label=labels,
    count=st.sampled_from((1, 2, 3, 300)),
    wrong=labels,
)
def check_absent_classes(harness: Harness, label: int, count: int, wrong: int) -> None:
    """Labels of one class only still make three classes of everything."""
    for predicted in (label, wrong):
        y_true, y_pred = [label] * count, [predicted] * count
        expect_evaluation(harness, y_true, y_pred, measures(y_true, y_pred))
    expect_evaluation(harness, y_true, y_pred, measures(y_true, y_pred), arrays=True)
    y_true, y_pred = [label] * 3, [label, (wrong + 1) % 3, label]
    expect_evaluation(harness, y_true, y_pred, measures(y_true, y_pred))
    y_true, y_pred = [0, 2, 1, label, 1] * count + [0, 0, 1], [0, 1, 1, wrong, 2] * count + [0, 1, 1]
    expect_evaluation(harness, y_true, y_pred, measures(y_true, y_pred))


@check("attach_classifier", 2, hint=learning.ATTACH, spark=True)
def check_empty_batches_are_passed_over(harness: Harness) -> None:
    """Empty batches, with or without partitions, neither call the sink nor change the classifier."""
    history = (
        Batch((), 0),
        Batch((("good", 1),)),
        Batch(()),
        Batch((("good", 1), ("", 2), ("zebra", 0))),
        Batch((("good zebra", 1),)),
        *(Batch(tuple([(tweet, label)] * 9 + [("late", other)])) for tweet, label, other in _SURPRISES),
        Batch(tuple(LABELLED), 3),
        *(Batch(((tweet, 2), ("bad", 1), (tweet, 2))) for tweet in ("late happy", "good sad", "coffee")),
        Batch((("sad", 1), ("awful train", 0))),
        Batch((("awful " * 5_000, 1), ("awful", 0))),
        Batch((("sad", 0), ("good", 2)), WIDE),
    )
    expect_prequential(harness, history, look_at_time=True, interval=0.5)


@check("attach_classifier", 2, hint=learning.ATTACH, spark=True)
def check_partitions_and_other_classifiers(harness: Harness) -> None:
    """A batch in several partitions is predicted and learned as a whole, by any classifier."""
    surprising = [("good happy great", 0)] * 8 + [("bad awful", 1)] * 8 + HISTORY
    few = [("late " * 60 + "train", 0), HISTORY[1]]
    expect_prequential(harness, (Batch(tuple(surprising), 3), Batch(tuple(few), 3)), COMPLEMENT)
    expect_prequential(harness, (Batch(tuple(HISTORY[:3])), Batch((("good late", 0),))), at_once=True)
