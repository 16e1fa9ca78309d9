"""What the checks of Part 5 ask of a stateful processor, in Spark's own tester, which plays the engine.

The tester is sound for what is asked here: rows of one word at a time, timers, the handle's states. It does not look at
the types of what is put into a state, knows no time to live, and has timers expire before the rows of the same moment,
where Spark handles the rows first: so no rows come at the moment at which a timer expires.
"""

from __future__ import annotations

from collections.abc import Sequence

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


class _Model:
    """The totals of words, each until it has been quiet for too long."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int]] = {}

    def step(self, now: int, word: str, mentions: Sequence[int]) -> int:
        """The word's total after these mentions."""
        total, last = self._known.get(word, (0, now))
        total = (0 if now - last >= IDLE_MS else total) + sum(mentions)
        self._known[word] = total, now
        return total


def expect_trending(harness: Harness, *events: Event, moves: bool = False) -> None:
    """`trending_processor` gives the totals of words, and forgets those that were quiet for three seconds.

    Where it `moves`, another processor goes on in another process after each event, with what Spark has saved.
    """
    model, now, at = _Model(), 0, 0
    rows: list[tuple[str, str, str, str]] = []
    words = sorted({word for _, word, _ in events})
    before: dict[str, int] = {}
    place = _begin(harness, 0)

    def shown(told: str, due: str, yours: str) -> Counterexample:
        row = (f"{at / 1000:g}", told, due, yours)
        return Counterexample(_HEADS, (*rows, row), len({*(one[0] for one in rows), row[0]}), len(rows) + 1)

    for number, (later, word, mentions) in enumerate(events):
        at += later
        told = f"mentions {show(mentions)}" + (f" of {show(word)}" if len(words) > 1 else "")
        total = model.step(at, word, mentions)
        due = Row(("word", "total"), (word, total))
        given = {"mentions": mentions, "idle": at - before[word] if word in before else None, "moved": number and moves}
        before[word] = at
        moments = [moment for moment in (at - 1, at) if moment > now]
        times = [method(kept(f"tester {place}"), "setProcessingTime", moment) for moment in moments]
        given_rows = [call(library("pyspark.sql.Row"), mentions=count) for count in mentions]
        try:
            *expired, answer = harness.values(*times, method(kept(f"tester {place}"), "test", word, given_rows))
        except SubmissionError as error:
            error.counterexample, error.facts = shown(told, f"[{show(due)}]", error.told()), Facts(given=given)
            raise
        now = at
        if told_of := [rows for rows in expired if rows != []]:
            said = "A timer has expired, and a row came of it; a word is forgotten without one."
            raise Mismatch(said, shown("(a timer expires)", "[]", show(told_of[0])), facts=Facts([], told_of[0], given))
        if not exact(answer, [due]):
            said = "The answer is not one row with the word and its total."
            raise Mismatch(said, shown(told, f"[{show(due)}]", show(answer)), facts=Facts([due], answer, given))
        rows.append((f"{at / 1000:g}", told, f"[{show(due)}]", show(answer)))
        if moves:
            place = _move(harness, place, now)


_HEADS = ("second", "rows in", "expected", "yours")


def _begin(harness: Harness, place: int) -> int:
    tester = library("pyspark.sql.streaming.tws_tester.TwsTester")
    made = call(student("trending_processor"))
    harness.keep(f"processor {place}", made)
    harness.keep(f"tester {place}", call(tester, kept(f"processor {place}"), timeMode="ProcessingTime"))
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
