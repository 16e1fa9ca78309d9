"""A notebook or a script as cells of text, nothing more: student Python is parsed only in the harness."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 20_000_000


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
    data = _bytes(path)
    cells = _notebook_cells(path, data) if path.suffix.lower() == ".ipynb" else _script_cells(path, data)
    text = "\n".join(cells)
    if not text.strip():
        raise SubmissionFileError(f"{path} holds no code. Hand in the file in which you wrote the exercises.")
    names = list(exercises)
    if not re.search(rf"\b(?:{'|'.join(map(re.escape, names))})\b", text):
        raise SubmissionFileError(
            f"{path} has none of this assignment's exercises ({names[0]}, {names[1]}, …). "
            "Is it another assignment's file?"
        )
    return Submission(str(path), hashlib.sha256(data).hexdigest(), tuple(cells))


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise SubmissionFileError(f"{path} is a folder. Name the notebook or the script in it.")
    if path.suffix.lower() not in (".ipynb", ".py"):
        if not path.exists():
            raise SubmissionFileError(f"There is no file {path}.")
        raise SubmissionFileError(f"{path} is neither a notebook (.ipynb) nor a script (.py).")
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise SubmissionFileError(f"There is no file {path}.") from None
    except OSError as error:
        raise SubmissionFileError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise SubmissionFileError(
            f"{path} has more than {MOST_BYTES // 1_000_000} MB. Clear the notebook's outputs and hand it in again."
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


def _script_cells(path: Path, data: bytes) -> list[str]:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise SubmissionFileError(
            f"{path} is not a text file in UTF-8. Save it as UTF-8 and hand it in again."
        ) from None
    if "\0" in text:
        raise SubmissionFileError(f"{path} is not a text file: it holds NUL bytes.")
    return split(io.IncrementalNewlineDecoder(None, translate=True).decode(text))


def _notebook_cells(path: Path, data: bytes) -> list[str]:
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        sources = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        cells = [source if isinstance(source, str) else "".join(source) for source in sources]
    except Exception as error:  # nbformat raises whatever its many versions' converters stumble over
        raise SubmissionFileError(
            f"{path} is not a Jupyter notebook ({type(error).__name__}). "
            "Open it in Jupyter, save it and hand it in again."
        ) from None
    return [cell.strip("\n") for cell in cells if cell.strip()]
