"""The chapter's source with its solutions taken out: the notebook and the script that students receive."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jupytext.config import JupytextConfiguration

IMPORTS = "imports"
CELL_TYPES = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
FLAGS = ("grade", "locked", "solution", "task")


class ReleaseError(Exception):
    """The source is not fit for release; the message says where, and what to do."""


def release(source: Path, destination: Path) -> list[Path]:
    """Write the notebook and the script that belong to `source`, and return their paths."""
    files = _files(source)
    destination.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (destination / name).write_bytes(content)
    return [destination / name for name in files]


def check(source: Path, destination: Path) -> list[Path]:
    """The files that are missing, or are not what `release` would write."""
    paths = {destination / name: content for name, content in _files(source).items()}
    return [path for path, content in paths.items() if not path.is_file() or path.read_bytes() != content]


def course_notebook(source: Path, points: Mapping[str, float]) -> str:
    """The chapter with its solutions, as nbgrader's source: after each answer a locked cell that checks it.

    `points` are those of each exercise. Raises ReleaseError when they are not those of the answer cells.
    """
    notebook = _read(source)
    names = [_mark(cell)["grade_id"] for cell in notebook.cells if _is_answer(cell)]
    if unlike := sorted(points.keys() ^ set(names)):
        raise ReleaseError(f"{unlike[0]} is an exercise of {source.name} or of the rubric, but not of both.")
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if _is_answer(cell):
            name = _mark(cell)["grade_id"]
            flags = {"grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3}
            mark = {"grade_id": f"check_{name}", "points": points[name]} | flags
            cells.append(_check_cell_of(name, {"nbgrader": mark}))
    notebook.cells = cells
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n"


def answer_cells(source: Path) -> dict[str, str]:
    """The reference answer of each exercise: the whole cell, solution and all, by its grade_id, in source order."""
    return {_mark(cell)["grade_id"]: cell.source for cell in _read(source).cells if _is_answer(cell)}


def import_cell(source: Path) -> str:
    """The one cell whose imports all answers share."""
    for cell in _read(source).cells:
        if _mark(cell).get("grade_id") == IMPORTS:
            return str(cell.source)
    raise ReleaseError(f'{source.name} has no cell with the grade_id "{IMPORTS}": mark the cell of imports with it.')


def _files(source: Path) -> dict[str, bytes]:
    notebook = _read(source)
    for cell in notebook.cells:
        if _is_answer(cell):
            cell.source = _skeleton(cell.source, _mark(cell)["grade_id"])
    # Only the notebook has cells that check, for a script is checked from the command line.
    checked = list[Any]()
    for cell in notebook.cells:
        checked += [cell, _check_cell_of(_mark(cell)["grade_id"])] if _is_answer(cell) else [cell]
    # The versions of Jupytext and of its format, which it would write by default, change from one machine to the next.
    header = JupytextConfiguration(notebook_metadata_filter="kernelspec,-all")
    script = jupytext.writes(notebook, fmt="py:percent", config=header)
    notebook.cells = checked
    return {
        f"{source.stem}.ipynb": (nbformat.writes(notebook) + "\n").encode(),
        f"{source.stem}.py": (script.rstrip("\n") + "\n").encode(),
    }


def _check_cell_of(name: str, metadata: dict[str, Any] | None = None) -> Any:
    """The cell that checks the answer before it."""
    code = f'from autograder.notebook import check\n\ncheck("{name}")'
    return nbformat.v4.new_code_cell(code, id=f"check_{name}"[:64], metadata=metadata or {})


def _read(source: Path) -> Any:
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
                id=_mark(cell).get("grade_id", f"cell-{number}"),
                metadata={"nbgrader": cell.metadata["nbgrader"]} if _mark(cell) else {},
            )
            for number, cell in enumerate(cells, 1)
        ],
    )
    nbformat.validate(notebook)
    return notebook


def _check_cell(cell: Any, where: str) -> None:
    if cell.cell_type not in CELL_TYPES:
        raise ReleaseError(f"{where} is a {cell.cell_type} cell: make it a code or a markdown cell.")
    if unknown := sorted(cell.metadata.keys() - {"nbgrader", "lines_to_next_cell"}):
        saying = f"{unknown[0]} = {cell.metadata[unknown[0]]!r}"
        raise ReleaseError(f"{where} has a header that says more than its type and nbgrader={{...}}: mend {saying}.")
    mark = _mark(cell)
    if not isinstance(mark, dict):
        raise ReleaseError(f"{where} has nbgrader={mark!r} in its header: write nbgrader={{...}} with all its fields.")
    if "nbgrader" in cell.metadata and (wrong := sorted(_wrong_fields(mark))):
        raise ReleaseError(f"{where} has a wrong, missing or unknown {wrong[0]} in its nbgrader header: mend it.")
    if _is_answer(cell):
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
    names = [_mark(cell)["grade_id"] for cell in cells if _mark(cell)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ReleaseError(f'{filename} has two cells with the grade_id "{twice[0]}": every cell needs its own.')
    headers = len(re.findall(r"^#.*\bgrade_id\b", text, re.MULTILINE))
    if headers != len(names):
        raise ReleaseError(f"{filename} has {headers} nbgrader headers, but {len(names)} can be read: mend the others.")


def _skeleton(text: str, name: str) -> str:
    """The answer cell as students get it. Only called on cells whose marks pair up."""
    region = re.compile(r"^([ \t]*)[^\n]*BEGIN SOLUTION.*?END SOLUTION[^\n]*$", re.MULTILINE | re.DOTALL)
    return region.sub(rf'\1raise NotImplementedError("{name} is not written yet")', text)


def _markers(text: str) -> Iterator[str]:
    return (match[1] for match in re.finditer(r"(BEGIN|END) SOLUTION", text))


def _mark(cell: Any) -> dict[str, Any]:
    mark: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return mark


def _is_answer(cell: Any) -> bool:
    return bool(_mark(cell).get("solution"))
