"""A chapter as a value: all that the engine has to be told of what is taught and graded.

The kit's own chapter is the default everywhere, unless the environment's AUTOGRADER_CHAPTER names the folder of another
one. Such a folder looks like this: `chapter.py` with a `CHAPTER`, `solution/NAME.py`, `checks/public` and
`checks/hidden`, `fixtures/submissions`, and `assignment/` with what students are given.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.model import Part, Plot

OWN = "autograder.checks.chapter"
"""The module of the kit's own chapter; in a student's bundle, of the one that the bundle was made for."""
ENVIRONMENT = "AUTOGRADER_CHAPTER"

Own = Callable[[str], Callable[..., Any]]
"""Gives the submission's function of a name; it raises NotImplementedError when it is called and not written yet."""


class ChapterError(Exception):
    """A folder that holds no chapter; the sentence says what is missing."""


class PictureError(Exception):
    """A picture cannot be drawn of what it was asked for; the sentence says why."""


@dataclass(frozen=True)
class Chapter:
    """What is taught and graded. `exercises` maps each exercise to the number of its part, in the order of reading.

    Those `without_spark` are plain functions, which are graded while Spark is still starting. `points` are those of
    all checks without extra credit.

    `picture`, if there is one, is given a file of the user's, or None for the chapter's own data, and gives what draws
    a report's picture with a harness's client and a seed; it raises PictureError.

    `worked`, if there is one, is given the public checks and gives a file of worked examples and its text, which a
    student's bundle has in the place of the answers.

    `demonstrate`, if there is one, plays the chapter's data live, to its end or until Ctrl-C, and gives how many items
    it played: with the submission's functions if there are some, on a port, so many items a second, on a console.
    """

    title: str
    name: str
    """Of the notebook, the script, the Markdown and the assignment, without an ending."""
    parts: tuple[Part, ...]
    exercises: Mapping[str, int]
    without_spark: tuple[str, ...]
    points: float
    checks: str
    """The package that holds the packages `public` and `hidden`."""
    folder: Path
    worked: Callable[[Iterable[Callable[..., None]]], tuple[Path, str]] | None = None
    picture: Callable[[Path | None], Callable[[Any, int], Plot]] | None = None
    demonstrate: Callable[[Own | None, int, float, Console], int] | None = None

    @property
    def grading_order(self) -> tuple[str, ...]:
        """Those without Spark first."""
        return (*self.without_spark, *(name for name in self.exercises if name not in self.without_spark))

    @property
    def extra_credit(self) -> frozenset[str]:
        """The exercises that are worth points beyond those of the chapter."""
        extra = {part.number for part in self.parts if part.extra_credit}
        return frozenset(name for name, part in self.exercises.items() if part in extra)

    @property
    def solution(self) -> Path:
        """The one source; a student's bundle does not have it."""
        return self.folder / "solution" / self.script

    @property
    def handout(self) -> Path:
        """What students are given."""
        return self.folder / "assignment"

    @property
    def submissions(self) -> Path:
        """Submissions whose verdicts are known."""
        return self.folder / "fixtures" / "submissions"

    @property
    def misconceptions(self) -> Path:
        """How known faults fail the checks, written by `verify --learn`; a student's bundle need not have it."""
        return self.folder / "fixtures" / "misconceptions.json"

    @property
    def notebook(self) -> str:
        """The name of the notebook's file."""
        return f"{self.name}.ipynb"

    @property
    def script(self) -> str:
        """The name of the script's file."""
        return f"{self.name}.py"

    @property
    def markdown(self) -> str:
        """The name of the Markdown's file."""
        return f"{self.name}.md"

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of the files of which a student hands in one."""
        return self.notebook, self.script, self.markdown

    @property
    def module(self) -> str:
        """The module that has it as its `CHAPTER`."""
        return OWN if self == own() else f"{self.folder.name}.chapter"

    @property
    def option(self) -> tuple[str, ...]:
        """What names it to a command."""
        return () if self == own() else ("--chapter", str(self.folder))

    @property
    def public(self) -> str:
        """The package of the checks that students have."""
        return f"{self.checks}.public"

    @property
    def hidden(self) -> str:
        """The package of those that they do not have."""
        return f"{self.checks}.hidden"

    def has_hidden_checks(self) -> bool:
        """Whether they are here: a student's bundle has none."""
        return importlib.util.find_spec(self.hidden) is not None


@cache
def own() -> Chapter:
    """The kit's own chapter."""
    return _of(OWN)


def current() -> Chapter:
    """The chapter that the environment names, or the kit's own. Raises ChapterError."""
    named = os.environ.get(ENVIRONMENT)
    return load(Path(named)) if named else own()


def load(folder: Path | None = None) -> Chapter:
    """The chapter in a folder, the current one for None. Raises ChapterError."""
    if folder is None:
        return current()
    place = folder.resolve()
    if not (place / "chapter.py").is_file():
        raise ChapterError(f"There is no chapter in {folder}: a chapter's folder has a file chapter.py.")
    if str(place.parent) not in sys.path:
        sys.path.insert(0, str(place.parent))
    chapter = _of(f"{place.name}.chapter")
    if chapter.folder.resolve() != place:
        raise ChapterError(f"{place.name} is also the name of something else, {chapter.folder}: rename {folder}.")
    return chapter


def _of(module: str) -> Chapter:
    try:
        chapter = importlib.import_module(module).CHAPTER
    except AttributeError:
        raise ChapterError(f"The module {module} has no CHAPTER.") from None
    except ImportError as error:
        raise ChapterError(f"The module {module} cannot be imported: {error}.") from None
    if not isinstance(chapter, Chapter):
        raise ChapterError(f"CHAPTER in the module {module} is no Chapter.")
    return chapter
