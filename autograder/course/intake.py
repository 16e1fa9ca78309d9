"""Looks at what was collected as a person would: what can be graded is graded, and what cannot gets a note, not silence.

Runs before nbgrader reads a submission, which stops at the first notebook that it does not understand.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import string
import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import parse_utc

from autograder.course.create import ASSIGNMENT
from autograder.submission import Submission, SubmissionFileError, named, read

NOTEBOOK, TIMESTAMP, SECRET = "streaming.ipynb", "timestamp.txt", "submission_secret.txt"


def anew(folder: Path, student: str, notes: list[str]) -> None:
    """A submission was collected: what is known of an earlier one is forgotten, and these notes are kept."""
    remove(folder / "originals" / student)
    kept = _collected(folder, student)
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(notes), encoding="utf-8")


def mend_secret(place: Path) -> None:
    """Gives a submission a secret if it has none that can be read: without, nbgrader releases nobody's feedback."""
    path = place / SECRET
    with suppress(OSError, ValueError):
        if not path.is_symlink() and 0 < len(known := path.read_text("ascii")) <= 256 and set(known) <= set(string.hexdigits):
            return
    remove(path)
    path.write_text(secrets.token_hex(64), encoding="ascii")


def key(student: str) -> str:
    """What stands for a student in the names of our own files."""
    return hashlib.sha256(student.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def remove(path: Path) -> None:
    """Takes a file, a link or a folder away."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def prepare(folder: Path, student: str, exercises: Iterable[str]) -> list[str]:
    """Sees to it that a student's submission is one notebook that can be read; says what had to be done for that.

    What is replaced is kept in `originals/`. Where there is nothing to grade, the released notebook takes its place.
    """
    place = folder / "submitted" / student / ASSIGNMENT
    notes = [*_notes(folder, student), *_without_links(place), *_mend_time(place)]
    mend_secret(place)
    names = list(exercises)
    target = place / NOTEBOOK
    if target.is_file() and (reason := _unreadable(target, names)) is None:
        return notes
    reason = f"{NOTEBOOK} was not there." if not target.exists() else reason
    if target.exists():
        _keep(folder, student, target)
    found = _others(folder / "originals" / student, names, [NOTEBOOK]) or _others(place, names, [])
    if len(found) == 1:
        _write(target, found[0])
        return [*notes, f"{reason} {found[0].path} was graded."]
    more = f"There are {len(found)} files that it could be: {', '.join(one.path for one in found)}." if found else ""
    shutil.copyfile(folder / "release" / ASSIGNMENT / NOTEBOOK, target)
    return [*notes, " ".join(filter(None, (reason, more, "Nothing was graded.")))]


def _collected(folder: Path, student: str) -> Path:
    return folder / ".collected" / f"{key(student)}.json"


def _notes(folder: Path, student: str) -> list[str]:
    """What there was to say when the submission was collected."""
    with suppress(OSError, ValueError):
        return [str(note) for note in json.loads(_collected(folder, student).read_text("utf-8"))]
    return []


def _mend_time(place: Path) -> list[str]:
    """A file without a time would stop nbgrader; where no exchange tells the time, nobody is late."""
    path = place / TIMESTAMP
    with suppress(OSError, ValueError, OverflowError):
        if (told := path.read_text("utf-8").strip()) == "" or parse_utc(told):
            return []
    remove(path)
    path.write_text("", encoding="utf-8")
    return [f"{TIMESTAMP} was missing or held no time, so this counts as handed in on time."]


def _without_links(place: Path) -> list[str]:
    """Takes links away: they lead to somebody else's files."""
    links = [path for path in sorted(place.rglob("*")) if path.is_symlink()]
    for link in links:
        link.unlink()
    return [f"{', '.join(named(link.name) for link in links)}: a link is not handed in."] if links else []


def _unreadable(path: Path, exercises: list[str]) -> str | None:
    """Why a notebook cannot be graded as it is, None for one that can."""
    try:
        read(path, exercises)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook: Any = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
    except SubmissionFileError as error:
        return str(error).replace(str(path), NOTEBOOK)
    except Exception as error:  # whatever nbformat stumbles over, nbgrader would
        return f"{NOTEBOOK} is no valid notebook ({type(error).__name__})."
    return None


def _others(place: Path, exercises: list[str], only: list[str]) -> list[Submission]:
    """The files of a folder that can be graded."""
    found = []
    for path in sorted(place.rglob("*")) if place.is_dir() else ():
        if path.suffix.lower() not in (".ipynb", ".py") or (only and path.name not in only):
            continue
        try:
            one = read(path, exercises)
        except SubmissionFileError:
            continue
        found.append(Submission(named(path.relative_to(place)), one.sha256, one.cells))
    return found


def _keep(folder: Path, student: str, path: Path) -> None:
    kept = folder / "originals" / student
    kept.mkdir(parents=True, exist_ok=True)
    shutil.move(path, kept / path.name)


def _write(path: Path, submission: Submission) -> None:
    notebook = new_notebook(cells=[new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(submission.cells)])
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
