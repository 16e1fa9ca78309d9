"""Cells as IPython reads them: lines of magic and shell become calls of `get_ipython()`, which does nothing here."""

from __future__ import annotations

import ast
import importlib
import re
from typing import Any

KEEPING = {"timeit", "python", "python3", "mprun"}
"""Cell magics whose cell is Python that keeps its names to itself."""
PYTHON_MAGICS = {"time", "capture", "prun", "snakeviz", "memit", "debug"} | KEEPING
"""Cell magics whose cell is Python."""
_RUNNING = {"time", "prun"}
"""Line magics whose line is Python that runs here."""


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


class _Lines(ast.NodeTransformer):
    """Puts the Python of a line magic in the place of the call that IPython makes of it."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        return _run_by(node.value) or self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match _run_by(node):
            case [ast.Expr(value=value)]:
                return value
        return self.generic_visit(node)


def with_lines_run(statements: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of what `as_python` gave, where `%time x = f()` binds `x`."""
    module: ast.Module = _Lines().visit(ast.Module(statements, []))
    return module.body


def _run_by(call: ast.expr) -> list[ast.stmt]:
    """The Python that a call runs as a line magic, nothing where it runs none."""
    match call:
        case ast.Call(
            func=ast.Attribute(attr="run_line_magic"), args=[ast.Constant(value=magic), ast.Constant(value=str(line))]
        ):
            if magic not in _RUNNING:
                return []
        case _:
            return []
    try:
        found = ast.parse(re.sub(r"^(\s*-\w+)+\s+", "", line).strip()).body
    except SyntaxError:
        return []
    for node in (inner for statement in found for inner in ast.walk(statement)):
        if hasattr(node, "lineno"):
            ast.copy_location(node, call)
    return found


def _kept_in_place(before: list[str], after: list[str]) -> list[str]:
    """Fills up with empty lines what became shorter, behind the line that changed."""
    same = 0
    while same < min(len(before), len(after)) and before[-1 - same] == after[-1 - same]:
        same += 1
    place = len(after) - same
    return [*after[:place], *["\n"] * (len(before) - len(after)), *after[place:]]
