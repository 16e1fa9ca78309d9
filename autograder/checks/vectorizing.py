"""Vectorizers of the judge's own making, and what a table or a matrix of counts says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.judge.calls import wrong_call
from autograder.judge.compare import loose, show
from autograder.judge.expressions import Expression, attribute, call, kept, library, method, student
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness
from autograder.judge.values import Array, Mapping, Other, Sparse, Table

VECTORIZER = "sklearn.feature_extraction.text.CountVectorizer"


def fitted(harness: Harness, tweets: list[str]) -> Expression:
    """A CountVectorizer that the kit has fitted on these tweets."""
    harness.keep("vectorizer", method(call(library(VECTORIZER)), "fit", tweets))
    return kept("vectorizer")


def with_vocabulary(terms: Sequence[str]) -> Expression:
    """A fitted CountVectorizer that has these terms in this order."""
    return method(call(library(VECTORIZER), vocabulary=list(terms)), "fit", [""])


def terms(harness: Harness, vectorizer: Expression) -> list[Any]:
    """A vectorizer's terms in column order."""
    names = loose(harness.value(method(vectorizer, "get_feature_names_out")))
    return names if isinstance(names, list) else [names]


def columns(harness: Harness, vectorizer: Expression) -> dict[Any, Any]:
    """A vectorizer's vocabulary: term -> column."""
    found = harness.value(attribute(vectorizer, "vocabulary_"))
    items = found.items if isinstance(found, Mapping) else ()
    return {key if isinstance(key, str) else show(key): loose(number) for key, number in items}


def rows(matrix: Any) -> list[list[Any]] | None:
    """The rows of a matrix of whatever kind, None for what is no matrix."""
    match matrix:
        case Sparse(shape=(height, width), entries=entries):
            inside = all(0 <= row < height and 0 <= column < width for row, column, _ in entries)
            if not inside or min(height, width) < 0 or max(height, width, height * width) > 1_000_000:
                return None
            filled = [[0] * width for _ in range(height)]
            for row, column, number in entries:
                filled[row][column] = number
            return filled
        case Array(shape=(height, width), items=cells) if height * width == len(cells) and height < 1_000_000:
            return [[loose(cell) for cell in cells[row * width : (row + 1) * width]] for row in range(height)]
        case Table(kind="pandas", rows=cells):
            return [[loose(cell) for cell in row] for row in cells]
    return None


def in_order(counts: list[list[Any]] | None, names: list[Any]) -> list[list[Any]] | None:
    """Rows with their columns in the order of the terms that these are named by."""
    if counts is None or any(len(row) != len(names) for row in counts):
        return counts
    places = sorted(range(len(names)), key=lambda place: str(names[place]))
    return [[row[place] for place in places] for row in counts]


def vectorizer_of(harness: Harness, tweets: list[str], shown: str) -> Expression:
    """What the submission's `fit_vectorizer` gives for these tweets; Mismatch when that is no fitted vectorizer."""
    harness.keep("answer", call(student("fit_vectorizer"), tweets))
    answer = harness.value(kept("answer"))
    try:
        harness.value(attribute(kept("answer"), "vocabulary_"))
        if isinstance(answer, Other):
            return kept("answer")
        yours = show(answer)
    except SubmissionError:
        yours = f"a {answer.type} that is not fitted" if isinstance(answer, Other) else show(answer)
    said = "The answer is not a fitted CountVectorizer."
    raise wrong_call(said, shown, "a fitted CountVectorizer", yours, facts=Facts(got=answer), hint="")
