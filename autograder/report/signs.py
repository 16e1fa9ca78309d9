"""The signs of a terminal that knows Unicode, and those of one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Signs:
    """What marks an exercise, a check and a cell; `spell` turns any text into one that the terminal can encode."""

    passed: str
    wrong: str
    unwritten: str
    differs: str
    rule: str
    dots: str
    between: str
    spell: Callable[[str], str]


def signs_for(encoding: str) -> Signs:
    """The signs for a terminal with this encoding."""
    if encoding.lower().startswith("utf"):
        return Signs("✓", "✗", "○", "←", "─", "…", " · ", str)
    return Signs("+", "x", "-", "<-", "-", "...", ", ", _in_ascii)


def _in_ascii(text: str) -> str:
    return text.replace("…", "...").encode("ascii", "backslashreplace").decode("ascii")
