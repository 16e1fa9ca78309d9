"""Makes a large example that fails smaller: its lists and texts lose halves, then quarters, as long as it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Example = Mapping[str, Any]
LARGE = 300
"""Characters of an example that nobody reads as it is."""


def smallest(example: Example, fails: Callable[[Example], Exception | None], budget: int) -> Exception | None:
    """The failure of the smallest example that was found with so many tries, None where no smaller one fails."""
    found: Exception | None = None
    while True:
        for candidate in _candidates(example):
            if budget == 0:
                return found
            budget -= 1
            failure = fails(candidate)
            if failure is not None:
                found, example = failure, candidate
                break
        else:
            return found


def is_large(example: Example) -> bool:
    """Whether it is worth the while."""
    return len(repr(example)) > LARGE


def _candidates(example: Example) -> Iterator[Example]:
    for name, value in example.items():
        for less in _less(value):
            yield {**example, name: less}


def _less(value: Any) -> Iterator[Any]:
    """A list or a text without a piece of it, the largest pieces first, and then with a piece that is smaller."""
    if isinstance(value, list | str):
        size = len(value) // 2
        while size:
            for start in range(0, len(value), size):
                yield _joined(value, start, (), start + size)
            size //= 2
    if isinstance(value, list | tuple) and len(value) <= 4:
        for place, part in enumerate(value):
            for less in _less(part):
                yield _joined(value, place, (less,), place + 1)


def _joined(value: Any, stop: int, middle: tuple[Any, ...], start: int) -> Any:
    """`value[:stop]`, what stands in the middle, and `value[start:]`."""
    return value[:stop] + type(value)(middle) + value[start:] if middle else value[:stop] + value[start:]
