"""Grades everybody in a folder: what is known is not graded again, equal files are graded once."""

from __future__ import annotations

import multiprocessing.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from autograder import grade as grading
from autograder.cohort.crew import Crew
from autograder.cohort.gather import HandedIn
from autograder.cohort.results import Measured, Results, Student, key_of
from autograder.grade import Options
from autograder.machine.parent import end_when_told, end_with_parent
from autograder.machine.side_by_side import side_by_side
from autograder.submission.reading import Submission
from autograder.text import visible

Graded = tuple[str | None, str, Measured]
"""The text of a report, None when the grader failed; then why; and what it took."""


@dataclass(frozen=True)
class Task:
    """Something to grade; `more` says whether others wait behind it."""

    key: str
    submission: Submission
    more: bool


Done = Callable[[Task, Graded | Exception], None]


class Grader(Protocol):
    """Where many submissions are graded: by processes here, or on a cluster."""

    def __call__(self, tasks: Sequence[Task], options: Options, done: Done) -> None:
        """Grades them all; `done` is told of each as it ends."""


@dataclass(frozen=True)
class Begun:
    """How many submissions there are to grade, and how many are known from before or equal to another."""

    students: int
    known: int
    equal: int
    waiting: int


def grade_class(
    handed_in: Iterable[HandedIn],
    options: Options,
    results: Results,
    grader: Grader,
    begun: Callable[[Begun], None],
    progress: Callable[[], None],
) -> list[Student]:
    """Grades everybody, and gives a row for each in the order of their names. Results are kept as they come."""
    released = grading.released(options.chapter)
    rows: list[tuple[str, Submission | None, str, str]] = []
    waiting: dict[str, Submission] = {}
    known, keys = 0, set[str]()
    for one in handed_in:
        submission, note = one.choose(options.chapter, released)
        key = "" if submission is None else key_of(submission, options)
        rows.append((one.student, submission, key, note))
        if submission is not None and key not in keys:
            keys.add(key)
            if results.knows(key):
                known += 1
            else:
                waiting[key] = submission
    there = sum(submission is not None for _, submission, _, _ in rows)
    begun(Begun(len(rows), known, there - len(keys), len(waiting)))
    failed: dict[str, str] = {}

    def done(task: Task, graded: Graded | Exception) -> None:
        text, said, measured = graded if isinstance(graded, tuple) else (None, repr(graded), Measured(0, 0))
        if text is None:
            failed[task.key] = visible(said)
        else:
            results.keep(task.key, task.submission.cells, text, measured)
        progress()

    tasks = [Task(key, waiting[key], place < len(waiting) - 1) for place, key in enumerate(waiting)]
    grader(tasks, options, done)
    students = [_row(student, submission, key, note, results, failed) for student, submission, key, note in rows]
    results.name(students, options)
    return students


def _row(
    student: str, submission: Submission | None, key: str, note: str, results: Results, failed: dict[str, str]
) -> Student:
    if submission is None:
        return Student(visible(student), "", None, None, note)
    if key in failed:
        return Student(visible(student), submission.path, None, None, f"The grader itself failed: {failed[key]}")
    score = results.report(key).score
    return Student(visible(student), submission.path, key, None if score is None else float(score), note)


def here(jobs: int) -> Grader:
    """Grades by so many processes of this machine."""
    return partial(_grade_here, jobs=jobs)


def _grade_here(tasks: Sequence[Task], options: Options, done: Done, jobs: int) -> None:
    side_by_side(tasks, _grade, jobs, _enter, (options,), done)


_crew: Crew | None = None


def _enter(options: Options) -> None:
    global _crew
    end_when_told()
    end_with_parent()
    _crew = Crew(options)
    multiprocessing.util.Finalize(None, _crew.close, exitpriority=100)


def _grade(task: Task) -> Graded:
    assert _crew is not None
    return _crew.grade(task.submission, task.more)
