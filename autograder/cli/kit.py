"""The commands for whoever looks after the kit: rubric, verify, release, slides, book, doctor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from autograder.cli.common import ChapterFolder, Exit, chapter_in, refuse


def rubric(chapter: ChapterFolder = None) -> None:
    """Print every exercise and check with its points."""
    from autograder import grade as grading
    from autograder.cli.rubric import render

    of = chapter_in(chapter)
    render(of.parts, of.exercises, grading.checks(grading.Options(of)), Console(highlight=False))


def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Only fixtures whose path holds one of these words.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Harnesses at the same time.")] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    learn: Annotated[
        bool, typer.Option("--learn", help="Record how their checks fail, to name misconceptions.")
    ] = False,
    chapter: ChapterFolder = None,
) -> None:
    """Grade the submissions whose verdicts are known, and say how right the grader is."""
    from autograder.proof import verify as proving

    proved = proving.verify(chapter_in(chapter), names or [], jobs, seed, Console(highlight=False), learn)
    raise typer.Exit(Exit.GRADED if proved else Exit.BELOW_MINIMUM)


def release(
    check: Annotated[bool, typer.Option("--check", help="Only say whether it is up to date.")] = False,
    chapter: ChapterFolder = None,
) -> None:
    """Make the assignment from the solution, and the student's bundle from both."""
    from autograder.handout import bundle
    from autograder.handout import release as releasing
    from autograder.handout.source import ReleaseError

    of = chapter_in(chapter)
    destination = of.handout
    try:
        if not check:
            for path in releasing.release(of.solution, destination):
                print(f"wrote {path.relative_to(destination.parent)}")
            packed = bundle.build(of, destination.parent / "dist" / "student")
            print(f"wrote {packed.relative_to(destination.parent)}, and the same as a folder")
            return
        stale = releasing.check(of.solution, destination)
    except ReleaseError as error:
        refuse(str(error))
    if stale:
        refuse(
            f"{', '.join(path.name for path in stale)} in {destination.name}/ is not what the solution gives. "
            "Run `make release`."
        )


def slides(
    reveal: Annotated[
        str, typer.Option(help="Where reveal.js is: an address, or the path of a copy as seen from the slides.")
    ] = "",
    chapter: ChapterFolder = None,
) -> None:
    """Make the slides of the chapter, without its answers: dist/slides.html."""
    _write_page(chapter, "slides.html", lambda pages, of: pages.slides(of, reveal))


def book(chapter: ChapterFolder = None) -> None:
    """Make the chapter as one page to read, without its answers: dist/book.html."""
    _write_page(chapter, "book.html", lambda pages, of: pages.book(of))


def doctor() -> None:
    """Say what grading needs, what is there, and how to get what is missing."""
    from autograder.cli import examine as examining

    console = Console(highlight=False)
    findings = examining.examine()
    examining.render(findings, console)
    if not all(finding.good for finding in findings):
        raise typer.Exit(Exit.UNUSABLE)


def _write_page(folder: Path | None, name: str, made: Callable[[Any, Any], str]) -> None:
    from autograder.handout import pages
    from autograder.handout.source import ReleaseError

    of = chapter_in(folder)
    try:
        text = made(pages, of)
    except ReleaseError as error:
        refuse(str(error))
    path = of.folder / "dist" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path.relative_to(of.folder)}")
