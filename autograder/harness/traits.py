"""What can be seen of an exercise's function before it is called: what it returns, what hides Python's names."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_IN_PLACE = {
    "append",
    "extend",
    "insert",
    "sort",
    "reverse",
    "clear",
    "remove",
    "update",
    "add",
    "discard",
    "setdefault",
}
_SHOWING = {"print", "display", "pprint", "show"}
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def traits(name: str, names: dict[str, Any], statements: Iterable[ast.stmt]) -> dict[str, Any]:
    """The facts about what `names` calls `name`, which these statements have made.

    None are told where a submission's objects do not let themselves be looked at.
    """
    nodes = list(statements)
    try:
        facts = {"kind": _kind(names.get(name)), "type": type(names.get(name)).__name__}
        return facts | {"hidden": _hidden(names, nodes), **_of(name, nodes)}
    except Exception:
        return {}


def _of(name: str, nodes: list[ast.stmt]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if (function := _function(name, nodes)) is not None:
        facts |= {
            "returns": _returns(function),
            "shows": bool(_called(function) & _SHOWING),
            "none": _none_given_back(function),
            "changed": _changed(function),
            "given": [_text(node) for node in _returned(function)],
        }
    return facts


def _kind(value: Any) -> str:
    tests: tuple[tuple[str, Callable[[Any], bool]], ...] = (
        ("class", inspect.isclass),
        ("coroutine", inspect.iscoroutinefunction),
        ("async generator", inspect.isasyncgenfunction),
        ("generator", inspect.isgeneratorfunction),
        ("function", callable),
    )
    return next((kind for kind, test in tests if test(value)), "value")


def _function(name: str, nodes: list[ast.stmt]) -> Function | None:
    """The last definition of the function in the statements, whatever they stand in."""
    found: Function | None = None
    for node in nodes:
        for inner in ast.walk(node):
            match inner:
                case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) if own == name:
                    found = inner
                case ast.Assign(targets=[ast.Name(id=own)], value=ast.Lambda() as made) if own == name:
                    found = made
    return found


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _NESTED):
            yield from _own(child)


def _returned(function: Function) -> list[ast.expr]:
    if isinstance(function, ast.Lambda):
        return [function.body]
    return [node.value for node in _own(function) if isinstance(node, ast.Return) and node.value is not None]


def _returns(function: Function) -> str:
    """`never`, `sometimes` or `always`; giving back None in so many words is giving something back."""
    if isinstance(function, ast.Lambda):
        return "always"
    if not _returned(function):
        bare = any(isinstance(node, ast.Return) for node in _own(function))
        return "always" if not bare and _ends(function.body) else "never"
    bare = any(isinstance(node, ast.Return) and node.value is None for node in _own(function))
    return "always" if _ends(function.body) and not bare else "sometimes"


def _ends(body: list[ast.stmt]) -> bool:
    """Whether the block never comes to its end: it returns, raises or goes on for ever."""
    return any(map(_never_passed, body))


def _never_passed(node: ast.stmt) -> bool:
    match node:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=orelse):
            return _ends(body) and _ends(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return _ends(body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            return _ends(final) or ((_ends(body) or _ends(orelse)) and all(_ends(each.body) for each in handlers))
        case ast.While(test=ast.Constant(value=value)) if value:
            return not any(isinstance(inner, ast.Break) for inner in _own(node))
        case ast.For(orelse=orelse) | ast.While(orelse=orelse) if orelse:
            return _ends(orelse) and not any(isinstance(inner, ast.Break) for inner in _own(node))
        case ast.Match(cases=cases):
            whole = any(isinstance(each.pattern, ast.MatchAs) and each.pattern.pattern is None for each in cases)
            return whole and all(_ends(each.body) for each in cases)
    return False


def _called(function: Function) -> set[str]:
    calls = [node.func for node in _own(function) if isinstance(node, ast.Call)]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    return names | {call.attr for call in calls if isinstance(call, ast.Attribute)}


def _none_given_back(function: Function) -> str:
    """A call such as `values.append(1)` or `print(total)`, which is None and is given back all the same."""
    for node in _returned(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _IN_PLACE:
                return _text(node)
            case ast.Call(func=ast.Name(id="print")):
                return _text(node)
    assigned = {}
    for inner in _own(function):
        match inner:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr=attr)) as call):
                if attr in _IN_PLACE:
                    assigned[name] = _text(call)
    names = [node.id for node in _returned(function) if isinstance(node, ast.Name)]
    return next((assigned[name] for name in names if name in assigned), "")


def _changed(function: Function) -> str:
    """A call that changes one of the parameters in place."""
    arguments = function.args
    parameters = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    for node in _own(function):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in parameters:
                if attr in _IN_PLACE:
                    return _text(node)
    return ""


def _hidden(names: dict[str, Any], nodes: list[ast.stmt]) -> dict[str, str]:
    """Which of Python's own names that the statements use mean something else, and the statement that hides each."""
    found = {}
    for name in sorted(set(_loaded(nodes)) & vars(builtins).keys()):
        usual = getattr(builtins, name)
        own = names.get(name, usual)
        if own is not usual and getattr(own, "__module__", None) != "__main__":
            found[name] = _hides(name, own, nodes)
        elif text := _hides_in_a_function(name, nodes):
            found[name] = text
    return {name: text for name, text in found.items() if text}


def _hides(name: str, value: Any, nodes: list[ast.stmt]) -> str:
    """The last statement that gives the name its value."""
    last = ""
    for node in (inner for outer in nodes for inner in (outer, *_own(outer))):
        match node:
            case ast.ImportFrom(module=module, names=aliases):
                of_module = getattr(sys.modules.get(module or ""), name, None) is value
                if any((a.asname or a.name) == name or (a.name == "*" and of_module) for a in aliases):
                    last = _text(node)
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.NamedExpr() | ast.For():
                if name in _stored(node):
                    last = _text(node)
    return last


def _hides_in_a_function(name: str, nodes: list[ast.stmt]) -> str:
    """An assignment in a function that also calls the name: `sum = sum(values)`."""
    for function in (f for node in nodes for f in ast.walk(node) if isinstance(f, ast.FunctionDef)):
        if name in _called(function):
            for node in _own(function):
                if isinstance(node, ast.Assign | ast.AugAssign | ast.For) and name in _stored(node):
                    return _text(node)
    return ""


def _stored(node: ast.AST) -> set[str]:
    targets = [getattr(node, "target", None), *getattr(node, "targets", [])]
    inner = [part for target in targets if target is not None for part in ast.walk(target)]
    return {part.id for part in inner if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def _loaded(nodes: list[ast.stmt]) -> Iterator[str]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                yield inner.id


def _text(node: ast.AST) -> str:
    """The first line of what stands in the source, more or less."""
    return ast.unparse(node).split("\n")[0][:120]
