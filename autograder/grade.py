"""One submission in, one Report out. Read this first.

The cells of the submitted file go to a harness, an untrusted process; the checks ask it questions and compare the
answers with expected values that never leave this process; what becomes of each check makes the Report.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from autograder import __version__
from autograder.chapter import Chapter, current
from autograder.feedback import misconceptions
from autograder.feedback.needs import unproved, with_needs
from autograder.judge.checking import Check
from autograder.judge.client import Client
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.judge.reference import reference_parts
from autograder.judge.run import Plan, collect, run_checks
from autograder.model import CheckResult, ExerciseResult, Plot, Report, Verdict, Visibility
from autograder.sandbox.choose import starter
from autograder.submission.reading import Submission
from autograder.submission.which import Released
from autograder.text import visible

UNCONFINED = (
    "Graded without a sandbox: what was submitted could read and change all that the grader's account can, "
    "this report included."
)
OTHER_ACCOUNT = (
    "Graded under another account of the grader's machine: what was submitted could reach the network, "
    "and all that every account can read."
)


@dataclass(frozen=True)
class Options:
    """How to grade: which chapter's checks, with which seed, within which limits."""

    chapter: Chapter = field(default_factory=current)
    public_only: bool = False
    exercises: tuple[str, ...] | None = None
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    sandbox: str = "none"
    """What harnesses run in: a name that `sandbox.choose` has given."""


def needs_sandbox(chapter: Chapter, public_only: bool) -> bool:
    """Whether somebody else's file is graded: with the hidden checks, which students do not have."""
    return not public_only and chapter.has_hidden_checks()


def notice(options: Options) -> str:
    """What a report says of how it came about."""
    said = {"none": UNCONFINED, "account": OTHER_ACCOUNT}.get(options.sandbox, "")
    return said if needs_sandbox(options.chapter, options.public_only) else ""


def plan(options: Options) -> Plan:
    """What is to be run. A student's bundle has neither hidden checks nor the kit's own parts."""
    chapter = options.chapter
    packages = (chapter.public, chapter.hidden)
    parts = reference_parts(chapter.solution) if chapter.solution.exists() else {}
    hidden = needs_sandbox(chapter, options.public_only)
    return Plan(packages if hidden else packages[:1], chapter.grading_order, parts, options.seed, options.exercises)


@contextmanager
def open_client(limits: Limits, ahead: bool = True, sandbox: str = "none") -> Iterator[Client]:
    """A client whose harness starts with its first submission and ends with this block.

    Spark starts ahead, with the harness, or not before it is needed.
    """
    start = starter(sandbox)
    with Client(lambda at_once: start(at_once, limits), limits, ahead) as client:
        yield client


def grade(
    submission: Submission,
    options: Options,
    progress: Callable[[Check], None] = lambda check: None,
    draw: Callable[[Client], Plot] | None = None,
    client: Client | None = None,
) -> Report:
    """Grades one submission. `draw` makes the picture that goes with the report.

    The harness starts now, unless `client` has one ahead. A failure of the grader itself is tried again once, from the
    start; then it is a Report too, without a score.
    """
    begun = time.monotonic()
    try:
        try:
            report = _grade(submission, options, progress, draw, client)
        except (JudgeError, Exception):
            report = _grade(submission, options, progress, draw)
    except JudgeError as error:
        report = failed(submission, options, str(error))
    except Exception as error:  # a fault of ours that nobody foresaw: its trace is for the staff
        traceback.print_exc()
        report = failed(submission, options, f"The grader itself failed: {type(error).__name__}: {error}")
    report.timing["total"] = round(time.monotonic() - begun, 3)
    return report


def _grade(
    submission: Submission,
    options: Options,
    progress: Callable[[Check], None],
    draw: Callable[[Client], Plot] | None,
    ahead: Client | None = None,
) -> Report:
    """Exercises that need no Spark come first, while it starts; where none needs it, it is not started."""
    wanted = options.exercises or options.chapter.grading_order
    spark = draw is not None or not {*wanted} <= {*options.chapter.without_spark}
    with ahead or open_client(options.limits, spark, options.sandbox) as client:
        report = grade_with(client, submission, options, progress)
        plots = (draw(client),) if draw is not None else ()
    return replace(report, plots=plots, message="\n".join(filter(None, (notice(options), report.message))))


def grade_with(
    client: Client, submission: Submission, options: Options, progress: Callable[[Check], None] = lambda check: None
) -> Report:
    """Grades one submission with a harness that may be warm already. Raises JudgeError when the grader failed."""
    client.begin(submission.to_harness())
    timing: dict[str, float] = {}
    results = run_checks(client, plan(options), progress, timing)
    broken = client.broken
    return _report(submission, options, _with_needs(client, submission, options, results), timing, broken)


def _with_needs(
    client: Client, submission: Submission, options: Options, results: list[CheckResult]
) -> list[CheckResult]:
    """The results, which tell what the failed ones need; where that was not graded, it is now, and not reported."""
    known, more = list(results), unproved(results)
    if more:
        client.begin(submission.to_harness())
        known += run_checks(client, plan(replace(options, exercises=more)), lambda check: None, {})
    return with_needs(results, known)


def failed(submission: Submission, options: Options, message: str) -> Report:
    """The Report of a run in which the grader itself failed: no score, whatever some checks had said."""
    return Report(
        title=options.chapter.title,
        kit_version=__version__,
        submission_path=visible(submission.path),
        submission_sha256=submission.sha256,
        seed=options.seed,
        verdict=Verdict.JUDGE_ERROR,
        score=None,
        max_score=0,
        extra_credit=0,
        parts=options.chapter.parts,
        exercises=(),
        checks=(),
        message="\n".join(filter(None, (visible(message), notice(options)))),
        timing={},
    )


def _report(
    submission: Submission,
    options: Options,
    results: list[CheckResult],
    timing: dict[str, float],
    broken: tuple[str, ...] = (),
) -> Report:
    """The Report of a run in which every check has a result."""
    chapter = options.chapter
    names = list(chapter.exercises)
    checks = sorted(results, key=lambda c: (names.index(c.exercise), c.visibility is Visibility.HIDDEN))
    checks = misconceptions.with_names(checks, misconceptions.read(chapter.misconceptions))
    exercises = tuple(
        ExerciseResult(
            name,
            part,
            sum(check.points for check in checks if check.exercise == name),
            sum(check.max_points for check in checks if check.exercise == name),
        )
        for name, part in chapter.exercises.items()
        if any(check.exercise == name for check in checks)
    )
    extra = chapter.extra_credit
    most = sum(exercise.max_score for exercise in exercises if exercise.name not in extra)
    if options.exercises is None and needs_sandbox(chapter, options.public_only) and most != chapter.points:
        raise JudgeError(f"The checks are worth {most:g} points together, and the chapter says {chapter.points:g}.")
    return replace(
        failed(submission, options, ""),
        verdict=_verdict([check for check in checks if not _left_out(check, extra)] or checks),
        score=sum(exercise.score for exercise in exercises if exercise.name not in extra),
        max_score=most,
        extra_credit=sum(exercise.score for exercise in exercises if exercise.name in extra),
        exercises=exercises,
        checks=tuple(checks),
        message="\n".join(dict.fromkeys(map(visible, broken))),
        unseen_points=0 if options.exercises else chapter.points - most,
        timing=timing,
    )


def _left_out(check: CheckResult, extra: frozenset[str]) -> bool:
    """Whether it is of extra credit that nobody has tried to get: that is no fault."""
    return check.exercise in extra and check.verdict is Verdict.NOT_SUBMITTED


def _verdict(checks: list[CheckResult]) -> Verdict:
    """Passed when every check is; otherwise the one verdict that all failed checks share, or failed."""
    verdicts = {check.verdict for check in checks} - {Verdict.PASSED}
    return Verdict.PASSED if not verdicts else verdicts.pop() if len(verdicts) == 1 else Verdict.FAILED


def released(chapter: Chapter) -> Released:
    """The chapter in each form as students are given it: one that is still the same holds no answers."""
    files = (chapter.handout / name for name in chapter.forms)
    return Released.of(files, [chapter.handout / "start.py"], chapter.exercises)


def checks(options: Options) -> list[Check]:
    """The checks that these options would run, without running them."""
    return collect(plan(options))


def worth(chapter: Chapter) -> dict[str, float]:
    """The points of each exercise: those of all its checks, extra credit included."""
    points = dict.fromkeys(chapter.exercises, 0.0)
    for check in checks(Options(chapter=chapter)):
        points[check.exercise] += check.points
    return points
