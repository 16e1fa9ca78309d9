"""Submissions whose verdicts are known: small scripts in a chapter's folder, put after its reference solution."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

from autograder.model import LOOKS_LIKE

_CELL_MARKER = re.compile(r"^# %%(?=\s|$)", re.MULTILINE)


def compose(reference_text: str, overlay_text: str) -> str:
    """A submission of its own: the cells of the reference, then those of the overlay, whose definitions win."""
    return f"{reference_text.rstrip()}\n\n# %%\n{overlay_text.rstrip()}\n"


def without_answer(reference_text: str, exercise: str) -> str:
    """The reference solution without the answer cell of one exercise: nothing is left that could stand in for it."""
    cells = re.split(r"^(?=# %%(?:\s|$))", reference_text, flags=re.MULTILINE)
    header = re.compile(rf'# %% nbgrader=.*"grade_id": "{exercise}".*"solution": true')
    return "".join(cell for cell in cells if not header.match(cell))


def fixtures(place: Path, folder: str) -> list[Path]:
    """The overlays in `accepted`, `wrong` or `broken`, those of the rounds by others after ours, sorted by name."""
    return [*sorted((place / folder).glob("*.py")), *sorted((place / "rounds").glob(f"*/{folder}/*.py"))]


def edition(place: Path) -> str:
    """Eight letters and digits that change with every change of a submission whose verdict is known."""
    hashed = hashlib.sha256()
    for path in (path for folder in ("accepted", "wrong", "broken") for path in fixtures(place, folder)):
        hashed.update(f"{path.relative_to(place)}\n{path.read_text('utf-8')}\n".encode())
    return hashed.hexdigest()[:8]


def blamed(path: Path) -> str:
    """The exercise that must lose points, as the first line of the overlay's docstring names it, or 'accepted'."""
    name = _heading(path)[0]
    if not name.isidentifier():
        raise ValueError(f"{path.name} does not begin with a docstring such as 'update_count: the one fault.'")
    return name


def verdict(path: Path) -> str:
    """The verdict that failed checks of a broken submission must have: its docstring names it in second place."""
    return _heading(path)[1].strip()


def misconception(place: Path, path: Path) -> str | None:
    """What a teacher would say the fault comes from: the docstring's paragraph that begins with 'Looks like: '.

    Of a fault by somebody else, who wrote no such paragraph, it stands in `rounds/looks_like.toml`.
    """
    for paragraph in _docstring(path).split("\n\n")[1:]:
        if paragraph.startswith(LOOKS_LIKE):
            return " ".join(paragraph.removeprefix(LOOKS_LIKE).split())
    return _of_others(place).get(path.stem)


@cache
def _of_others(place: Path) -> dict[str, str]:
    file = place / "rounds" / "looks_like.toml"
    told = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    return {fault: name for name, faults in told.items() for fault in faults}


def _heading(path: Path) -> list[str]:
    docstring = _docstring(path)
    return [*docstring.split(":", 2), "", ""] if ":" in docstring else ["", ""]


def _docstring(path: Path) -> str:
    first_cell = _CELL_MARKER.split(path.read_text("utf-8"), maxsplit=1)[0]  # a later one may be no Python on purpose
    return ast.get_docstring(ast.parse(first_cell)) or ""
