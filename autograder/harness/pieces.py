"""Statements with the statements in their blocks, and how one is cut down to what some names need.

What is cut away from an `if`, a loop, a `with` or a `try` binds and changes none of the names; what decides which way a
loop or a `try` goes stays.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from autograder.harness.effects import Effects, of, of_header
from autograder.harness.scopes import own_nodes

Compound = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match
Wanted = Callable[["Piece"], bool]


@dataclass(eq=False)
class Piece:
    """A statement, or a handler or a case of one: what its own line does, and the pieces in each of its blocks."""

    node: ast.stmt | ast.ExceptHandler | ast.match_case
    effects: Effects
    blocks: dict[str, list[Piece]] = field(default_factory=dict)

    @property
    def bound_anew(self) -> set[str]:
        """The names that its own line binds without regard to what they were before."""
        if isinstance(self.node, ast.AugAssign):
            return set()
        return self.effects.binds if self.effects.within is not None else self.effects.binds - self.effects.uses

    def all(self) -> Iterator[Piece]:
        """This piece and all pieces in it."""
        yield self
        for block in self.blocks.values():
            for piece in block:
                yield from piece.all()


def apart(nodes: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements with `del a, b` as one for each name: an exercise that needs the one may not have the other."""
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Delete) else []
        while any(isinstance(target, ast.Tuple | ast.List) for target in targets):
            targets = [one for each in targets for one in getattr(each, "elts", [each])]
        if targets:
            yield from (ast.copy_location(ast.Delete([target]), node) for target in targets)
        else:
            yield node


def piece(node: ast.stmt, imported: set[str]) -> Piece:
    """A statement with its effects. Notes in `imported` what it imports."""
    if isinstance(node, Compound):
        return _compound(node, imported)
    effects = of(node, imported)
    if effects.imported:
        imported |= effects.binds
    return Piece(node, effects)


def _compound(node: ast.stmt | ast.ExceptHandler | ast.match_case, imported: set[str]) -> Piece:
    blocks: dict[str, list[Piece]] = {}
    for name in ("body", "handlers", "cases", "orelse", "finalbody"):
        inner = getattr(node, name, [])
        if inner and isinstance(inner[0], ast.stmt):
            blocks[name] = [piece(one, imported) for one in apart(inner)]
        elif inner:
            blocks[name] = [_compound(one, imported) for one in inner]
    return Piece(node, of_header(node, imported), blocks)


def left_out(found: Piece) -> str:
    """Why a statement never runs while grading, nothing for one that may."""
    node = found.node
    if isinstance(node, ast.If) and is_main_guard(node):
        return 'under `if __name__ == "__main__":`'
    if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value and not _leaves(node):
        return "in a loop that never ends"
    if found.effects.never:
        return "by a statement that starts, stops or waits for something"
    return ""


def is_main_guard(node: ast.If) -> bool:
    """`if __name__ == "__main__":`, however it is written."""
    return any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(node.test))


def _leaves(loop: ast.While) -> bool:
    return any(isinstance(n, ast.Break | ast.Raise | ast.Return) for n in own_nodes(loop))


def is_wanted(found: Piece, hit: Wanted) -> bool:
    """Whether a statement, or one in it, has to run: `hit` says so of the effects of one piece."""
    if left_out(found):
        return False
    return hit(found) or any(is_wanted(inner, hit) for block in found.blocks.values() for inner in block)


def cut(found: Piece, hit: Wanted) -> tuple[ast.stmt, set[str]]:
    """A wanted statement without what is not wanted in it, and the names that it uses."""
    uses: set[str] = set()
    node = _cut(found, hit, uses, in_loop=False)
    assert isinstance(node, ast.stmt)
    return node, uses


def _cut(found: Piece, hit: Wanted, uses: set[str], in_loop: bool) -> ast.AST:
    uses |= found.effects.uses
    if not found.blocks:
        return found.node
    node = copy.copy(found.node)
    probing = _decides(found, hit)
    in_loop |= isinstance(node, ast.For | ast.AsyncFor | ast.While)
    for name, block in found.blocks.items():
        if name == "handlers" and not probing and not in_loop:
            kept = []  # an import that fails is then told of, in place of a name that is not there
        else:
            whole = probing and name == "body"
            stay = [inner for inner in block if name in ("handlers", "cases") or _stays(inner, hit, whole)]
            kept = [_cut(inner, hit, uses, in_loop) for inner in stay]
        if not kept and name in ("body", "finalbody"):
            kept = [ast.copy_location(ast.Pass(), block[0].node)]
        setattr(node, name, kept)
    if isinstance(node, ast.Try | ast.TryStar) and not node.handlers:
        node.orelse, body = [], [*node.body, *node.orelse]
        node.body = body
        node.finalbody = node.finalbody or [ast.copy_location(ast.Pass(), node)]
    return node


def _stays(inner: Piece, hit: Wanted, probing: bool) -> bool:
    if left_out(inner):
        return False
    if probing or is_wanted(inner, hit):
        return True
    leaving = (ast.Break, ast.Continue)
    return isinstance(inner.node, leaving) or (
        isinstance(inner.node, ast.If | ast.Try | ast.With)
        and any(isinstance(piece.node, leaving) for piece in inner.all())
    )


def _decides(found: Piece, hit: Wanted) -> bool:
    """Whether it matters if the body of a `try` raises: its handlers, or what follows it, bind or change a name."""
    if not isinstance(found.node, ast.Try | ast.TryStar):
        return False
    return any(is_wanted(inner, hit) for name in ("handlers", "orelse") for inner in found.blocks.get(name, []))
