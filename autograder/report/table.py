"""A counterexample as a table for a terminal, in as many lines as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from autograder.model import Counterexample
from autograder.report.grid import wrapped
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
    wrong = wrong_cells(example)
    cells = {
        number: [Text(text, "red" if (number, place) in wrong else "") for place, text in enumerate(row)]
        for number, row in enumerate(example.rows)
        if number not in left_out
    }
    head = [Text(name, "bold") for name in example.columns]
    wide = _widths([head, *cells.values()], width - 1 - cell_len(signs.differs))
    rows = _fitting(cells, {number for number, _ in wrong}, wide, room - bool(left_out), signs)
    for number, _ in wrong:
        if number in rows:
            rows[number][0] = _marked(rows[number][0], sum(wide) + GAP * (len(wide) - 1), signs)
    lines = [*_row(head, wide, 1, signs), Text(signs.rule * (sum(wide) + GAP * (len(wide) - 1)), "dim")]
    for number, of_row in rows.items():
        if left_out and number == left_out.stop:
            lines.append(_gap(left_out, signs))
        lines += of_row
    return lines


def _fitting(
    cells: dict[int, list[Text]], wrong: set[int], wide: Sequence[int], room: int, signs: Signs
) -> dict[int, list[Text]]:
    """The rows, their cells cut to as many lines as fit: first those of rows that are right, then all."""
    heights = range(room, 0, -1)
    for right, differing in (*((height, room) for height in heights), *((1, height) for height in heights)):
        rows = {n: _row(row, wide, differing if n in wrong else right, signs) for n, row in cells.items()}
        if sum(len(lines) for lines in rows.values()) <= room:
            break
    return rows


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


def _row(cells: Sequence[Text], wide: Sequence[int], tallest: int, signs: Signs) -> list[Text]:
    """Cells side by side, each wrapped in its column."""
    columns = [wrapped(cell, width, tallest, signs.dots) for cell, width in zip(cells, wide, strict=True)]
    lines = []
    for number in range(max(len(column) for column in columns)):
        line = Text()
        for column, width in zip(columns, wide, strict=True):
            part = column[number] if number < len(column) else Text()
            line.append_text(part).append(" " * (width - cell_len(part.plain) + GAP))
        line.rstrip()
        lines.append(line)
    return lines


def _marked(line: Text, width: int, signs: Signs) -> Text:
    return Text.assemble(line, " " * (width - cell_len(line.plain) + 1), (signs.differs, "red"))


def _gap(left_out: range, signs: Signs) -> Text:
    return Text(f"{signs.dots} and {counted(len(left_out), 'more row')}", "dim")
