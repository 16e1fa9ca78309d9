"""A cell of text as Python statements, and a sentence on what in it is none."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.harness.magics import KEEPING, PYTHON_MAGICS, as_python, cell_magic, with_lines_run, without_cell_magic

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What parsing raises for text that is no Python."""

_MOST_JOINED = 60
_MAYBE_MAGIC = re.compile(r"[%!?]|>>>|In \[|^\s*[/,;]|\A\s", re.MULTILINE)
_CLAUSES = re.compile(r"[)\]}#\s]|(else|elif|except|finally|case)\b|$")
_OPEN = re.compile(r"unterminated triple-quoted|was never closed|unexpected EOF|EOF while|EOF in")
_DEFINED = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_NEWER = (
    (re.compile(r"\s*(type\s+\w+(\[.*\])?\s*=|(async\s+)?def\s+\w+\[|class\s+\w+\[)"), (3, 12)),
    (re.compile(r".*\b(f|rf|fr)['\"]", re.IGNORECASE), (3, 12)),
    (re.compile(r".*(?<!\w)(t|rt|tr)['\"]", re.IGNORECASE), (3, 14)),
    (re.compile(r"\s*except\s+\w[\w.]*\s*,\s*\w[\w.]*(\s*,\s*\w[\w.]*)*\s*:"), (3, 14)),
)


@dataclass(frozen=True)
class Cell:
    """A cell's text, its kind (`code`, `Markdown`, `raw`), and but for a notebook the number of its first line."""

    source: str
    kind: str = "code"
    line: int | None = None

    def place(self, number: int, line: int) -> str:
        """Where a line of the cell stands; `number` counts the cells of code."""
        return f"line {line} of code cell {number}" if self.line is None else f"line {self.line + line - 1}"


@dataclass(frozen=True)
class BrokenCell:
    """What is not Python, the names that it would have defined, and where it stands."""

    error: Exception
    number: int
    names: frozenset[str]
    place: str
    line: str
    reason: str

    @classmethod
    def of(cls, cell: Cell, number: int, error: Exception, source: str = "", before: int = 0) -> BrokenCell:
        """The error of a cell, or of the part of it that follows `before` lines."""
        lines = cell.source.splitlines()
        line = before + (getattr(error, "lineno", None) or 1)
        text = lines[line - 1].strip() if line <= len(lines) else ""
        found = _DEFINED.findall(source or cell.source)
        names = frozenset(name for pair in found for name in pair if name)
        return cls(error, number, names, cell.place(number, line), text, _reason(error, text))

    @property
    def said(self) -> str:
        """The sentence for its author."""
        place = self.place[0].upper() + self.place[1:]
        return f"{place} is not Python: " + (f"`{self.line[:120]}`: " if self.line else "") + self.reason


@dataclass(frozen=True)
class Elsewhere:
    """Text that is no code of the submission: where it stands, and what to do if an answer is in it."""

    where: str
    advice: str
    cell: Cell
    number: int = 0
    text: str = ""
    line: int = 1

    @classmethod
    def of(cls, cell: Cell) -> Elsewhere:
        """A cell that is no code."""
        return cls(f"in a {cell.kind} cell", "make it a cell of code", cell, text=cell.source)

    def place(self, line: int) -> str:
        """Where a line of it stands, nothing where cells of its kind have no number."""
        return self.cell.place(self.number, line) if self.number or self.cell.line is not None else ""


@dataclass
class Parsed:
    """The statements of a cell, in order, and what of it is none; `keeps_names` says that it binds them for itself."""

    statements: list[ast.stmt] = field(default_factory=list)
    broken: list[BrokenCell] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    keeps_names: bool = False


def parsed(cell: Cell, number: int, alone: bool) -> Parsed:
    """Reads a cell of code as IPython does. A cell that stands `alone` is cut where it cannot be read as a whole."""
    source = cell.source
    if (magic := cell_magic(source)) is not None:
        if magic not in PYTHON_MAGICS:
            where, advice = f"in a `%%{magic}` cell", f"remove the line with `%%{magic}`"
            return Parsed(elsewhere=[Elsewhere(where, advice, cell, number, source)])
        source = without_cell_magic(source)
    found = Parsed(keeps_names=magic in KEEPING)
    for match in re.finditer(r"^\s*%run\s+(?:-\S+\s+)*(\S+)", source, re.MULTILINE):
        line = source.count("\n", 0, match.start(1)) + 1
        found.elsewhere.append(
            Elsewhere(f"`%run {match[1]}`", "put what it defines into this file", cell, number, "", line)
        )
    try:
        found.statements = _statements(source)
    except UNREADABLE as error:
        if not alone:
            found.broken.append(BrokenCell.of(cell, number, error))
            return found
        for before, part in _parts(source):
            try:
                statements = _statements(part)
            except UNREADABLE as broken:
                found.broken.append(BrokenCell.of(cell, number, broken, part, before))
                continue
            for node in statements:
                ast.increment_lineno(node, before)
            found.statements += statements
    return found


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:
        plain = as_python(source) if _MAYBE_MAGIC.search(source) else source
        if plain == source:
            raise
        return with_lines_run(ast.parse(plain).body)


def _parts(source: str) -> Iterator[tuple[int, str]]:
    """A script's top-level statements as text, each with the number of lines before it."""
    chunks = list(_chunks(source.split("\n")))
    place = 0
    while place < len(chunks):
        before, text = chunks[place]
        place += 1
        joined = text
        for end in range(place, min(place + _MOST_JOINED, len(chunks))):
            if not _is_open(joined):
                break
            joined = f"{joined}\n{chunks[end][1]}"
            if not _is_open(joined):
                text, place = joined, end + 1
        yield before, text


def _chunks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines cut before each that begins a statement, as far as a line by itself can tell."""
    begun, chunk = 0, list[str]()
    for number, line in enumerate(lines):
        goes_on = bool(chunk) and (chunk[-1].endswith("\\") or all(one[:1] in "@#" for one in chunk if one.strip()))
        if chunk and not _CLAUSES.match(line) and not goes_on:
            yield begun, "\n".join(chunk)
            begun, chunk = number, []
        chunk.append(line)
    yield begun, "\n".join(chunk)


def _is_open(text: str) -> bool:
    """Whether a string or a bracket that begins in the text ends after it."""
    try:
        _statements(text)
    except SyntaxError as error:
        return bool(_OPEN.search(error.msg or ""))
    except UNREADABLE:
        return False
    return False


def _reason(error: Exception, line: str) -> str:
    """What is wrong, in Python's words or, for a newer Python's syntax, in ours."""
    said = (error.msg if isinstance(error, SyntaxError) else str(error)) or type(error).__name__
    for pattern, version in _NEWER:
        if sys.version_info < version and pattern.match(line) and _may_be_newer(said):
            needed, here = ".".join(map(str, version)), ".".join(map(str, sys.version_info[:2]))
            return f"{said}. This may be a syntax of Python {needed} or newer; it was graded with Python {here}."
    return said if said.endswith(".") else f"{said}."


def _may_be_newer(said: str) -> bool:
    return said.startswith(("f-string", "invalid syntax", "expected", "multiple exception", "unterminated"))
