"""`python -m autograder explain`: one check of a report, replayed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder.cli.common import ChapterFolder, Exit, SandboxName, chapter_in, refuse, sandbox_for


def explain(
    result: Annotated[Path, typer.Argument(help="The report that `grade --json` wrote.")],
    check: Annotated[str, typer.Argument(help="The check, by its id or its title.")],
    submission: Annotated[
        Path | None, typer.Argument(help="The file that was graded, if it is no longer where it was.")
    ] = None,
    sandbox: Annotated[SandboxName | None, typer.Option(help="What confines the submission.")] = None,
    chapter: ChapterFolder = None,
) -> None:
    """Replay one check of a report and show its counterexample. Exit status 1 when something else comes out."""
    from autograder import grade as grading
    from autograder.cli import replay as explaining
    from autograder.report.terminal import render

    of = chapter_in(chapter)
    try:
        report = explaining.recorded(result)
        told = explaining.find(report, check)
        read = explaining.graded_file(report, submission, of)
        confined = sandbox_for(sandbox, submission or Path(report.submission_path), of)
        with Console(stderr=True).status(f"Grading {told.exercise} …"):
            now = explaining.replay(report, told, read, grading.Options(of, sandbox=confined))
    except explaining.ExplainError as error:
        refuse(str(error))
    render(now, Console(highlight=False))
    if now.score is None:
        raise typer.Exit(Exit.JUDGE_ERROR)
    if said := explaining.compared(told, now):
        print(said, file=sys.stderr)
        raise typer.Exit(Exit.BELOW_MINIMUM)
