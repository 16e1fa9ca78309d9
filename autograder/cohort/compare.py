"""What became of a class from one run to another: whose points changed, and in which checks; losses come first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.cohort.results import Results, Student
from autograder.model import CheckResult, Report


@dataclass(frozen=True)
class CheckChange:
    """A check that gives other points than before, and what it says now."""

    exercise: str
    check: str
    title: str
    before: float
    after: float
    said: str

    @property
    def gain(self) -> float:
        """In points; a loss is below zero."""
        return self.after - self.before


@dataclass(frozen=True)
class Change:
    """A student whose score is another one; None where there is none."""

    student: str
    before: float | None
    after: float | None
    why: str
    checks: tuple[CheckChange, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether the student has less than before."""
        return self.before is not None and (self.after is None or self.after < self.before)

    @property
    def gain(self) -> float:
        """In points, where no score counts as none."""
        return (self.after or 0) - (self.before or 0)


def changes(old: Results, new: Results, before: bool = False) -> list[Change]:
    """Everybody whose score changed, who lost most first; with `before`, since another kit had graded `old`.

    Raises ResultsError.
    """
    earlier = {one.student: one for one in old.students(before)}
    later = {one.student: one for one in new.students()}
    found = [
        change
        for student in sorted(earlier.keys() | later.keys())
        if (change := _change(student, earlier.get(student), later.get(student), old, new)) is not None
    ]
    return sorted(found, key=lambda change: (not change.lost, change.gain, change.student))


def _change(student: str, earlier: Student | None, later: Student | None, old: Results, new: Results) -> Change | None:
    if earlier is not None and later is not None and earlier.key == later.key and earlier.score == later.score:
        return None
    before, after = (None if one is None else one.score for one in (earlier, later))
    if earlier is None or later is None:
        return Change(student, before, after, "was not there before" if earlier is None else "is not there any more")
    if earlier.key is None or later.key is None:
        return None if before == after else Change(student, before, after, later.note or "has a score now")
    one, other = old.report(earlier.key), new.report(later.key)
    checks = tuple(sorted(_checks(one, other), key=lambda check: check.gain))
    if not checks and before == after:
        return None
    same = one.submission_sha256 == other.submission_sha256
    return Change(student, before, after, "" if same else "handed in something else", checks)


def _checks(one: Report, other: Report) -> Iterator[CheckChange]:
    earlier, later = ({_place(check): check for check in report.checks} for report in (one, other))
    for place in earlier.keys() | later.keys():
        was, now = earlier.get(place), later.get(place)
        if _points(was) != _points(now):
            title = (now or was or _nobody()).title
            said = "there is no such check any more" if now is None else now.message
            yield CheckChange(*place, title, _points(was), _points(now), said)


def _place(check: CheckResult) -> tuple[str, str]:
    return check.exercise, check.id


def _points(check: CheckResult | None) -> float:
    return 0.0 if check is None else float(check.points)


def _nobody() -> Any:
    raise AssertionError("one of both is there")
