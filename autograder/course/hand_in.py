"""The files of one hand-in: their names in a course directory, and what collecting had to say of them."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import string
from contextlib import suppress
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.chapter import current

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"


def submitted(folder: Path, student: str) -> Path:
    """Where nbgrader keeps what a student handed in."""
    return folder / "submitted" / student / current().name


def released(folder: Path) -> Path:
    """The notebook as nbgrader released it."""
    return folder / "release" / current().name / current().notebook


def key(student: str) -> str:
    """What stands for a student in the names of our own files."""
    return hashlib.sha256(student.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def digest(place: Path) -> str:
    """Of the names and bytes of all files in a folder."""
    found = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        name = str(path.relative_to(place)).encode("utf-8", "surrogateescape")
        if path.is_symlink():
            found.update(b"link\0" + name)
        elif path.is_file():
            found.update(name + f"\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return found.hexdigest()


def remove(path: Path) -> None:
    """Takes a file, a link or a folder away, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remember(folder: Path, student: str, notes: list[str]) -> None:
    """A submission was collected, and these are the notes on it; what was kept of an earlier one is forgotten."""
    remove(folder / "originals" / student)
    path = _collected(folder, student)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notes), encoding="utf-8")


def remembered(folder: Path, student: str) -> list[str]:
    """The notes of the collecting."""
    with suppress(OSError, ValueError):
        return [str(note) for note in json.loads(_collected(folder, student).read_text("utf-8"))]
    return []


def tell(folder: Path, student: str, notes: list[str]) -> None:
    """These are all notes on what a student handed in, as it lies there now."""
    path = _told(folder, student)
    path.parent.mkdir(exist_ok=True)
    facts = {"submitted": digest(submitted(folder, student)), "notes": notes}
    path.write_text(json.dumps(facts), encoding="utf-8")


def told(folder: Path, student: str) -> list[str]:
    """All notes; none when something else lies there since then."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads(_told(folder, student).read_text("utf-8"))
        if facts["submitted"] == digest(submitted(folder, student)):
            return [str(note) for note in facts["notes"]]
    return []


def tells_time(place: Path) -> bool:
    """Whether nbgrader can read the time; an empty file is one without, and nobody's fault."""
    with suppress(OSError, ValueError, OverflowError):
        return (told := (place / TIMESTAMP).read_text("utf-8").strip()) == "" or parse_utc(told) is not None
    return False


def mend_secret(place: Path) -> None:
    """Gives a submission a secret if it has none that can be read: without, nbgrader releases nobody's feedback."""
    path = place / SECRET
    with suppress(OSError, ValueError):
        if (
            not path.is_symlink()
            and 0 < len(known := path.read_text("ascii")) <= 256
            and set(known) <= set(string.hexdigits)
        ):
            return
    remove(path)
    path.write_text(secrets.token_hex(64), encoding="ascii")


def _told(folder: Path, student: str) -> Path:
    return folder / ".collected" / f"{key(student)}.notes.json"


def _collected(folder: Path, student: str) -> Path:
    return folder / ".collected" / f"{key(student)}.json"
