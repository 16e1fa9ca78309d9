"""Hints on Part 4: predictions, updates, measures and the prequential stream."""

from __future__ import annotations

import math
from typing import Any

from autograder.checks.hints.choosing import Rule, answered, first, of_another_kind, raised
from autograder.judge.compare import loose
from autograder.judge.facts import Facts
from autograder.judge.harness import Batch

COLUMNS = "To the classifier a column means what it meant when it learned; only one vectorizer knows that."
PROBABILITIES = "Not every classifier has probabilities; every one can predict."
NAMES = "Labels are what the classifier calls its classes, not the numbers of its columns."
ORDER = "The i-th label belongs to the i-th tweet, and each tweet has its own."
LOOKING = "To predict is to look: what the classifier knows stays as it is."
NO_LABELS = "An empty batch has no labels: an empty array of integers."
NO_REASON = "An empty batch is no reason to fail, nor to learn."
CLASSES = "A batch need not hold all classes: tell the classifier which there are."
ADDS = "There is a method that adds to what a classifier knows, and one that begins anew."
BACK = "Whoever calls goes on with what comes back: the classifier, also where it was given."
COPY = "Whoever holds the classifier must see what it has learned: no copy can show that."
WHOLE = "A batch is learned whole: each tweet of it once, and each as much as the others."
ONE_UPDATE = "To some classifiers ten small updates are not one large one: a batch is one update."
MEAN = "The plain mean of the three classes' F1; a class that nowhere occurs counts 0."
SQUARE = "Three rows and three columns, whichever labels occur."
SIDES = "A row is a true label, a column a predicted one."
WHOLE_NUMBERS = "The matrix counts predictions: its cells are whole numbers."
SHARE = "Accuracy is the share of predictions that are right."
NOTHING_TO_DO = "Without tweets there is nothing to predict, to learn or to tell."
FAIR = "A test is fair only on what has not been learned yet."
DRIVER = "The classifier that was given is taught every batch; it lives on the driver, and executors have copies."
ONE_BATCH = "A batch is one batch, in however many partitions it comes."

_FEATURES = (raised("features", "dimension mismatch", "empty vocabulary"), COLUMNS)
_CLASSES = (raised("classes"), CLASSES)


def _no_probabilities(facts: Facts) -> bool:
    return "AttributeError" in facts.error and "proba" in facts.error


def _other_order(facts: Facts) -> bool:
    if not answered(facts):
        return False
    return len(facts.got) != len(facts.due) or bool(facts.got != facts.due and sorted(facts.got) == sorted(facts.due))


def _no_labels(facts: Facts) -> bool:
    return answered(facts) and any(type(label) is not int for label in facts.got)


def _not_its_classes(facts: Facts) -> bool:
    """A label that this classifier has no class for."""
    present = facts.given.get("present", ()) if isinstance(facts.given, dict) else ()
    return answered(facts) and bool(present) and not set(facts.got) <= set(present)


PREDICT = first(
    _FEATURES,
    (_no_probabilities, PROBABILITIES),
    (_no_labels, "Labels are the integers that the classifier was taught."),
    (_other_order, ORDER),
    (_not_its_classes, NAMES),
    (
        answered,
        "The classifier decides by the counts of the words that the vectorizer knows, all of them and nothing else.",
    ),
)


# `update_classifier`: `due` and `got` are what the classifier has learned, `given` what was there before and the batch.


def _empty(facts: Facts) -> bool:
    return not facts.given["batch"]


def _unchanged(facts: Facts) -> bool:
    return answered(facts) and bool(facts.got == facts.given["before"])


def _tweets(state: Any) -> float:
    return float(sum(state["class_count_"]))


def _anew(facts: Facts) -> bool:
    """Only this batch is known."""
    return (
        answered(facts)
        and bool(facts.given["before"]["class_count_"])
        and _tweets(facts.got) == len(facts.given["batch"])
    )


def _other_classes(facts: Facts) -> bool:
    return answered(facts) and len(facts.got["class_count_"]) != len(facts.due["class_count_"])


def _of_several_updates(facts: Facts) -> bool:
    return answered(facts) and "coef_" in facts.due and len(facts.given["batch"]) > 1


UPDATE = first(
    (_empty, NO_REASON),
    _FEATURES,
    _CLASSES,
    (_unchanged, COPY),
    (_other_classes, CLASSES),
    (_anew, ADDS),
    (_of_several_updates, ONE_UPDATE),
    (lambda facts: answered(facts) and _tweets(facts.got) != _tweets(facts.due), WHOLE),
    (
        lambda facts: answered(facts) and "feature_count_" in facts.due,
        "What the classifier learns of a tweet are the counts of its words, as the vectorizer gives them.",
    ),
)


# `evaluate`: `due` and `got` are the name of a measure and its value.


def _measure(name: str) -> Any:
    return lambda facts: answered(facts) and facts.due[0] == name


def _transposed(facts: Facts) -> bool:
    return answered(facts) and facts.got[1] == [list(row) for row in zip(*facts.due[1], strict=True)]


def _of_floats(facts: Facts) -> bool:
    cells = [cell for row in facts.got[1] for cell in row]
    return answered(facts) and len(cells) == 9 and any(type(cell) is not int for cell in cells)


def _another_size(facts: Facts) -> bool:
    rows = facts.got[1]
    return (
        answered(facts)
        and facts.due[0] == "confusion_matrix"
        and (len(rows) != 3 or any(len(row) != 3 for row in rows))
    )


def _percent(facts: Facts) -> bool:
    return answered(facts) and facts.due[1] != 0 and math.isclose(facts.got[1], 100 * facts.due[1], rel_tol=1e-3)


EVALUATE = first(
    (raised("ZeroDivisionError"), MEAN),
    (_another_size, SQUARE),
    (_of_floats, WHOLE_NUMBERS),
    (_transposed, SIDES),
    (_percent, "The measures are fractions, from 0 to 1."),
    (_measure("accuracy"), SHARE),
    (_measure("macro_f1"), MEAN),
)


# `attach_classifier`: `due` and `got` are the calls of the sink, or what the classifier has learned.


def _batch(facts: Facts) -> Batch:
    batch: Batch = facts.given["batch"]
    return batch


def _nothing_came(facts: Facts) -> bool:
    return not _batch(facts).items and not of_another_kind(facts)


def _in_parts(facts: Facts) -> bool:
    """Each partition is told by itself, or one of them is empty and raises."""
    return _batch(facts).slices > 1 and (bool(facts.error) or (_of_calls(facts) and len(facts.got) > 1))


def _of_calls(facts: Facts) -> bool:
    return answered(facts) and isinstance(facts.due, list)


def _predicted(facts: Facts) -> Any:
    """What the one call of the sink was told, where the labels are those of the batch, in order."""
    ((_, _, true, predicted),) = facts.got
    return loose(predicted) if _of_calls(facts) and loose(true) == facts.due[0] else None


def _learned_before(facts: Facts) -> bool:
    return bool(_predicted(facts) == facts.given["after"] != facts.due[1])


def _out_of_order(facts: Facts) -> bool:
    return bool(sorted(_predicted(facts)) == sorted(facts.due[1]))


_CALLS: tuple[Rule, ...] = ((_nothing_came, NOTHING_TO_DO), _FEATURES, _CLASSES, (_in_parts, ONE_BATCH))


def _of_the_first_model(facts: Facts) -> bool:
    """The classifier as it came has predicted, as if no batch had taught it."""
    return bool(_predicted(facts) == facts.given["start"] != facts.due[1])


def _learned(facts: Facts) -> bool:
    return answered(facts) and isinstance(facts.due, dict)


def _not_taught(facts: Facts) -> bool:
    return _learned(facts) and bool(facts.got == facts.given["before"])


def _begun_anew(facts: Facts) -> bool:
    return _learned(facts) and _tweets(facts.got) == len(_batch(facts).items)


def _not_whole(facts: Facts) -> bool:
    return _learned(facts) and _tweets(facts.got) != _tweets(facts.due)


ATTACH = first(
    *_CALLS,
    (_not_taught, DRIVER),
    (_begun_anew, ADDS),
    (_not_whole, WHOLE),
    (_of_the_first_model, DRIVER),
    (_learned_before, FAIR),
    (_out_of_order, ORDER),
)
