"""A report as Markdown, for the summary of a CI job."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.model import Report, Verdict
from autograder.report.ledger import (
    VERDICT_WORDS,
    Exercise,
    Section,
    State,
    entries,
    graded_with,
    points,
    sections,
    total,
    unseen,
)
from autograder.report.shown import shown, told

_MARKS = {State.PASSED: "✅", State.WRONG: "❌", State.UNWRITTEN: "⬜"}
_SPECIAL = re.compile(r"[^\w\s.,;'/%…]|_")
_CODE = re.compile(r"`([^`\n]+)`")


def to_markdown(report: Report) -> str:
    """The page: a table of exercises, then the mistakes."""
    report = shown(report)
    if total(report) is None:
        return f"## {prose(report.title)}: no score\n\n{prose(report.message)}\n\n{prose(graded_with(report))}\n"
    return "\n\n".join(_blocks(report)) + "\n"


def ungraded(title: str, said: str) -> str:
    """A sentence where there is no report."""
    return f"## {prose(title)}: not graded\n\n{prose(said)}\n"


def _blocks(report: Report) -> Iterator[str]:
    extra = f", {points(report.extra_credit)} of them extra" if report.extra_credit else ""
    yield f"## {prose(report.title)}: {points(total(report) or 0)} / {points(report.max_score)}{extra}"
    if report.message:
        yield prose(report.message)
    if not _is_all_or_nothing(report):
        yield (
            "This total is the one that counts. "
            "A table of test runners that counts every check as all or nothing may show another."
        )
    found = sections(report)
    yield "\n".join(
        ["| | exercise | points | |", "|---|---|---:|---|", *(row for each in found for row in _rows(each))]
    )
    if unseen(report):
        yield prose(unseen(report))
    for section in found:
        for exercise in section.exercises:
            yield from _mistakes(exercise)
    yield prose(graded_with(report))


def _rows(section: Section) -> Iterator[str]:
    title = f"Part {section.part.number} {section.part.title}".rstrip()
    yield f"| | **{prose(title)}** | **{points(section.score)} / {points(section.max_score)}** | |"
    for exercise in section.exercises:
        result = exercise.result
        score = f"{points(result.score)} / {points(result.max_score)}"
        yield f"| {_MARKS[exercise.state]} | {prose(f'`{result.name}`')} | {score} | {prose(exercise.summary)} |"


def _mistakes(exercise: Exercise) -> Iterator[str]:
    for mistake in exercise.mistakes:
        if mistake.whole:
            word = VERDICT_WORDS[mistake.told.verdict]
            lost = sum(check.max_points - check.points for check in mistake.checks)
            yield f"#### {prose(f'`{exercise.result.name}`')} {prose(word)} −{points(lost)}"
        for check in mistake.titled:
            lost = check.max_points - check.points
            word = "" if check.verdict is Verdict.FAILED else f" ({VERDICT_WORDS[check.verdict]})"
            yield f"#### {prose(f'`{exercise.result.name}`')} {prose(check.title + word)} −{points(lost)}"
        yield fenced(told(mistake.told))


def _is_all_or_nothing(report: Report) -> bool:
    whole = all(entry.score in (0, entry.worth) for entry in entries(report))
    return whole and not report.extra_credit


def prose(text: str) -> str:
    """Text that is nothing but text in Markdown and HTML, what stands between backticks set as code."""
    made = _CODE.sub(lambda code: f"<code>{code[1]}</code>", _inert(text))
    return made.replace("`", "&#96;").replace("\n", "<br>")


def _inert(text: str) -> str:
    return _SPECIAL.sub(lambda sign: sign[0] if sign[0] == "`" else f"&#{ord(sign[0])};", text)


def fenced(text: str) -> str:
    """Text between fences that are longer than any in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
