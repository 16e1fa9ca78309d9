"""Which file of a folder is the submission: `python -m autograder.ci.pick FOLDER [CHAPTER]` prints its path."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from autograder import grade as grading
from autograder.chapter import Chapter, load
from autograder.submission import intake
from autograder.submission import reading as files
from autograder.submission.reading import Submission, SubmissionFileError
from autograder.text import visible

_UNUSABLE = 2


def pick(folder: Path, chapter: Chapter) -> Path:
    """The chapter's notebook, script or Markdown, whichever has answers; else the only one of another name, or archive.

    Only the folder itself is looked at. Raises SubmissionFileError, saying what to hand in.
    """
    named = [path for path in (folder / name for name in chapter.forms) if path.exists() or path.is_symlink()]
    found, unreadable = dict[str, Path](), list[Path]()
    counting: list[Submission] = []
    for path in named:
        try:
            counting.append(files.read(path, list(chapter.exercises)))
            found[counting[-1].path] = path
        except SubmissionFileError:
            unreadable.append(path)
    released = grading.released(chapter)
    answered = [*(found[one.path] for one in released.answered(counting)), *unreadable]
    if len(answered) > 1:
        raise SubmissionFileError(
            f"{answered[0].name} and {answered[1].name} both have answers. Keep the one that counts; delete the other."
        )
    if named:
        return (answered or [found[one.path] for one in released.candidates(counting)])[0]
    others = _others(folder)
    if len(others) == 1:
        return others[0]
    held = f"{len(others)} files that it could be" if others else "no notebook, script or Markdown"
    *most, last = chapter.forms
    raise SubmissionFileError(f"What was handed in holds {held}. Hand in one file, {', '.join(most)} or {last}.")


def _others(folder: Path) -> list[Path]:
    try:
        here: Iterable[Path] = sorted(folder.iterdir())
    except OSError as error:
        raise SubmissionFileError(f"{files.named(folder)} cannot be read: {error.strerror}.") from None
    return [
        path
        for path in here
        if not path.name.startswith(".") and (intake.is_archive(path) or files.may_be_one(path)) and not path.is_dir()
    ]


if __name__ == "__main__":
    try:
        print(pick(Path(sys.argv[1]), load(Path(sys.argv[2]) if len(sys.argv) > 2 else None)))
    except SubmissionFileError as error:
        print(visible(str(error)), file=sys.stderr)
        sys.exit(_UNUSABLE)
