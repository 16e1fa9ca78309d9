"""Says of an exercise that failed which of the submission's own earlier ones it needs and cannot rely on.

The kit grades later exercises with its own earlier ones. A student's bundle has none of these.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from autograder.model import CheckResult, Verdict
from autograder.text import MESSAGE_LIMIT, clip


def unproved(checks: Iterable[CheckResult]) -> tuple[str, ...]:
    """The exercises that failed checks need and of which no check has run."""
    checks = list(checks)
    needed = dict.fromkeys(name for check in checks if check.verdict is not Verdict.PASSED for name in check.needs)
    return tuple(name for name in needed if name not in {check.exercise for check in checks})


def with_needs(checks: Iterable[CheckResult], known: Iterable[CheckResult]) -> list[CheckResult]:
    """The checks; the message of each that failed names the first exercise it needs that is not right.

    `known` are the results that tell what is right.
    """
    verdicts: dict[str, set[Verdict]] = {}
    for check in known:
        verdicts.setdefault(check.exercise, set()).add(check.verdict)
    return [_told(check, verdicts) for check in checks]


def _told(check: CheckResult, verdicts: dict[str, set[Verdict]]) -> CheckResult:
    bad = [name for name in check.needs if verdicts.get(name, {Verdict.PASSED}) != {Verdict.PASSED}]
    if check.verdict is Verdict.PASSED or not bad:
        return check
    if unwritten := [name for name in bad if verdicts[name] == {Verdict.NOT_SUBMITTED}]:
        said = f"Needs `{unwritten[0]}`, which is still to be written."
        return dataclasses.replace(
            check, verdict=Verdict.NOT_SUBMITTED, message=said, hint="", counterexample=None, student_output=""
        )
    said = f"Needs `{bad[0]}`, which is not right yet: mend that one first."
    return dataclasses.replace(check, message=clip(f"{said}\n{check.message}".rstrip(), MESSAGE_LIMIT))
