"""What of a report is for its student's eyes: of a hidden check the points, the verdict and the hint, and no more.

A cause is told of a hidden check too: it speaks of what was written, and not of what was tried.
"""

from __future__ import annotations

import dataclasses
from collections import Counter

from autograder.model import CheckResult, Report, Verdict, Visibility
from autograder.report.json_report import fitted
from autograder.report.ledger import VERDICT_WORDS, Mistake, ends_alike
from autograder.report.mistake import told_lines
from autograder.report.signs import signs_for

FAILED = (
    "The grader itself failed; no score is published. "
    "This is not the submission's fault. The course staff have to look at it."
)
"""What students are told of a judge error; the reason is for the staff."""
WIDTH = 88
"""Columns of a mistake in plain text."""


def shown(report: Report) -> Report:
    """The legible report without what a hidden check is called, asks and answers, and what the grader failed of."""
    report = fitted(report)
    if report.verdict is Verdict.JUDGE_ERROR:
        return dataclasses.replace(report, message=FAILED, checks=(), exercises=(), plots=(), score=None)
    count = Counter[str]()
    checks, told_already = [], set[str]()
    for check in report.checks:
        if check.visibility is Visibility.HIDDEN:
            count[check.exercise] += 1
            checks.append(_covered(check, count[check.exercise]))
        elif check.exercise in told_already:
            checks.append(dataclasses.replace(check, message=""))
        else:
            checks.append(check)
        if ends_alike(tuple(each for each in report.checks if each.exercise == check.exercise)):
            told_already.add(check.exercise)
    return dataclasses.replace(report, checks=tuple(checks))


def _covered(check: CheckResult, number: int) -> CheckResult:
    return dataclasses.replace(
        check,
        id=f"{check.exercise}_hidden_{number}",
        title=f"hidden check {number}",
        message=check.cause,
        hint=Mistake((check,)).hint,
        counterexample=None,
        student_output="",
    )


def told(check: CheckResult) -> str:
    """What there is to tell of a check of a shown report, as plain text of at most one screen."""
    if check.verdict is Verdict.PASSED:
        return ""
    lines = [line.plain.rstrip() for line in told_lines(Mistake((check,)), WIDTH, signs_for("utf-8"))]
    return "\n".join(lines).strip("\n") or f"{VERDICT_WORDS[check.verdict]}"
