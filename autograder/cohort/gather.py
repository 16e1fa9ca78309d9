"""Whose submissions lie in a folder: single files, folders, what an LMS downloads, nbgrader's `submitted/` tree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.chapter import Chapter
from autograder.submission import intake, reading
from autograder.submission.reading import Submission, SubmissionFileError, named
from autograder.submission.which import Released
from autograder.text import visible

MOST_FILES = 500
"""Of one student, that are looked at."""
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file(?:_.*)?")
_BLACKBOARD = re.compile(r".*_(?P<name>[^_]+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})(?:_.*)?(?:\.\w+)?")
_CANVAS = re.compile(r"(?P<name>[^_]+?)(?:_LATE)?_(?P<number>\d+)_\d+_.+")


class FolderError(Exception):
    """A folder in which nobody's submission lies; the sentence says what is expected."""


@dataclass(frozen=True)
class HandedIn:
    """A student with the files that lie there, and where those are named from."""

    student: str
    paths: tuple[Path, ...]
    folder: Path

    def choose(self, chapter: Chapter, released: Released) -> tuple[Submission | None, str]:
        """The submission among them, None when there is none; and what is to be said of it."""
        found, problems = list[Submission](), list[str]()
        for path in self.paths[:MOST_FILES]:
            try:
                found.append(self._read(path, chapter, released))
            except SubmissionFileError as error:
                problems.append(visible(str(error)).replace(f"{named(self.folder)}/", ""))
        answered = released.answered(found)
        if len(answered) > 1:
            told = ", ".join(one.path for one in answered)
            return None, f"There are {len(answered)} files that it could be: {told}."
        if found:
            return released.candidates(found)[0], ""
        return None, problems[0] if problems else "Neither a notebook nor a script nor Markdown was handed in."

    def _read(self, path: Path, chapter: Chapter, released: Released) -> Submission:
        if intake.is_archive(path):
            one = intake.read(path, chapter.exercises, released)
        else:
            one = reading.read(path, chapter.exercises)
        shown = one.path.replace(f"{named(self.folder)}/", "")
        return Submission(shown, one.sha256, one.cells, one.lines, one.others)


def gather(folder: Path, chapter: Chapter) -> list[HandedIn]:
    """Everybody whose submission lies in a folder, by name. Raises FolderError."""
    if not folder.is_dir():
        raise FolderError(f"There is no folder {named(folder)}.")
    found: dict[str, list[Path]] = defaultdict(list)
    for student, path in _latest(_of_nbgrader(folder, chapter.name) or list(_of_anybody(folder))):
        found[student] += sorted(_files(path)) if path.is_dir() else [path]
    if not found:
        raise FolderError(
            f"{named(folder)} holds nobody's submission: no notebook, script, Markdown, archive, or folder with one."
        )
    return [HandedIn(student, tuple(paths), folder) for student, paths in sorted(found.items())]


def student_of(name: str) -> tuple[str, str]:
    """Who handed in a file or folder, by its name as Moodle, Blackboard or Canvas write it; and which attempt it is."""
    if match := _MOODLE.fullmatch(name):
        return f"{match['name']} ({match['number']})", ""
    if match := _BLACKBOARD.fullmatch(name):
        return match["name"], match["attempt"]
    if match := _CANVAS.fullmatch(name):
        return f"{match['name']} ({match['number']})", ""
    return name, ""


def _of_nbgrader(folder: Path, assignment: str) -> list[tuple[str, str, Path]]:
    """`submitted/STUDENT/ASSIGNMENT/`, below a course's folder or in `submitted` itself."""
    root = folder / "submitted" if (folder / "submitted").is_dir() else folder
    return [(place.parent.name, "", place) for place in sorted(root.glob(f"*/{assignment}")) if place.is_dir()]


def _of_anybody(folder: Path) -> Iterator[tuple[str, str, Path]]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) or path.is_symlink():
            continue
        if path.is_dir():
            yield *student_of(path.name), path
        elif intake.is_archive(path) or reading.may_be_one(path):
            student, attempt = student_of(path.name)
            yield student if student != path.name else path.name.partition(".")[0], attempt, path


def _latest(found: list[tuple[str, str, Path]]) -> Iterator[tuple[str, Path]]:
    """Of several attempts the last."""
    last = {student: max(attempt for who, attempt, _ in found if who == student) for student, _, _ in found}
    return ((student, path) for student, attempt, path in found if attempt == last[student])


def _files(place: Path) -> Iterator[Path]:
    for path in place.rglob("*"):
        shown = path.relative_to(place).parts
        hidden = any(part.startswith((".", "__MACOSX", "__pycache__")) for part in shown)
        if hidden or not path.is_file() or path.is_symlink():
            continue
        if intake.is_archive(path) or reading.may_be_one(path):
            yield path
