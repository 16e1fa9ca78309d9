"""Hints on `update_count` and `update_trending`: one call of an update function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.hints.choosing import Fits, Rule, answered, first
from autograder.checks.hints.words import NEW_KEY, QUIET
from autograder.judge.compare import loose
from autograder.judge.facts import Facts
from autograder.judge.values import Tuple

NO_COUNT = "The first time there is no last count: it is None."
ZERO = "0 is a count like any other; only None would forget the word."
INT = "A count is a whole number of Python's own, however large it is: exactly an `int`."
BOTH = "The total is what there was before and all that is new."
SEVERAL = "A batch may bring several new values, and each of them counts."
NUMBERS = "The values are numbers to be added, whatever they are: none stands for one occurrence."
BUSY = "A batch with values, even zeros, makes the word busy: nothing idle."
TOTAL_STAYS = "A batch without values leaves the total as it is."
IDLE = "Count the quiet batches: the word goes with the third in a row."
FIRST = "What comes with a word's first batch counts too."
LARGE = "A count is exact, however large it is."
STATE = "The state is a tuple of two ints, the total and the idle batches."
PURE = "It depends on its arguments alone and changes neither."


def _call(facts: Facts) -> tuple[list[int], Any]:
    """The new values and what is known from before."""
    given = facts.given if isinstance(facts.given, dict) else {}
    before = given.get("last", given.get("state"))
    values: list[int] = given["values"] if "values" in given else given.get("one", [])
    return values, before


def _whole(value: Any) -> bool:
    return type(value) is int


def first_time(facts: Facts) -> bool:
    """An error of None where nothing is known yet."""
    return "NoneType" in facts.error and _call(facts)[1] is None


def nothing_new(facts: Facts) -> bool:
    """A call without new values fails, or gives what may be thought to be due for none."""
    return facts.given["values"] == [] and (bool(facts.error) or (answered(facts) and facts.got in (None, 0)))


def zero_is_none(facts: Facts) -> bool:
    """None for a total of 0."""
    return answered(facts) and facts.got is None and facts.due == 0


def other_type(facts: Facts) -> bool:
    """The right number, of another type or not quite right because of it."""
    if not answered(facts) or isinstance(facts.got, list | str) or facts.got is None or _whole(facts.got):
        return False
    value = getattr(facts.got, "value", facts.got)
    return isinstance(value, int | float) and abs(value - facts.due) <= 1e-6 * max(1, abs(facts.due))


def one_left_out(facts: Facts) -> bool:
    """The new values alone, or what was before alone."""
    values, before = _call(facts)
    return answered(facts) and bool(before) and facts.got in (sum(values), before)


def _instead(change: Callable[[list[int]], list[int]]) -> Fits:
    """The answer is that to other values."""

    def fits(facts: Facts) -> bool:
        values, before = _call(facts)
        starts = before if _whole(before) else 0
        return answered(facts) and len(values) > 0 and facts.got in {starts + sum(change(values)), sum(change(values))}

    return fits


def _first_lost(facts: Facts) -> bool:
    return answered(facts) and _call(facts)[1] is None and bool(_call(facts)[0]) and facts.got == 0


def _large(facts: Facts) -> bool:
    return answered(facts) and max(map(abs, [facts.due, *_call(facts)[0]])) >= 2**31


_RULES: tuple[Rule, ...] = (
    (first_time, NO_COUNT),
    (zero_is_none, ZERO),
    (other_type, INT),
    (nothing_new, QUIET),
    (one_left_out, BOTH),
    (_instead(lambda values: values[-1:]), SEVERAL),
    (_instead(lambda values: values[:1]), SEVERAL),
    (_instead(lambda values: [1] * len(values)), NUMBERS),
    (_instead(lambda values: [1]), NUMBERS),
    (_instead(lambda values: [value for value in values if value > 0]), NUMBERS),
    (_instead(lambda values: list(set(values))), SEVERAL),
    (_first_lost, FIRST),
    (_large, LARGE),
)
UPDATE_COUNT = first(*_RULES)


def _busy(fits: Callable[[Any, Any], bool]) -> Fits:
    """A rule on the state that is due and the one that came, after a batch with values."""
    return lambda facts: answered(facts) and bool(_call(facts)[0]) and fits(facts.due, loose(facts.got))


def quiet(fits: Callable[[Any, Any], bool]) -> Fits:
    """The same after a batch without values."""
    return lambda facts: answered(facts) and not _call(facts)[0] and fits(facts.due, loose(facts.got))


def _new_only(facts: Facts) -> bool:
    values, before = _call(facts)
    return answered(facts) and bool(values) and before is not None and bool(loose(facts.got)[0] == sum(values))


def _of_several(facts: Facts) -> bool:
    return answered(facts) and len(_call(facts)[0]) > 1 and bool(loose(facts.got)[0] != facts.due[0])


def _no_state(facts: Facts) -> bool:
    """Neither None nor a tuple, or one whose parts are no ints."""
    if not answered(facts) or facts.got is None:
        return False
    return not isinstance(facts.got, Tuple) or loose(facts.got) == [*facts.due]


def _swapped(facts: Facts) -> bool:
    return answered(facts) and [*facts.due] != loose(facts.got) == [*reversed(facts.due)]


def _total_large(facts: Facts) -> bool:
    return answered(facts) and loose(facts.got)[0] != facts.due[0] and abs(facts.due[0]) >= 2**31


UPDATE_TRENDING = first(
    (first_time, NEW_KEY),
    (_no_state, STATE),
    (_swapped, "The total stands first, then the idle batches."),
    (_busy(lambda due, got: got is None), "A word is forgotten for its quiet batches only, whatever its total is."),
    (_busy(lambda due, got: got[1] != due[1]), BUSY),
    (_new_only, BOTH),
    (_of_several, SEVERAL),
    (_total_large, LARGE),
    (_busy(lambda due, got: got[0] != due[0]), NUMBERS),
    (quiet(lambda due, got: due is None or got is None), IDLE),
    (quiet(lambda due, got: got[0] != due[0]), TOTAL_STAYS),
    (quiet(lambda due, got: got[1] != due[1]), "Each batch without values is one more idle batch."),
)
