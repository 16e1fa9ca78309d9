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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.text import visible

MOST_BYTES = 20_000_000
"""Of a file, a notebook's outputs included."""
MOST_CODE = 1_000_000
"""Bytes of all code cells together; the chapter with all its answers has a twentieth of that."""


CODE, MARKDOWN = "code", "Markdown"
_KINDS = {"code": CODE, "markdown": MARKDOWN, "raw": "raw"}
_MARK = re.compile(
    r"^(?:#[ \t]*%%(?![A-Za-z!]).*"  # Spyder, VS Code, PyCharm, Jupytext; `# %%time` is a magic that was commented out
    r"|#[ \t]*In[ \t]?\[[\d *]*\]:?.*"  # nbconvert
    r"|#[ \t]*COMMAND[ \t]*-{5,}.*"  # Databricks
    r"|#[ \t]*<(?:code|markdown|raw)cell>.*"  # Hydrogen
    r"|#[ \t]*[+](?:[ \t]*[{\[].*|[ \t]+\w+=.*)?$)",  # Jupytext's light format
    re.MULTILINE,
)


class SubmissionFileError(Exception):
    """A file that cannot be graded; the text says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell's text, its kind (`code`, `Markdown` or `raw`), and in a script the number of its first line."""

    source: str
    kind: str
    line: int | None = None


@dataclass(frozen=True)
class Submission:
    """The code cells of one submitted file, in order; of a script also the number of each one's first line."""

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
    """Reads a notebook or a script. Raises SubmissionFileError for what is not this assignment's file."""
    return parse(named(path), _bytes(path), exercises)


def parse(name: str, data: bytes, exercises: Iterable[str]) -> Submission:
    """The same for a file that has been read already; its name decides what it is."""
    found = _notebook_cells(name, data) if name.lower().endswith(".ipynb") else pieces(_script(name, data))
    code = [cell for cell in found if cell.kind == CODE]
    names = list(exercises)
    named_here = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    text = "\n".join(cell.source for cell in code)
    if not text.strip() and not any(named_here.search(cell.source) for cell in found):
        raise SubmissionFileError(f"{name} holds no code. Hand in the file in which you wrote the exercises.")
    if len(text.encode()) > MOST_CODE:
        raise SubmissionFileError(
            f"{name} holds more than {MOST_CODE // 1_000_000} MB of code. Read data from files, not from cells."
        )
    if not any(named_here.search(cell.source) for cell in found):
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
    """The code cells of a script."""
    return [cell.source for cell in pieces(script) if cell.kind == CODE]


def pieces(script: str) -> list[Cell]:
    """All cells of a script, of whatever kind; one without the marks of cells is a single cell of code."""
    found = []
    marks = [None, *_MARK.finditer(script)]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        source = script[mark.end() if mark else 0 : following.start() if following else len(script)]
        kept = source.lstrip("\n")
        if kept.strip():
            before = script.count("\n", 0, mark.end() if mark else 0) + len(source) - len(kept)
            found.append(Cell(kept.rstrip("\n"), _kind(mark[0] if mark else "", kept), before + 1))
    return found


def _kind(mark: str, source: str) -> str:
    """The kind of a cell as its mark tells, or as the lines do in which Databricks keeps cells of text."""
    if match := re.search(r"\[(markdown|md|raw)\]|<(markdown|raw)cell>", mark):
        return "raw" if "raw" in match[0] else MARKDOWN
    return MARKDOWN if re.match(r"# MAGIC %md", source) else CODE


def _script(name: str, data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
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
