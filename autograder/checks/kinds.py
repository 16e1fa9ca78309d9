"""Classifiers of other kinds than the chapter's: for hidden checks, which see that any will do."""

from __future__ import annotations

from functools import partial

from autograder.checks.learning import COUNTS, TERMS, Kind
from autograder.checks.oracles import NaiveBayes
from autograder.checks.perceptron import Perceptron

COMPLEMENT = Kind("sklearn.naive_bayes.ComplementNB", partial(NaiveBayes, TERMS), COUNTS)
BERNOULLI = Kind("sklearn.naive_bayes.BernoulliNB", partial(NaiveBayes, TERMS, binary=True), COUNTS)


def _perceptron(labels: tuple[int, ...]) -> Perceptron:
    return Perceptron(TERMS)


PERCEPTRON = Kind("sklearn.linear_model.Perceptron", _perceptron, ("coef_",), (("fit_intercept", False),))
