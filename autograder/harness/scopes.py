"""What code reaches without being run: the names that it reads, and what its functions would change once called."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field

LOOK_UP = {"globals", "vars", "locals", "eval", "exec"}
"""Functions to which a name can be given as text."""

_ADDS = re.compile(
    r"(append|appendleft|extend|extendleft|add|insert|update|setdefault|pop|popleft|popitem|remove|discard|clear|sort"
    r"|reverse|rotate|register|subscribe|send|put|write|writelines|__setitem__|__setattr__|__delitem__)$"
)
_INTO_FIRST = re.compile(
    r"(shuffle|heappush|heapify|heappop|insort|insort_left|insort_right|setattr|delattr|setitem|delitem|iadd|next"
    r"|append|extend|update|add|insert|setdefault)$"
)

_OWN_SCOPE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass
class Within:
    """What the functions of a definition do to names outside of them: changed ones, called ones, changed parameters."""

    changes: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    parameters: set[int] = field(default_factory=set)


def root(node: ast.expr) -> str | None:
    """The name at the beginning of `name.a[0].b(1).c`; a plain call such as `name(1).c` is of no name."""
    while True:
        match node:
            case ast.Attribute(value=value) | ast.Subscript(value=value):
                node = value
            case ast.Call(func=ast.Attribute() as func):
                node = func
            case ast.Name(id=name):
                return name
            case _:
                return None


def global_names(node: ast.stmt) -> set[str]:
    """The global names that a statement reads in any scope; beside `globals()` or `eval`, those in strings too."""
    found: set[str] = set()
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    if names & LOOK_UP:
        found = words(node)
    if not any(isinstance(n, _OWN_SCOPE) for n in ast.walk(node)):
        return found | {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    todo = [symtable.symtable(ast.unparse(ast.fix_missing_locations(node)), "<submission>", "exec")]
    while todo:
        table = todo.pop()
        top = table.get_type() == "module"
        open_to_globals = top or table.get_type() == "class"  # a class may read a name before it binds it
        found |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (open_to_globals or s.is_global())}
        found |= {s.get_name() for s in table.get_symbols() if not top and s.is_declared_global()}
        todo += table.get_children()
    return found


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a function's body does, or a statement; of functions in it only the definition."""
    todo: list[ast.AST] = list(ast.iter_child_nodes(scope))
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        todo = [scope.body] if isinstance(scope, ast.Lambda) else list(scope.body)
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, Scope):
            todo += [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
            todo += node.decorator_list if not isinstance(node, ast.Lambda) else []
        else:
            todo += ast.iter_child_nodes(node)


def changed(node: ast.AST) -> set[str]:
    """The names whose things a single node changes."""
    match node:
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del(), value=value)
            | ast.Subscript(ctx=ast.Store() | ast.Del(), value=value)
        ):
            return {name} if (name := root(value)) else set()
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if _ADDS.match(method):
            return {name} if (name := root(value)) else set()
        case ast.Call(func=func, args=[first, *_]) if _INTO_FIRST.match(called(func)):
            return {name} if (name := root(first)) else set()
    return set()


def called(function: ast.expr) -> str:
    """The last name of what is called: `c` of `a.b.c(1)`."""
    match function:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
    return ""


def words(node: ast.AST) -> set[str]:
    """The words of all texts in a statement."""
    texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {name for text in texts for name in re.findall(r"\w+", text)}


def within(node: ast.AST, imported: set[str]) -> Within:
    """What the functions in a definition do to names outside of them that are the submission's own."""
    found = Within()
    functions = node.body if isinstance(node, ast.ClassDef) else [node]
    for function in functions:
        if isinstance(function, Scope):
            _look_into(function, set(), found)
            if not isinstance(node, ast.ClassDef):
                found.parameters = _changed_parameters(function)
    found.changes -= imported
    return found


def of_lambdas(node: ast.stmt, imported: set[str]) -> Within | None:
    """The same for the lambdas in a statement, None where there are none."""
    lambdas = [n for n in ast.walk(node) if isinstance(n, ast.Lambda)]
    found = Within()
    for function in lambdas:
        _look_into(function, set(), found)
    found.changes -= imported
    return found if lambdas else None


def _look_into(function: Scope, outer: set[str], found: Within) -> None:
    """Adds what a function does, and those in it; `outer` are names local to functions around it."""
    declared = {name for n in own_nodes(function) if isinstance(n, ast.Global) for name in n.names}
    local = (outer | _locals(function)) - declared
    for node in own_nodes(function):
        names = {name for name in changed(node) if name not in local}
        found.changes |= names
        found.changes |= declared & _bound_by(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del) and node.id in declared:
            found.changes.add(node.id)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in local:
            found.calls.add(node.func.id)
        if isinstance(node, Scope):
            _look_into(node, local, found)


def _changed_parameters(function: Scope) -> set[int]:
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    touched = {name for node in own_nodes(function) for name in changed(node)}
    return {place for place, name in enumerate(names) if name in touched}


def _locals(function: Scope) -> set[str]:
    arguments = function.args
    parts = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    found = {argument.arg for argument in parts if argument}
    return found.union(*map(_bound_by, own_nodes(function)))


def _bound_by(node: ast.AST) -> set[str]:
    """The names that a single node binds in its own scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {alias.asname or alias.name.split(".")[0] for alias in names}
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
            return {name}
    return set()
