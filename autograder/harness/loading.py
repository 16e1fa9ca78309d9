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
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from autograder.harness.definitions import Definitions
from autograder.harness.definitions import read as read_definitions


class LoadError(Exception):
    """A definition that an exercise needs could not be loaded; `cause` says why."""

    def __init__(self, name: str, cause: BaseException) -> None:
        super().__init__(name)
        self.name = name
        self.cause = cause


class Missing(Exception):
    """The submission has no definition of this name."""


class Submission:
    """The cells of one submission, and the module in which the current exercise lives."""

    def __init__(self, cells: list[str]) -> None:
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

    def load(self, exercise: str, use_kit: Iterable[str]) -> set[str]:
        """Runs the definitions that `exercise` needs, and says what names these use. Raises Missing or LoadError."""
        kit = {name: self.kit[name] for name in self._usable(exercise, use_kit)}
        _seed_generators()
        self.module = types.ModuleType("__main__")
        self.module.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = self.module
        failed: dict[str, BaseException] = {}
        needed = self.definitions.needed(exercise, given=kit)
        for statement in needed:
            _remember_lines(statement.filename, self.definitions.lines[statement.filename])
            code = compile(
                ast.Module([statement.node], []),
                statement.filename,
                "exec",
                flags=self.definitions.flags,
                dont_inherit=True,
            )
            try:
                exec(code, self.module.__dict__)
            except BaseException as error:  # also SystemExit and KeyboardInterrupt: a definition may raise anything
                if not statement.always:  # which names a failed `import *` would have brought, nobody knows
                    failed |= dict.fromkeys(statement.binds | statement.extends, error)
        self.module.__dict__.update(kit)
        for name, cause in failed.items():
            if name not in self.module.__dict__:
                raise LoadError(name, cause)
        if exercise not in self.module.__dict__:
            if cell := self.definitions.broken_cell_of(exercise):
                raise LoadError(exercise, cell.error)
            raise Missing(exercise)
        self._require_no_broken_helper(exercise, kit)
        return {name for statement in needed for name in statement.uses}

    def function(self, name: str) -> Callable[..., Any]:
        """What the loaded exercise's module calls `name`."""
        found: Callable[..., Any] = self.module.__dict__[name]
        return found

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

    def _require_no_broken_helper(self, exercise: str, kit: Iterable[str]) -> None:
        for statement in self.definitions.needed(exercise, given=kit):
            for name in sorted(statement.uses - self.module.__dict__.keys()):
                if cell := self.definitions.broken_cell_of(name):
                    raise LoadError(name, cell.error)


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
