"""Makes a stream history that shows a mistake as small as a bounded number of runs allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from autograder.judge.checking import Mismatch
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, History

_SHORT = (2, 16, 128)
"""How many items of a large batch are tried first."""
Examine = Callable[[History], None]
Failure = Mismatch | SubmissionError
Found = dict[History, bool]
"""Small failing histories, and whether each was searched to the end: nothing smaller fails like it."""


def examine_and_shrink(
    history: History,
    examine: Examine,
    budget: int,
    simpler: Callable[[Any], list[Any]] = lambda item: [],
    only: Callable[[Any, Any], Any] | None = None,
    found: Found | None = None,
) -> None:
    """Examines a history; when it fails, raises the failure of the smallest failing history found.

    `examine` raises Mismatch or SubmissionError. `simpler` gives simpler forms of one item, simplest first. `only(item,
    culprit)` is what an item has of a culprit, or None: contracts make keys independent of each other, so that one run
    of a wide history is a run of every key's history, and the one that went wrong can be run alone.

    `found` are those of the checks before, which often fail for the same reason: they are tried first, and this one is
    kept with them.
    """
    try:
        examine(history)
    except (Mismatch, SubmissionError) as failure:
        if failure.counterexample is None:  # nothing of the history is shown, so none of it has to be small
            raise
        raise _Search(examine, budget, simpler, failure).smallest(
            history, only, {} if found is None else found
        ) from None


def size(history: History) -> tuple[int, int, int, int, int]:
    """Order of histories: fewer batches, fewer items, shorter items, fewer signs that are not of ASCII's letters,
    fewer partitions."""
    items = [repr(item) for batch in history for item in batch.items]
    odd = sum(not (sign.isascii() and sign.isalnum()) for item in items for sign in item)
    return (len(history), len(items), sum(map(len, items)), odd, sum(batch.slices for batch in history))


class _Search:
    def __init__(self, examine: Examine, budget: int, simpler: Callable[[Any], list[Any]], failure: Failure) -> None:
        self._examine = examine
        self._budget = budget
        self._simpler = simpler
        self._kind = _kind(failure)
        self.failure = failure

    def smallest(self, history: History, only: Callable[[Any, Any], Any] | None, found: Found) -> Failure:
        best = self._first(found, history)
        if best is None or not found[best]:
            best = best or self._first(self._narrowed(history, only), history) or history
            seen = {best}
            while smaller := self._first(_candidates(best, self._simpler), best, seen):
                best = smaller
            found[best] = self._budget > 0
        return self.failure

    def _first(self, candidates: Iterable[History], best: History, seen: set[History] | None = None) -> History | None:
        """The first candidate that is smaller and fails in the same way."""
        seen = set() if seen is None else seen
        for candidate in candidates:
            if candidate in seen or size(candidate) >= size(best):
                continue
            if self._budget == 0:
                return None
            seen.add(candidate)
            self._budget -= 1
            try:
                self._examine(candidate)
            except (Mismatch, SubmissionError) as failure:
                if _kind(failure) == self._kind:
                    self.failure = failure
                    return candidate
        return None

    def _narrowed(self, history: History, only: Callable[[Any, Any], Any] | None) -> list[History]:
        if self.failure.batch is None:
            return []
        shown = history[: self.failure.batch]
        alone = []
        if only is not None and isinstance(self.failure, Mismatch):
            alone = [project(shown, lambda item, c=c: only(item, c)) for c in self.failure.culprits]  # type: ignore[misc]
        return [*sorted(alone, key=size)[:3], shown]


def _kind(failure: Failure) -> str:
    return failure.kind if isinstance(failure, SubmissionError) else ""


def _candidates(history: History, simpler: Callable[[Any], list[Any]]) -> Iterator[History]:
    """Smaller histories, the boldest first: fewer batches, fewer items, items made simpler, fewer partitions."""
    yield from _of_batches(history)
    yield from _of_items(history)
    for number, batch in enumerate(history):
        for place, item in enumerate(batch.items):
            for other in simpler(item):
                yield _with(history, number, (*batch.items[:place], other, *batch.items[place + 1 :]))
        if batch.slices > 1:
            yield (*history[:number], replace(batch, slices=1), *history[number + 1 :])


def _of_batches(history: History) -> Iterator[History]:
    """Halves, large batches cut short, single batches gone."""
    half = len(history) // 2
    if half > 1:
        yield history[:half]
        yield history[half:]
    largest = max(len(batch.items) for batch in history)
    for most in _SHORT:
        if largest > 2 * most:
            yield tuple(replace(batch, items=batch.items[:most]) for batch in history)
    if len(history) > 1:
        for number in range(len(history)):
            yield history[:number] + history[number + 1 :]


def _of_items(history: History) -> Iterator[History]:
    """Halves of a batch's items, single items gone."""
    for number, batch in enumerate(history):
        count = len(batch.items)
        if count > 1:
            yield _with(history, number, batch.items[: count // 2])
            yield _with(history, number, batch.items[count // 2 :])
    for number, batch in enumerate(history):
        for place in range(len(batch.items)):
            yield _with(history, number, batch.items[:place] + batch.items[place + 1 :])


def _with(history: History, number: int, items: tuple[Any, ...]) -> History:
    return (*history[:number], Batch(items, max(1, history[number].slices)), *history[number + 1 :])


def project(history: History, keep: Callable[[Any], Any]) -> History:
    """The history of a part of it: each item becomes `keep(item)`, or goes where that is None."""
    return tuple(
        replace(batch, items=tuple(kept for item in batch.items if (kept := keep(item)) is not None))
        for batch in history
    )
