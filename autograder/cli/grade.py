"""`python -m autograder grade`: one submission in, its report on the terminal and in files."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.cli.common import ChapterFolder, Exit, SandboxName, chapter_in, refuse, sandbox_for
from autograder.machine.options import unknown_exercise

if TYPE_CHECKING:
    from autograder.ci.attempts import History


def grade(
    submission: Annotated[Path, typer.Argument(help="The notebook, script, Markdown or archive to grade.")],
    public: Annotated[bool, typer.Option("--public", help="Only the checks that students have.")] = False,
    exercise: Annotated[list[str] | None, typer.Option(help="Only this exercise; may be repeated.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report as JSON to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML page to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML for a CI to this file.")] = None,
    gradescope: Annotated[Path | None, typer.Option(help="Write Gradescope's results.json to this file.")] = None,
    classroom: Annotated[Path | None, typer.Option(help="Write what GitHub Classroom reads to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a CI job's summary to this file.")] = None,
    sandbox: Annotated[
        SandboxName | None, typer.Option(help="What confines the submission; auto is the strongest that works.")
    ] = None,
    limit: Annotated[
        list[str] | None, typer.Option(help="A limit of your own, as `memory=4GiB` or `call_cpu=60`; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides which examples are drawn.")] = 0,
    min_score: Annotated[float | None, typer.Option(help="Exit with status 1 below this score.")] = None,
    tweets: Annotated[
        Path | None, typer.Option(help="Tweets of your own for the plot (JSONL or CSV: text,label).")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(help="Gradescope's submission_metadata.json, GitHub's workflow runs or GitLab's pipelines."),
    ] = None,
    attempts_per_hour: Annotated[
        int | None, typer.Option(min=1, help="Do not grade (status 4) when the history has so many in the last hour.")
    ] = None,
    leaderboard: Annotated[bool, typer.Option("--leaderboard", help="Put the points on Gradescope's.")] = False,
    chapter: ChapterFolder = None,
) -> None:
    """Grade one submission and print its report."""
    from autograder import grade as grading
    from autograder.chapter import PictureError
    from autograder.ci import attempts
    from autograder.judge.limits import LimitOptionError, Limits
    from autograder.report import files as reports
    from autograder.report.formats import renderers
    from autograder.submission import intake
    from autograder.submission import reading as files

    if attempts_per_hour is not None and history is None:
        refuse("Attempts are counted in a history: name one with `--history`.")
    of = chapter_in(chapter)
    names = list(of.exercises)
    if said := unknown_exercise(exercise or (), names):
        refuse(said)
    asked = {"json": json, "html": html, "junit": junit}
    asked |= {"gradescope": gradescope, "classroom": classroom, "markdown": markdown}
    paths = {name: path for name, path in asked.items() if path is not None}
    _check_folders(paths.values())
    try:
        limits = Limits.of(limit or [])
        packed = intake.is_archive(submission)
        read = intake.read(submission, names, grading.released(of)) if packed else files.read(submission, names)
        picture = of.picture(tweets) if of.picture and (html is not None or tweets is not None) else None
        past = None if history is None else attempts.read(history)
    except (files.SubmissionFileError, PictureError, LimitOptionError, attempts.HistoryError) as error:
        refuse(str(error))
    options = grading.Options(
        of,
        public_only=public,
        exercises=tuple(dict.fromkeys(exercise)) if exercise else None,
        seed=seed,
        limits=limits,
        sandbox=sandbox_for(sandbox, submission, of, public),
    )
    _remove_old(paths.values())
    if past is not None and attempts_per_hour is not None:
        _refuse_too_often(past, attempts_per_hour, of.title, paths)
    write = renderers(paths, None if past is None else past.earlier, leaderboard)
    errors = Console(stderr=True)
    with errors.status("Starting Spark …") as status:
        report = grading.grade(
            read,
            options,
            lambda check: status.update(f"Grading {check.exercise} …"),
            None if picture is None else lambda client: picture(client, seed),
        )
    try:
        reports.write_all(report, write)
    except Exception as error:
        print(f"The report could not be written: {error}; no score is published.", file=sys.stderr)
        failed = grading.failed(read, options, f"The report could not be written: {error}")
        for path in write.keys() - {html}:
            with contextlib.suppress(Exception):  # the formats that still can say so do
                reports.write_all(failed, {path: write[path]})
        raise typer.Exit(Exit.JUDGE_ERROR)
    if json is None:
        from autograder.report.terminal import render

        render(report, Console(highlight=False))
    if report.score is None:
        raise typer.Exit(Exit.JUDGE_ERROR)
    if min_score is not None and report.score < min_score:
        raise typer.Exit(Exit.BELOW_MINIMUM)


def _refuse_too_often(past: History, most: int, title: str, paths: dict[str, Path]) -> None:
    """Ends without grading when so many were graded in the last hour; what can, repeats the earlier score."""
    from autograder.report import files as reports
    from autograder.report.formats import refusals

    if said := past.refusal(most):
        last = past.graded[-1].results if past.graded else {}
        reports.put_all(refusals(paths, title, said, last))
        print(said)
        raise typer.Exit(Exit.TOO_OFTEN)


def _check_folders(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.parent.is_dir():
            refuse(f"There is no folder {path.parent} to write {path.name} to.")


def _remove_old(paths: Iterable[Path]) -> None:
    from autograder.report import files as reports

    try:
        reports.remove_old(paths)
    except OSError as error:
        refuse(f"The report of an earlier run cannot be replaced: {error}.")
