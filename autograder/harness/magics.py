"""Cells as IPython reads them: lines of magic and shell become calls of `get_ipython()`, which does nothing here."""

from __future__ import annotations

import importlib
import re
from typing import Any

PYTHON_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3", "snakeviz", "memit", "mprun", "debug"}
"""Cell magics whose cell is Python that runs here."""


def cell_magic(source: str) -> str | None:
    """The name of the magic that a cell begins with, None where there is none."""
    match = re.match(r"\s*%%(\w+)", source)
    return match[1] if match else None


def without_cell_magic(source: str) -> str:
    """The cell with an empty line in the place of the one with its magic."""
    return re.sub(r"%%\w.*", "", source, count=1)


def as_python(source: str) -> str:
    """What IPython makes of a cell; each line stays where it is, so that line numbers stay true."""
    ipython: Any = importlib.import_module("IPython.core.inputtransformer2")  # not needed but for cells with magics

    lines = [f"{line}\n" for line in source.split("\n")]
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    for tidy in (ipython.leading_indent, ipython.classic_prompt, ipython.ipython_prompt):
        lines[first:] = tidy(lines[first:])
    manager = ipython.TransformerManager()
    for _ in range(len(lines)):
        before = lines
        changed, lines = manager.do_one_token_transform(before)
        if not changed:
            break
        lines = _kept_in_place(before, list(lines))
    return "".join(lines)


def _kept_in_place(before: list[str], after: list[str]) -> list[str]:
    """Fills up with empty lines what became shorter, behind the line that changed."""
    same = 0
    while same < min(len(before), len(after)) and before[-1 - same] == after[-1 - same]:
        same += 1
    place = len(after) - same
    return [*after[:place], *["\n"] * (len(before) - len(after)), *after[place:]]
