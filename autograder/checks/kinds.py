"""Classifiers of other kinds than the chapter's: for hidden checks, which see that any will do."""

from __future__ import annotations

from autograder.checks.learning import COUNTS, TERMS, Kind
from autograder.checks.oracles import NaiveBayes
from autograder.checks.perceptron import Perceptron

COMPLEMENT = Kind("sklearn.naive_bayes.ComplementNB", lambda labels: NaiveBayes(TERMS, labels), COUNTS)
BERNOULLI = Kind("sklearn.naive_bayes.BernoulliNB", lambda labels: NaiveBayes(TERMS, labels, binary=True), COUNTS)
PERCEPTRON = Kind(
    "sklearn.linear_model.Perceptron", lambda labels: Perceptron(TERMS), ("coef_",), (("fit_intercept", False),)
)
