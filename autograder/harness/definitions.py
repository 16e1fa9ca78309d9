"""Which statements of a submission one exercise needs: those that bind or change a name on which it depends.

An exercise needs its own name, the names that its definition uses, the names that those use, and so on. In whatever
form a statement stands, it belongs to the names that it binds or changes. All others are scratch and never run, nor
does what stands under `if __name__ == "__main__":`, in a loop without an end, or starts, stops or waits for something.
"""

from __future__ import annotations
import __future__

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from autograder.harness import jupyter
from autograder.harness.cells import BrokenCell, Cell, Elsewhere, parsed
from autograder.harness.pieces import Piece, apart, cut, is_wanted, left_out, piece
from autograder.harness.scopes import words


@dataclass(eq=False)
class Definition:
    """A top-level statement, all of it, and where it stands."""

    whole: Piece
    cell: Cell
    number: int

    @property
    def filename(self) -> str:
        """What its code is said to be a file of."""
        return filename(self.number)

    def place(self, node: ast.AST | None = None) -> str:
        """Where it stands, or a node in it."""
        return self.cell.place(self.number, getattr(node or self.whole.node, "lineno", 1))

    def binders(self) -> Iterator[str]:
        """The names that it binds for good, once for each time."""
        if not left_out(self.whole):
            for part in self.whole.all():
                yield from part.effects.binds

    def binders_anew(self) -> set[str]:
        """The names that it binds without regard to what they were before."""
        return set() if left_out(self.whole) else self.whole.bound_anew

    def bound_anew(self) -> set[str]:
        """The same with the statements in its blocks."""
        return set() if left_out(self.whole) else {name for part in self.whole.all() for name in part.bound_anew}


@dataclass(frozen=True)
class Statement:
    """What is to be run of a top-level statement: its node, cut down, and the names that this binds and uses."""

    definition: Definition
    node: ast.stmt
    binds: frozenset[str]
    uses: frozenset[str]

    @property
    def filename(self) -> str:
        """What its code is said to be a file of."""
        return self.definition.filename


@dataclass
class Definitions:
    """All that a submission defines, in source order."""

    statements: list[Definition] = field(default_factory=list)
    broken: list[BrokenCell] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    code: list[Cell] = field(default_factory=list)
    flags: int = 0

    @cached_property
    def index(self) -> _Index:
        """Where each name is bound or changed."""
        return _Index(self.statements)

    def needed(self, name: str, given: Iterable[str] = ()) -> list[Statement]:
        """What `name` needs to be run, in source order; names in `given` come from elsewhere."""
        return _Search(self, set(given)).statements(name)

    def defines(self, name: str) -> bool:
        """Whether some statement binds `name`."""
        return any(name in statement.binders() for statement in self.statements)

    def broken_cell_of(self, name: str) -> BrokenCell | None:
        """The last cell that would have defined `name`, had it been Python."""
        return next((cell for cell in reversed(self.broken) if name in cell.names), None)


def read(cells: Iterable[Cell | str]) -> Definitions:
    """The definitions of a submission's cells. Nothing of them is run; whatever cannot be parsed is set aside."""
    found = Definitions()
    imported: set[str] = set()
    every = [Cell(cell) if isinstance(cell, str) else cell for cell in cells]
    found.code = [cell for cell in every if cell.kind == "code"]
    found.elsewhere = [Elsewhere.of(cell) for cell in every if cell.kind != "code"]
    for number, cell in enumerate(found.code, 1):
        read_cell = parsed(cell, number, alone=len(found.code) == 1)
        found.broken += read_cell.broken
        found.elsewhere += read_cell.elsewhere
        for node in apart(read_cell.statements):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    found.flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
                continue
            try:
                whole = piece(node, imported)
                for part in whole.all():
                    part.effects.binds |= words(node) if part.effects.dynamic else set()
                    if read_cell.keeps_names:  # they count only where nothing else binds them
                        part.effects.lends, part.effects.binds = part.effects.touched - set(dir(builtins)), set()
                        part.effects.changes = set()
                found.statements.append(Definition(whole, cell, number))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                found.broken.append(BrokenCell.of(cell, number, error))
    return found


def filename(number: int) -> str:
    """The name under which the cell of code with this number is compiled."""
    return f"<submission cell {number}>"


class _Index:
    """Where each name is bound or changed, and which names are words for others."""

    def __init__(self, statements: list[Definition]) -> None:
        parts = [(number, part) for number, one in enumerate(statements) for part in one.whole.all()]
        self.bound = {name for statement in statements for name in statement.bound_anew()}
        self.aliases = defaultdict[str, set[str]](set)
        for _, part in parts:
            for word, other in part.effects.aliases:
                self.aliases[word].add(other)
        self.places = defaultdict[str, list[int]](list)
        for number, part in parts:
            for name in {other for touched in part.effects.touched for other in self.same_as(touched)}:
                self.places[name].append(number)
        self.does = {name: part.effects.within for _, part in parts for name in part.effects.binds}
        self.calls = [(number, part) for number, part in parts if part.effects.calls]
        namespaces = {name for _, part in parts for name in part.effects.namespaces}
        self.dynamic = [(n, part) for n, part in parts if part.effects.dynamic or part.effects.changes & namespaces]
        self.always = [number for number, part in parts if part.effects.always]

    def same_as(self, name: str) -> set[str]:
        """A name and those that it is another word for."""
        found, todo = set[str](), [name]
        while todo:
            if (current := todo.pop()) not in found:
                found.add(current)
                todo += self.aliases.get(current, ())
        return found


class _Search:
    """One exercise's way through the definitions, name by name."""

    def __init__(self, definitions: Definitions, given: set[str]) -> None:
        self._statements = definitions.statements
        self._index = definitions.index
        self._given = given
        self._wanted: set[str] = set()
        self._chosen: dict[int, tuple[ast.stmt, set[str]]] = {}
        self._extra: dict[Piece, set[str]] = {}

    def statements(self, name: str) -> list[Statement]:
        """What is to be run for the sake of `name`."""
        self._follow([name], self._index.always)
        self._follow_dynamic()
        self._follow_calls(frozenset(self._wanted))
        return [self._statement(number) for number in sorted(self._chosen)]

    def _statement(self, number: int) -> Statement:
        definition = self._statements[number]
        node, uses = self._chosen[number]
        binds = frozenset(definition.binders()) & self._wanted
        return Statement(definition, node, binds, frozenset(uses))

    def _follow(self, names: Iterable[str], numbers: Iterable[int] = ()) -> None:
        """Wants these names and all that they need."""
        todo = list(names)
        for number in numbers:
            todo += self._choose(number)
        while todo:
            current = todo.pop()
            if current not in self._wanted and current not in self._given:
                self._wanted.add(current)
                for number in dict.fromkeys(self._index.places.get(current, ())):
                    todo += self._choose(number)

    def _choose(self, number: int) -> set[str]:
        """The names that a statement uses, if it has to run."""
        whole = self._statements[number].whole
        if not is_wanted(whole, self._hit):
            return set()
        self._chosen[number] = cut(whole, self._hit)
        return self._chosen[number][1]

    def _hit(self, part: Piece) -> bool:
        effects = part.effects
        if effects.always or effects.binds & self._wanted or self._extra.get(part, set()) & self._wanted:
            return True
        if (effects.lends - self._index.bound) & self._wanted:
            return True
        return any(self._index.same_as(name) & self._wanted for name in effects.changes)

    def _follow_dynamic(self) -> None:
        """Wants what binds names that no text tells, if there is a name that nothing else binds."""
        unbound = {name for name in self._wanted - self._index.bound if not hasattr(builtins, name)}
        if unbound - jupyter.NAMES.keys():
            for number, part in self._index.dynamic:
                self._extra[part] = unbound
                self._follow(self._choose(number))

    def _follow_calls(self, own: frozenset[str]) -> None:
        """Wants also what is done by functions that are called at the top, decorators among them.

        What the answer calls itself (`own`), it does itself: a call at the top only tries it out.
        """
        helpers = {
            name: does
            for name, does in self._index.does.items()
            if does and name not in own and name not in self._given
        }

        def changed(name: str, seen: set[str]) -> set[str]:
            if name in seen or name not in helpers:
                return set()
            seen.add(name)
            return helpers[name].changes.union(*(changed(other, seen) for other in helpers[name].calls))

        places = defaultdict[str, list[int]](list)
        for number, part in self._index.calls if helpers else ():
            names = {name for called in part.effects.calls for name in changed(called, set())}
            for called, arguments in part.effects.passes:
                places_changed = helpers[called].parameters if called in helpers else ()
                names |= {name for place in places_changed if (name := dict(enumerate(arguments)).get(place))}
            self._extra[part] = self._extra.get(part, set()) | names
            for name in names:
                places[name].append(number)
        known = set[str]()
        while new := self._wanted & places.keys() - known:  # what is wanted for them may be changed by others
            known |= new
            self._follow([name for each in new for number in places[each] for name in self._choose(number)])
