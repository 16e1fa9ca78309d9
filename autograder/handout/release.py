"""The chapter's source with its solutions taken out: notebook, script and Markdown, as students receive them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from jupytext.config import JupytextConfiguration

from autograder.handout.source import ReleaseError, is_answer, mark_of, read

IMPORTS = "imports"


def release(source: Path, destination: Path) -> list[Path]:
    """Write the notebook, the script and the Markdown that belong to `source`, and return their paths."""
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
    notebook = read(source)
    names = [mark_of(cell)["grade_id"] for cell in notebook.cells if is_answer(cell)]
    if unlike := sorted(points.keys() ^ set(names)):
        raise ReleaseError(f"{unlike[0]} is an exercise of {source.name} or of the rubric, but not of both.")
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if is_answer(cell):
            name = mark_of(cell)["grade_id"]
            flags = {"grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3}
            mark = {"grade_id": f"check_{name}", "points": points[name]} | flags
            cells.append(_check_cell_of(name, {"nbgrader": mark}))
    notebook.cells = cells
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n"


def answer_cells(source: Path) -> dict[str, str]:
    """The reference answer of each exercise: the whole cell, solution and all, by its grade_id, in source order."""
    return {mark_of(cell)["grade_id"]: cell.source for cell in read(source).cells if is_answer(cell)}


def import_cell(source: Path) -> str:
    """The one cell whose imports all answers share."""
    for cell in read(source).cells:
        if mark_of(cell).get("grade_id") == IMPORTS:
            return str(cell.source)
    raise ReleaseError(f'{source.name} has no cell with the grade_id "{IMPORTS}": mark the cell of imports with it.')


def skeletons(source: Path) -> Any:
    """The chapter as a notebook in which nothing is answered yet, without cells that check."""
    notebook = read(source)
    for cell in notebook.cells:
        if is_answer(cell):
            cell.source = _skeleton(cell.source, mark_of(cell)["grade_id"])
    return notebook


def _files(source: Path) -> dict[str, bytes]:
    notebook = skeletons(source)
    # The versions of Jupytext and of its format, which it would write by default, change from one machine to the next.
    # What is shown on which slide is of use in the notebook only, where Jupyter shows it.
    kept = JupytextConfiguration(notebook_metadata_filter="kernelspec,-all", cell_metadata_filter="nbgrader,-all")
    script, markdown = (jupytext.writes(notebook, fmt=form, config=kept) for form in ("py:percent", "md"))
    # Only the notebook has cells that check, for the others are checked from the command line.
    checked = list[Any]()
    for cell in notebook.cells:
        checked += [cell, _check_cell_of(mark_of(cell)["grade_id"])] if is_answer(cell) else [cell]
    notebook.cells = checked
    forms = {".ipynb": nbformat.writes(notebook), ".py": script, ".md": markdown}
    return {f"{source.stem}{ending}": (text.rstrip("\n") + "\n").encode() for ending, text in forms.items()}


def _check_cell_of(name: str, metadata: dict[str, Any] | None = None) -> Any:
    """The cell that checks the answer before it."""
    code = f'from autograder.notebook import check\n\ncheck("{name}")'
    return nbformat.v4.new_code_cell(code, id=f"check_{name}"[:64], metadata=metadata or {})


def _skeleton(text: str, name: str) -> str:
    """The answer cell as students get it. Only called on cells whose marks pair up."""
    region = re.compile(r"^([ \t]*)[^\n]*BEGIN SOLUTION.*?END SOLUTION[^\n]*$", re.MULTILINE | re.DOTALL)
    return region.sub(rf'\1raise NotImplementedError("{name} is not written yet")', text)
