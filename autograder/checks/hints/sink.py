"""Hints on the bridge: `due` are the rows of the last of the given batches, `got` the calls of the sink."""

from __future__ import annotations

from collections import Counter
from typing import Any

from autograder.checks.hints.choosing import answered, first, of_another_kind, raised
from autograder.checks.hints.counted import without_words
from autograder.checks.hints.words import REPLACED as OF_THE_NEXT
from autograder.checks.hints.words import WHITE_SPACE
from autograder.judge.compare import loose
from autograder.judge.facts import Facts
from autograder.judge.values import Row

NOTHING = "Where there is no word there is nothing to tell the sink."
ORDER = "SQL promises no order unless it is asked for one."
TIES = "Equal totals stand in the order of their words' code points."
ROWS = "The sink wants rows, with the names that the exercise says, and not a plan for them."
TIME = "The time is the one that foreachRDD gives your function."
ONE_CALL = "The sink is called from the driver, once for each batch that has a word."
OWN_BATCH = "Each batch stands for itself: what came before does not count in it."
PICKLED = "With checkpoints Spark pickles your callback: nothing alive may hang on it."
ALL = "Each word of the batch has its row, however many there are."
REPLACED = first((raised("ALREADY_EXISTS", "already exists"), OF_THE_NEXT), otherwise=OF_THE_NEXT)


def _no_words(facts: Facts) -> bool:
    return without_words(facts) and not of_another_kind(facts)


def _rows(facts: Facts) -> list[Any]:
    """The rows of the one call."""
    ((_, _, rows),) = facts.got
    return [list(row) for row in loose(rows)]


def _another_number(facts: Facts) -> bool:
    return answered(facts) and len(facts.got) != bool(facts.due)


def _no_rows(facts: Facts) -> bool:
    ((_, _, rows),) = facts.got
    return type(rows) is not list or any(not isinstance(row, Row) or row.names != ("word", "total") for row in rows)


def _right_rows(facts: Facts) -> bool:
    return sorted(_rows(facts)) == sorted(map(list, facts.due))


def _ties(facts: Facts) -> bool:
    return _right_rows(facts) and [total for _, total in _rows(facts)] == [total for _, total in facts.due]


def _right_order(facts: Facts) -> bool:
    return _rows(facts) == [list(row) for row in facts.due]


def _too_few(facts: Facts) -> bool:
    return len(_rows(facts)) < len(facts.due) and all(row in [list(pair) for pair in facts.due] for row in _rows(facts))


def _of_before(facts: Facts) -> bool:
    """More than the batch holds, and there was one before it."""
    now = dict(facts.due)
    found = Counter[str]()
    for word, total in _rows(facts):
        found[word] += total
    return len(facts.given) > 1 and any(found[word] > now.get(word, 0) for word in found)


def _blanks(facts: Facts) -> bool:
    return any(word.split() != [word] for word, _ in _rows(facts))


BRIDGE = first(
    (raised("PicklingError", "pickle", "SPARK-5063", "CONTEXT_ONLY_VALID_ON_DRIVER"), PICKLED),
    (_no_words, NOTHING),
    (_another_number, ONE_CALL),
    (_no_rows, ROWS),
    (_right_order, TIME),
    (_ties, TIES),
    (_right_rows, ORDER),
    (_blanks, WHITE_SPACE),
    (_of_before, OWN_BATCH),
    (_too_few, ALL),
)
