"""The first of nbgrader's steps: the notebook anew from the released one, with nothing of the student's but text.

Metadata, outputs and locked cells are ours again. Answer cells are found by their grade_id or, where that is gone, by
the function that they define; what a student added stays, behind the cell that it followed, and what a student changed
of the cells without a mark. Markdown is made harmless.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from autograder.course import hand_in, harmless
from autograder.report.markdown import prose

NOTE = "Note: "
"""What a note in nbgrader's log begins with."""
HEADING = "**What was noticed when this was taken in:**"


class RebuildFromRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """Replaces a submitted notebook by the released one with the student's answers in it, and what was odd on top."""

    course = Unicode("", help="the course's directory").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Builds the notebook; what was missing or doubled goes into nbgrader's log, too."""
        folder, facts = Path(self.course), resources["nbgrader"]
        path = folder / "release" / facts["assignment"] / f"{facts['notebook']}.ipynb"
        base, notes = rebuild(nbformat.read(path, as_version=4), nb)
        for note in notes:
            self.log.warning("%s%s", NOTE, note)
        if said := [*hand_in.told(folder, facts["student"]), *notes]:
            lines = "\n".join(f"- {prose(note)}" for note in said)
            base.cells.insert(0, new_markdown_cell(f"{HEADING}\n\n{lines}", id="notes"))
        return base, resources


def rebuild(released: Any, submitted: Any) -> tuple[Any, list[str]]:
    """The released notebook with the text of the submitted one, and notes on what had to be guessed."""
    answers: dict[str, str] = {}
    changed: dict[int, str] = {}
    added: dict[int, list[Any]] = defaultdict(list)
    notes: list[str] = []
    place, last = _places(released), -1
    for cell in submitted.get("cells", []):
        text, number = _text(cell), place(cell)
        if number is None:
            if text.strip():
                added[last].append(cell)
            continue
        last, name = number, _grade_id(released.cells[number])
        if not name:
            changed[number] = text
        elif _is_answer(released.cells[number]):
            if name in answers:
                notes.append(f"The answer cell of {name} is there more than once, and the last one counts.")
            answers[name] = text
    found, missing = list[str](), list[str]()
    for name in (_grade_id(cell) for cell in released.cells if _is_answer(cell) and _grade_id(cell) not in answers):
        text = _by_function(name, added)
        (found if text else missing).append(name)
        answers |= {name: text} if text else {}
    if found:
        notes.append(f"Found by their functions and not by their cells: {', '.join(found)}.")
    if missing:
        notes.append(f"Answer cells that are missing: {', '.join(missing)}.")
    numbers = count(1)  # not nbformat's random ids: the same hand-in gives the same notebook
    cells = [_plain(cell, f"added-{next(numbers)}") for cell in added[-1]]
    for number, cell in enumerate(released.cells):
        kept = copy.deepcopy(cell)
        text = answers.get(_grade_id(cell), changed.get(number, cell.source))
        if text != cell.source:
            kept.source = text if cell.cell_type == "code" else harmless.markdown(text)
        cells += [kept, *(_plain(extra, f"added-{next(numbers)}") for extra in added[number])]
    rebuilt = copy.deepcopy(released)
    rebuilt.cells = cells
    return rebuilt, notes


def _places(released: Any) -> Callable[[Any], int | None]:
    """Which released cell a submitted one is: told by its mark, by the id of one without a mark, or by its text."""
    marked = {_grade_id(cell): number for number, cell in enumerate(released.cells) if _grade_id(cell)}
    free = {number: cell for number, cell in enumerate(released.cells) if not _is_answer(cell)}

    def place(submitted: Any) -> int | None:
        number = marked.get(_grade_id(submitted))
        if number is None:
            kind, name, text = submitted.get("cell_type"), submitted.get("id"), _text(submitted)
            alike = {number: cell for number, cell in free.items() if cell.cell_type == kind}
            same = [number for number, cell in alike.items() if not _grade_id(cell) and cell.get("id", "") == name]
            same += [number for number, cell in alike.items() if cell.source == text]
            number = same[0] if same else None
        if number is not None:
            free.pop(number, None)
        return number

    return place


def _by_function(name: str, added: dict[int, list[Any]]) -> str:
    """The last added code cell that defines a function of this name, taken out of what was added."""
    defines = re.compile(rf"^(?:(?:async )?def|class) {name}\b|^{name}\s*=", re.MULTILINE)
    for cells in reversed(list(added.values())):
        for cell in reversed(cells):
            if cell.get("cell_type") == "code" and defines.search(_text(cell)):
                cells.remove(cell)
                return _text(cell)
    return ""


def _plain(cell: Any, name: str) -> Any:
    if cell.get("cell_type") == "code":
        return new_code_cell(_text(cell), id=name)
    return new_markdown_cell(harmless.markdown(_text(cell)), id=name)


def _text(cell: Any) -> str:
    """A cell's source, whatever a student's file has in its place, as text that can be stored anywhere."""
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    return source.replace("\0", "").encode("utf-8", "backslashreplace").decode("utf-8")


def _grade_id(cell: Any) -> str:
    metadata = cell.get("metadata", {})
    mark = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else {}
    name = mark.get("grade_id", "") if isinstance(mark, dict) else ""
    return name if isinstance(name, str) else ""


def _is_answer(cell: Any) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))
