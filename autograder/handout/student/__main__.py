"""`python -m autograder.handout.student test|notebook|demo`: what `make` runs of these in a student's bundle."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from autograder.chapter import current
from autograder.machine.options import Commands, unknown_exercise

_UNPACKING_SECONDS = 30
"""Within which the files of a zip are written by a program that does not keep their times."""

app = Commands(no_args_is_help=True, rich_markup_mode=None)
File = Annotated[
    Path | None, typer.Argument(help="Your notebook, script or Markdown; otherwise the one that you saved last.")
]


class Exit(IntEnum):
    """What the exit status says."""

    RIGHT = 0
    WRONG_OR_MISSING = 1
    UNUSABLE = 2
    JUDGE_ERROR = 3


@app.command("test")
def check(
    file: File = None,
    exercise: Annotated[list[str] | None, typer.Option(help="Only this exercise; may be repeated.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML page to this file, too.")] = None,
) -> None:
    """Run the public checks on your work, and say what is wrong or still missing."""
    from autograder import grade as grading
    from autograder.report.terminal import render
    from autograder.sandbox.plain import unsupported
    from autograder.submission import reading as files

    if said := unsupported():
        _refuse(said)
    chapter = current()
    names = list(chapter.exercises)
    if said := unknown_exercise(exercise or (), names):
        _refuse(said)
    if html is not None and not html.parent.is_dir():
        _refuse(f"There is no folder {html.parent} to write {html.name} to.")
    try:
        read = files.read(file or saved_last(), names)
    except files.SubmissionFileError as error:
        _refuse(str(error))
    options = grading.Options(public_only=True, exercises=tuple(dict.fromkeys(exercise)) if exercise else None)
    picture = chapter.picture(None) if chapter.picture and html is not None else None
    draw = None if picture is None else lambda client: picture(client, options.seed)
    with Console(stderr=True).status("Starting …") as status:
        report = grading.grade(read, options, lambda check: status.update(f"Checking {check.exercise} …"), draw)
    render(report, Console(highlight=False))
    if html is not None:
        from autograder.report.html import to_html

        html.write_text(to_html(report), encoding="utf-8")
        print(f"The report is in {html}, too.")
    if report.score is None:
        raise typer.Exit(Exit.JUDGE_ERROR)
    if report.score < report.max_score:
        raise typer.Exit(Exit.WRONG_OR_MISSING)


@app.command()
def notebook() -> None:
    """Open the chapter in Jupyter."""
    lab = ["-m", "jupyter", "lab", "--allow-root", current().notebook]  # whoever is root is in a container
    raise typer.Exit(subprocess.run([sys.executable, *lab], check=False).returncode)


@app.command()
def demo(
    file: File = None,
    rate: Annotated[float, typer.Option(min=0.1, max=1000, help="Items a second.")] = 20,
    port: Annotated[int, typer.Option(min=1025, max=65535, help="Where they are sent; the one below, too.")] = 9999,
) -> None:
    """Play the chapter's data through a socket, and show live what you have written make of it."""
    from autograder.handout.student.own import function
    from autograder.submission import reading as files

    chapter, console = current(), Console(highlight=False)
    play = chapter.demonstrate or _refuse("This chapter has nothing to play.")
    written: Callable[[str], Callable[..., Any]] | None = None
    try:
        cells = files.read(file or saved_last(), chapter.exercises).cells
        written = partial(function, cells)
    except files.SubmissionFileError as error:
        console.print(f"{error} So nothing of yours is shown.", markup=False)
    try:
        played = play(written, port, rate, console)
    except OSError as error:
        _refuse(f"Port {port} or {port - 1} cannot be used: {error.strerror or error}. Take another: PORT=9990.")
    console.print(f"\nEnded after {played:,}.")


def saved_last() -> Path:
    """Of the chapter's forms, the one saved last; the notebook while all are as they were unpacked."""
    there = [path for path in map(Path, current().forms) if path.is_file()] or [Path(current().notebook)]
    saved = [path.stat().st_mtime for path in there if path.is_file()] or [0]
    untouched = max(saved) - min(saved) <= _UNPACKING_SECONDS
    return there[0] if untouched else there[saved.index(max(saved))]


def _refuse(sentence: str) -> Any:
    from autograder.text import visible

    print(visible(sentence), file=sys.stderr)
    raise typer.Exit(Exit.UNUSABLE)


if __name__ == "__main__":
    os.environ.pop("NBGRADER_EXECUTION", None)
    app()
