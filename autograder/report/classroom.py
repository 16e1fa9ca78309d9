"""A report for GitHub Classroom's reporter: lines for `$GITHUB_ENV`, one that lists the runners and one for each."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from typing import Any

from autograder.model import Report, Verdict
from autograder.report.ledger import Entry, entries, graded_with, total
from autograder.report.shown import shown, told

RUNNERS = "GRADING_RUNNERS"
"""The variable that lists the runners, for the reporter's input of that name."""
_FAILED = "grader"
_COMMAND = re.compile(r"^(\s*)::", re.MULTILINE)


def to_classroom(report: Report) -> str:
    """The lines. A check is a runner of its own, so that what Classroom records and what the log shows agree.

    Of a judge error there is one runner, which is in error and worth nothing: the reporter then records no points.
    """
    return "".join(f"{name}={value}\n" for name, value in _variables(runners(report)))


def runners(report: Report) -> dict[str, dict[str, Any]]:
    """What the reporter is given of each runner, before it is encoded. What Classroom records is the sum of scores."""
    report = shown(report)
    if total(report) is None:
        return {_FAILED: _runner(0, [_test("grading", "error", 0, report.message)], "error")}
    made: dict[str, dict[str, Any]] = {}
    count = Counter[str]()
    beyond = []
    for entry in entries(report):
        test = _of(entry, report)
        if entry.part.extra_credit:
            beyond.append(test)
            continue
        word = re.sub("[^a-z0-9]", "", entry.check.exercise.lower()) or "check"
        count[word] += 1
        name = f"{word}n{count[word]}"
        made[name] = _runner(entry.worth, [test], test["status"])
    return _with_extra_credit(made, beyond)


def _with_extra_credit(made: dict[str, dict[str, Any]], beyond: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A runner that is worth nothing is not counted, so extra points go with the first one that is worth some."""
    first = next((runner for runner in made.values() if runner["max_score"]), None)
    for test in beyond:
        if test["score"] and first is not None:
            first["tests"].append(test)
        else:
            made.setdefault("extra", _runner(0, [], "pass"))["tests"].append(test)
    return made


def _of(entry: Entry, report: Report) -> dict[str, Any]:
    check = entry.check
    status = "pass" if check.verdict is Verdict.PASSED else "fail"
    message = "\n".join(filter(None, (told(check), graded_with(report))))
    return _test(f"{check.exercise}: {check.title}", status, entry.score, message)


def _test(name: str, status: str, score: float, message: str) -> dict[str, Any]:
    """A line number of 0 is not shown."""
    facts = {"name": _inert(name), "status": status, "score": score, "message": _inert(message)}
    return {**facts, "test_code": "", "filename": "", "line_no": 0, "duration": 0}


def _runner(worth: float, tests: list[dict[str, Any]], status: str) -> dict[str, Any]:
    return {"version": 1, "status": status, "max_score": worth, "tests": tests}


def _variables(made: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    encoded = [
        (f"{name.upper()}_RESULTS", base64.b64encode(json.dumps(runner, allow_nan=False).encode()).decode())
        for name, runner in made.items()
    ]
    return [(RUNNERS, ",".join(made)), *encoded]


def _inert(text: str) -> str:
    """The reporter prints what it is given, and GitHub obeys lines that begin with `::` or hold `##[`."""
    return _COMMAND.sub(r"\1\::", text).replace("##[", "#\\#[")
