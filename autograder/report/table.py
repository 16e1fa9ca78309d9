"""A counterexample as a table for a terminal, in as many lines as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from autograder.model import Counterexample
from autograder.report.grid import cut, wrapped
from autograder.report.ledger import counted, wrong_cells
from autograder.report.signs import Signs

ROWS = 8
"""Rows that are shown of a longer table."""
GAP = 3
"""Columns of space between two columns."""


def counterexample_table(example: Counterexample, width: int, room: int, signs: Signs) -> list[Text]:
    """The table in at most `room` lines, two of which are its head: rows in the middle go first, then ends of cells.

    The last row of a history is the one that went wrong, so the end always stays.
    """
    room -= 2
    count = len(example.rows)
    shown = count if count <= min(ROWS, room) else min(ROWS, room - 1)
    left_out = range(shown // 2, shown // 2 + count - shown)
    kept = [number for number in range(count) if number not in left_out]
    wrong = wrong_cells(example)
    head = [Text(name, "bold") for name in example.columns]
    cells = [[Text(text, _style((n, place) in wrong)) for place, text in enumerate(example.rows[n])] for n in kept]
    wide = _widths([head, *cells], width - 1 - cell_len(signs.differs))
    total = sum(wide) + GAP * (len(wide) - 1)
    rows = [[wrapped(cell, column) for cell, column in zip(row, wide, strict=True)] for row in cells]
    wrong_rows = {number for number, _ in wrong}
    heights = _heights([max(map(len, row)) for row in rows], [n in wrong_rows for n in kept], room - bool(left_out))
    lines = [
        *_row([wrapped(name, column) for name, column in zip(head, wide, strict=True)], wide, 1, signs),
        Text(signs.rule * total, "dim"),
    ]
    for number, row, height in zip(kept, rows, heights, strict=True):
        if left_out and number == left_out.stop:
            lines.append(Text(f"{signs.dots} and {counted(len(left_out), 'more row')}", "dim"))
        first, *others = _row(row, wide, height, signs)
        if number in wrong_rows:
            first = Text.assemble(first, " " * (total - cell_len(first.plain) + 1), (signs.differs, "red"))
        lines += [first, *others]
    return lines


def _style(wrong: bool) -> str:
    return "red" if wrong else ""


def _heights(needs: Sequence[int], wrong: Sequence[bool], room: int) -> list[int]:
    """Lines for each row, so that all fit: first those of rows that are right are cut, then all."""
    most = range(room, 0, -1)
    for right, differing in (*((height, room) for height in most), *((1, height) for height in most)):
        heights = [min(need, differing if bad else right) for need, bad in zip(needs, wrong, strict=True)]
        if sum(heights) <= room:
            break
    return heights


def _widths(rows: Sequence[Sequence[Text]], width: int) -> list[int]:
    """The width of each column, so that all fit: narrow columns get what they need, wide ones share the rest."""
    columns = list(zip(*rows, strict=True))
    needs = [max(cell_len(line) for cell in column for line in cell.plain.split("\n")) for column in columns]
    left = width - GAP * (len(needs) - 1)
    given = dict[int, int]()
    for rank, (need, place) in enumerate(sorted((need, place) for place, need in enumerate(needs))):
        given[place] = max(2, min(need, left // (len(needs) - rank)))
        left -= given[place]
    return [given[place] for place in range(len(needs))]


def _row(cells: Sequence[list[Text]], wide: Sequence[int], height: int, signs: Signs) -> list[Text]:
    """Wrapped cells side by side, each cut to its row's height."""
    columns = [cut(lines, width, height, signs.dots) for lines, width in zip(cells, wide, strict=True)]
    rows = []
    for number in range(max(len(column) for column in columns)):
        line = Text()
        for column, width in zip(columns, wide, strict=True):
            part = column[number] if number < len(column) else Text()
            line.append_text(part).append(" " * (width - cell_len(part.plain) + GAP))
        line.rstrip()
        rows.append(line)
    return rows
