"""The report as students may read it: of a hidden check what it is about and its points, and not what it tried."""

from __future__ import annotations

import dataclasses

from autograder.model import CheckResult, Report, Verdict, Visibility

NOT_SHOWN = "What was tried is not shown."


def for_students(report: Report) -> Report:
    """The same results without the examples of hidden checks, nor anything that a submission could say of them."""
    return dataclasses.replace(report, checks=tuple(_shown(check) for check in report.checks))


def _shown(check: CheckResult) -> CheckResult:
    told = check.verdict in (Verdict.PASSED, Verdict.NOT_SUBMITTED)
    if check.visibility is Visibility.PUBLIC:
        return check
    message = "" if told else NOT_SHOWN
    return dataclasses.replace(check, message=message, counterexample=None, student_output="")
