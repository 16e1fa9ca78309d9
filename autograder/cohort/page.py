"""What a lecturer reads of a class: one page of HTML that needs nothing else, and tables as CSV."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from autograder.chapter import Chapter
from autograder.cohort import analysis, pictures, similar
from autograder.cohort.results import Measured, Results, Student
from autograder.model import CheckResult, Counterexample, Report
from autograder.report.html import environment
from autograder.report.ledger import wrong_cells
from autograder.submission.reading import read
from autograder.text import spreadsheet_cell

_HERE = Path(__file__).parent
_SHOWN_PAIRS = 20
_NAMELESS = "…"


@dataclass(frozen=True)
class Class:
    """Everybody, and the reports of those who have one."""

    title: str
    students: list[Student]
    reports: list[tuple[str, Report]]
    measured: list[Measured]
    codes: Mapping[str, list[str]]

    @property
    def without(self) -> list[Student]:
        """Those without a score, of whom the grader failed first."""
        return sorted((one for one in self.students if one.score is None), key=lambda one: (not one.file, one.student))

    @property
    def scores(self) -> list[float]:
        """Of everybody who has one."""
        return [one.score for one in self.students if one.score is not None]


def read_class(results: Results) -> Class:
    """What a folder of results holds. Raises ResultsError."""
    students = results.students()
    graded = [(one.student, one.key) for one in students if one.key is not None]
    reports = {key: results.report(key) for _, key in graded}
    measured = [found for key in reports if (found := results.measured(key)) is not None]
    codes = {student: results.cells(key) for student, key in graded}
    return Class(results.title(), students, [(who, reports[key]) for who, key in graded], measured, codes)


def nameless(found: Class) -> Class:
    """The class with numbers for names and without anybody's code, to be shown to everybody."""
    order = sorted(found.students, key=lambda one: (one.key or "", one.student))
    number = {one.student: f"Student {place}" for place, one in enumerate(order, 1)}
    words = {part for one in found.students for part in re.split(r"[\W\d_]+", one.student) if len(part) > 1}
    words |= {one.student for one in found.students}
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)

    def hide(text: str) -> str:
        return pattern.sub(_NAMELESS, text)

    students = [
        replace(one, student=number[one.student], file=one.file and "a file", note="") for one in found.students
    ]
    reports = [(number[student], _hidden(report, hide)) for student, report in found.reports]
    return Class(found.title, sorted(students, key=lambda one: one.student), reports, found.measured, {})


def _hidden(report: Report, hide: Callable[[str], str]) -> Report:
    def of(check: CheckResult) -> CheckResult:
        table = check.counterexample
        if table is not None:
            rows = tuple(tuple(map(hide, row)) for row in table.rows)
            table = Counterexample(table.columns, rows, table.batches, table.lines)
        return replace(check, message=hide(check.message), counterexample=table, student_output="")

    return replace(report, checks=tuple(map(of, report.checks)), message="")


def to_html(found: Class, chapter: Chapter) -> str:
    """The page."""
    table = analysis.items(found.reports)
    nobody, everybody = analysis.nobody_and_everybody(table)
    most = max((float(report.max_score) for _, report in found.reports), default=chapter.points)
    alike = _alike(found, chapter) if found.codes else []
    made = environment()
    made = made.overlay(loader=ChoiceLoader([FileSystemLoader(_HERE), made.loader]) if made.loader else None)
    made.filters["percent"] = percent
    made.filters["signed"] = signed
    return made.get_template("page.html.j2").render(
        title=found.title,
        found=found,
        most=most,
        median=float(pd.Series(found.scores).median()) if found.scores else 0.0,
        histogram=Markup(pictures.histogram(found.scores, most)) if found.scores else "",
        scatter=Markup(pictures.items(table)) if len(table) and table["discrimination"].notna().any() else "",
        exercises=_exercises(table),
        misconceptions=analysis.misconceptions(found.reports),
        nobody=nobody.to_dict("records"),
        everybody=everybody.to_dict("records"),
        pairs=alike[:_SHOWN_PAIRS],
        equal=_equal(found),
        seconds=_spread([one.seconds for one in found.measured]),
        memory=_spread([one.memory / 2**20 for one in found.measured if one.memory]),
        wrong_cells=wrong_cells,
    )


def grades_csv(found: Class) -> str:
    """A row for each student: the score, the points of each exercise, and why there is no score."""
    rows = pd.DataFrame(
        {
            "student": [spreadsheet_cell(one.student) for one in found.students],
            "score": [one.score for one in found.students],
            "note": [spreadsheet_cell(one.note) for one in found.students],
        },
    )
    points = analysis.scores(found.reports)
    points.index = points.index.map(spreadsheet_cell)
    merged = rows.merge(points, how="left", left_on="student", right_index=True)
    return str(merged.to_csv(index=False))


def items_csv(found: Class) -> str:
    """A row for each exercise and each check."""
    table = analysis.items(found.reports).round(4)
    if "title" in table:
        table["title"] = table["title"].map(spreadsheet_cell)
    return str(table.to_csv(index=False))


def _exercises(table: pd.DataFrame) -> list[dict[str, object]]:
    rows = table.to_dict("records")
    return [
        {**row, "checks": [other for other in rows if other["exercise"] == row["exercise"] and other["check"]]}
        for row in rows
        if not row["check"]
    ]


def _alike(found: Class, chapter: Chapter) -> list[similar.Pair]:
    given = [chapter.handout / chapter.notebook, chapter.solution]
    known = [list(read(path, chapter.exercises).cells) for path in given if path.is_file()]
    keys = {one.student: one.key for one in found.students}
    first = {key: student for student, key in sorted(keys.items(), reverse=True) if key}
    once = {student: cells for student, cells in found.codes.items() if first.get(keys[student] or "") == student}
    return similar.pairs(once, chapter.exercises, known)


def _equal(found: Class) -> list[list[str]]:
    """Groups of students who handed in the very same file; whoever wrote nothing is in none."""
    groups: dict[str, list[str]] = {}
    wrote = {student for student, report in found.reports if report.score}
    for one in found.students:
        if one.key is not None and one.student in wrote:
            groups.setdefault(one.key, []).append(one.student)
    return [sorted(group) for group in groups.values() if len(group) > 1]


def _spread(values: list[float]) -> tuple[float, float, float] | None:
    if not values:
        return None
    quantiles = pd.Series(values).quantile([0.5, 0.9, 1.0])
    return float(quantiles.iloc[0]), float(quantiles.iloc[1]), float(quantiles.iloc[2])


def percent(share: float) -> str:
    """A share in words."""
    return "" if math.isnan(share) else f"{100 * share:.0f} %"


def signed(value: float) -> str:
    """A number with its sign, nothing where there is none."""
    return "" if math.isnan(value) else f"{value:+.2f}".replace("-", "−")
