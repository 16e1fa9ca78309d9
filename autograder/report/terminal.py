"""A report for a terminal of any width, with or without colour: every mistake fits on one screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from autograder.model import Report, Verdict
from autograder.report.grid import indented, spread, wrapped
from autograder.report.ledger import Exercise, Section, State, graded_with, points, sections, unseen
from autograder.report.legible import legible
from autograder.report.mistake import mistake_lines, prose
from autograder.report.signs import Signs, signs_for

WIDEST = 100
"""Columns beyond which lines would be too long to read."""
MESSAGE_LINES = 12
"""Lines that what is said of the submission as a whole may take."""
NARROWEST = 40
"""Columns below which nothing sensible fits: such a terminal breaks the lines itself."""


def render(report: Report, console: Console) -> None:
    """Prints the report."""
    signs = signs_for(console.encoding)
    width = max(NARROWEST, min(console.width, WIDEST))
    report = legible(report, signs.spell)
    page = _Page(report, signs, width)
    failed = report.verdict is Verdict.JUDGE_ERROR
    for line in _tidy(page.title() if failed else page.lines()):
        console.print(line, soft_wrap=True)
    if failed:
        console.print(_failure(report, signs, width))


def _tidy(lines: Iterable[Text]) -> Iterator[Text]:
    """The lines without spaces at their ends, and never more than one empty line at a time."""
    before = True
    for line in lines:
        line.rstrip()
        if line or not before:
            yield line
        before = not line


def _failure(report: Report, signs: Signs, width: int) -> Panel:
    said = Text("The grader itself failed; no score is published.", "bold")
    said.append("\nThis is not the submission's fault. The course staff have to look at it.", "not bold")
    if report.message:
        said.append(f"\n\n{report.message}", "not bold dim")
    said.append(f"\n\n{graded_with(report)}", "not bold dim")
    frame = box.ROUNDED if signs.rule == "─" else box.ASCII
    return Panel(said, box=frame, width=width, border_style="yellow", padding=(1, 2))


class _Page:
    def __init__(self, report: Report, signs: Signs, width: int) -> None:
        self._report = report
        self._signs = signs
        self._width = width
        self._sections = sections(report)
        sums = [f"{points(each.score)} / {points(each.max_score)}" for each in report.exercises]
        sums += [f"{points(each.score)} / {points(each.max_score)}" for each in self._sections]
        self._points_width = max(map(len, sums), default=0)

    def lines(self) -> Iterator[Text]:
        yield from self.title()
        yield Text(self._signs.rule * self._width, "dim")
        if self._report.message:
            yield from wrapped(prose(self._report.message), self._width, MESSAGE_LINES, self._signs.dots)
            yield Text()
        perfect = all(each.state is State.PASSED for section in self._sections for each in section.exercises)
        for number, section in enumerate(self._sections):
            if number and not perfect:
                yield Text()
            yield from self._heading(section, self._signs.passed if perfect else "")
            if perfect:
                yield from self._short(section)
                continue
            for exercise in section.exercises:
                yield from self._exercise(exercise)
        yield Text()
        for said in filter(None, (unseen(self._report), graded_with(self._report))):
            yield from wrapped(Text(said, "dim"), self._width)

    def title(self) -> list[Text]:
        report = self._report
        score = Text("no score", "yellow")
        if report.score is not None and report.verdict is not Verdict.JUDGE_ERROR:
            score = Text.assemble((points(report.score), "bold"), f" / {points(report.max_score)}")
            if report.extra_credit:
                score.append(f" + {points(report.extra_credit)} extra", "green")
        name = Text.assemble((report.title, "bold"), (f"  {report.submission_path}", "dim"))
        return spread(name, score, self._width, hang=2)

    def _heading(self, section: Section, mark: str) -> list[Text]:
        number = f"Part {section.part.number}"
        name = Text.assemble((f"{mark} " if mark else "", "green"), (number, "bold"), f"  {section.part.title}")
        if section.part.extra_credit:
            name.append("  extra credit", "dim")
        name.rstrip()
        return spread(name, self._points(section.score, section.max_score, "bold"), self._width, hang=8)

    def _short(self, section: Section) -> Iterator[Text]:
        """Exercises that are right, several on a line."""
        line = ""
        for each in (exercise.result for exercise in section.exercises):
            item = f"{each.name} {points(each.score)}/{points(each.max_score)}"
            longer = f"{line}{self._signs.between}{item}" if line else item
            if line and cell_len(longer) > self._width - 16:
                yield from spread(Text(f"    {line}", "dim"), Text(), self._width, hang=4)
                longer = item
            line = longer
        yield from spread(Text(f"    {line}", "dim"), Text(), self._width, hang=4)

    def _exercise(self, exercise: Exercise) -> Iterator[Text]:
        mark, style = {
            State.PASSED: (self._signs.passed, "green"),
            State.WRONG: (self._signs.wrong, "red"),
            State.UNWRITTEN: (self._signs.unwritten, "dim"),
        }[exercise.state]
        calm = "dim" if exercise.state is State.UNWRITTEN else ""
        name = Text.assemble((f"{mark} ", style), (exercise.result.name, calm or "default"))
        right = Text.assemble((exercise.summary, "dim"), "   " if exercise.summary else "")
        right.append_text(self._points(exercise.result.score, exercise.result.max_score, calm))
        yield from (indented(line, 2) for line in spread(name, right, self._width - 2, hang=2))
        if exercise.note:
            yield from (
                indented(line, 4) for line in wrapped(prose(exercise.note), self._width - 4, 3, self._signs.dots)
            )
        for mistake in exercise.mistakes:
            yield Text()
            yield from (indented(line, 4) for line in mistake_lines(mistake, self._width - 4, self._signs))
        if exercise.mistakes:
            yield Text()

    def _points(self, score: float, worth: float, style: str) -> Text:
        return Text(f"{points(score)} / {points(worth)}".rjust(self._points_width), style)
