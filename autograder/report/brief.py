"""A report of at most a page, for the cell of a notebook: long texts are cut, and the first mistakes get the room."""

from __future__ import annotations

import dataclasses

from autograder.model import CheckResult, Counterexample, Report, Verdict
from autograder.text import clip

PAGE = 44
"""Lines that the mistakes of a report may take."""
TEXT, LINES = 180, 3
"""Characters and lines of a message or a hint."""
CELL, ROWS = 56, 6
"""Characters of a table's cell, and its rows."""
ACROSS, IN_A_CELL = 90, 28
"""Characters in a line of the page and of a cell, more or less."""
AROUND, HEAD = 4, 3
"""Lines that a mistake takes besides its texts, and a table besides its rows."""
LATER = "(Its example is shown once the mistakes above are mended.)"


def brief(report: Report) -> Report:
    """The same results in fewer words; the first mistake keeps its example, and others where there is room."""
    checks = [_cut(check) for check in report.checks]
    wrong = [
        place for place, check in enumerate(checks) if check.verdict not in (Verdict.PASSED, Verdict.NOT_SUBMITTED)
    ]
    left = PAGE - sum(_lines(checks[place]) for place in wrong)
    for place in wrong:
        check = checks[place]
        left -= _table_lines(check)
        if left < 0 and place != wrong[0] and check.counterexample is not None:
            left += _table_lines(check)
            checks[place] = dataclasses.replace(check, message=f"{check.message}\n{LATER}".strip(), counterexample=None)
    return dataclasses.replace(report, checks=tuple(checks))


def _cut(check: CheckResult) -> CheckResult:
    example = check.counterexample
    if example is not None:
        example = dataclasses.replace(example, rows=_rows(example))
    return dataclasses.replace(check, message=_text(check.message), hint=_text(check.hint), counterexample=example)


def _text(text: str) -> str:
    lines = text.split("\n")
    return clip("\n".join([*lines[: LINES - 1], "…"] if len(lines) > LINES else lines), TEXT)


def _rows(example: Counterexample) -> tuple[tuple[str, ...], ...]:
    """The first rows and the last, where a history ends in the mistake."""
    rows = tuple(tuple(clip(" ".join(cell.split("\n")), CELL) for cell in row) for row in example.rows)
    if len(rows) <= ROWS:
        return rows
    gap = ("…", *("" for _ in example.columns[1:]))
    return (*rows[: ROWS - 2], gap, rows[-1])


def _lines(check: CheckResult) -> int:
    texts = [line for text in (check.message, check.hint) for line in text.split("\n")]
    return AROUND + sum(len(text) // ACROSS + 1 for text in texts)


def _table_lines(check: CheckResult) -> int:
    if check.counterexample is None:
        return 0
    return HEAD + sum(max(map(len, row), default=0) // IN_A_CELL + 1 for row in check.counterexample.rows)
