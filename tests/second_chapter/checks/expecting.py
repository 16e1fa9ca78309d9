"""What the checks of this chapter expect."""

from __future__ import annotations

from collections import Counter

from autograder.judge.calls import asked, call_text, wrong_call
from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, loose, show
from autograder.judge.expressions import call, rdd, student
from autograder.judge.harness import Harness, History, queue
from autograder.judge.history import examine_and_shrink
from autograder.model import Counterexample

COLUMNS = ("batch", "readings in", "expected", "yours")


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


def expect_alarms(harness: Harness, history: History, limit: int) -> None:
    """The counts of readings above the limit since the start, batch by batch."""

    def examine(shown: History) -> None:
        counts: Counter[str] = Counter()
        rows: list[tuple[str, str, str, str]] = []
        with harness.stream(call(student("alarms"), queue("readings"), limit), checkpoint=True) as stream:
            stream.require_dstream()
            for number, batch in enumerate(shown, 1):
                counts.update(sensor for sensor, degrees in batch.items if degrees > limit)
                due = sorted([sensor, count] for sensor, count in counts.items())
                got = sorted((loose(record) for record in stream.step(readings=batch).records or []), key=repr)
                rows.append((str(number), show(list(batch.items)), show(due), show(got)))
                if not exact(got, due):
                    table = Counterexample(COLUMNS, tuple(rows), number, sum(len(b.items) for b in shown[:number]))
                    raise Mismatch("The counts are not those since the start.", table, number)

    examine_and_shrink(history, examine, harness.limits.small_streams)


def expect_hottest(harness: Harness, readings: list[tuple[str, int]], slices: int = 1) -> None:
    """The highest degrees, or None of nothing."""
    due = max((degrees for _, degrees in readings), default=None)
    told = f"hottest(RDD of {show(readings)})"
    got = asked(told, show(due), lambda: harness.value(call(student("hottest"), rdd(readings, slices))))
    if not exact(got, due):
        raise wrong_call("It is not the highest of the readings.", told, show(due), show(got))
