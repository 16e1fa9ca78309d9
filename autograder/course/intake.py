"""Looks at what was collected as a person would: what can be graded is graded, the rest gets a note.

Runs before nbgrader reads a submission, which stops at the first notebook that it does not understand.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder import grade as grading
from autograder.chapter import current
from autograder.course import hand_in
from autograder.course.hand_in import (
    TIMESTAMP,
    digest,
    mend_secret,
    remembered,
    remove,
    tell,
    tells_time,
)
from autograder.submission import intake as archive
from autograder.submission.reading import Submission, SubmissionFileError, named, read
from autograder.submission.which import Released, text_of, trimmed


def prepare(folder: Path, student: str, exercises: Iterable[str]) -> list[str]:
    """Sees to it that a student's submission is one notebook that can be read; says what had to be done for that.

    What was handed in is kept in `originals/`, and looked at again if this was interrupted: the notes are the same.
    Where there is nothing to grade, the released notebook takes its place.
    """
    place, kept = hand_in.submitted(folder, student), folder / "originals" / student / current().name
    mended = kept.parent / "mended"
    if mended.exists() and mended.read_text("ascii") != digest(place):
        remove(kept.parent)  # of an earlier submission
    released = hand_in.released(folder)
    source = kept if kept.exists() else place
    links = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_symlink()]
    notes = remembered(folder, student)
    notes += [f"{', '.join(map(named, links))}: a link is not handed in."] if links else []
    timed = tells_time(source)
    notes += [] if timed else [f"{TIMESTAMP} was missing or held no time, so this counts as handed in on time."]
    note, notebook = _choose(source, released, list(exercises))
    notes += [note] if note else []
    if not mended.exists():
        if links or not timed or notebook is not None:
            _keep(place, kept)
        for link in links:
            remove(place / link)
        if not timed:
            remove(place / TIMESTAMP)
            (place / TIMESTAMP).write_text("", encoding="utf-8")
        if notebook is not None:
            remove(place / released.name)
            (place / released.name).write_bytes(notebook)
        mend_secret(place)
        if kept.exists():
            mended.write_text(digest(place), encoding="ascii")
    tell(folder, student, notes)
    return notes


def _choose(place: Path, released: Path, exercises: list[str]) -> tuple[str, bytes | None]:
    """What has to be said, and the notebook to grade, None for the one that was handed in."""
    target, blank = place / released.name, read(released, exercises).cells
    given = grading.released(current()).and_also(read(released, exercises))
    written, reason = blank, f"{target.name} was not there."
    if target.exists() and not target.is_symlink():
        reason = _unreadable(target, exercises)
        with suppress(SubmissionFileError):
            written = read(target, exercises).cells
    others = [one for one in given.answered(_others(place, exercises, given)) if text_of(one) != trimmed(written)]
    listed = ", ".join(one.path for one in others)
    if not reason and written != blank:
        return f"Not looked at, as there is {target.name}: {listed}." if others else "", None
    if written != blank:  # readable for us, and only not for nbgrader
        return f"{reason} Its cells were graded.", _notebook(written)
    said = [reason or f"Nothing was written in {target.name}."]
    if len(others) == 1:
        return f"{said[0]} {listed} was graded.", _notebook(others[0].cells)
    said += [f"There are {len(others)} files that it could be: {listed}."] if others else []
    said += ["Nothing was graded."] if reason or others else []
    return " ".join(said), released.read_bytes() if reason else None


def _unreadable(path: Path, exercises: list[str]) -> str:
    """Why a notebook cannot be graded as it is; nothing for one that can."""
    try:
        read(path, exercises)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook: Any = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
    except SubmissionFileError as error:
        return str(error).replace(str(path), path.name)
    except Exception as error:  # whatever nbformat stumbles over, nbgrader would
        return f"{path.name} is no valid notebook ({type(error).__name__})."
    return ""


def _others(place: Path, exercises: list[str], given: Released) -> list[Submission]:
    """What else in a folder can be graded."""
    found: list[Submission] = []
    for path in sorted(place.rglob("*")):
        if path == place / current().notebook or not path.is_file() or path.is_symlink():
            continue
        with suppress(SubmissionFileError):
            one = archive.read(path, exercises, given) if archive.is_archive(path) else read(path, exercises)
            found.append(Submission(named(path.relative_to(place)), one.sha256, one.cells))
    return found


def _keep(place: Path, kept: Path) -> None:
    """A whole copy or none, however this is interrupted."""
    if kept.exists():
        return
    part = kept.with_name("part")
    remove(part)
    shutil.copytree(place, part, symlinks=True)
    part.rename(kept)


def _notebook(cells: tuple[str, ...]) -> bytes:
    made = new_notebook(cells=[new_code_cell(cell, id=f"cell-{number}") for number, cell in enumerate(cells)])
    return str(nbformat.writes(made) + "\n").encode()
