"""One small change at a time to a function: every mutant of one answer cell."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}


@dataclass(frozen=True)
class Mutant:
    """An answer with one change: the statement as it was, as it is, and the code of the whole cell.

    Where a statement comes twice in a cell, `place` tells the first from the second.
    """

    exercise: str
    before: str
    after: str
    place: int
    code: str

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What names it in a list of known mutants."""
        return self.exercise, self.before, self.after, self.place


def unchanged(exercise: str, cell: str) -> Mutant:
    """The answer as it is, which must have full marks before a mutant's loss of points says anything."""
    return Mutant(exercise, "", "", 0, ast.unparse(ast.parse(cell)))


def mutants(exercise: str, cell: str) -> list[Mutant]:
    """Every mutant of the function named like the exercise, without those that read the same."""
    module = ast.parse(cell)
    original = ast.unparse(module).split("\n")
    found: dict[str, Mutant] = {}
    for code in _codes(exercise, module):
        changed = code.split("\n")
        if changed != original and code not in found:
            before, after, place = _difference(original, changed)
            found[code] = Mutant(exercise, before, after, place, code)
    return list(found.values())


def _difference(original: list[str], changed: list[str]) -> tuple[str, str, int]:
    """The lines that differ, as they were and as they are, and which of the equal ones this is."""
    pairs = zip(original, changed, strict=False)
    start = next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(original), len(changed)))
    backwards = zip(reversed(original[start:]), reversed(changed[start:]), strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], backwards))
    old, new = (lines[start : len(lines) - same] for lines in (original, changed))
    before, after = ("; ".join(line.strip() for line in lines if line.strip()) for lines in (old, new))
    return before, after, sum(line.strip() == before for line in original[:start])


def _codes(exercise: str, module: ast.Module) -> Iterator[str]:
    """The code of every mutant: sites are found in the module, changed in a copy of it."""
    (function,) = (n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == exercise)
    for number, node in enumerate(_inside(function)):
        changes = _of_statements(node) if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.While) else []
        for change in [*changes, *_of_node(node)]:
            twin = copy.deepcopy(module)
            (there,) = (n for n in twin.body if isinstance(n, ast.FunctionDef) and n.name == exercise)
            change.apply(next(itertools.islice(_inside(there), number, None)))
            yield ast.unparse(ast.fix_missing_locations(twin))


def _inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The function and all in its body, without docstrings, parameters and annotations."""
    yield function
    waiting = list(_body(function))
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.FunctionDef):
            waiting[:0] = _body(node)
        elif isinstance(node, ast.Lambda):
            waiting[:0] = [node.body]
        else:
            waiting[:0] = list(ast.iter_child_nodes(node))


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


@dataclass(frozen=True)
class Change:
    """A field of a node, and what is put there (in item `index` of it, where there is one)."""

    field: str
    new: object
    index: int | None = None

    def apply(self, node: ast.AST) -> None:
        """Makes the change."""
        new = copy.deepcopy(self.new)
        if self.index is None:
            setattr(node, self.field, new)
        else:
            getattr(node, self.field)[self.index] = new


def _of_statements(node: ast.FunctionDef | ast.If | ast.For | ast.While) -> Iterator[Change]:
    """Statements dropped, and neighbours swapped."""
    kept = len(node.body) - len(_body(node)) if isinstance(node, ast.FunctionDef) else 0
    for index in range(kept, len(node.body)):
        if not isinstance(node.body[index], ast.Pass):
            yield Change("body", ast.Pass(), index)
    for index in range(kept, len(node.body) - 1):
        swapped = [*node.body[:index], node.body[index + 1], node.body[index], *node.body[index + 2 :]]
        yield Change("body", swapped)


def _of_node(node: ast.AST) -> Iterator[Change]:
    """Each operand of a node replaced by each of its variants, and operators by others."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "args") and isinstance(value, ast.arguments | ast.expr):
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            if isinstance(item, ast.expr) and not _is_docstring(node, item):
                for new in _variants(item):
                    yield Change(field, new, index)
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield Change("value", ast.Constant(None))
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield Change("test", ast.Constant(True))
        yield Change("test", ast.Constant(False))
        yield Change("test", ast.UnaryOp(ast.Not(), node.test))


def _variants(node: ast.expr) -> Iterator[ast.expr]:
    """What may stand in an expression's place."""
    match node:
        case ast.Compare(ops=[operator]):
            yield from (ast.Compare(node.left, [other()], node.comparators) for other in COMPARISONS[type(operator)])
        case ast.BinOp():
            yield from (ast.BinOp(node.left, other(), node.right) for other in ARITHMETIC.get(type(node.op), ()))
            yield from (node.left, node.right)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            yield from node.values
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.Constant():
            yield from map(ast.Constant, _other_constants(node.value))
        case ast.Call():
            yield from _calls(node)
        case ast.Lambda() if not _is_none(node.body):
            yield ast.Lambda(node.args, ast.Constant(None))
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            yield from _collections(node)
        case ast.Subscript(slice=ast.Slice() as cut):
            yield node.value
            for bound in ("lower", "upper", "step"):
                if getattr(cut, bound) is not None:
                    yield ast.Subscript(node.value, ast.Slice(**(_bounds(cut) | {bound: None})), node.ctx)
        case ast.IfExp():
            yield from (node.body, node.orelse)


def _collections(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Iterator[ast.expr]:
    """One item fewer, or two in each other's place."""
    if isinstance(node, ast.Dict):
        for n in range(len(node.keys)):
            yield ast.Dict([*node.keys[:n], *node.keys[n + 1 :]], [*node.values[:n], *node.values[n + 1 :]])
    elif isinstance(node, ast.Set) or isinstance(node.ctx, ast.Load):
        for n in range(len(node.elts)):
            yield _like(node, [*node.elts[:n], *node.elts[n + 1 :]])
        yield from (_like(node, swapped) for swapped in _swaps(node.elts))


def _like(node: ast.List | ast.Tuple | ast.Set, items: list[ast.expr]) -> ast.expr:
    return ast.Set(items) if isinstance(node, ast.Set) else type(node)(items, ast.Load())


def _calls(call: ast.Call) -> Iterator[ast.expr]:
    """A call replaced by its receiver or its first argument, or with arguments dropped or swapped."""
    if isinstance(call.func, ast.Attribute):
        yield call.func.value
    if call.args:
        yield call.args[0]
    for n in range(len(call.args)):
        yield ast.Call(call.func, [*call.args[:n], *call.args[n + 1 :]], call.keywords)
    for swapped in _swaps(call.args):
        yield ast.Call(call.func, swapped, call.keywords)
    for n in range(len(call.keywords)):
        yield ast.Call(call.func, call.args, [*call.keywords[:n], *call.keywords[n + 1 :]])


def _swaps(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for one, other in itertools.combinations(range(len(items)), 2):
        swapped = list(items)
        swapped[one], swapped[other] = items[other], items[one]
        yield swapped


def _bounds(cut: ast.Slice) -> dict[str, ast.expr | None]:
    return {"lower": cut.lower, "upper": cut.upper, "step": cut.step}


def _other_constants(value: object) -> list[object]:
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1, value - 1]
        case str():
            words = value.split()
            shorter = [" ".join([*words[:n], *words[n + 1 :]]) for n in range(len(words))]
            return ["", value + "x", *(text for text in shorter if text)]
        case None:
            return [0]
    return []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_docstring(node: ast.AST, item: ast.expr) -> bool:
    return isinstance(node, ast.Expr) and isinstance(item, ast.Constant)
