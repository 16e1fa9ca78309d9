"""The command line: `autograder grade|explain|verify|rubric|release|slides|book|doctor|new-chapter|class|course`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from autograder import __version__
from autograder.cli import classes, kit
from autograder.cli.common import Exit
from autograder.cli.explain import explain
from autograder.cli.grade import grade
from autograder.cli.new_chapter import new_chapter
from autograder.course import cli as course
from autograder.machine.options import Commands

app = Commands(no_args_is_help=True, rich_markup_mode=None)
for command in (grade, explain, kit.rubric, kit.verify, kit.release, kit.slides, kit.book, kit.doctor, new_chapter):
    app.command()(command)
app.add_typer(classes.app, name="class")
app.add_typer(course.app, name="course")


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the kit's version.")] = False) -> None:
    """Grades assignments in stream processing."""
    if show:
        print(__version__)
        raise typer.Exit()


def main() -> None:
    """Runs the command line; whatever was not foreseen is the grader's own failure and ends with status 3."""
    try:
        app()
    except Exception as error:
        import traceback

        traceback.print_exc()
        print(f"The grader itself failed ({type(error).__name__}); no score is published.", file=sys.stderr)
        sys.exit(Exit.JUDGE_ERROR)
