"""A report whose every text can be shown anywhere: no control characters, no endless lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Enum
from typing import Any

from autograder.model import Report
from autograder.text import MESSAGE_LIMIT, OUTPUT_LIMIT, clip, visible

_OF_MANY_LINES = {"message", "hint", "rows", "student_output"}


def legible(report: Report, spell: Callable[[str], str] = str) -> Report:
    """The same report with `visible` text within its limits, each text then spelled as an output can show it."""
    made: Report = _legible(report, "", spell)
    return made


def _legible(value: Any, field: str, spell: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return spell(_text(value, field))
    if isinstance(value, tuple):
        return tuple(_legible(item, field, spell) for item in value)
    if isinstance(value, dict):
        return {spell(_text(key, field)): item for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: _legible(getattr(value, name), name, spell) for name in names})
    return value


def _text(text: str, field: str) -> str:
    seen = visible(text)
    if field not in _OF_MANY_LINES:
        seen = seen.replace("\n", "\\n")
    return clip(seen, OUTPUT_LIMIT if field == "student_output" else MESSAGE_LIMIT)
