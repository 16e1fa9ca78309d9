"""Where an answer was seen that is no definition of the submission, and what its author can do about it."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from autograder.harness.definitions import Definitions
from autograder.harness.loading import Loaded
from autograder.harness.notes import UNSEEN, deleted, is_function, left_out_parts, place_in


def whereabouts(exercise: str, definitions: Definitions) -> str:
    """A sentence on the first place where an answer was seen; nothing where none was."""
    for look in (_deleted, _left_out, _inside, _in_other_cells, _commented_out, _in_quotes, _under_another_name):
        for said in look(exercise, definitions):
            return said
    return ""


def of_stub(loaded: Loaded, definitions: Definitions) -> list[str]:
    """The same for an exercise of which the stub was loaded."""
    said = whereabouts(loaded.exercise, definitions) if _is_stub(loaded.exercise, loaded) else ""
    return [said] if said else []


def _is_stub(exercise: str, loaded: Loaded) -> bool:
    nodes = [
        one.node for one in loaded.statements if isinstance(one.node, ast.FunctionDef) and one.node.name == exercise
    ]
    body = [node for node in nodes[-1].body if not isinstance(node, ast.Expr | ast.Pass)] if nodes else []
    raised = body[0].exc if len(body) == 1 and isinstance(body[0], ast.Raise) else None
    called = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(called, ast.Name) and called.id == "NotImplementedError"


def _deleted(exercise: str, definitions: Definitions) -> Iterator[str]:
    return deleted(exercise, definitions) if definitions.defines(exercise) else iter(())


def _left_out(exercise: str, definitions: Definitions) -> Iterator[str]:
    for definition, part, why in left_out_parts(definitions):
        if any(exercise in inner.effects.binds for inner in part.all()):
            yield f"`{exercise}` is defined {why} ({definition.place(part.node)}), {UNSEEN}: move it out of there."


def _inside(exercise: str, definitions: Definitions) -> Iterator[str]:
    for definition in definitions.statements:
        for outer, node in _nested(definition.whole.node):
            if node.name == exercise:
                place = definition.place(node)
                yield f"`{exercise}` is defined inside `{outer}` ({place}): it has to stand outside of it."


def _in_other_cells(exercise: str, definitions: Definitions) -> Iterator[str]:
    for other in definitions.elsewhere:
        if match := _written(exercise).search(other.text):
            yield f"`{exercise}` is written {place_in(other, match)}, {UNSEEN}: {other.advice}."


def _commented_out(exercise: str, definitions: Definitions) -> Iterator[str]:
    commented = re.compile(rf"\s*#[#\s]*(?:MAGIC\s+)?(?:async\s+)?def\s+{exercise}\b")
    for number, cell in enumerate(definitions.code, 1):
        for line, text in enumerate(cell.source.splitlines(), 1):
            if commented.match(text):
                place = cell.place(number, line)
                yield f"`{exercise}` is commented out ({place}): remove the `#` before each of its lines."


def _in_quotes(exercise: str, definitions: Definitions) -> Iterator[str]:
    for definition in definitions.statements:
        for node in ast.walk(definition.whole.node):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _written(exercise).search(node.value):
                place = definition.place(node)
                yield f"`{exercise}` is written inside a text in quotes ({place}): take it out of them."


def _under_another_name(exercise: str, definitions: Definitions) -> Iterator[str]:
    names = {name for one in definitions.statements for name in one.binders() if is_function(one)} - {exercise}
    alike = [name for name in sorted(names) if _bare(name) == _bare(exercise)]
    if close := alike or difflib.get_close_matches(exercise, sorted(names), 1, 0.85):
        yield f"There is a `{close[0]}`: is `{exercise}` meant, and its name misspelled?"


def _nested(node: ast.AST) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The functions in functions and classes, each with the name of the outermost one around it."""
    for outer in ast.walk(node):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for inner in ast.walk(outer):
                if inner is not outer and isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield outer.name, inner
            return


def _written(exercise: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*(?:async\s+)?def\s+{exercise}\b", re.MULTILINE)


def _bare(name: str) -> str:
    return name.replace("_", "").lower()
