"""The one ledger behind every rendering: parts, their exercises, and of these the mistakes to tell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from autograder.model import LOOKS_LIKE, CheckResult, Counterexample, ExerciseResult, Part, Report, Verdict

VERDICT_WORDS = {
    Verdict.PASSED: "passed",
    Verdict.FAILED: "wrong",
    Verdict.ERROR: "raised an error",
    Verdict.TIMEOUT: "timed out",
    Verdict.NOT_SUBMITTED: "not written yet",
    Verdict.JUDGE_ERROR: "the grader failed",
}
"""What is said of each verdict of a check."""


class State(StrEnum):
    """How an exercise stands."""

    PASSED = "passed"
    WRONG = "wrong"
    UNWRITTEN = "not written yet"


@dataclass(frozen=True)
class Mistake:
    """Checks of one exercise that went wrong in the very same way; all but titles and points are the first one's."""

    checks: tuple[CheckResult, ...]
    whole: bool = False
    """Whether all checks of the exercise ended so, for one reason that has to do with none of them."""

    @property
    def titled(self) -> tuple[CheckResult, ...]:
        """The checks that are named."""
        return () if self.whole else self.checks

    @property
    def told(self) -> CheckResult:
        """The check that stands for all."""
        return self.checks[0]

    @property
    def hint(self) -> str:
        """Its hint without the misconception."""
        return _hint(self.told)

    @property
    def misconception(self) -> str:
        """What the mistake looks like, nothing where that is not known."""
        return self.told.hint.removeprefix(self.hint).strip().removeprefix(LOOKS_LIKE)


def _hint(check: CheckResult) -> str:
    lines = check.hint.split("\n")
    return "\n".join(lines[:-1] if lines[-1].startswith(LOOKS_LIKE) else lines)


@dataclass(frozen=True)
class Exercise:
    """An exercise and what to say of it."""

    result: ExerciseResult
    checks: tuple[CheckResult, ...]

    @property
    def state(self) -> State:
        """Passed, wrong, or not written at all."""
        verdicts = {check.verdict for check in self.checks}
        if verdicts == {Verdict.NOT_SUBMITTED}:
            return State.UNWRITTEN
        if verdicts == {Verdict.PASSED} or (not verdicts and self.result.score >= self.result.max_score):
            return State.PASSED
        return State.WRONG

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What did not pass, in order; an exercise that is not written has none."""
        if self.state is State.UNWRITTEN:
            return ()
        alike: dict[object, list[CheckResult]] = {}
        for check in self.checks:
            if check.verdict is not Verdict.PASSED:
                same = (check.verdict, check.message, _hint(check), check.counterexample, check.student_output)
                alike.setdefault(same, []).append(check)
        return tuple(Mistake(tuple(checks), ends_alike(self.checks)) for checks in alike.values())

    @property
    def summary(self) -> str:
        """Its state in words."""
        if self.state is State.UNWRITTEN and self.note:
            return ""
        if self.state is not State.WRONG or not self.checks:
            return "" if self.state is State.WRONG else str(self.state)
        wrong = [check for check in self.checks if check.verdict is not Verdict.PASSED]
        if len(self.checks) == 1 or ends_alike(self.checks):
            return VERDICT_WORDS[wrong[0].verdict]
        return f"{len(wrong)} of {len(self.checks)} checks failed"

    @property
    def note(self) -> str:
        """What is to be said of an exercise that is not written, beyond that it is not."""
        lines = [line for check in self.checks for line in check.message.split("\n")]
        told = dict.fromkeys(lines if self.state is State.UNWRITTEN else ())
        return "\n".join(line for line in told if line and not line.endswith(f"is {State.UNWRITTEN}."))


def ends_alike(checks: tuple[CheckResult, ...]) -> bool:
    """Whether several checks of an exercise all ended with the same message, and none has an example of its own."""
    reasons = {(check.verdict, check.message, _hint(check), check.counterexample) for check in checks}
    same = len(checks) > 1 and len(reasons) == 1
    return same and checks[0].verdict is not Verdict.PASSED and checks[0].counterexample is None


@dataclass(frozen=True)
class Section:
    """A part with its exercises and the sums of their points."""

    part: Part
    exercises: tuple[Exercise, ...]

    @property
    def score(self) -> float:
        """The points it got."""
        return sum(exercise.result.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """The points it is worth."""
        return sum(exercise.result.max_score for exercise in self.exercises)

    @property
    def share(self) -> int:
        """The points it got, in percent."""
        return round(100 * self.score / self.max_score) if self.max_score else 100


def sections(report: Report) -> tuple[Section, ...]:
    """The parts that have exercises; a part that the report does not name is headed by its number alone."""
    named = {part.number for part in report.parts}
    unnamed = sorted({result.part for result in report.exercises} - named)
    found = []
    for part in (*report.parts, *(Part(number, "") for number in unnamed)):
        results = [result for result in report.exercises if result.part == part.number]
        checks = {each.name: tuple(check for check in report.checks if check.exercise == each.name) for each in results}
        if results:
            found.append(Section(part, tuple(Exercise(result, checks[result.name]) for result in results)))
    return tuple(found)


@dataclass(frozen=True)
class Entry:
    """A check with its points as they are written, two decimals at most."""

    check: CheckResult
    part: Part
    score: float
    worth: float


def total(report: Report) -> float | None:
    """All points with the extra ones, as every rendering writes them; None where no score may be published."""
    if report.score is None or report.verdict is Verdict.JUDGE_ERROR:
        return None
    return number(number(report.score) + number(report.extra_credit))


def entries(report: Report) -> tuple[Entry, ...]:
    """Every check with its points, none where no score may be published. The points add up to `total(report)`.

    What rounding takes from one check it gives to a later one. Raises ValueError when the checks and the score differ.
    """
    if (whole := total(report)) is None:
        return ()
    parts = {part.number: part for part in report.parts}
    of = {each.name: parts.get(each.part, Part(each.part, "")) for each in report.exercises}
    if unknown := next((check for check in report.checks if check.exercise not in of), None):
        raise ValueError(f"The check {unknown.id} is of no exercise that the report has.")
    scores, worths = dict[bool, _Rounding](), dict[bool, _Rounding]()
    found = []
    for check in report.checks:
        part = of[check.exercise]
        score = scores.setdefault(part.extra_credit, _Rounding()).next(check.points)
        worth = worths.setdefault(part.extra_credit, _Rounding()).next(check.max_points)
        found.append(Entry(check, part, score, worth))
    summed = number(sum(each.score for each in found))
    if summed != whole:
        raise ValueError(f"The points of the checks are {summed}, those of the report {whole}.")
    return tuple(found)


class _Rounding:
    """Rounds numbers one after the other, so that the sum is the rounded sum."""

    def __init__(self) -> None:
        self._exact = 0.0
        self._written = 0.0

    def next(self, value: float) -> float:
        before = self._written
        self._exact += value
        self._written = number(self._exact)
        return number(self._written - before)


def wrong_cells(counterexample: Counterexample) -> set[tuple[int, int]]:
    """Row and column of each cell under `yours` that is not what stands under `expected`."""
    columns = counterexample.columns
    if "expected" not in columns or "yours" not in columns:
        return set()
    expected, yours = columns.index("expected"), columns.index("yours")
    rows = enumerate(counterexample.rows)
    return {(number, yours) for number, row in rows if row[expected : expected + 1] != row[yours : yours + 1]}


def points(value: float) -> str:
    """Points as people write them: `20`, `4.5`."""
    return str(number(value))


def number(value: float, decimals: int = 2) -> int | float:
    """A number with at most so many decimals, and whole numbers as such. Raises ValueError for what is no number."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number of points or seconds.")
    rounded = round(value, decimals)
    return int(rounded) if rounded == int(rounded) else rounded


def counted(count: float, noun: str) -> str:
    """`1 batch`, `2 batches`."""
    plural = noun + ("es" if noun.endswith("ch") else "s")
    return f"{points(count)} {noun if count == 1 else plural}"


def unseen(report: Report) -> str:
    """What is said of points that this kit cannot check."""
    if not report.unseen_points:
        return ""
    verb = "is" if report.unseen_points == 1 else "are"
    more = counted(report.unseen_points, "more point")
    return f"({more} {verb} checked on submission)"


def graded_with(report: Report) -> str:
    """What makes a result one that can be had again."""
    return f"Graded with kit {report.kit_version} and seed {report.seed}."
