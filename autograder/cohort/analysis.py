"""What a class's reports say together: scores, items, misconceptions. Terms as in classical test theory.

An *item* is an exercise or a check. Its *difficulty* is the mean share of its points that was got; its *discrimination*
is the difference of that share between the upper and the lower 27 % of the class (D), and its *item-rest correlation*
is that of its points with the points of all else (r).
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy import stats

from autograder.model import LOOKS_LIKE, CheckResult, Report

SHARE = 0.27
"""Of the class in the upper and in the lower group."""
FEWEST = 10
"""Reports from which discrimination is told: of fewer it says nothing."""


@dataclass(frozen=True)
class Misconception:
    """One that some answers look like: of which exercise, of how many students, and a failed check that shows it."""

    name: str
    exercise: str
    students: int
    example: CheckResult


def scores(reports: Iterable[tuple[str, Report]]) -> pd.DataFrame:
    """A row for each student, a column of points for each exercise."""
    rows = {student: {one.name: float(one.score) for one in report.exercises} for student, report in reports}
    return pd.DataFrame.from_dict(rows, orient="index")


def items(reports: Iterable[tuple[str, Report]]) -> pd.DataFrame:
    """A row for each exercise and after it one for each of its checks, as the reports order them.

    Columns: exercise, check (empty for the exercise), title, points, passed (share of the class with all points),
    difficulty, discrimination and correlation (NaN where nothing can be said).
    """
    every = [(student, report) for student, report in reports if report.exercises]
    total = pd.Series({student: float(report.score or 0) for student, report in every}, dtype=float)
    got: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    worth: dict[tuple[str, str], tuple[float, str]] = {}
    for student, report in every:
        for exercise in report.exercises:
            got[exercise.name, ""][student] = float(exercise.score)
            worth.setdefault((exercise.name, ""), (float(exercise.max_score), ""))
            for check in report.checks:
                if check.exercise == exercise.name:
                    got[exercise.name, check.id][student] = float(check.points)
                    worth.setdefault((exercise.name, check.id), (float(check.max_points), check.title))
    return pd.DataFrame([_item(*place, *worth[place], pd.Series(got[place], dtype=float), total) for place in worth])


def _item(
    exercise: str, check: str, points: float, title: str, got: pd.Series[Any], total: pd.Series[Any]
) -> dict[str, Any]:
    share = got / points if points else got * 0 + 1
    rest = total.reindex(got.index) - got
    return {
        "exercise": exercise,
        "check": check,
        "title": title,
        "points": points,
        "passed": float((share >= 1).mean()),
        "difficulty": float(share.mean()),
        "discrimination": _discrimination(share, total.reindex(got.index)),
        "correlation": _correlation(got, rest),
    }


def _discrimination(share: pd.Series[Any], total: pd.Series[Any]) -> float:
    if len(total) < FEWEST:
        return float("nan")
    order = total.sort_values(kind="stable").index
    size = max(1, round(SHARE * len(order)))
    return float(share[order[-size:]].mean() - share[order[:size]].mean())


def _correlation(got: pd.Series[Any], rest: pd.Series[Any]) -> float:
    if len(got) < FEWEST or got.nunique() < 2 or rest.nunique() < 2:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(stats.pearsonr(got, rest).statistic)


def misconceptions(reports: Iterable[tuple[str, Report]]) -> list[Misconception]:
    """Those that somebody's answers look like, the most frequent first; the example is the smallest there is."""
    found: dict[tuple[str, str], dict[str, CheckResult]] = defaultdict(dict)
    for student, report in reports:
        for check in report.checks:
            name = _misconception(check)
            if name and _size(check) < _size(found[check.exercise, name].get(student)):
                found[check.exercise, name][student] = check
    every = [
        Misconception(name, exercise, len(checks), min(checks.values(), key=_size))
        for (exercise, name), checks in found.items()
    ]
    return sorted(every, key=lambda one: (-one.students, one.exercise, one.name))


def _misconception(check: CheckResult) -> str:
    last = check.hint.rsplit("\n", 1)[-1]
    return last.removeprefix(LOOKS_LIKE) if last.startswith(LOOKS_LIKE) else ""


def _size(check: CheckResult | None) -> tuple[int, int]:
    if check is None:
        return (1 << 30, 0)
    table = check.counterexample
    return (len(str(table.rows)) if table is not None and table.rows else 1 << 29, len(check.message))


def nobody_and_everybody(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The checks that nobody passes, and those that everybody does."""
    checks = found[found["check"] != ""] if len(found) else found
    return (checks[checks["passed"] == 0], checks[checks["passed"] == 1]) if len(checks) else (checks, checks)
