"""What the commands share: exit statuses, refusals, and the choice of a sandbox."""

from __future__ import annotations

import sys
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import NoReturn

import typer


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


def refuse(sentence: str) -> NoReturn:
    """Ends the command with a sentence that says what is wrong and what to do."""
    from autograder.text import visible

    print(visible(sentence), file=sys.stderr)
    raise typer.Exit(Exit.UNUSABLE)


def sandbox_for(name: SandboxName | None, submission: Path, needed: bool) -> str:
    """The sandbox to use. What somebody else wrote is not graded without one unless that is asked for."""
    from autograder import grade as grading
    from autograder.sandbox.child import SandboxError
    from autograder.sandbox.choose import choose

    if name is None and not needed:
        return "none"
    try:
        return choose(name or "auto")
    except SandboxError as error:
        if name is None and grading.SOLUTION.exists() and submission.resolve() == grading.SOLUTION:
            print(f"{error} This is the kit's own reference: it is graded without.", file=sys.stderr)
            return "none"
        refuse(
            f"{error} Or grade without one, `--sandbox none`: "
            "what was submitted can then read and change all that your account can."
        )
