"""The right answers that faults are made of: the reference's, and those of the accepted fixtures."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from autograder.checks.chapter import CHAPTER
from autograder.handout.release import answer_cells
from fixtures import submissions as zoo


@dataclass(frozen=True)
class Base:
    """Code that answers an exercise rightly, with all that it needs but the chapter's imports and other exercises."""

    exercise: str
    name: str
    code: str


@cache
def bases() -> tuple[Base, ...]:
    """The reference's answer first, and then those of other styles; of two that read the same, one."""
    found = [Base(name, "reference", _plain(cell)) for name, cell in answer_cells(CHAPTER.solution).items()]
    for path in zoo.fixtures("accepted"):
        found += list(_answers(path.stem, path.read_text("utf-8")))
    seen = {}
    for base in found:
        seen.setdefault((base.exercise, base.code), base)
    return tuple(seen.values())


def of(exercise: str) -> tuple[Base, ...]:
    """Those of one exercise."""
    return tuple(base for base in bases() if base.exercise == exercise)


def _answers(name: str, text: str) -> Iterator[Base]:
    """An answer per exercise that a fixture defines as a function: the file without the other exercises' functions."""
    try:
        module = ast.parse(text)
    except SyntaxError:
        return
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    for exercise in CHAPTER.exercises:
        if functions.count(exercise) == 1:
            yield Base(exercise, name, ast.unparse(ast.Module(_needed(module, exercise), [])))


def _needed(module: ast.Module, exercise: str) -> list[ast.stmt]:
    """What a function uses of a file, directly or by way of something else, and the function."""
    others = [n for n in module.body if getattr(n, "name", "") == exercise or not _is_exercise(n)]
    wanted = {exercise, "*"}
    while True:
        kept = [node for node in others if _bound(node) & wanted]
        more = {n.id for node in kept for n in ast.walk(node) if isinstance(n, ast.Name)} - wanted
        if not more:
            return kept
        wanted |= more


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement at the top binds or changes."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {"*" if alias.name == "*" else (alias.asname or alias.name).split(".")[0] for alias in node.names}
    return set() if _is_text(node) else {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _is_exercise(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name in CHAPTER.exercises


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _plain(cell: str) -> str:
    return ast.unparse(ast.parse(cell))
