"""What a grading run says: verdicts, check results and the report. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

SCHEMA = 1

LOOKS_LIKE = "Looks like: "
"""Begins the line of a hint that names the misconception behind a mistake."""


class Verdict(StrEnum):
    """What became of a check, or of a submission as a whole."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    NOT_SUBMITTED = "not_submitted"
    JUDGE_ERROR = "judge_error"


class Visibility(StrEnum):
    """Who receives a check: `public` ones are in the student's bundle, `hidden` ones are not."""

    PUBLIC = "public"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Counterexample:
    """The smallest input found that shows a mistake, as a table of text.

    A stream's has a row per batch (`batch`, `lines in`, `expected`, `yours`), a function's a row per call.
    `batches` and `lines` say how large it is: (1, 1) is a single call or a single line in a single batch.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    batches: int = 1
    lines: int = 1


@dataclass(frozen=True)
class CheckResult:
    """One check of one exercise: what it is worth, what became of it, and what its author should see.

    `needs` are the submission's own other exercises that it ran with; there are none where the kit has its own parts.
    `cause` is the first sentence of the message where that names what is behind the failure.
    """

    id: str
    exercise: str
    title: str
    points: float
    max_points: float
    verdict: Verdict
    visibility: Visibility
    message: str = ""
    hint: str = ""
    counterexample: Counterexample | None = None
    student_output: str = ""
    needs: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True)
class ExerciseResult:
    """The points of one exercise: the sum over its checks."""

    name: str
    part: int
    score: float
    max_score: float


@dataclass(frozen=True)
class Part:
    """A part of the chapter, as a heading over its exercises."""

    number: int
    title: str
    extra_credit: bool = False


@dataclass(frozen=True)
class Curve:
    """One line of a plot: a value per batch, from batch 1 on."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Plot:
    """A picture that goes with the report and is not graded."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Report:
    """All that is known of one graded submission. `score` is None when the judge itself failed.

    `unseen_points` are those of checks that this kit does not carry: a student's bundle has the public ones only.
    `timing` holds seconds and is the only field that may differ between two runs.
    """

    title: str
    kit_version: str
    submission_path: str
    submission_sha256: str
    seed: int
    verdict: Verdict
    score: float | None
    max_score: float
    extra_credit: float
    parts: tuple[Part, ...]
    exercises: tuple[ExerciseResult, ...]
    checks: tuple[CheckResult, ...]
    message: str = ""
    unseen_points: float = 0
    plots: tuple[Plot, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)
