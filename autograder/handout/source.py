"""The chapter's one source, read as a notebook; what is not fit for release is refused in a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat

CELL_TYPES = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
MARKS = ("nbgrader", "slideshow")
FLAGS = ("grade", "locked", "solution", "task")
SLIDES = ("slide", "subslide", "fragment", "skip", "notes")
"""What a cell can begin on the slides; one without a mark goes on with what was begun before."""


class ReleaseError(Exception):
    """The source is not fit for release; the message says where, and what to do."""


def read(source: Path) -> Any:
    """The source as a notebook that holds nothing but what it says, with cell ids that are always the same."""
    text = source.read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="py:percent").cells
    for number, cell in enumerate(cells, 1):
        _check_cell(cell, f"Cell {number} of {source.name}")
    _check_marks(cells, text, source.name)
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        cells=[
            CELL_TYPES[cell.cell_type](
                source=cell.source,
                id=mark_of(cell).get("grade_id", f"cell-{number}"),
                metadata={key: cell.metadata[key] for key in MARKS if key in cell.metadata},
            )
            for number, cell in enumerate(cells, 1)
        ],
    )
    nbformat.validate(notebook)
    return notebook


def _check_cell(cell: Any, where: str) -> None:
    if cell.cell_type not in CELL_TYPES:
        raise ReleaseError(f"{where} is a {cell.cell_type} cell: make it a code or a markdown cell.")
    if unknown := sorted(cell.metadata.keys() - {*MARKS, "lines_to_next_cell"}):
        saying = f"{unknown[0]} = {cell.metadata[unknown[0]]!r}"
        raise ReleaseError(
            f"{where} has a header that says more than its type, nbgrader={{...}} and slideshow={{...}}: mend {saying}."
        )
    if "slideshow" in cell.metadata and cell.metadata["slideshow"] not in [{"slide_type": kind} for kind in SLIDES]:
        raise ReleaseError(
            f"{where} has slideshow={cell.metadata['slideshow']!r} in its header: write "
            f'slideshow={{"slide_type": ...}} with one of {", ".join(SLIDES)}.'
        )
    mark = mark_of(cell)
    if not isinstance(mark, dict):
        raise ReleaseError(f"{where} has nbgrader={mark!r} in its header: write nbgrader={{...}} with all its fields.")
    if "nbgrader" in cell.metadata and (wrong := sorted(_wrong_fields(mark))):
        raise ReleaseError(f"{where} has a wrong, missing or unknown {wrong[0]} in its nbgrader header: mend it.")
    if is_answer(cell):
        _check_answer(cell.source, mark["grade_id"], where)
    elif any(_markers(cell.source)):
        raise ReleaseError(f"{where} holds a solution but is no answer cell: say so in its nbgrader header.")


def _wrong_fields(mark: dict[str, Any]) -> set[str]:
    right = {key for key in FLAGS if isinstance(mark.get(key), bool)}
    if mark.get("schema_version") == 3:
        right.add("schema_version")
    if re.fullmatch("[A-Za-z0-9_-]{1,64}", str(mark.get("grade_id", ""))):  # it becomes the cell's id
        right.add("grade_id")
    if mark.get("grade") is True and isinstance(mark.get("points"), int | float):
        right.add("points")
    expected = {*FLAGS, "schema_version", "grade_id"} | ({"points"} if mark.get("grade") else set())
    return (mark.keys() | expected) - right


def _check_answer(text: str, name: str, where: str) -> None:
    markers = list(_markers(text))
    if not markers:
        raise ReleaseError(f"{where} ({name}) is an answer cell without a solution: put ### BEGIN SOLUTION around it.")
    if markers != ["BEGIN", "END"] * (len(markers) // 2):
        raise ReleaseError(f"{where} ({name}) has solution marks that do not pair up: {', '.join(markers)}.")
    try:
        defined = {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    except SyntaxError as error:
        raise ReleaseError(f"{where} ({name}) is not Python: {error.msg} in its line {error.lineno}.") from error
    if name not in defined:
        raise ReleaseError(f"{where} does not define the function {name} that its grade_id names.")


def _check_marks(cells: list[Any], text: str, filename: str) -> None:
    names = [mark_of(cell)["grade_id"] for cell in cells if mark_of(cell)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ReleaseError(f'{filename} has two cells with the grade_id "{twice[0]}": every cell needs its own.')
    headers = len(re.findall(r"^#.*\bgrade_id\b", text, re.MULTILINE))
    if headers != len(names):
        raise ReleaseError(f"{filename} has {headers} nbgrader headers, but {len(names)} can be read: mend the others.")


def _markers(text: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"(BEGIN|END) SOLUTION", text))


def mark_of(cell: Any) -> dict[str, Any]:
    """What nbgrader is told of a cell, nothing for most."""
    found: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return found


def is_answer(cell: Any) -> bool:
    """Whether a student writes in it."""
    return bool(mark_of(cell).get("solution"))
