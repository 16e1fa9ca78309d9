"""A script or a Markdown file cut into cells of text, as the tools that know such files cut them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CODE, MARKDOWN = "code", "Markdown"

_MARK = re.compile(
    r"^(?:#[ \t]*%%(?![A-Za-z!]).*"  # Spyder, VS Code, PyCharm, Jupytext; `# %%time` is a magic that was commented out
    r"|#[ \t]*In[ \t]?\[[\d *]*\]:?.*"  # nbconvert
    r"|#[ \t]*COMMAND[ \t]*-{5,}.*"  # Databricks
    r"|#[ \t]*<(?:code|markdown|raw)cell>.*"  # Hydrogen
    r"|#[ \t]*[+](?:[ \t]*[{\[].*|[ \t]+\w+=.*)?$)",  # Jupytext's light format
    re.MULTILINE,
)
_FENCE = re.compile(r"`{3,}")
_PYTHON = re.compile(r"(`{3,})\s*(?:python|PYTHON)(?!\S)(?!.*\s\.noeval\b).*")  # `.noeval`: shown and never run
_REGION = re.compile(r"<!--\s*#(region|markdown|md|raw).*-->\s*")


@dataclass(frozen=True)
class Cell:
    """A cell's text, its kind (`code`, `Markdown` or `raw`), and but for a notebook the number of its first line."""

    source: str
    kind: str
    line: int | None = None


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


def fenced(text: str) -> list[Cell]:
    """The cells of a Markdown file: what stands between fences of Python is code, and all else is not.

    As in Jupytext a fence begins at the left edge, and in a region (`<!-- #region -->`) there are none. What is never
    closed goes on to the end; but the next fence of Python ends one of Python, so that a slip costs one cell.
    """
    lines = text.split("\n")
    return [cell for kind, first, last in _blocks(lines) if (cell := _block(lines, kind, first, last)) is not None]


def _kind(mark: str, source: str) -> str:
    """The kind of a cell as its mark tells, or as the lines do in which Databricks keeps cells of text."""
    if match := re.search(r"\[(markdown|md|raw)\]|<(markdown|raw)cell>", mark):
        return "raw" if "raw" in match[0] else MARKDOWN
    return MARKDOWN if re.match(r"# MAGIC %md", source) else CODE


def _blocks(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Each block's kind, its first line, and the line after its last one."""
    begun = place = _after_header(lines)
    while place < len(lines):
        line, place = lines[place], place + 1
        if code := _PYTHON.fullmatch(line):
            yield MARKDOWN, begun, place - 1
            begun, place = place, _end(lines, place, rf"`{{{len(code[1])},}}.*")
            yield CODE, begun, place
            if place == len(lines) or not _PYTHON.fullmatch(lines[place]):
                place += 1
            begun = place
        elif fence := _FENCE.match(line):
            place = _end(lines, place, rf"`{{{len(fence[0])},}}\s*") + 1
        elif region := _REGION.fullmatch(line):
            place = _end(lines, place, rf"<!--\s*#end{region[1]}\s*-->\s*") + 1
    yield MARKDOWN, begun, len(lines)


def _after_header(lines: list[str]) -> int:
    """Where the text begins: a header between two rules says what kind of file it is."""
    end = _end(lines, 1, r"---\s*") if lines[0].rstrip() == "---" else len(lines)
    return end + 1 if end < len(lines) else 0


def _end(lines: list[str], place: int, pattern: str) -> int:
    """The first line from `place` on that is of a pattern; the end of all lines where there is none."""
    ends = re.compile(pattern)
    return next((number for number in range(place, len(lines)) if ends.fullmatch(lines[number])), len(lines))


def _block(lines: list[str], kind: str, first: int, last: int) -> Cell | None:
    while first < last and not lines[first]:
        first += 1
    source = "\n".join(lines[first:last]).rstrip("\n")
    return Cell(source, kind, first + 1) if source.strip() else None
