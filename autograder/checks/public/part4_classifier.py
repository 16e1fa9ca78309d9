"""Public checks of Part 4, with their points and hints: the streaming classifier."""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import strategies as st

from autograder.checks.evaluating import expect_evaluation, expect_predictions, expect_prequential, labelled, labels_of
from autograder.checks.hints import learning
from autograder.checks.hints.choosing import always, first
from autograder.checks.learning import HISTORY, Labelled, Twin, only_predicts
from autograder.checks.strategies import TELLING_TWEETS, labels, lopsided_tweets, tweets
from autograder.checks.strategies import labelled as labelled_tweets
from autograder.checks.updating import expect_same_classifier, expect_update
from autograder.checks.worked import expected
from autograder.judge.calls import asked, wrong_call
from autograder.judge.checking import check, explore
from autograder.judge.compare import show
from autograder.judge.harness import Harness

pairs_of_labels = st.lists(st.tuples(labels, labels), min_size=1, max_size=8)


@check("predict", 2, hint=learning.PREDICT)
@explore(
    50,
    [{"texts": texts, "more": []} for texts in TELLING_TWEETS],
    texts=st.lists(tweets | lopsided_tweets, min_size=1, max_size=5),
    more=labelled_tweets,
)
def check_labels_of_the_classifier(harness: Harness, texts: list[str], more: Labelled) -> None:
    """Each tweet gets the label that the classifier gives it, in order."""
    expect_predictions(harness, Twin(harness, history=HISTORY + more), texts, "classifier")


@check("predict", 1, hint=first((always, learning.NO_LABELS)))
def check_no_tweets_have_no_labels(harness: Harness) -> None:
    """No tweets give an empty integer array."""
    classifier, vectorizer = Twin(harness, history=HISTORY).arguments
    for told, one in (("classifier", classifier), ("a classifier that has only `predict`", only_predicts(classifier))):
        shown = f"predict({told}, vectorizer, [])"
        got = asked(shown, "array([])", partial(harness.call, "predict", one, vectorizer, []))
        if labels_of(got) != []:
            raise wrong_call("No tweets do not give an empty integer array.", shown, "array([])", show(got))


@check("update_classifier", 3, hint=learning.UPDATE)
@explore(40, batch=labelled_tweets)
def check_batch_is_learned(harness: Harness, batch: Labelled) -> None:
    """The classifier knows the batch on top of all it knew before."""
    expect_update(harness, [batch])


@check("update_classifier", 2, hint=learning.UPDATE)
@explore(40, batch=labelled_tweets)
def check_first_batch_of_a_new_classifier(harness: Harness, batch: Labelled) -> None:
    """A classifier that was never fitted learns its first batch, whichever labels occur in it."""
    expect_update(harness, [batch, [("good", 2)]], history=[])


@check("update_classifier", 1, hint=learning.UPDATE)
@explore(10, batch=labelled_tweets)
def check_same_classifier_comes_back(harness: Harness, batch: Labelled) -> None:
    """The classifier that comes back is the one that was given."""
    expect_same_classifier(harness, batch)


@check("evaluate", 1, hint=learning.EVALUATE)
@explore(50, expected=expected("accuracy"), pairs=pairs_of_labels)
def check_accuracy(harness: Harness, pairs: list[tuple[int, int]], expected: dict[str, Any]) -> None:
    """The accuracy is the share of right predictions."""
    expect_evaluation(harness, [a for a, _ in pairs], [b for _, b in pairs], expected)


@check("evaluate", 2, hint=learning.EVALUATE)
@explore(100, expected=expected("macro_f1"), pairs=pairs_of_labels)
def check_macro_f1(harness: Harness, pairs: list[tuple[int, int]], expected: dict[str, Any]) -> None:
    """Macro F1 is the mean over all three classes, also of those that do not occur."""
    expect_evaluation(harness, [a for a, _ in pairs], [b for _, b in pairs], expected)


@check("evaluate", 2, hint=learning.EVALUATE)
@explore(60, expected=expected("confusion_matrix"), pairs=pairs_of_labels)
def check_confusion_matrix(harness: Harness, pairs: list[tuple[int, int]], expected: dict[str, Any]) -> None:
    """The confusion matrix is 3 x 3, a row per true label and a column per predicted one."""
    expect_evaluation(harness, [a for a, _ in pairs], [b for _, b in pairs], expected)


@check("attach_classifier", 3, hint=learning.ATTACH, spark=True)
def check_batch_is_predicted_before_it_is_learned(harness: Harness) -> None:
    """Each batch is predicted by the model as it was before the batch."""
    history = labelled(
        [("good good happy", 0), ("good happy", 0), ("great", 0), ("good", 0)],
        [("good happy", 1), ("great", 0), ("late bad", 0)],
        [("zebra", 2), ("phone phone", 2), ("coffee", 2)],
    )
    expect_prequential(harness, history, look_at_state=False)


@check(
    "attach_classifier",
    3,
    hint=learning.ATTACH,
    spark=True,
)
def check_every_batch_is_learned(harness: Harness) -> None:
    """After each batch the classifier has learned all its tweets, once."""
    history = labelled([("bad train", 0), ("good", 1), ("phone", 2)], [("bad train", 2), ("bad train", 2)])
    expect_prequential(harness, history, look_at_sink=False)
