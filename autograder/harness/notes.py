"""Sentences on what of a submission did not run, or counts otherwise than meant, for whoever's exercise failed."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from typing import Any

from autograder.harness.cells import Elsewhere
from autograder.harness.definitions import Definition, Definitions
from autograder.harness.loading import Loaded
from autograder.harness.pieces import Piece, left_out

MOST = 4
"""Sentences on one exercise."""
_SHOWS = {"print", "display", "len", "repr", "str", "type", "help", "list", "sorted", "dir"}
UNSEEN = "which does not run while grading"


def notes(loaded: Loaded, definitions: Definitions, module: dict[str, Any]) -> list[str]:
    """What may explain why an exercise that was loaded fails."""
    names = {loaded.exercise} | loaded.uses
    missing = sorted(name for name in loaded.uses if name not in module and not hasattr(builtins, name))
    return list(
        dict.fromkeys(
            [
                *_again(loaded.exercise, definitions),
                *_raised(loaded, module),
                *(said for name in missing for said in _not_bound(name, loaded, definitions)),
                *(said for name in sorted(names & module.keys()) for said in _not_changed(name, loaded, definitions)),
                *(said for name in sorted(names - {loaded.exercise}) for said in _again(name, definitions)),
            ]
        )
    )[:MOST]


def _again(name: str, definitions: Definitions) -> Iterator[str]:
    """A name that is bound in more than one place by statements that do not build on each other."""
    places = [
        one
        for one in definitions.statements
        if name in one.binders_anew()
        and not isinstance(one.whole.node, ast.Import | ast.ImportFrom)
        and not (is_function(one) and one.whole.effects.calls)  # as `@singledispatch` and properties are
    ]
    if len(places) > 1:
        verb = "defined" if is_function(places[-1]) else "assigned"
        before = ", ".join(one.place() for one in places[:-1][:3])
        yield f"`{name}` is {verb} more than once ({before}); the last one counts, in {places[-1].place()}."


def _raised(loaded: Loaded, module: dict[str, Any]) -> Iterator[str]:
    for statement, error in loaded.raised:
        line = _first_line(statement.definition)
        told = f"{type(error).__name__}: {error}".removesuffix(": ")[:200]
        yield f"`{line}` ({statement.definition.place()}) raised {told}, when it was loaded."


def deleted(name: str, definitions: Definitions) -> Iterator[str]:
    """The last place where a name is deleted."""
    for definition in reversed(definitions.statements):
        for part in definition.whole.all():
            if isinstance(part.node, ast.Delete) and name in {getattr(one, "id", "") for one in part.node.targets}:
                yield f"`{name}` is deleted ({definition.place(part.node)})."
                return


def _not_bound(name: str, loaded: Loaded, definitions: Definitions) -> Iterator[str]:
    for said in deleted(name, definitions):
        yield said
        return
    for definition, part, why in left_out_parts(definitions):
        if any(name in inner.effects.touched for inner in part.all()):
            yield f"`{name}` is bound {why} ({definition.place(part.node)}), {UNSEEN}."
            return
    for statement in loaded.statements:
        if name in statement.binds:
            line = _first_line(statement.definition)
            yield f"`{name}` was not bound by `{line}` ({statement.definition.place()}) when it was loaded."
            return
    assigned = re.compile(rf"^\s*(?:(?:def|class)\s+{name}\b|{name}\s*=[^=]|.*\bimport\b.*\b{name}\b)", re.MULTILINE)
    for other in definitions.elsewhere:
        if other.text and (match := assigned.search(other.text)):
            yield f"`{name}` is bound {place_in(other, match)}, {UNSEEN}: {other.advice}."
            return
        if not other.text:
            yield f"{other.where} ({other.place(other.line)}) does not run while grading: {other.advice}."
            return


def _not_changed(name: str, loaded: Loaded, definitions: Definitions) -> Iterator[str]:
    for definition, part, why in left_out_parts(definitions):
        if any(name in inner.effects.binds | inner.effects.changes for inner in part.all()):
            yield f"`{name}` is changed {why} ({definition.place(part.node)}), {UNSEEN}."
            return
    data = any(
        name in one.whole.effects.binds and isinstance(one.whole.node, ast.Assign | ast.AnnAssign)
        for one in definitions.statements
    )
    ran = {statement.definition for statement in loaded.statements}
    for definition in (one for one in definitions.statements if data and one not in ran):
        for called, arguments in definition.whole.effects.passes:
            if isinstance(definition.whole.node, ast.Expr) and name in arguments and called not in _SHOWS:
                yield f"`{name}` is given to `{called}` ({definition.place()}), {UNSEEN}."
                return


def left_out_parts(definitions: Definitions) -> Iterator[tuple[Definition, Piece, str]]:
    """The statements that never run, at the top or in the block of another, and why."""
    for definition in definitions.statements:
        todo = [definition.whole]
        while todo:
            part = todo.pop()
            if why := left_out(part):
                yield definition, part, why
            else:
                todo += [inner for block in part.blocks.values() for inner in block]


def place_in(other: Elsewhere, match: re.Match[str]) -> str:
    """Where something stands in a cell that is no code of the submission."""
    place = other.place(other.text.count("\n", 0, match.start()) + 1)
    return other.where + (f" ({place})" if place else "")


def _first_line(definition: Definition) -> str:
    lines = definition.cell.source.splitlines()
    number = getattr(definition.whole.node, "lineno", 1)
    return lines[number - 1].strip()[:80] if number <= len(lines) else ""


def is_function(definition: Definition) -> bool:
    """Whether it is the definition of a function or a class."""
    return isinstance(definition.whole.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
