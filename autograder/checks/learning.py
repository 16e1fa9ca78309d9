"""Classifiers in the harness and their models here, learning the same tweets side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from autograder.checks.oracles import LABELS, NaiveBayes, vocabulary
from autograder.checks.strategies import KNOWN
from autograder.checks.vectorizing import fitted, terms
from autograder.judge.compare import loose
from autograder.judge.expressions import Expression, attribute, call, kept, library, method
from autograder.judge.harness import Harness

Labelled = list[tuple[str, int]]
TERMS = vocabulary(KNOWN)
HISTORY: Labelled = [
    ("good great happy coffee", 1),
    ("bad awful late train", 0),
    ("phone coffee", 2),
    ("happy train good good", 1),
    ("sad late bad", 0),
    ("phone train coffee", 2),
    ("awful bad", 0),
]
"""What a classifier has learned before a check begins: more negative tweets than others."""


class Model(Protocol):
    """A classifier's expected behaviour."""

    def learn(self, batch: Labelled) -> None:
        """One update with a whole batch."""

    def state(self) -> dict[str, Any]:
        """The attributes that hold what was learned, None where it was never fitted."""

    def predict(self, tweets: list[str]) -> list[int]:
        """The labels of these tweets."""

    def decided(self, tweets: list[str]) -> list[str]:
        """The tweets whose label does not hang on rounding."""


COUNTS = ("class_count_", "feature_count_")


@dataclass(frozen=True)
class Kind:
    """A classifier that can be updated: its name in the library, its model here, and what it learns into."""

    path: str
    model: Callable[[tuple[int, ...]], Model]
    state: tuple[str, ...]
    options: tuple[tuple[str, bool], ...] = ()


MULTINOMIAL = Kind("sklearn.naive_bayes.MultinomialNB", partial(NaiveBayes, TERMS), COUNTS)


class Twin:
    """A classifier in the harness, kept as `classifier` beside a `vectorizer`, and its model here.

    One with a name of its own can live beside it.
    """

    def __init__(
        self,
        harness: Harness,
        kind: Kind = MULTINOMIAL,
        history: Labelled | None = None,
        labels: tuple[int, ...] = LABELS,
        name: str = "",
    ) -> None:
        self._harness = harness
        self._name = name
        self._kind = kind
        self.model = kind.model(labels)
        fitted(harness, TERMS)  # not given its vocabulary: such a vectorizer can be fitted again without harm
        self._keep(call(library(kind.path), **dict(kind.options)))
        if history:
            matrix = method(kept("vectorizer"), "transform", [tweet for tweet, _ in history])
            seen = [label for _, label in history]
            learned = method(kept(f"classifier{name}"), "partial_fit", matrix, seen, list(labels))
            harness.keep(f"trained{name}", learned)
            self.model.learn(history)

    def _keep(self, classifier: Expression) -> None:
        self._harness.keep(f"classifier{self._name}", classifier)
        # A method knows its object for good: whoever puts a copy into the variables of its callers does not change
        # that. Who exchanges all that the process keeps cannot be told apart: the process is the submission's.
        self._harness.keep(f"first{self._name}", attribute(kept(f"classifier{self._name}"), "get_params"))

    def save_and_read(self) -> None:
        """From now on the classifier is one that was read from where this one was saved."""
        self._keep(call(library("pickle.loads"), call(library("pickle.dumps"), self.given)))
        self._harness.values()

    @property
    def arguments(self) -> tuple[Expression, Expression]:
        """The classifier and the vectorizer as arguments of a student's function."""
        return kept(f"classifier{self._name}"), kept("vectorizer")

    @property
    def given(self) -> Expression:
        """The classifier that was made here, whatever its name stands for by now."""
        return attribute(kept(f"first{self._name}"), "__self__")

    def state_there(self, name: str = "") -> dict[str, Any]:
        """What the classifier has learned, or the harness's object of this name."""
        looked_at = kept(name) if name else self.given
        looks = [call(library("builtins.getattr"), looked_at, part, None) for part in self._kind.state]
        return dict(zip(self._kind.state, map(loose, self._harness.values(*looks)), strict=True))

    def terms_there(self) -> list[Any]:
        """The terms of the vectorizer that was made here, in column order."""
        return terms(self._harness, kept("vectorizer"))


def only_predicts(classifier: Expression) -> Expression:
    """A classifier by scikit-learn's rules that is fitted and has `predict`, of another one, and nothing else."""
    bases = (library("sklearn.base.ClassifierMixin"), library("sklearn.base.BaseEstimator"))
    is_fitted = attribute("fitted", "isidentifier")  # a method that answers True
    methods = {"predict": attribute(classifier, "predict"), "__sklearn_is_fitted__": is_fitted}
    return call(call(library("builtins.type"), "Classifier", bases, call(library("builtins.dict"), **methods)))


def state_text(state: dict[str, Any]) -> str:
    """What was learned, in a few words: the tweets and words per class, or the weights."""
    if all(part is None for part in state.values()):
        return "never fitted"
    if "class_count_" in state:
        return f"tweets per class {_numbers(state['class_count_'])}, words per class {_sums(state['feature_count_'])}"
    return f"weights {_by_term(state['coef_'])}"


def _by_term(rows: Any) -> str:
    """The weights that are not 0, a class after the other."""
    if not isinstance(rows, list) or not all(_is_numbers(row) and len(row) == len(TERMS) for row in rows):
        return "?"
    classes = [
        ", ".join(f"{term} {weight:g}" for term, weight in zip(TERMS, row, strict=True) if weight) for row in rows
    ]
    return "; ".join(f"{label}: {text or 'none'}" for label, text in enumerate(classes))


def _sums(rows: Any) -> str:
    return _numbers([sum(row) for row in rows]) if isinstance(rows, list) and all(map(_is_numbers, rows)) else "?"


def _numbers(values: Any) -> str:
    return "[" + ", ".join(f"{value:g}" for value in values) + "]" if _is_numbers(values) else "?"


def _is_numbers(values: Any) -> bool:
    """Numbers that can be shown and added as floats."""
    return isinstance(values, list) and all(type(value) in (int, float) and abs(value) < 1e300 for value in values)
