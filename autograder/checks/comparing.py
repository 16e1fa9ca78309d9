"""Compares answers with expected values and writes the counterexample that a student sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograder.checks.oracles import Counts, StreamModel
from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, loose, show
from autograder.judge.expressions import Expression
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History, queue
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Sparse, Table
from autograder.model import Counterexample

STREAM = ("batch", "lines in", "expected", "yours")
NOTHING = "(nothing)"
LINES, MORE_LINES = queue("lines"), queue("more")
"""The inputs of one stream, and of another one that runs beside it."""
_SHOWN_KEYS = 6


def pairs(records: list[Any], number: int) -> dict[Any, Any]:
    """A batch's records as key -> count. Raises Mismatch for what is no pair; a key given twice shows both."""
    found: dict[Any, Any] = {}
    for record in records:
        pair = loose(record)
        if type(pair) is not list or len(pair) != 2 or isinstance(pair[0], list | Sparse | Table):
            raise Mismatch(
                f"The DStream holds {show(record, 100)}, which is not a pair of a word and its count.",
                batch=number,
                hint="",
            )
        key, value = pair[0], record_value(record)
        found[key] = f"{show(found[key])} and {show(value)}" if key in found else value
    return found


def record_value(record: Any) -> Any:
    """The count of a record with the type that it has."""
    return record[1] if isinstance(record, list) else record.items[1]


def word(text: Any) -> str:
    """A word as it stands in a table, quoted where it could be misread."""
    return text if isinstance(text, str) and re.fullmatch(r"[#@]?\w+", text, re.ASCII) else show(text, 60)


def counts_text(counts: Counts | None, keys: list[Any]) -> str:
    """The counts of these keys."""
    if counts is None:
        return "(no result)"
    shown = [
        f"{word(key)} {counts[key] if isinstance(counts[key], str) else show(counts[key])}"
        for key in keys
        if key in counts
    ]
    more = f", … {len(shown) - _SHOWN_KEYS} more" if len(shown) > _SHOWN_KEYS else ""
    return ", ".join(shown[:_SHOWN_KEYS]) + more or NOTHING


def lines_text(batch: Batch) -> str:
    """A batch's lines as they stand in a table."""
    shown = ", ".join(show(line, 80) for line in batch.items[:6])
    more = f", … {len(batch.items) - 6} more" if len(batch.items) > 6 else ""
    partitions = {0: " (an RDD without partitions)", 1: ""}.get(batch.slices, f" (in {batch.slices} partitions)")
    return (shown + more or "(none)") + partitions


_LONG_LINE = 40
"""Words, so many that not each of them can be tried alone."""


def simpler_line(line: str) -> list[str]:
    """Simpler forms of a line: each word alone, all words with single spaces, plain words in their places.

    White space of other kinds is tried as two blanks, which everybody has seen.
    """
    split = line.split()
    plain = ["#a" if word.startswith("#") else "a" for word in split]
    if len(split) > _LONG_LINE:
        half = len(split) // 2
        return [" ".join(split[:half]), " ".join(split[half:]), "  ".join(split), split[0], split[-1]]
    forms = (*split, " ".join(plain), " ".join(split), "  ".join(plain), "  ".join(split), line.strip())
    return [form for form in forms if form != line]


def only_word(line: str, culprit: Any) -> str | None:
    """What a line has of one word."""
    found = [text for text in line.split() if text == culprit]
    return " ".join(found) or None


def expect_counts(
    harness: Harness,
    expression: Expression,
    model: Callable[[], StreamModel],
    history: History,
    checkpoint: bool = False,
    message: str = "The counts are not the expected ones.",
    only: Callable[[Any, Any], Any] | None = only_word,
    beside: tuple[Expression, Callable[[], StreamModel]] | None = None,
    interval: int = 1,
) -> None:
    """A stream of (word, count), stepped in lock-step with a model of it; shows the smallest history that differs.

    Another one `beside` it, of `MORE_LINES`, runs at once with it: each of its lines has one word more.
    """

    def examine(shown: History) -> None:
        expected_model, past = model(), list[tuple[Batch, Counts | None, dict[Any, Any] | None]]()
        other = beside[1]() if beside else None
        both = [expression, beside[0]] if beside else expression
        with harness.stream(both, checkpoint=checkpoint, interval=interval) as stream:
            stream.require_dstream()
            for number, batch in enumerate(shown, 1):
                expected = expected_model.step(batch.items)
                try:
                    step = stream.step(lines=batch) if other is None else stream.step(lines=batch, more=more_of(batch))
                except SubmissionError as error:
                    error.batch, error.facts = number, Facts(expected, given=shown[:number])
                    error.counterexample = _table(
                        [*past, (batch, expected, {})], last=f"{error.kind}: {error.message}"[:300]
                    )
                    raise
                if other is not None:
                    _expect_other(step.answers[1], other.step(more_of(batch).items), more_of(batch), number)
                got = None if step.records is None else pairs(step.records, number)
                past.append((batch, expected, got))
                facts = Facts(expected, got, shown[:number])
                if (got is None) != (expected is None) and (got or expected or expected is None):
                    said = (
                        "There is a result where none is due."
                        if expected is None
                        else "There is no result where one is due."
                    )
                    raise Mismatch(said, _table(past), number, facts=facts)
                culprits = _differing(expected or {}, got or {})
                if culprits:
                    raise Mismatch(message, _table(past, culprits), number, tuple(culprits), facts)

    examine_and_shrink(history, examine, harness.limits.small_streams, simpler_line, only)


def more_of(batch: Batch) -> Batch:
    """What comes at the same time into another stream."""
    return replace(batch, items=tuple(f"{line} more" for line in batch.items))


def _expect_other(records: list[Any] | None, expected: Counts | None, batch: Batch, number: int) -> None:
    """What the second of two streams gives."""
    got = None if records is None else pairs(records, number)
    if culprits := _differing(expected or {}, got or {}):
        said = "Where two streams run at once, the second does not give its own counts."
        raise Mismatch(said, _table([(batch, expected, got)], culprits), number, tuple(culprits), hint="")


def _differing(expected: Counts, got: dict[Any, Any]) -> list[Any]:
    keys = sorted(expected.keys() | got.keys(), key=repr)
    return [key for key in keys if not (key in expected and key in got and exact(expected[key], got[key]))]


def _table(past: list[Any], culprits: list[Any] | None = None, last: str = "") -> Counterexample:
    rows = []
    for number, (batch, expected, got) in enumerate(past, 1):
        every = sorted((expected or {}).keys() | (got or {}).keys(), key=repr)
        keys = culprits if culprits is not None and len(every) > _SHOWN_KEYS else every
        rows.append((str(number), lines_text(batch), counts_text(expected, keys), counts_text(got, keys)))
    if last:
        rows[-1] = (*rows[-1][:3], last)
    return Counterexample(STREAM, tuple(rows), len(past), sum(len(batch.items) for batch, _, _ in past))
