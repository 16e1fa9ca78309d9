"""A notebook, a script or Markdown as cells of text, nothing more: student Python is parsed only in the harness."""

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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.submission.cells import CODE, MARKDOWN, Cell, fenced, pieces
from autograder.text import visible

MOST_BYTES = 20_000_000
"""Of a file, a notebook's outputs included."""
MOST_CODE = 1_000_000
"""Bytes of all code cells together; the chapter with all its answers has a twentieth of that."""
FORMS = (".ipynb", ".py", ".md")
"""How the name of a submission ends."""
_KINDS = {"code": CODE, "markdown": MARKDOWN, "raw": "raw"}


class SubmissionFileError(Exception):
    """A file that cannot be graded; the text says why and what to do."""


@dataclass(frozen=True)
class Submission:
    """The code cells of one submitted file, in order; but for a notebook also the number of each one's first line."""

    path: str
    sha256: str
    cells: tuple[str, ...]
    lines: tuple[int, ...] = ()
    others: tuple[Cell, ...] = ()

    def to_harness(self) -> list[dict[str, Any]]:
        """All cells as a harness reads them."""
        lines = self.lines or (None,) * len(self.cells)
        code = [{"source": cell, "kind": "code", "line": line} for cell, line in zip(self.cells, lines, strict=True)]
        return [*code, *map(asdict, self.others)]


def read(path: Path, exercises: Iterable[str]) -> Submission:
    """Reads a notebook, a script or Markdown. Raises SubmissionFileError for what is not this assignment's file."""
    return parse(named(path), _bytes(path), exercises)


def parse(name: str, data: bytes, exercises: Iterable[str]) -> Submission:
    """The same for a file that has been read already; its name decides what it is."""
    found = _cells(name, data)
    code = [cell for cell in found if cell.kind == CODE]
    counting = code if form_of(name) == ".md" else found  # a README may name exercises, and is no submission
    names = list(exercises)
    named_here = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    named_somewhere = any(named_here.search(cell.source) for cell in counting)
    text = "\n".join(cell.source for cell in code)
    if not text.strip() and not named_somewhere:
        where = " Code stands between a line ```python and a line ```." if form_of(name) == ".md" else ""
        raise SubmissionFileError(f"{name} holds no code.{where} Hand in the file in which you wrote the exercises.")
    if len(text.encode()) > MOST_CODE:
        raise SubmissionFileError(
            f"{name} holds more than {MOST_CODE // 1_000_000} MB of code. Read data from files, not from cells."
        )
    if not named_somewhere:
        raise SubmissionFileError(
            f"{name} has none of this assignment's exercises ({', '.join(names[:2])}, …). "
            "Is it another assignment's file?"
        )
    return Submission(
        name,
        hashlib.sha256(data).hexdigest(),
        tuple(cell.source for cell in code),
        tuple(cell.line for cell in code if cell.line is not None),
        tuple(cell for cell in found if cell.kind != CODE),
    )


def form_of(name: str) -> str:
    """How a file's name ends, one of FORMS; a name that ends otherwise is taken for a script's."""
    return next((form for form in FORMS if name.lower().endswith(form)), ".py")


def may_be_one(path: Path) -> bool:
    """Whether a file could be a submission, by its name and, of Markdown, by whether it holds code: no README does."""
    if path.suffix.lower() != ".md":
        return path.suffix.lower() in FORMS
    try:
        return any(cell.kind == CODE for cell in _cells(path.name, read_regular(path, MOST_BYTES) or b""))
    except SubmissionFileError:
        return False


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
                raise SubmissionFileError(
                    f"{name} is not an ordinary file. Name the notebook, the script or the Markdown."
                )
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
        raise SubmissionFileError(f"{name} is a folder. Name the file in it.")
    if path.suffix.lower() not in FORMS:
        if not os.path.lexists(path):
            raise SubmissionFileError(f"There is no file {name}.")
        raise SubmissionFileError(f"{name} is neither a notebook (.ipynb) nor a script (.py) nor Markdown (.md).")
    data = read_regular(path, MOST_BYTES)
    if data is None:
        raise SubmissionFileError(
            f"{name} has more than {MOST_BYTES // 1_000_000} MB. Clear the notebook's outputs and hand it in again."
        )
    return data


def split(script: str) -> list[str]:
    """The code cells of a script."""
    return [cell.source for cell in pieces(script) if cell.kind == CODE]


def _cells(name: str, data: bytes) -> list[Cell]:
    if form_of(name) == ".ipynb":
        return _notebook_cells(name, data)
    return fenced(_text(name, data, "utf-8-sig")) if form_of(name) == ".md" else pieces(_text(name, data))


def _text(name: str, data: bytes, encoding: str = "") -> str:
    """What a file says, with Python's ends of lines; a script may name its own encoding."""
    try:
        text = data.decode(encoding or tokenize.detect_encoding(io.BytesIO(data).readline)[0])
    except (SyntaxError, ValueError, LookupError):
        raise SubmissionFileError(
            f"{name} is not a text file in UTF-8. Save it as UTF-8 and hand it in again."
        ) from None
    if "\0" in text:
        raise SubmissionFileError(f"{name} is not a text file: it holds NUL bytes.")
    return _whole(io.IncrementalNewlineDecoder(None, translate=True).decode(text))


def _notebook_cells(name: str, data: bytes) -> list[Cell]:
    import nbformat

    try:
        text = data.decode("utf-8-sig")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells = nbformat.reads(text, as_version=4)["cells"]
        except (nbformat.ValidationError, AttributeError, TypeError):  # its code may be there all the same
            cells = [cell for cell in json.loads(text)["cells"] if isinstance(cell, dict)]
        sources = [(cell.get("source"), _KINDS.get(cell.get("cell_type"))) for cell in cells]
    except Exception as error:  # nbformat raises whatever its many versions' converters stumble over
        raise SubmissionFileError(
            f"{name} is not a Jupyter notebook ({type(error).__name__}). "
            "Open it in Jupyter, save it and hand it in again."
        ) from None
    joined = ((_joined(source), kind) for source, kind in sources)
    return [Cell(_whole(cell).strip("\n"), kind) for cell, kind in joined if kind and cell.strip()]


def _joined(source: object) -> str:
    """The text of a cell, which is one string or a list of lines; anything else holds none."""
    lines = source if isinstance(source, str | list) else ()
    return "".join(part for part in lines if isinstance(part, str))


def _whole(text: str) -> str:
    """Half of a surrogate pair is no character. JSON can hold it and Python source cannot: an escape stands for it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
