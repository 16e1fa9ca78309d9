"""What the commands share: exit statuses, refusals, and the choice of a sandbox."""

from __future__ import annotations

import sys
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from autograder.chapter import Chapter


class SandboxName(StrEnum):
    """What a submission can be confined by."""

    AUTO = "auto"
    BUBBLEWRAP = "bubblewrap"
    CONTAINER = "container"
    ACCOUNT = "account"
    NONE = "none"


class Exit(IntEnum):
    """What the exit status of `grade` says."""

    GRADED = 0
    BELOW_MINIMUM = 1
    UNUSABLE = 2
    JUDGE_ERROR = 3
    TOO_OFTEN = 4


ChapterFolder = Annotated[
    Path | None, typer.Option("--chapter", help="The folder of another chapter than the kit's own.")
]


def chapter_in(folder: Path | None) -> Chapter:
    """The chapter of a folder, or the kit's own. Ends the command where there is none."""
    from autograder.chapter import ChapterError, load

    try:
        return load(folder)
    except ChapterError as error:
        refuse(str(error))


def refuse(sentence: str) -> NoReturn:
    """Ends the command with a sentence that says what is wrong and what to do."""
    from autograder.text import visible

    print(visible(sentence), file=sys.stderr)
    raise typer.Exit(Exit.UNUSABLE)


def sandbox_for(name: SandboxName | None, submission: Path, chapter: Chapter, public: bool = False) -> str:
    """The sandbox to use. What somebody else wrote is not graded without one unless that is asked for."""
    from autograder import grade as grading
    from autograder.sandbox.child import SandboxError
    from autograder.sandbox.choose import choose

    if name is None and not grading.needs_sandbox(chapter, public):
        return "none"
    try:
        return choose(name or "auto")
    except SandboxError as error:
        if name is None and chapter.solution.exists() and submission.resolve() == chapter.solution:
            print(f"{error} This is the kit's own reference: it is graded without.", file=sys.stderr)
            return "none"
        refuse(
            f"{error} Or grade without one, `--sandbox none`: "
            "what was submitted can then read and change all that your account can."
        )
