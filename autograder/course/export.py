"""Writes the gradebook out for whoever keeps the final grades: nbgrader's CSV, Canvas and Moodle, with equal totals.

A student without a grade has an empty cell: nobody gets 0 for what was not graded.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin
from traitlets import Unicode

from autograder.chapter import current
from autograder.text import spreadsheet_cell


class ExportError(SystemExit):
    """Grades that cannot be written in this form; nbgrader's command ends with the sentence that says what to do."""


@dataclass(frozen=True)
class Row:
    """One student's result in one assignment. The three points are None while there is no grade."""

    assignment: Any
    student: Any
    timestamp: Any = None
    raw: float | None = None
    penalty: float | None = None
    score: float | None = None


def rows(gradebook: Any, assignments: Iterable[str] = (), students: Iterable[str] = ()) -> Iterator[Row]:
    """Every student in every assignment, or in those named. Raises ExportError for a name that nobody has."""
    wanted, named = list(assignments), [str(name) for name in students]
    known = {one.name for one in gradebook.assignments} | {one.id for one in gradebook.students}
    if unknown := [name for name in (*wanted, *named) if name not in known]:
        raise ExportError(f"The gradebook does not know {', '.join(unknown)}.")
    for assignment in gradebook.assignments:
        for student in gradebook.students:
            if (not wanted or assignment.name in wanted) and (not named or student.id in named):
                yield _row(gradebook, assignment, student)


def _row(gradebook: Any, assignment: Any, student: Any) -> Row:
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return Row(assignment, student)
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    if not grades or any(grade.auto_score is None and grade.manual_score is None for grade in grades):
        return Row(assignment, student, submission.timestamp)
    penalty = submission.late_submission_penalty or 0.0
    return Row(
        assignment, student, submission.timestamp, submission.score, penalty, max(0.0, submission.score - penalty)
    )


class _Table(ExportPlugin):  # type: ignore[misc]
    """A table of text and numbers; a formula becomes text, and whatever needs quotes has them."""

    def export(self, gradebook: Any) -> None:
        """Writes the file named by `--to`. Raises ExportError before anything is written."""
        table = list(self.table(list(rows(gradebook, self.assignment, self.student))))
        path = Path(self.to or "grades.csv")
        part = path.with_name(path.name + ".part")
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([_cell(value) for value in line] for line in table)
        part.replace(path)
        self.log.info("Wrote %s", path)

    def table(self, found: list[Row]) -> Iterable[list[Any]]:
        """The lines of the table, its header first."""
        raise NotImplementedError


class GradesCSV(_Table):
    """The columns of nbgrader's own CSV."""

    def table(self, found: list[Row]) -> Iterable[list[Any]]:
        """A line per assignment and student."""
        about = ["student_id", "last_name", "first_name", "email"]
        points = ["raw_score", "late_submission_penalty", "score", "max_score"]
        yield ["assignment", "duedate", "timestamp", *about, *points]
        for row in found:
            one, student = row.assignment, row.student
            person = [student.id, student.last_name, student.first_name, student.email]
            yield [one.name, one.duedate, row.timestamp, *person, row.raw, row.penalty, row.score, one.max_score]


class CanvasCSV(_Table):
    """What Canvas imports into its gradebook; its own numbers of students are their `lms_user_id`."""

    title = Unicode("", help="the column's title in Canvas, as `Title (id)`; a new one if it has none").tag(config=True)

    def table(self, found: list[Row]) -> Iterable[list[Any]]:
        """A line per student and a column per assignment."""
        names = {row.assignment.name: row.assignment.max_score for row in found}
        if self.title and len(names) > 1:
            raise ExportError(f"One title does for one assignment: name it, --CanvasCSV.assignment={current().name}.")
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *([self.title] if self.title else names)]
        yield ["    Points Possible", "", "", "", "", *names.values()]
        for student in {row.student.id: row.student for row in found}.values():
            full = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
            scores = {row.assignment.name: row.score for row in found if row.student.id == student.id}
            yield [full, student.lms_user_id, "", student.id, "", *(scores[name] for name in names)]


class MoodleCSV(_Table):
    """Moodle's offline grading worksheet; the numbers of its participants are their `lms_user_id`."""

    def table(self, found: list[Row]) -> Iterable[list[Any]]:
        """A line per student."""
        if len({row.assignment.name for row in found}) > 1:
            raise ExportError(
                f"A worksheet of Moodle's is of one assignment: name it with --MoodleCSV.assignment={current().name}."
            )
        if missing := [row.student.id for row in found if not row.student.lms_user_id]:
            raise ExportError(
                f"Moodle's number is not known of {', '.join(missing)}: "
                "nbgrader db student add NAME --lms-user-id=NUMBER."
            )
        yield ["Identifier", "Email address", "Grade", "Maximum grade", "Last modified (grade)"]
        for row in found:
            number = f"Participant {row.student.lms_user_id}"
            yield [number, row.student.email, row.score, row.assignment.max_score, ""]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if value == round(value, 4) else repr(value)
    return spreadsheet_cell(value) if isinstance(value, str) else value
