"""Replays one check of a report, on anyone's machine: the same file, kit and seed give the same counterexample."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from autograder import __version__
from autograder import grade as grading
from autograder.chapter import Chapter
from autograder.judge.checking import Check
from autograder.model import CheckResult, Report, Verdict
from autograder.report.json_reader import from_json
from autograder.report.ledger import VERDICT_WORDS
from autograder.report.legible import legible
from autograder.submission import intake
from autograder.submission import reading as files
from autograder.submission.reading import Submission, SubmissionFileError
from autograder.text import REPORT_LIMIT


class ExplainError(Exception):
    """There is nothing to replay, or not here; the text says why and what to do."""


def recorded(path: Path) -> Report:
    """The report in a file that `grade --json` wrote with this kit. Raises ExplainError."""
    shown = files.named(path)
    try:
        data = files.read_regular(path, 2 * REPORT_LIMIT)
        report = from_json((data or b"").decode("utf-8"))
    except SubmissionFileError as error:
        raise ExplainError(str(error)) from None
    except ValueError as error:
        raise ExplainError(f"{shown} is not a report that `grade --json` wrote: {error}") from None
    if report.kit_version != __version__:
        raise ExplainError(
            f"{shown} was made with kit {report.kit_version}, and this is kit {__version__}, "
            f"whose checks may be others. Explain it with kit {report.kit_version}."
        )
    if report.verdict is Verdict.JUDGE_ERROR:
        raise ExplainError(f"{shown} holds no verdict on a check: the grader itself had failed. Grade the file anew.")
    return report


def find(report: Report, word: str) -> CheckResult:
    """The check that a person names by its id or its title, unless it passed. Raises ExplainError."""
    same = [check for check in report.checks if word.strip().lower() in (check.id.lower(), check.title.lower())]
    if len(same) != 1:
        failed = [check.id for check in report.checks if check.verdict is not Verdict.PASSED]
        these = f"Those that did not pass are {', '.join(failed)}." if failed else "All of its checks passed."
        number = "more than one check" if same else "no check"
        raise ExplainError(f"The report has {number} `{word}`. {these}")
    if same[0].verdict is Verdict.PASSED:
        raise ExplainError(f"The check {same[0].id} passed, so there is nothing to explain.")
    return same[0]


def graded_file(report: Report, path: Path | None, chapter: Chapter) -> Submission:
    """The file that was graded, where it was then or where it is now. Raises ExplainError for another one."""
    place = path if path is not None else Path(report.submission_path)
    names = list(chapter.exercises)
    try:
        read = (
            intake.read(place, names, grading.released(chapter))
            if intake.is_archive(place)
            else files.read(place, names)
        )
    except SubmissionFileError as error:
        where = "" if path is not None else " Name the file that was graded, behind the name of the check."
        raise ExplainError(f"{error}{where}") from None
    if read.sha256 != report.submission_sha256:
        raise ExplainError(
            f"{files.named(place)} is not the file that was graded: its SHA-256 is {read.sha256[:12]}…, "
            f"the graded one's {report.submission_sha256[:12]}…. Name the graded file, or grade this one anew."
        )
    return read


def replay(
    report: Report,
    check: CheckResult,
    submission: Submission,
    options: grading.Options,
    progress: Callable[[Check], None] = lambda check: None,
) -> Report:
    """What the check says now: a Report on it alone, or one without a score when the grader failed.

    All checks of its exercise run, as they did then: an answer may depend on what was asked before. Raises ExplainError
    when this kit does not have the check.
    """
    if check.id not in {each.id for each in grading.checks(options) if each.exercise == check.exercise}:
        raise ExplainError(
            f"This kit does not have the check {check.id}, which is {check.visibility}. Ask the course staff."
        )
    again = grading.grade(
        submission, dataclasses.replace(options, exercises=(check.exercise,), seed=report.seed), progress
    )
    return again if again.score is None else _alone(again, check.id)


def _alone(report: Report, name: str) -> Report:
    """The report as if there were this one check."""
    (check,) = (each for each in report.checks if each.id == name)
    exercises = tuple(
        dataclasses.replace(each, score=check.points, max_score=check.max_points)
        for each in report.exercises
        if each.name == check.exercise
    )
    return dataclasses.replace(
        report, checks=(check,), exercises=exercises, score=check.points, max_score=check.max_points, extra_credit=0
    )


def compared(then: CheckResult, now: Report) -> str:
    """What is to be said of a replay that came out in another way; nothing when it is what the report holds."""
    (found,) = legible(now).checks
    if (found.verdict, found.message, found.counterexample) == (then.verdict, then.message, then.counterexample):
        return ""
    if found.verdict is not then.verdict:
        return f"In the report the check {then.id} {_said(then)}; here it {_said(found)}."
    return (
        f"The check {then.id} did not pass here either, but with another message or counterexample than in the report."
    )


def _said(check: CheckResult) -> str:
    words = VERDICT_WORDS[check.verdict]
    return words if check.verdict in (Verdict.PASSED, Verdict.ERROR, Verdict.TIMEOUT) else f"was {words}"
