"""Operators on the text of an answer: one small change, two of them, and changes of the chain of a stream's operations."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from random import Random

from tests.faults.bases import Base
from tests.faults.program import Program
from tests.mutants.mutator import mutants

FOLDS = (
    "lambda a, b: a",
    "lambda a, b: b",
    "max",
    "min",
    "lambda a, b: a + 1",
    "lambda a, b: a * b",
    "lambda a, b: a | b",
)
"""What may stand in the place of a sum."""
_FOLDING = ("reduceByKey", "reduce", "reduceByKeyAndWindow", "foldByKey", "fold", "combineByKey", "aggregateByKey")


def edited(base: Base) -> Iterator[Program]:
    """Every single small change of an answer, and every change of its chains."""
    for mutant in mutants(base.exercise, base.code):
        yield Program(base.exercise, base.name, "small change", f"{mutant.before} -> {mutant.after}", mutant.code)
    for told, code in _chains(base.code):
        yield Program(base.exercise, base.name, "chain", told, code)


def twice_edited(base: Base, most: int, random: Random) -> Iterator[Program]:
    """Pairs of small changes, so many of them."""
    firsts = mutants(base.exercise, base.code)
    for first in random.sample(firsts, min(len(firsts), most)):
        try:
            seconds = mutants(base.exercise, first.code)
        except (SyntaxError, ValueError):
            continue
        for second in random.sample(seconds, min(len(seconds), 2)):
            told = f"{first.before} -> {first.after}; {second.before} -> {second.after}"
            yield Program(base.exercise, base.name, "two changes", told, second.code)


def _chains(code: str) -> Iterator[tuple[str, str]]:
    """A call of a chain dropped, doubled, exchanged with the next one, or given another function to fold with."""
    module = ast.parse(code)
    for number, node in enumerate(ast.walk(module)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, inner = node.func.attr, node.func.value
        dropped, doubled = inner, copy.deepcopy(node)
        doubled.func.value = copy.deepcopy(node)  # type: ignore[attr-defined]
        changes = [(f"without .{name}", dropped), (f".{name} twice", doubled)]
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            one, other = copy.deepcopy(node), copy.deepcopy(inner)
            other.func.value, one.func.value = one, inner.func.value  # type: ignore[attr-defined]
            changes.append((f".{name} before .{inner.func.attr}", other))
        if name in _FOLDING:
            for place, fold in itertools.product(range(min(len(node.args), 2)), FOLDS):
                if not isinstance(node.args[place], ast.Constant):
                    changed = copy.deepcopy(node)
                    changed.args[place] = ast.parse(fold, mode="eval").body
                    changes.append((f".{name} with {fold}", changed))
        for told, new in changes:
            yield told, _replaced(module, number, new)


def _replaced(module: ast.Module, number: int, new: ast.expr) -> str:
    twin = copy.deepcopy(module)
    target = next(itertools.islice(ast.walk(twin), number, None))
    for parent in ast.walk(twin):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, copy.deepcopy(new))
            elif isinstance(value, list) and any(item is target for item in value):
                value[:] = [copy.deepcopy(new) if item is target else item for item in value]
    return ast.unparse(ast.fix_missing_locations(twin))
