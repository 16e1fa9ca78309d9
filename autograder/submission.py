"""A notebook or a script as cells of text, nothing more: student Python is parsed only in the harness."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import tokenize
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.text import visible

MOST_BYTES = 20_000_000
"""Of a file, a notebook's outputs included."""
MOST_CODE = 1_000_000
"""Bytes of all code cells together; the chapter with all its answers has a twentieth of that."""


class SubmissionFileError(Exception):
    """A file that cannot be graded; the text says why and what to do."""


@dataclass(frozen=True)
class Submission:
    """The code cells of one submitted file, in order."""

    path: str
    sha256: str
    cells: tuple[str, ...]


def read(path: Path, exercises: Iterable[str]) -> Submission:
    """Reads `streaming.ipynb` or `streaming.py`. Raises SubmissionFileError for what is not this assignment's file."""
    return parse(named(path), _bytes(path), exercises)


def parse(name: str, data: bytes, exercises: Iterable[str]) -> Submission:
    """The same for a file that has been read already; its name decides what it is."""
    cells = _notebook_cells(name, data) if name.lower().endswith(".ipynb") else _script_cells(name, data)
    text = "\n".join(cells)
    if not text.strip():
        raise SubmissionFileError(f"{name} holds no code. Hand in the file in which you wrote the exercises.")
    if len(text.encode()) > MOST_CODE:
        raise SubmissionFileError(
            f"{name} holds more than {MOST_CODE // 1_000_000} MB of code. Read data from files, not from cells."
        )
    names = list(exercises)
    if not re.search(rf"\b(?:{'|'.join(map(re.escape, names))})\b", text):
        raise SubmissionFileError(
            f"{name} has none of this assignment's exercises ({names[0]}, {names[1]}, …). "
            "Is it another assignment's file?"
        )
    return Submission(name, hashlib.sha256(data).hexdigest(), tuple(cells))


def named(path: Path | str) -> str:
    """A file's name as it can be shown on one line."""
    return visible(str(path)).replace("\n", "\\n")


def read_regular(path: Path, most: int) -> bytes | None:
    """At most `most` bytes of an ordinary file, None when it has more. Raises SubmissionFileError for anything else.

    A pipe or a device is not waited for, and a link may not lead to another place: in a folder of strangers' files it
    would hand in somebody else's.
    """
    name = named(path)
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
            raise SubmissionFileError(f"{name} is a link to a file elsewhere. Hand in the file itself.")
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SubmissionFileError(f"{name} is not an ordinary file. Name the notebook or the script.")
            data = file.read(most + 1)
    except FileNotFoundError:
        raise SubmissionFileError(f"There is no file {name}.") from None
    except (OSError, RuntimeError, ValueError) as error:  # also a loop of links, and a NUL in the name
        said = getattr(error, "strerror", None) or "its name does not lead to a file"
        raise SubmissionFileError(f"{name} cannot be read: {said}.") from None
    return data if len(data) <= most else None


def _bytes(path: Path) -> bytes:
    name = named(path)
    if os.path.isdir(path):
        raise SubmissionFileError(f"{name} is a folder. Name the notebook or the script in it.")
    if path.suffix.lower() not in (".ipynb", ".py"):
        if not os.path.lexists(path):
            raise SubmissionFileError(f"There is no file {name}.")
        raise SubmissionFileError(f"{name} is neither a notebook (.ipynb) nor a script (.py).")
    data = read_regular(path, MOST_BYTES)
    if data is None:
        raise SubmissionFileError(
            f"{name} has more than {MOST_BYTES // 1_000_000} MB. Clear the notebook's outputs and hand it in again."
        )
    return data


def split(script: str) -> list[str]:
    """The code cells of a script in percent format; one without `# %%` lines is a single cell."""
    parts = re.split(r"^(# ?%%.*)$", script, flags=re.MULTILINE)
    cells = [parts[0]]
    for marker, body in zip(parts[1::2], parts[2::2], strict=True):
        if not re.search(r"\[(?:markdown|md|raw)\]", marker):
            cells.append(body)
    return [cell.strip("\n") for cell in cells if cell.strip()]


def _script_cells(name: str, data: bytes) -> list[str]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, ValueError, LookupError):
        raise SubmissionFileError(
            f"{name} is not a text file in UTF-8. Save it as UTF-8 and hand it in again."
        ) from None
    if "\0" in text:
        raise SubmissionFileError(f"{name} is not a text file: it holds NUL bytes.")
    return split(_whole(io.IncrementalNewlineDecoder(None, translate=True).decode(text)))


def _notebook_cells(name: str, data: bytes) -> list[str]:
    import nbformat

    try:
        text = data.decode("utf-8-sig")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells = nbformat.reads(text, as_version=4)["cells"]
        except (nbformat.ValidationError, AttributeError, TypeError):  # its code may be there all the same
            cells = [cell for cell in json.loads(text)["cells"] if isinstance(cell, dict)]
        sources = [cell.get("source") for cell in cells if cell.get("cell_type") == "code"]
    except Exception as error:  # nbformat raises whatever its many versions' converters stumble over
        raise SubmissionFileError(
            f"{name} is not a Jupyter notebook ({type(error).__name__}). "
            "Open it in Jupyter, save it and hand it in again."
        ) from None
    joined = ("".join(part for part in source or () if isinstance(part, str)) for source in sources)
    return [_whole(cell).strip("\n") for cell in joined if cell.strip()]


def _whole(text: str) -> str:
    """Half of a surrogate pair is no character. JSON can hold it and Python source cannot: an escape stands for it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
