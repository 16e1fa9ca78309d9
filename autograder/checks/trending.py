"""What the checks of Part 5 ask of a stateful processor, in Spark's own tester, which plays the engine.

The tester is sound for what is asked here: rows of one word at a time, timers, the handle's states. It does not look at
the types of what is put into a state, knows no time to live, and has timers expire before the rows of the same moment,
where Spark handles the rows first: so no rows come at the moment at which a timer expires.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograder.checks.hints.modern import CLEARED
from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, show
from autograder.judge.expressions import Expression, attribute, call, kept, library, method, student
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness
from autograder.judge.values import Row
from autograder.model import Counterexample

Event = tuple[int, str, list[int]]
"""So many milliseconds after the event before, the mentions of a word come, a row each."""
IDLE_MS = 3000
_STATES = (("value_states", "getValueState", 1), ("list_states", "getListState", 1), ("map_states", "getMapState", 2))


class _Asked(NamedTuple):
    """What is asked at an event: at which moments the time is told, the rows of a word, and the row due of them."""

    at: int
    moments: list[int]
    word: str
    mentions: list[int]
    due: Row
    idle: int | None

    def expressions(self, place: int) -> list[Expression]:
        """What a tester is asked: to tell the time, perhaps twice, and to handle the rows."""
        tester = kept(f"tester {place}")
        rows = [call(library("pyspark.sql.Row"), mentions=count) for count in self.mentions]
        times = [method(tester, "setProcessingTime", moment) for moment in self.moments]
        return [*times, method(tester, "test", self.word, rows)]

    def right(self, answers: list[Any]) -> bool:
        """Whether nothing came of the times, and the row that is due of the rows."""
        return all(rows == [] for rows in answers[:-1]) and exact(answers[-1], [self.due])


def _asked(events: Sequence[Event]) -> list[_Asked]:
    """What is asked, and due. A moment before rows come again the time is told, so that timers have expired by then."""
    found, now, known = list[_Asked](), 0, dict[str, tuple[int, int]]()
    for later, word, mentions in events:
        at = now + later
        total, last = known.get(word, (0, at))
        total = (0 if at - last >= IDLE_MS else total) + sum(mentions)
        moments = [moment for moment in (at - 1, at) if moment > now]
        idle = at - last if word in known else None
        found.append(_Asked(at, moments, word, mentions, Row(("word", "total"), (word, total)), idle))
        known[word], now = (total, at), at
    return found


def expect_trending(harness: Harness, *events: Event, moves: bool = False) -> None:
    """`trending_processor` gives the totals of words, and forgets those that were quiet for three seconds.

    Where it `moves`, another processor goes on in another process after each event, with what Spark has saved.
    """
    asked = _asked(events)
    if not moves and _all_right(harness, asked):
        return
    rows: list[tuple[str, str, str, str]] = []
    several = len({one.word for one in asked}) > 1
    place = _begin(harness, 0)
    for number, one in enumerate(asked):
        told = f"mentions {show(one.mentions)}" + (f" of {show(one.word)}" if several else "")
        given = {"mentions": one.mentions, "idle": one.idle, "moved": moves and number > 0}
        try:
            *expired, answer = harness.values(*one.expressions(place))
        except SubmissionError as error:
            error.counterexample = _table(rows, one, told, f"[{show(one.due)}]", error.told())
            error.facts = Facts(given=given)
            raise
        if come := [rows_of_it for rows_of_it in expired if rows_of_it != []]:
            said = "A timer has expired, and a row came of it; a word is forgotten without one."
            shown = _table(rows, one, "(a timer expires)", "[]", show(come[0]))
            raise Mismatch(said, shown, facts=Facts([], come[0], given))
        shown = _table(rows, one, told, f"[{show(one.due)}]", show(answer))
        if not one.right([answer]):
            said = "The answer is not one row with the word and its total."
            raise Mismatch(said, shown, facts=Facts([one.due], answer, given))
        rows = list(shown.rows)  # type: ignore[arg-type]
        if moves:
            place = _move(harness, place, one.at)
    last = asked[-1]
    *expired, left = harness.values(*_ended(place, last.at))
    if expired != [[]] or left:
        said = "Three seconds after the last rows, words that are forgotten still have a state, or gave a row."
        row = (f"{(last.at + IDLE_MS) / 1000:g}", "(no rows)", "no state", f"{show(left)} states, {show(expired[0])}")
        shown = Counterexample(_HEADS, (*rows, row), len({second for second, *_ in rows}), len(rows))
        raise Mismatch(said, shown, hint=CLEARED)


def _ended(place: int, at: int) -> list[Expression]:
    """What a tester is asked when all is over: what comes of the timers, and how many states are left."""
    tester = kept(f"tester {place}")
    found = [method(attribute(attribute(tester, "handle"), states), "values") for states, _, _ in _STATES]
    every = call(library("itertools.chain"), *found)
    of_words = call(library("builtins.map"), call(library("operator.methodcaller"), "values"), _each(every, "state"))
    held = call(attribute(library("itertools.chain"), "from_iterable"), of_words)
    left = call(library("builtins.sum"), call(library("builtins.map"), library("builtins.bool"), held))
    return [method(tester, "setProcessingTime", at + IDLE_MS + 1), left]


def _each(objects: Expression, name: str) -> Expression:
    """The attribute of each."""
    return call(library("builtins.map"), call(library("operator.attrgetter"), name), objects)


def _all_right(harness: Harness, asked: list[_Asked]) -> bool:
    """All at once, which takes one request."""
    place = _begin(harness, 0)
    expressions = [one.expressions(place) for one in asked]
    try:
        *answers, expired, left = harness.values(*itertools.chain(*expressions, _ended(place, asked[-1].at)))
    except SubmissionError:
        return False
    taken = iter(answers)
    return (
        expired == []
        and left == 0
        and all(one.right([next(taken) for _ in each]) for one, each in zip(asked, expressions, strict=True))
    )


def _table(rows: list[tuple[str, str, str, str]], one: _Asked, *row: str) -> Counterexample:
    shown = (*rows, (f"{one.at / 1000:g}", *row))
    return Counterexample(_HEADS, shown, len({second for second, *_ in shown}), len(shown))


_HEADS = ("second", "rows in", "expected", "yours")


def _begin(harness: Harness, place: int) -> int:
    tester = library("pyspark.sql.streaming.tws_tester.TwsTester")
    made = call(student("trending_processor"))
    harness.keep(f"processor {place}", made)
    harness.keep(f"tester {place}", call(tester, kept(f"processor {place}"), timeMode="ProcessingTime"))
    harness.keep("another one", call(tester, made, timeMode="ProcessingTime"))  # at the same time, of other words
    return place


def _move(harness: Harness, place: int, now: int) -> int:
    """Another processor, in another tester, with the states, timers and time of the last one."""
    _begin(harness, place + 1)
    old, new = (attribute(kept(f"tester {number}"), "handle") for number in (place, place + 1))
    for states, getter, schemas in _STATES:
        names = harness.value(call(library("builtins.list"), attribute(old, states)))
        for name in names if isinstance(names, list) else ():
            saved, empty = (attribute(_state(handle, getter, str(name), schemas), "state") for handle in (old, new))
            harness.values(method(empty, "update", saved))
    timers = [attribute(attribute(handle, "_timers"), "_key_to_timers") for handle in (new, old)]
    harness.values(
        method(timers[0], "update", timers[1]), method(kept(f"tester {place + 1}"), "setProcessingTime", now)
    )
    return place + 1


def _state(handle: Expression, getter: str, name: str, schemas: int) -> Expression:
    return method(handle, getter, name, *[""] * schemas)
