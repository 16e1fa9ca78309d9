"""A submission's definitions brought to life, one exercise at a time, in a fresh module named `__main__`.

Spark ships what is defined in `__main__` to its workers by value, as in the student's own notebook.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import random
import sys
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.harness import jupyter
from autograder.harness.cells import BrokenCell, Cell
from autograder.harness.definitions import Definitions, Statement
from autograder.harness.definitions import read as read_definitions


class LoadError(Exception):
    """A definition that an exercise needs could not be loaded; `cause` says why, or the `cell` that is not Python."""

    def __init__(self, name: str, cause: BaseException, cell: BrokenCell | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.cause = cause
        self.cell = cell


class Missing(Exception):
    """The submission has no definition of this name."""


@dataclass(frozen=True)
class Loaded:
    """An exercise that was brought to life: what of the submission was run for it, and what of that raised."""

    exercise: str
    statements: Sequence[Statement]
    raised: Sequence[tuple[Statement, BaseException]]

    @property
    def uses(self) -> set[str]:
        """The names that these statements use."""
        return {name for statement in self.statements for name in statement.uses}


class Submission:
    """The cells of one submission, and the module in which the current exercise lives."""

    def __init__(self, cells: Sequence[Cell | str]) -> None:
        self._cells = cells
        self.kit: dict[str, Any] = {}
        self.module = types.ModuleType("__main__")

    @cached_property
    def definitions(self) -> Definitions:
        """Read when the first exercise is loaded: source that takes forever to parse is the submission's fault."""
        return read_definitions(self._cells)

    def add_kit_part(self, name: str, source: str) -> None:
        """The kit's own version of a graded exercise; later exercises use it in place of the student's."""
        filename = f"<kit part {name}>"
        _remember_lines(filename, source.splitlines())
        part = types.ModuleType("__main__")
        part.__dict__.update(self.kit)
        exec(compile(source, filename, "exec"), part.__dict__)
        self.kit[name] = part.__dict__[name]

    def load(self, exercise: str, use_kit: Iterable[str], after: Callable[[], object] = bool) -> Loaded:
        """Runs the definitions that `exercise` needs, and `after` each of them. Raises Missing or LoadError."""
        kit = {name: self.kit[name] for name in self._usable(exercise, use_kit)}
        _seed_generators()
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update({"__builtins__": __builtins__} | jupyter.NAMES | kit)
        sys.modules["__main__"] = self.module
        needed = self.definitions.needed(exercise, given=kit)
        raised = []
        for statement in needed:
            try:
                self._run(statement)
            except BaseException as error:  # also SystemExit and KeyboardInterrupt: a definition may raise anything
                raised.append((statement, error))
            after()
        self.module.__dict__.update(kit)
        for statement, cause in raised:
            for name in sorted(statement.binds - self.module.__dict__.keys()):
                raise LoadError(name, cause)
        if exercise not in self.module.__dict__:
            if cell := self.definitions.broken_cell_of(exercise):
                raise LoadError(exercise, cell.error, cell)
            raise Missing(exercise)
        for name in sorted({name for statement in needed for name in statement.uses} - self.module.__dict__.keys()):
            if cell := self.definitions.broken_cell_of(name):
                raise LoadError(name, cell.error, cell)
        return Loaded(exercise, needed, raised)

    def function(self, name: str) -> Callable[..., Any]:
        """What the loaded exercise's module calls `name`."""
        found: Callable[..., Any] = self.module.__dict__[name]
        return found

    def _run(self, statement: Statement) -> None:
        _remember_lines(statement.filename, statement.definition.cell.source.splitlines())
        flags = self.definitions.flags
        code = compile(ast.Module([statement.node], []), statement.filename, "exec", flags=flags, dont_inherit=True)
        exec(code, self.module.__dict__)

    def _usable(self, exercise: str, names: Iterable[str]) -> set[str]:
        """Those of the kit's parts that can be called as the submission calls its own.

        Nothing forbids a parameter more, or parameters of other names. Where a call says that there are, it means the
        submission's own version.
        """
        usable = set(names)
        while True:
            needed = self.definitions.needed(exercise, given=usable)
            calls = [node for statement in needed for node in ast.walk(statement.node) if isinstance(node, ast.Call)]
            others = {
                call.func.id
                for call in calls
                if isinstance(call.func, ast.Name)
                and call.func.id in usable
                and self.definitions.defines(call.func.id)
                and not _takes(self.kit[call.func.id], call)
            }
            if not others:
                return usable
            usable -= others


def _takes(function: Callable[..., Any], call: ast.Call) -> bool:
    """Whether a function has the parameters that a call gives; what is unpacked into a call is not looked into."""
    if any(isinstance(part, ast.Starred) for part in call.args) or any(part.arg is None for part in call.keywords):
        return True
    try:
        inspect.signature(function).bind(*call.args, **{str(part.arg): part for part in call.keywords})
    except TypeError:
        return False
    return True


def _remember_lines(filename: str, lines: list[str]) -> None:
    """So that tracebacks, and `inspect.getsource`, find the text of a definition that is in no file."""
    linecache.cache[filename] = (0, None, [line + "\n" for line in lines], filename)


def _seed_generators() -> None:
    """A submission that draws random numbers draws the same ones in every run."""
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
