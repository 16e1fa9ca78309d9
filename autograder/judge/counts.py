"""Compares a DStream of (key, count), batch by batch, with a model of it; shows the smallest history that differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, loose, show
from autograder.judge.expressions import Expression
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Sparse, Table
from autograder.model import Counterexample

Counts = dict[str, int]
NOTHING = "(nothing)"
_SHOWN_KEYS = 6
_SHOWN_ITEMS = 6


class StreamModel(Protocol):
    """A stream's expected behaviour: told a batch's items, says what that batch gives; None is no result at all."""

    def step(self, items: tuple[Any, ...]) -> Counts | None:
        """The counts after one more batch."""


@dataclass(frozen=True)
class Counted:
    """What is counted: `items` of an input of that name give the counts of their `keys`, in words for a table."""

    items: str
    key: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of a counterexample's table."""
        return ("batch", f"{self.items} in", "expected", "yours")


@dataclass(frozen=True)
class Beside:
    """Another stream that runs at the same time: what of, how it should go on, and what comes into it for a batch."""

    counted: Counted
    expression: Expression
    model: Callable[[], StreamModel]
    batch: Callable[[Batch], Batch]


def pairs(records: list[Any], number: int, key: str) -> dict[Any, Any]:
    """A batch's records as key -> count. Raises Mismatch for what is no pair; a key given twice shows both."""
    found: dict[Any, Any] = {}
    for record in records:
        pair = loose(record)
        if type(pair) is not list or len(pair) != 2 or isinstance(pair[0], list | Sparse | Table):
            raise Mismatch(
                f"The DStream holds {show(record, 100)}, which is not a pair of a {key} and its count.",
                batch=number,
                hint="",
            )
        name, value = pair[0], record_value(record)
        found[name] = f"{show(found[name])} and {show(value)}" if name in found else value
    return found


def record_value(record: Any) -> Any:
    """The count of a record with the type that it has."""
    return record[1] if isinstance(record, list) else record.items[1]


def key_text(text: Any) -> str:
    """A key as it stands in a table, quoted where it could be misread."""
    return text if isinstance(text, str) and re.fullmatch(r"[#@]?\w+", text, re.ASCII) else show(text, 60)


def counts_text(counts: Counts | None, keys: list[Any]) -> str:
    """The counts of these keys."""
    if counts is None:
        return "(no result)"
    shown = [
        f"{key_text(key)} {counts[key] if isinstance(counts[key], str) else show(counts[key])}"
        for key in keys
        if key in counts
    ]
    more = f", … {len(shown) - _SHOWN_KEYS} more" if len(shown) > _SHOWN_KEYS else ""
    return ", ".join(shown[:_SHOWN_KEYS]) + more or NOTHING


def batch_text(batch: Batch) -> str:
    """A batch's items as they stand in a table."""
    shown = ", ".join(show(item, 80) for item in batch.items[:_SHOWN_ITEMS])
    more = f", … {len(batch.items) - _SHOWN_ITEMS} more" if len(batch.items) > _SHOWN_ITEMS else ""
    partitions = {0: " (an RDD without partitions)", 1: ""}.get(batch.slices, f" (in {batch.slices} partitions)")
    return (shown + more or "(none)") + partitions


def expect_counts(
    harness: Harness,
    counted: Counted,
    expression: Expression,
    model: Callable[[], StreamModel],
    history: History,
    checkpoint: bool = False,
    message: str = "The counts are not the expected ones.",
    simpler: Callable[[Any], list[Any]] = lambda item: [],
    only: Callable[[Any, Any], Any] | None = None,
    beside: Beside | None = None,
    interval: int = 1,
) -> None:
    """Runs a history through a stream and its model in lock-step. Raises Mismatch with the smallest that differs.

    `simpler` gives simpler forms of an item, and `only` what an item has of one key, or None.
    """

    def examine(shown: History) -> None:
        expected_model, past = model(), list[tuple[Batch, Counts | None, dict[Any, Any] | None]]()
        other = beside.model() if beside else None
        both = [expression, beside.expression] if beside else expression
        with harness.stream(both, checkpoint=checkpoint, interval=interval) as stream:
            stream.require_dstream()
            for number, batch in enumerate(shown, 1):
                expected = expected_model.step(batch.items)
                try:
                    step = stream.step(**_inputs(counted, beside, batch))
                except SubmissionError as error:
                    error.batch, error.facts = number, Facts(expected, given=shown[:number])
                    error.counterexample = _table(counted, [*past, (batch, expected, {})], last=error.told())
                    raise
                if beside is not None and other is not None:
                    more = beside.batch(batch)
                    _expect_other(counted, beside, step.answers[1], other.step(more.items), more, number)
                got = None if step.records is None else pairs(step.records, number, counted.key)
                past.append((batch, expected, got))
                facts = Facts(expected, got, shown[:number])
                if (got is None) != (expected is None) and (got or expected or expected is None):
                    said = (
                        "There is a result where none is due."
                        if expected is None
                        else "There is no result where one is due."
                    )
                    raise Mismatch(said, _table(counted, past), number, facts=facts)
                culprits = _differing(expected or {}, got or {})
                if culprits:
                    raise Mismatch(message, _table(counted, past, culprits), number, tuple(culprits), facts)

    examine_and_shrink(history, examine, harness.limits.small_streams, simpler, only, harness.found)


def _inputs(counted: Counted, beside: Beside | None, batch: Batch) -> dict[str, Any]:
    return {counted.items: batch} | ({beside.counted.items: beside.batch(batch)} if beside else {})


def _expect_other(
    counted: Counted, beside: Beside, records: list[Any] | None, expected: Counts | None, batch: Batch, number: int
) -> None:
    """What the second of two streams gives; the table's heads are those that its reader knows, of the first."""
    got = None if records is None else pairs(records, number, beside.counted.key)
    if culprits := _differing(expected or {}, got or {}):
        said = "Where two streams run at once, the second does not give its own counts."
        raise Mismatch(said, _table(counted, [(batch, expected, got)], culprits), number, tuple(culprits), hint="")


def _differing(expected: Counts, got: dict[Any, Any]) -> list[Any]:
    keys = sorted(expected.keys() | got.keys(), key=repr)
    return [key for key in keys if not (key in expected and key in got and exact(expected[key], got[key]))]


def _table(counted: Counted, past: list[Any], culprits: list[Any] | None = None, last: str = "") -> Counterexample:
    rows = []
    for number, (batch, expected, got) in enumerate(past, 1):
        every = sorted((expected or {}).keys() | (got or {}).keys(), key=repr)
        keys = culprits if culprits is not None and len(every) > _SHOWN_KEYS else every
        rows.append((str(number), batch_text(batch), counts_text(expected, keys), counts_text(got, keys)))
    if last:
        rows[-1] = (*rows[-1][:3], last)
    return Counterexample(counted.columns, tuple(rows), len(past), sum(len(batch.items) for batch, _, _ in past))
