"""The commands of a course: `python -m autograder course create|autograde|formgrader`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.machine.options import Commands

if TYPE_CHECKING:
    from autograder.course.drive import Status

app = Commands(no_args_is_help=True, rich_markup_mode=None)
NOT_USABLE, SOME_WITHOUT_GRADE, INTERRUPTED = 2, 3, 130


@app.callback()
def course() -> None:
    """An nbgrader course: make it, grade a class."""


@app.command()
def create(
    folder: Annotated[Path, typer.Argument(help="Where the course is to be.")] = Path("course"),
    exchange: Annotated[Path | None, typer.Option(help="nbgrader's exchange; a folder in the course if none.")] = None,
    sandbox: Annotated[str, typer.Option(help="auto, bubblewrap, container or none.")] = "auto",
    chapter: Annotated[Path | None, typer.Option(help="The folder of another chapter than the kit's own.")] = None,
) -> None:
    """Make an nbgrader course directory with the chapter in it."""
    from autograder.chapter import ChapterError, load
    from autograder.course.create import CourseError
    from autograder.course.create import create as make

    try:
        for path in make(load(chapter), folder, exchange or folder / "exchange", sandbox):
            print(f"wrote {path}")
    except (ChapterError, CourseError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_USABLE)


@app.command()
def autograde(
    folder: Annotated[Path, typer.Argument(help="The course.")] = Path("course"),
    only: Annotated[list[str] | None, typer.Option("--student", help="Only this student; may be repeated.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Students at the same time.")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Those that were graded before, too.")] = False,
) -> None:
    """Grade what was collected, each student alone. Exit status 3 when somebody got no grade."""
    from autograder.course.create import CourseError
    from autograder.course.drive import FAILED, grade_class, students, without_submission
    from autograder.text import visible

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        there = students(folder)
        if unknown := [name for name in only or [] if name not in there]:
            raise CourseError(f"Nothing of {', '.join(map(visible, unknown))} was collected in {folder}.")
        names = [name for name in there if not only or name in only]
    except CourseError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_USABLE)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("grading", total=len(names))
        try:
            found = grade_class(folder, names, jobs, again, lambda status: progress.advance(task))
        except KeyboardInterrupt:
            progress.stop()
            further = "grades all of them again" if again else "goes on from here; nobody is graded twice"
            print(f"Interrupted. The same command {further}.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED)
    _print(found + ([] if only else without_submission(folder)), Console(highlight=False))
    if any(status.state == FAILED for status in found):
        raise typer.Exit(SOME_WITHOUT_GRADE)


@app.command()
def formgrader(
    folder: Annotated[Path, typer.Argument(help="The course.")] = Path("course"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The first one to try; 0 for any.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open it in a browser as well.")] = True,
) -> None:
    """Open nbgrader's formgrader on the course; Ctrl-C ends it."""
    from autograder.course.create import CourseError
    from autograder.course.formgrader import serve

    try:
        serve(folder, port, browser)
    except CourseError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(NOT_USABLE)


def _print(found: list[Status], console: Console) -> None:
    table = Table("student", "points", "", "note", box=None, header_style="bold", pad_edge=False)
    for status in found:
        score = "-" if status.score is None else f"{status.score:g}"
        table.add_row(Text(status.student), score, status.state, Text(status.note))
    console.print(table)
