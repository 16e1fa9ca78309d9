"""What is known of a failure besides its message: the input, what was due and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Any = _Unknown()
"""Stands for what a check did not say; None is an answer like any other."""


@dataclass(frozen=True)
class Facts:
    """`given` is what a check was run on: the values drawn for it, by name, or a stream's history.

    None may be an answer like any other, though not the one that is due here.
    """

    due: Any = UNKNOWN
    got: Any = UNKNOWN
    given: Any = UNKNOWN
    error: str = ""
    none_is_an_answer: bool = False


NO_FACTS = Facts()
"""Nothing is known."""
