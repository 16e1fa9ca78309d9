"""A report as JSON, schema 1, for programs; never larger than a report may be."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

from autograder.model import SCHEMA, CheckResult, Counterexample, Report, Verdict
from autograder.report.json_reader import from_json
from autograder.report.ledger import number
from autograder.report.legible import legible
from autograder.text import REPORT_LIMIT

__all__ = ["fitted", "from_json", "to_json"]

LEFT_OUT = "(left out, or this report would be larger than 1 MiB)"


def to_json(report: Report) -> str:
    """The report as indented JSON. Raises ValueError when a number of points is none."""
    return _dumped(fitted(report))


def fitted(report: Report) -> Report:
    """The legible report, small enough: the last checks first, outputs go, then examples, and at last messages."""
    report = legible(report)
    excess = _size(_dumped(report)) - REPORT_LIMIT
    checks = list(report.checks)
    for lighten in (_without_output, _without_rows, _without_message):
        for place in reversed(range(len(checks))):
            if excess <= 0:
                break
            lighter = lighten(checks[place])
            # Indentation is not counted here, so that at least this much goes.
            saved = _weight(checks[place]) - _weight(lighter)
            if saved > 0:
                checks[place], excess = lighter, excess - saved
    return dataclasses.replace(report, checks=tuple(checks))


def _without_output(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, student_output=LEFT_OUT) if check.student_output else check


def _without_rows(check: CheckResult) -> CheckResult:
    example = check.counterexample
    if example is None or not example.rows:
        return check
    row = (LEFT_OUT, *("" for _ in example.columns[1:]))
    return dataclasses.replace(check, counterexample=dataclasses.replace(example, rows=(row,)))


def _without_message(check: CheckResult) -> CheckResult:
    return dataclasses.replace(check, message=LEFT_OUT) if check.message else check


def _weight(check: CheckResult) -> int:
    return _size(json.dumps(_check(check), ensure_ascii=False))


def _size(text: str) -> int:
    return len(text.encode())


def _dumped(report: Report) -> str:
    return json.dumps(_payload(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _payload(report: Report) -> dict[str, Any]:
    no_score = report.score is None or report.verdict is Verdict.JUDGE_ERROR
    return {
        "schema": SCHEMA,
        "kit_version": report.kit_version,
        "submission": {"path": report.submission_path, "sha256": report.submission_sha256},
        "seed": report.seed,
        "verdict": report.verdict,
        "score": None if no_score else number(report.score or 0),
        "max_score": number(report.max_score),
        "extra_credit": number(report.extra_credit),
        "exercises": [
            {"name": each.name, "part": each.part, "score": number(each.score), "max_score": number(each.max_score)}
            for each in report.exercises
        ],
        "checks": [_check(check) for check in report.checks],
        "message": report.message,
        "title": report.title,
        "parts": [dataclasses.asdict(part) for part in report.parts],
        "unseen_points": number(report.unseen_points),
        "plots": [
            {
                "title": plot.title,
                "x_label": plot.x_label,
                "y_label": plot.y_label,
                "curves": [{"name": each.name, "values": [_value(v) for v in each.values]} for each in plot.curves],
            }
            for plot in report.plots
        ],
        "timing": {name: number(seconds) for name, seconds in report.timing.items()},
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "exercise": check.exercise,
        "title": check.title,
        "points": number(check.points),
        "max_points": number(check.max_points),
        "verdict": check.verdict,
        "visibility": check.visibility,
        "message": check.message,
        "hint": check.hint,
        "counterexample": _counterexample(check.counterexample),
        "student_output": check.student_output,
    }


def _counterexample(example: Counterexample | None) -> dict[str, Any] | None:
    if example is None:
        return None
    rows = [list(row) for row in example.rows]
    return {"columns": list(example.columns), "rows": rows, "batches": example.batches, "lines": example.lines}


def _value(value: float) -> float | None:
    """A point of a curve; JSON has no word for one that is missing."""
    return number(value, 6) if math.isfinite(value) else None
