"""What one statement does to the names at the top of a submission: binds, lends, changes, uses and calls them.

A name is *changed* when something is added to what it stands for: `LABELS.append(1)`, `STEPS["a"] = f`, a subclass.
A name that a loop or a `with` binds in passing is *lent*: that is a reason to run it only where nothing else binds it.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from autograder.harness.scopes import (
    LOOK_UP,
    Scope,
    Within,
    called,
    changed,
    global_names,
    of_lambdas,
    own_nodes,
    root,
    within,
    words,
)

_SETS = re.compile(
    r"(set|add|register|enable|disable|use|seed|filter|simplefilter|basicConfig|update|append|insert|extend|remove"
    r"|clear|install|patch|tzset)"
)
_NEVER = re.compile(
    r"(start|stop|awaitTermination|awaitTerminationOrTimeout|awaitAnyTermination|processAllAvailable|sleep|wait|join"
    r"|show|input|exit|_exit|quit|abort|kill|killpg|run_forever|serve_forever|mainloop)$"
)
_ALWAYS = {"setrecursionlimit"}
_BUILTINS = set(dir(builtins))


@dataclass
class Effects:
    """The names that a statement touches while it runs. `within` is what the functions do that it defines, once called.

    `aliases` are pairs of a name and the one that it is another word for. `passes` are calls: the function's name, and
    of each positional argument the name that it is of. `never` says that it starts, ends or waits for something,
    `dynamic` that it binds names which are not in its own text; `namespaces` are other words for `globals()`.
    """

    binds: set[str] = field(default_factory=set)
    lends: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    aliases: set[tuple[str, str]] = field(default_factory=set)
    passes: list[tuple[str, list[str | None]]] = field(default_factory=list)
    within: Within | None = None
    imported: bool = False
    always: bool = False
    never: bool = False
    dynamic: bool = False
    namespaces: set[str] = field(default_factory=set)

    @property
    def touched(self) -> set[str]:
        """All names for whose sake it may have to run."""
        return self.binds | self.lends | self.changes


def of(node: ast.stmt, imported: set[str]) -> Effects:
    """The effects of a statement that holds no others, or is a definition. `imported` are names of imported things."""
    found = Effects(uses=global_names(node))
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            found.always = any(alias.name == "*" for alias in names)
            found.binds = {alias.asname or alias.name.split(".")[0] for alias in names} - {"*"}
            found.imported = True
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            _definition(node, imported, found)
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
            _assignment(node, imported, found)
        case ast.Delete(targets=targets):
            for target in targets:
                _target(target, found)
            found.changes, found.binds = found.changes | found.binds, set()
        case ast.Expr(value=value):
            _expression_statement(value, imported, found)
        case _ if type(node).__name__ == "TypeAlias":
            _target(node.name, found)  # type: ignore[attr-defined]
    _running(node, imported, found)
    return found


def of_header(node: ast.stmt | ast.ExceptHandler | ast.match_case, imported: set[str]) -> Effects:
    """The effects of what stands before the colon of a compound statement."""
    found = Effects()
    parts: list[ast.AST] = []
    match node:
        case ast.For() | ast.AsyncFor():
            parts = [node.iter, *_reached(node.target)]
            _target(node.target, found)
            over = {n.id for n in ast.walk(node.iter) if isinstance(n, ast.Name)}
            found.aliases = {(name, other) for name in found.binds for other in over}
        case ast.While() | ast.If():
            parts = [node.test]
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                parts.append(item.context_expr)
                if item.optional_vars:
                    parts += _reached(item.optional_vars)
                    _target(item.optional_vars, found)
        case ast.Match():
            parts = [node.subject]
        case ast.ExceptHandler():
            parts = [node.type] if node.type else []
        case ast.match_case():
            parts = [node.guard] if node.guard else []
            patterns = list(ast.walk(node.pattern))
            found.binds |= {n.name for n in patterns if isinstance(n, ast.MatchAs | ast.MatchStar) and n.name}
            parts += [n for n in patterns if isinstance(n, ast.expr)]
    found.lends, found.binds = found.binds, set()
    for part in parts:
        if isinstance(part, ast.expr):
            found.uses |= global_names(ast.Expr(part))
            _running(part, imported, found)
    return found


def _definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, imported: set[str], found: Effects
) -> None:
    """`@dispatch.register(int)` adds to `dispatch`, as a class does to its base: it is reached through that."""
    found.binds = {node.name}
    found.within = within(node, imported)
    for decorator in node.decorator_list:
        inner = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(inner, ast.Attribute) and (name := root(inner)):
            found.changes.add(name)
        elif isinstance(inner, ast.Name):
            found.calls.add(inner.id)
    if isinstance(node, ast.ClassDef):
        above = [*node.bases, *(keyword.value for keyword in node.keywords)]
        bases = {name for base in above if (name := root(base))}
        found.changes |= bases - imported - _BUILTINS
        found.calls |= bases
        found.aliases = {(node.name, base) for base in bases - imported - _BUILTINS}


def _assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign, imported: set[str], found: Effects) -> None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is None:
        return
    for target in targets:
        _target(target, found)
    same = {target.id for target in targets if isinstance(target, ast.Name)}
    if isinstance(node, ast.AugAssign):
        found.changes |= same  # a list is added to in place, and so under all its names
        found.uses |= same
        return
    meant = _alias(node.value)
    found.namespaces = same if _is_look_up(node.value) else set()
    found.aliases = {(one, other) for one in same for other in {*same, meant} if other and one != other}
    found.within = of_lambdas(node, imported)


def _expression_statement(value: ast.expr, imported: set[str], found: Effects) -> None:
    """`NAME.method(...)` is there for what it does to NAME; to something imported only where it sets something."""
    calls = [n for n in own_nodes(ast.Expr(value)) if isinstance(n, ast.Call)]
    found.never = any(_NEVER.match(called(call.func)) for call in calls)
    inner = value.value if isinstance(value, ast.Await) else value
    if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and (name := root(inner.func)):
        method = inner.func.attr
        found.always = method in _ALWAYS
        if name not in imported or _SETS.match(method):
            found.changes.add(name)
    texts = {n.value for n in ast.walk(value) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    found.lends |= {text for text in texts if calls and text.isidentifier()}  # `IntEnum._convert_("Kind", ...)`
    if {called(call.func) for call in calls} & {"exec", "globals", "vars", "locals"}:
        keywords = {n.arg for n in ast.walk(value) if isinstance(n, ast.keyword) and n.arg}
        found.binds |= words(value) | keywords
        found.dynamic = not (texts | keywords)


def _running(node: ast.AST, imported: set[str], found: Effects) -> None:
    """What happens inside its expressions while a statement runs."""
    for part in [node, *(own_nodes(node) if not isinstance(node, Scope) else _around(node))]:
        found.changes |= changed(part) - (imported if isinstance(part, ast.Call) else set())
        if isinstance(part, ast.NamedExpr) and isinstance(part.target, ast.Name):
            found.binds.add(part.target.id)
        elif isinstance(part, ast.Call):
            if isinstance(part.func, ast.Name):
                found.calls.add(part.func.id)
                found.passes.append((part.func.id, [root(argument) for argument in part.args]))
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and root(part) == "builtins":
            found.binds.add(part.attr)
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store) and _is_look_up(part.value):
            found.binds |= words(part.slice)
            found.dynamic = not isinstance(part.slice, ast.Constant)


def _around(function: Scope) -> Iterator[ast.AST]:
    """What runs where a function is defined: its decorators and the defaults of its parameters."""
    defaults = [*function.args.defaults, *(default for default in function.args.kw_defaults if default)]
    decorators = function.decorator_list if not isinstance(function, ast.Lambda) else []
    for part in (*decorators, *defaults):
        yield part
        yield from own_nodes(part)


def _target(target: ast.expr, found: Effects) -> None:
    match target:
        case ast.Name(id=name):
            found.binds.add(name)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                _target(part, found)
        case ast.Starred(value=value):
            _target(value, found)
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            if owner := root(value):
                found.changes.add(owner)


def _reached(target: ast.expr) -> list[ast.expr]:
    """What a target reads to reach what it binds, as `a` in `a.b` or `a[0]`; a plain name reads nothing."""
    return [n.value for n in ast.walk(target) if isinstance(n, ast.Attribute | ast.Subscript)]


def _is_look_up(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and called(value.func) in LOOK_UP


def _alias(value: ast.expr) -> str | None:
    return root(value) if isinstance(value, ast.Name | ast.Attribute | ast.Subscript) else None
