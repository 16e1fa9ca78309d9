"""Hints on Part 5: the classifier on a query, a stream that is taken up again, a processor with timers."""

from __future__ import annotations

from typing import Any

from autograder.checks.hints.choosing import answered, first, raised
from autograder.checks.hints.learning import ATTACH
from autograder.judge.facts import Facts
from autograder.judge.values import Row

COLUMNS = "A row has its columns by name: `tweet` and `label`, wherever they stand and whatever else there is."
TWICE = "A batch that is learned already must be known by its number, which the classifier itself remembers."
REMEMBERED = (
    "What has been learned and the number of the last batch belong together, in whatever order the rest happens."
)
GO_ON = "Where a stream was saved, Spark takes up all of it by itself: description, state and time."
BEGIN = "Where nothing was saved, a new context is made, and saved in the directory from then on."
ONLY_ONCE = "What is taken up needs no new context: it brings its own."
FORGET = "Three seconds count from the last rows of the word; each time they come, they begin anew."
TOTAL = "The total of a word is what its state holds and the mentions of all rows that came."
STATE = "Another processor may go on with the word: it has what the handle's state holds and nothing else."
CLEARED = "A word is forgotten by a timer, which also clears what the state holds of it."
ONE_ROW = "For the rows of a word there is one row, with its word and its total; for a timer there is none."


def _again(facts: Facts) -> bool:
    return bool(facts.given["again"])


def _sink_failed(facts: Facts) -> bool:
    return bool(facts.given["failed"])


STRUCTURED = ATTACH.but(
    (raised("no attribute 'lower'", "ATTRIBUTE_NOT_SUPPORTED", "UNRESOLVED_COLUMN"), COLUMNS),
    (_sink_failed, REMEMBERED),
    (_again, TWICE),
)


# `resume_or_create`: `due` and `got` are counts, or how often a context was made.


def _first(facts: Facts) -> bool:
    return bool(facts.given["first"])


def _made_again(facts: Facts) -> bool:
    return not _first(facts) and isinstance(facts.due, int)


RESUME = first((_first, BEGIN), (_made_again, ONLY_ONCE), otherwise=GO_ON)


# `trending_processor`: `due` and `got` are rows; `given` are the mentions, and how long the word was idle before.


def _is_row(one: Any) -> bool:
    return isinstance(one, Row) and one.names == ("word", "total")


def _no_row(facts: Facts) -> bool:
    return answered(facts) and (facts.due == [] or len(facts.got) != 1 or not _is_row(facts.got[0]))


def _moved(facts: Facts) -> bool:
    return answered(facts) and bool(facts.given["moved"])


def _idle(facts: Facts) -> bool:
    return answered(facts) and facts.given["idle"] is not None and facts.given["idle"] >= 1000


TRENDING = first((_no_row, ONE_ROW), (_moved, STATE), (_idle, FORGET), (answered, TOTAL))
