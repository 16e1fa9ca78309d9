"""Which statements of a submission define something, and which of them one exercise needs.

Imports, functions, classes and assignments are definitions; loops, calls and `if __name__ == "__main__":` are scratch
and never run. An exercise needs its own name, the names that its definition uses, the names that those use, and so on.
"""

from __future__ import annotations
import __future__

import ast
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LOOK_UP = {"globals", "vars", "locals", "eval", "exec"}
_PYTHON_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3"}


@dataclass
class Definition:
    """A top-level statement: the names it binds, the names it adds something to, and the names it uses."""

    node: ast.stmt
    filename: str
    binds: set[str]
    extends: set[str]
    uses: set[str]
    always: bool = False


@dataclass
class BrokenCell:
    """A cell that is not Python, and the names that it would have defined."""

    error: Exception
    names: set[str]


@dataclass
class Definitions:
    """All that a submission defines, in source order."""

    statements: list[Definition] = field(default_factory=list)
    broken: list[BrokenCell] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    flags: int = 0

    def needed(self, name: str, given: Iterable[str] = ()) -> list[Definition]:
        """The statements that `name` needs, in source order; names in `given` come from elsewhere."""
        given = set(given)
        wanted, todo = set[str](), [name]
        chosen = [s.always for s in self.statements]
        while todo:
            current = todo.pop()
            if current in wanted or current in given:
                continue
            wanted.add(current)
            for number, statement in enumerate(self.statements):
                if not chosen[number] and current in statement.binds | statement.extends:
                    chosen[number] = True
                    todo.extend(statement.uses)
        return [s for s, yes in zip(self.statements, chosen, strict=True) if yes]

    def defines(self, name: str) -> bool:
        """Whether some statement binds `name`."""
        return any(name in statement.binds for statement in self.statements)

    def broken_cell_of(self, name: str) -> BrokenCell | None:
        """The last cell that would have defined `name`, had it been Python."""
        return next((cell for cell in reversed(self.broken) if name in cell.names), None)


def read(cells: list[str]) -> Definitions:
    """The definitions of a submission's cells. Nothing of them is run; whatever cannot be parsed is set aside."""
    found = Definitions()
    for number, source in enumerate(cells, 1):
        filename = f"<submission cell {number}>"
        found.lines[filename] = source.splitlines()
        try:
            tree = _parse(source)
            statements = [d for node in tree.body for d in _definitions(node, filename)]
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            found.broken.append(BrokenCell(error, _names_in_broken(source)))
            continue
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    found.flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
        found.statements += statements
    return found


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:
        plain = _without_magics(source)
        if plain == source:
            raise
        return ast.parse(plain)


def _without_magics(source: str) -> str:
    """IPython's `%magic`, `!command` and `help?` lines become `pass`; line numbers stay."""
    lines = source.splitlines()
    for number, line in enumerate(lines):
        text = line.strip()
        if number == 0 and (match := re.match(r"%%(\w+)", text)):
            if match[1] not in _PYTHON_MAGICS:
                return ""
            lines[0] = "pass"
        elif text.startswith(("%", "!", "?")) or re.fullmatch(r"[\w.]+\?\??", text):
            lines[number] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)


def _names_in_broken(source: str) -> set[str]:
    found = re.findall(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", source, re.MULTILINE)
    return {name for pair in found for name in pair if name}


def _definitions(node: ast.stmt, filename: str) -> Iterator[Definition]:
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        return
    if not _is_definition(node):
        return
    binds, extends = set[str](), set[str]()
    always = False
    for part in _leaves(node):
        match part:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                always |= any(alias.name == "*" for alias in names)
                binds |= {alias.asname or alias.name.split(".")[0] for alias in names}
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                binds.add(part.name)
                extends |= {root for d in part.decorator_list if (root := _root_of_attribute(d))}
            case ast.Assign(targets=targets):
                for target in targets:
                    _add_target(target, binds, extends)
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                _add_target(target, binds, extends)
            case _ if type(part).__name__ == "TypeAlias":
                _add_target(part.name, binds, extends)  # type: ignore[attr-defined]
    yield Definition(node, filename, binds, extends, _global_names(node), always)


def _is_definition(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Assign() | ast.AugAssign():
            return True
        case ast.AnnAssign(value=value):
            return value is not None
        case ast.If(test=test) if "__name__" in _names(test):
            return False
        case ast.If() | ast.Try() | ast.With():
            return all(_is_definition(inner) or _is_harmless(inner) for inner in _blocks(node)) and any(
                _is_definition(inner) for inner in _blocks(node)
            )
    return type(node).__name__ == "TypeAlias"


def _is_harmless(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _blocks(node: ast.If | ast.Try | ast.With) -> Iterator[ast.stmt]:
    yield from node.body
    if not isinstance(node, ast.With):
        yield from node.orelse
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            yield from handler.body
        yield from node.finalbody


def _leaves(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.If | ast.Try | ast.With):
        for inner in _blocks(node):
            yield from _leaves(inner)
    else:
        yield node


def _add_target(target: ast.expr, binds: set[str], extends: set[str]) -> None:
    match target:
        case ast.Name(id=name):
            binds.add(name)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                _add_target(part, binds, extends)
        case ast.Starred(value=value):
            _add_target(value, binds, extends)
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            if root := _root(value):
                extends.add(root)


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _root_of_attribute(decorator: ast.expr) -> str | None:
    """`dispatch` of `@dispatch.register(int)`: the decorated function is reached through it, not by its own name."""
    inner = decorator.func if isinstance(decorator, ast.Call) else decorator
    return _root(inner) if isinstance(inner, ast.Attribute) else None


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _global_names(node: ast.stmt) -> set[str]:
    """The global names that a statement reads in any scope; beside `globals()` or `eval`, those in strings too."""
    found: set[str] = set()
    if _names(node) & _LOOK_UP:
        texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        found = {name for text in texts for name in re.findall(r"\w+", text)}
    todo = [symtable.symtable(ast.unparse(node), "<submission>", "exec")]
    while todo:
        table = todo.pop()
        top = table.get_type() == "module"
        found |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (top or s.is_global())}
        found |= {s.get_name() for s in table.get_symbols() if not top and s.is_declared_global()}
        todo += table.get_children()
    return found
