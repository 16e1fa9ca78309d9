"""Lines of styled text for a terminal: wrapped, cut, indented, with points at the right margin."""

from __future__ import annotations

import sys

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

NARROW = 24
"""Columns that a text must have beside its points, or these go on a line of their own."""

_MEASURING = Console(width=80, color_system=None, force_terminal=False, legacy_windows=False, _environ={})


def wrapped(text: Text, width: int, most: int = sys.maxsize, dots: str = "") -> list[Text]:
    """The text in lines of at most `width` columns; of more than `most` lines the last one kept ends with dots."""
    lines = list(text.wrap(_MEASURING, max(width, 2), overflow="fold")) or [Text()]
    for line in lines:
        line.rstrip()
    return cut(lines, width, most, dots)


def cut(lines: list[Text], width: int, most: int, dots: str) -> list[Text]:
    """The first `most` of lines that are at most `width` wide; dots say that there are more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].copy()
    last.truncate(max(width - cell_len(dots), 0))
    return [*lines[: most - 1], Text.assemble(last, (dots, "dim"))]


def spread(left: Text, right: Text, width: int, hang: int) -> list[Text]:
    """`left` with `right` at the right margin of its first line; further lines start `hang` columns in."""
    room = width - cell_len(right.plain) - 2
    if room < NARROW:
        return [*spread(left, Text(), width, hang), Text.assemble(" " * (width - cell_len(right.plain)), right)]
    first, *others = wrapped(left, room - hang)
    if right:
        first = Text.assemble(first, " " * (width - cell_len(first.plain) - cell_len(right.plain)), right)
    return [first, *(indented(line, hang) for line in others)]


def indented(line: Text, columns: int) -> Text:
    """The line, so many columns further right."""
    return Text.assemble(" " * columns, line)
