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
    """The chapter's notebook or script, whichever has answers; else the only notebook, script or archive.

    Only the folder itself is looked at. Raises SubmissionFileError, saying what to hand in.
    """
    forms = (chapter.notebook, chapter.script)
    named = [path for path in (folder / name for name in forms) if path.exists() or path.is_symlink()]
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
    held = f"holds {len(others)} notebooks, scripts and archives" if others else "holds no notebook and no script"
    raise SubmissionFileError(f"What was handed in {held}. Hand in one file, {forms[0]} or {forms[1]}.")


def _others(folder: Path) -> list[Path]:
    try:
        here: Iterable[Path] = sorted(folder.iterdir())
    except OSError as error:
        raise SubmissionFileError(f"{files.named(folder)} cannot be read: {error.strerror}.") from None
    kinds = (".ipynb", ".py")
    return [
        path
        for path in here
        if not path.name.startswith(".")
        and (path.suffix.lower() in kinds or intake.is_archive(path))
        and not path.is_dir()
    ]


if __name__ == "__main__":
    try:
        print(pick(Path(sys.argv[1]), load(Path(sys.argv[2]) if len(sys.argv) > 2 else None)))
    except SubmissionFileError as error:
        print(visible(str(error)), file=sys.stderr)
        sys.exit(_UNUSABLE)
