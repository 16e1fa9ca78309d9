"""Classifiers of other kinds than the chapter's: for hidden checks, which see that any will do."""

from __future__ import annotations

from typing import Any

from autograder.checks.learning import COUNTS, MULTINOMIAL, TERMS, Kind, Labelled
from autograder.checks.oracles import LABELS, NaiveBayes
from autograder.checks.perceptron import Perceptron
from autograder.judge.values import call, library


class Unweighed:
    """Of a classifier that takes no weights it is asked only whether it has learned anything."""

    def __init__(self) -> None:
        self._fitted = False

    def learn(self, batch: Labelled) -> None:
        """One update with a whole batch."""
        self._fitted |= bool(batch)

    def state(self) -> dict[str, Any]:
        """How many classes it has been told of, None where it was never fitted."""
        return {"n_classes_": len(LABELS) if self._fitted else None}

    def predict(self, tweets: list[str]) -> list[int]:
        """Nobody asks."""
        raise NotImplementedError("what a classifier of this kind predicts is not modelled")

    def decided(self, tweets: list[str]) -> list[str]:
        """None: it is not asked."""
        return []


COMPLEMENT = Kind("sklearn.naive_bayes.ComplementNB", lambda labels: NaiveBayes(TERMS, labels), COUNTS)
BERNOULLI = Kind("sklearn.naive_bayes.BernoulliNB", lambda labels: NaiveBayes(TERMS, labels, binary=True), COUNTS)
PERCEPTRON = Kind(
    "sklearn.linear_model.Perceptron", lambda labels: Perceptron(TERMS), ("coef_",), (("fit_intercept", False),)
)
UNWEIGHED = Kind(
    "sklearn.multiclass.OneVsRestClassifier",
    lambda labels: Unweighed(),
    ("n_classes_",),
    (("estimator", call(library(MULTINOMIAL.path))),),
)
