"""Writes down the rooms of the package, what each is for and what it may import, and draws them: `make rooms`."""

from __future__ import annotations

import ast
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from tests.test_architecture import ALLOWED, PACKAGE

HERE = Path(__file__).parent
HEAD = """\
# The rooms of `autograder/`

Imports run one way: a room may import those that its line names, all of which stand below it in the drawing.
`tests/test_architecture.py` has this table and fails where an import runs another way; `make rooms` writes this page.

![The rooms, floor by floor, with an arrow for each that may import another](architecture.svg)

| room | what it is for | imports |
|---|---|---|
"""


def purpose(room: str) -> str:
    """The first sentence of its docstring."""
    path = PACKAGE / f"{room}.py"
    said = ast.get_docstring(ast.parse((path if path.exists() else PACKAGE / room / "__init__.py").read_text("utf-8")))
    return (said or "").split("\n")[0]


def page() -> str:
    """The text of docs/architecture.md, from the top floor down."""
    rows = (
        f"| `{room}` | {purpose(room)} | {', '.join(f'`{name}`' for name in sorted(ALLOWED[room])) or '-'} |\n"
        for room in reversed(ALLOWED)
    )
    return HEAD + "".join(rows)


def floors() -> dict[str, int]:
    """How many rooms stand below each, one on the other."""
    found: dict[str, int] = {}
    for room, below in ALLOWED.items():
        found[room] = 1 + max((found[name] for name in below if name in found), default=-1)
    return found


def _nearest(room: str, found: dict[str, int]) -> set[str]:
    """Those that a room imports and that nothing which it imports has imported already."""
    below = ALLOWED[room] & found.keys()
    return {name for name in below if not any(name in ALLOWED[other] for other in below)}


def draw() -> Figure:
    """The drawing."""
    found = floors()
    by_floor = {floor: [room for room in found if found[room] == floor] for floor in set(found.values())}
    widest = max(map(len, by_floor.values()))
    where = {
        room: ((place + (widest - len(rooms)) / 2) * 2.2, floor * 1.2)
        for floor, rooms in by_floor.items()
        for place, room in enumerate(rooms)
    }
    figure = Figure(figsize=(widest * 1.8, len(by_floor) * 0.95))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-1.2, (widest - 1) * 2.2 + 1.2)
    axes.set_ylim(-0.5, (len(by_floor) - 1) * 1.2 + 0.5)
    axes.axis("off")
    for room in found:
        for name in _nearest(room, found):
            (x, y), (to_x, to_y) = where[room], where[name]
            axes.add_patch(
                FancyArrowPatch((x, y - 0.25), (to_x, to_y + 0.25), arrowstyle="-|>", mutation_scale=9, color="#8a8f98")
            )
    for room, (x, y) in where.items():
        axes.add_patch(
            FancyBboxPatch((x - 0.8, y - 0.22), 1.6, 0.44, "round,pad=0.03", facecolor="#eef3fb", edgecolor="#3b6ea5")
        )
        axes.text(x, y, room, ha="center", va="center", fontsize=10, family="monospace")
    return figure


if __name__ == "__main__":
    matplotlib.rcParams["svg.hashsalt"] = "rooms"
    (HERE / "architecture.md").write_text(page(), encoding="utf-8")
    draw().savefig(HERE / "architecture.svg", metadata={"Date": None}, facecolor="white")
    print("wrote docs/architecture.md and docs/architecture.svg")
