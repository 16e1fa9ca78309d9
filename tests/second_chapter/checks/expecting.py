"""What the checks of this chapter expect."""

from __future__ import annotations

from collections import Counter

from autograder.judge.calls import asked, call_text, wrong_call
from autograder.judge.compare import exact, loose, show
from autograder.judge.counts import Counted, Counts, expect_counts
from autograder.judge.expressions import call, rdd, student
from autograder.judge.harness import Harness, History, queue

READINGS = Counted("readings", "sensor")


def expect_smooth(harness: Harness, readings: list[int], width: int) -> None:
    """The moving means, up to rounding."""
    due = [
        sum(part) / len(part) for end in range(len(readings)) for part in [readings[max(0, end + 1 - width) : end + 1]]
    ]
    told = call_text("smooth", readings, width)
    got = asked(told, show(due), lambda: loose(harness.call("smooth", readings, width)))
    numbers = isinstance(got, list) and all(isinstance(one, int | float) for one in got)
    if not numbers or len(got) != len(due) or any(abs(a - b) > 1e-9 for a, b in zip(got, due, strict=True)):
        raise wrong_call("The means are not those of the last readings.", told, show(due), show(got))


class Alarms:
    """The counts of readings above a limit since the start."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: Counter[str] = Counter()

    def step(self, items: tuple[tuple[str, int], ...]) -> Counts:
        """The counts so far."""
        self._counts.update(sensor for sensor, degrees in items if degrees > self._limit)
        return dict(self._counts)


def expect_alarms(harness: Harness, history: History, limit: int) -> None:
    """The counts, batch by batch."""
    alarms = call(student("alarms"), queue("readings"), limit)
    said = "The counts are not those since the start."
    expect_counts(harness, READINGS, alarms, lambda: Alarms(limit), history, checkpoint=True, message=said)


def expect_hottest(harness: Harness, readings: list[tuple[str, int]], slices: int = 1) -> None:
    """The highest degrees, or None of nothing."""
    due = max((degrees for _, degrees in readings), default=None)
    told = f"hottest(RDD of {show(readings)})"
    got = asked(told, show(due), lambda: harness.value(call(student("hottest"), rdd(readings, slices))))
    if not exact(got, due):
        raise wrong_call("It is not the highest of the readings.", told, show(due), show(got))
