"""A mistake on a terminal: title, message, counterexample, hint and the last of what was printed."""

from __future__ import annotations

import re

from rich.text import Text

from autograder.model import LOOKS_LIKE, CheckResult, Verdict
from autograder.report.grid import indented, spread, wrapped
from autograder.report.ledger import VERDICT_WORDS, Mistake, points
from autograder.report.signs import Signs
from autograder.report.table import counterexample_table

SCREEN = 24
"""Lines that one mistake may take."""
MESSAGE_LINES = 5
HINT_LINES = 3
OUTPUT_LINES = 3

_CODE = re.compile(r"`[^`\n]+`")


def mistake_lines(mistake: Mistake, width: int, signs: Signs) -> list[Text]:
    """The mistake on one screen."""
    titles = [line for check in mistake.titled for line in _title(check, width, signs)]
    told = told_lines(mistake, width - 2, signs, SCREEN - len(titles))
    return [*titles, *(indented(line, 2 if titles else 0) for line in told)]


def told_lines(mistake: Mistake, width: int, signs: Signs, most: int = SCREEN) -> list[Text]:
    """What there is to tell of a mistake, without titles; its table gets the lines that the rest leaves."""
    told = mistake.told
    message = wrapped(prose(told.message), width, MESSAGE_LINES, signs.dots) if told.message else []
    below = []
    for label, text in (("Hint: ", mistake.hint), (LOOKS_LIKE, mistake.misconception)):
        if text:
            below += wrapped(Text.assemble((label, "bold"), prose(text)), width, HINT_LINES, signs.dots)
    if told.student_output:
        below += _printed(told.student_output, width, signs)
    table = []
    if told.counterexample is not None:
        room = most - len(message) - len(below) - 2
        table = [Text(), *counterexample_table(told.counterexample, width, max(room, 6), signs), Text()]
    return [*message, *table, *below]


def prose(text: str) -> Text:
    """A sentence; what stands between backticks looks like code."""
    made = Text(text)
    made.highlight_regex(_CODE, "cyan")
    return made


def _title(check: CheckResult, width: int, signs: Signs) -> list[Text]:
    mark = (f"{signs.unwritten} ", "dim") if check.verdict is Verdict.NOT_SUBMITTED else (f"{signs.wrong} ", "red")
    title = Text.assemble(mark, (check.title, "bold"))
    if check.verdict is not Verdict.FAILED:
        title.append(f"  ({VERDICT_WORDS[check.verdict]})", "yellow")
    lost = check.max_points - check.points
    return spread(title, Text(f"-{points(lost)}" if lost else "", "red"), width, hang=2)


def _printed(output: str, width: int, signs: Signs) -> list[Text]:
    lines = output.rstrip("\n").split("\n")
    last = [wrapped(Text(line, "dim"), width - 2, 1, signs.dots)[0] for line in lines[-OUTPUT_LINES:]]
    which = "" if len(lines) == len(last) else f" (the last {len(last)} of {len(lines)} lines)"
    said = wrapped(Text(f"it printed{which}:", "dim"), width)
    return [*said, *(indented(line, 2) for line in last)]
