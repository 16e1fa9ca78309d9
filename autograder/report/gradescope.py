"""A report as Gradescope's results.json."""

from __future__ import annotations

import json
from typing import Any

from autograder.model import Report, Verdict
from autograder.report.ledger import Entry, entries, graded_with, points, total, unseen
from autograder.report.shown import shown, told

_KEPT = ("score", "tests", "leaderboard", "visibility", "stdout_visibility")


def to_gradescope(report: Report, earlier: int | None = None, leaderboard: bool = False) -> str:
    """The JSON. `earlier` counts the submissions before this one. Of a judge error it has neither score nor tests.

    What a hidden check may not tell is left out, and all tests are visible: where Gradescope hides a test that has
    points, it hides the total too.
    """
    report = shown(report)
    score = total(report)
    made: dict[str, Any] = {
        "output": "\n".join(filter(None, _output(report, score, earlier))),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "kit_version": report.kit_version,
            "seed": report.seed,
            "sha256": report.submission_sha256,
            "verdict": report.verdict,
            "graded": score is not None,
        },
    }
    if "total" in report.timing:
        made["execution_time"] = report.timing["total"]
    if score is not None:
        made = {"score": score, "tests": _tests(report), **made}
        if leaderboard:
            made["leaderboard"] = [{"name": "Points", "value": score}]
    return _dumped(made)


def repeated(results: dict[str, Any], said: str) -> str:
    """Results that Gradescope has kept, once more, with a sentence before what they said: the score stays."""
    kept = {name: results[name] for name in _KEPT if name in results}
    facts = results.get("extra_data") or {}
    made = {**kept, "output": "\n\n".join(filter(None, (said, results.get("output")))), "output_format": "text"}
    return _dumped({**made, "extra_data": {**facts, "graded": False}})


def ungraded(said: str) -> str:
    """A sentence and no score, which Gradescope takes for a run that failed: a 0 would be a verdict."""
    return _dumped({"output": said, "output_format": "text", "extra_data": {"graded": False}})


def _dumped(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _output(report: Report, score: float | None, earlier: int | None) -> list[str]:
    """What is said of the submission as a whole."""
    said = [report.message]
    if score is not None:
        extra = f", {points(report.extra_credit)} of them extra" if report.extra_credit else ""
        said.append(f"{points(score)} of {points(report.max_score)} points{extra}. {unseen(report)}".rstrip())
    if earlier is not None:
        said.append(f"This is submission {earlier + 1}.")
    return [*said, graded_with(report)]


def _tests(report: Report) -> list[dict[str, Any]]:
    counts: dict[int, int] = {}
    tests = []
    for entry in entries(report):
        part = entry.part.number
        counts[part] = counts.get(part, 0) + 1
        tests.append(_test(entry, f"{part}.{counts[part]}"))
    return tests


def _test(entry: Entry, number: str) -> dict[str, Any]:
    check = entry.check
    return {
        "name": f"{check.exercise}: {check.title}",
        "number": number,
        "score": entry.score,
        "max_score": entry.worth,
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": told(check),
        "output_format": "text",
        "tags": [check.exercise],
        "visibility": "visible",
    }
