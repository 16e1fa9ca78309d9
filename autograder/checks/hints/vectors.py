"""Hints on Part 1: `due` and `got` are rows of counts, or a table of them with the names of its columns."""

from __future__ import annotations

from typing import Any

from autograder.checks.hints.choosing import answered, first
from autograder.judge.facts import Facts

CHOSEN = "The vectorizer has chosen its words already; a batch neither adds one nor takes one away."
ROWS = "Row i belongs to tweet i, also when a tweet comes twice."
OFTEN = "A word that comes several times in a tweet counts as often, and a count is a whole number."
EMPTY = "An empty batch is a batch: it has a matrix too, with as many columns as ever."
FORM = "The matrix of no tweets is like any other: CSR, and of whole numbers."
EVERY_ROW = "Every tweet has its row, whatever the other rows are."
NAMED = "A name belongs to its column's number; the order in which words were met is another one."
EVERY_COLUMN = "A term has its column whether these tweets hold it or not."
ENTRIES = "A cell holds what `vectorize` counts there, 0 too."


def _rows(value: Any) -> list[list[Any]]:
    rows: list[list[Any]] = value[1] if isinstance(value, tuple) else value
    return rows


def _refitted(facts: Facts) -> bool:
    """Other columns than the vectorizer's, or an error of a word that it does not know."""
    if facts.error:
        return any(text in facts.error for text in ("empty vocabulary", "KeyError"))
    return answered(facts) and any(len(row) != len(facts.due[0]) for row in facts.got)


def _other_rows(facts: Facts) -> bool:
    due, got = _rows(facts.due), _rows(facts.got)
    return answered(facts) and (len(due) != len(got) or (got != due and sorted(due) == sorted(got)))


def _one_for_all(facts: Facts) -> bool:
    """Where a word occurs is right, how often is not."""
    places = [[[cell != 0 for cell in row] for row in rows] for rows in (_rows(facts.due), _rows(facts.got))]
    return answered(facts) and places[0] == places[1]


COUNTS = first((_refitted, CHOSEN), (_other_rows, ROWS), (_one_for_all, OFTEN))


def other_columns(facts: Facts) -> bool:
    """The right names in another order."""
    return answered(facts) and facts.got[0] != facts.due[0] and sorted(facts.got[0]) == sorted(facts.due[0])


def _fewer_columns(facts: Facts) -> bool:
    return answered(facts) and set(facts.got[0]) < set(facts.due[0])


def _numbers_for_names(facts: Facts) -> bool:
    return answered(facts) and facts.got[0] == list(range(len(facts.due[0])))


def _same_names(facts: Facts) -> bool:
    return answered(facts) and facts.got[0] == facts.due[0]


TABLE = first(
    (_fewer_columns, EVERY_COLUMN),
    (other_columns, NAMED),
    (_numbers_for_names, "A column is called by its term, not by its number."),
    (_other_rows, EVERY_ROW),
    (_one_for_all, OFTEN),
    (_same_names, ENTRIES),
)
TABLE_ROWS = first((_other_rows, EVERY_ROW))
