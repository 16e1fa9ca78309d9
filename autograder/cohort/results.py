"""The results of a class in a folder: one file for each submission, kit and seed, and one that says whose it is.

`graded/KEY.json` is a report without its times, `measured/KEY.json` what it took, `code/KEY.json` the cells that were
graded; `class.json` says whose they are.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder import __version__
from autograder.chapter import Chapter
from autograder.grade import Options
from autograder.model import Report
from autograder.report.json_report import from_json, to_json
from autograder.submission.reading import Submission, form_of

SCHEMA = 1
_KIT = Path(__file__).resolve().parents[1]
_COUNTS = {".py", ".json", ".jsonl", ".skops"}


class ResultsError(Exception):
    """A folder without results that can be read; the sentence says why."""


@dataclass(frozen=True)
class Student:
    """One row of a class: a file, and the key of its report; without a key a note says why there is none."""

    student: str
    file: str
    key: str | None
    score: float | None
    note: str


@dataclass(frozen=True)
class Measured:
    """What the grading of a submission took: seconds by the clock, and the most bytes that its Spark held."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Results:
    """A folder of results."""

    folder: Path

    def knows(self, key: str) -> bool:
        """Whether a submission with this key was graded."""
        return self._report(key).is_file()

    def report(self, key: str) -> Report:
        """The report of a key. Raises ResultsError."""
        try:
            return from_json(self._report(key).read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultsError(f"{self._report(key)} cannot be read ({type(error).__name__}).") from None

    def measured(self, key: str) -> Measured | None:
        """What it took; None where that is not known."""
        try:
            return Measured(**json.loads((self.folder / "measured" / f"{key}.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def cells(self, key: str) -> list[str]:
        """The code that was graded; nothing where that is not known."""
        try:
            return [str(cell) for cell in json.loads((self.folder / "code" / f"{key}.json").read_text("utf-8"))]
        except (OSError, ValueError, TypeError):
            return []

    def keep(self, key: str, cells: Iterable[str], report: str, measured: Measured) -> None:
        """Keeps the text of a report; a second one of the same key says the same."""
        _put(self.folder / "code" / f"{key}.json", json.dumps(list(cells), ensure_ascii=False))
        _put(self.folder / "measured" / f"{key}.json", json.dumps(asdict(measured)))
        _put(self._report(key), report)

    def name(self, students: Iterable[Student], options: Options) -> None:
        """Says whose the reports are; what was said by another kit before is kept beside it."""
        path, kit = self.folder / "class.json", edition(options.chapter)
        if path.is_file() and (before := path.read_text("utf-8")) and _edition_of(before) != kit:
            _put(self.folder / "class.before.json", before)
        facts = {
            "schema": SCHEMA,
            "title": options.chapter.title,
            "kit_version": __version__,
            "edition": kit,
            "seed": options.seed,
            "students": [asdict(one) for one in students],
        }
        _put(path, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")

    def students(self, before: bool = False) -> list[Student]:
        """Everybody in the class; with `before` as another kit had left it. Raises ResultsError."""
        name = "class.before.json" if before else "class.json"
        try:
            return [Student(**row) for row in self._facts(name)["students"]]
        except (KeyError, TypeError):
            raise ResultsError(f"{self.folder / name} is no list of a class's results.") from None

    def title(self) -> str:
        """Of the chapter that was graded. Raises ResultsError."""
        return str(self._facts("class.json").get("title", ""))

    def has_before(self) -> bool:
        """Whether another kit has graded this class before."""
        return (self.folder / "class.before.json").is_file()

    def graded(self) -> Iterator[tuple[Student, Report]]:
        """Everybody who has a report, with it."""
        return ((one, self.report(one.key)) for one in self.students() if one.key is not None)

    def _facts(self, name: str) -> dict[str, Any]:
        try:
            facts = json.loads((self.folder / name).read_text("utf-8"))
        except OSError:
            said = f"{self.folder} holds no results: it has no {name}. `python -m autograder class DIR` makes them."
            raise ResultsError(said) from None
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise ResultsError(f"{self.folder / name} is no list of a class's results.")
        return facts

    def _report(self, key: str) -> Path:
        return self.folder / "graded" / f"{key}.json"


def key_of(submission: Submission, options: Options) -> str:
    """What a report depends on, and nothing else: equal files have equal keys."""
    facts = [
        submission.sha256,
        form_of(submission.path),
        edition(options.chapter),
        options.seed,
        options.public_only,
        options.exercises,
        options.sandbox,
        asdict(options.limits),
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def nameless(submission: Submission) -> Submission:
    """The same submission under a name that says nothing of who handed it in."""
    return replace(submission, path=f"submission{form_of(submission.path)}")


def text_of(report: Report) -> str:
    """A report as it is kept: without its times, so that the same submission gives the same bytes."""
    return to_json(replace(report, timing={}))


def edition(chapter: Chapter) -> str:
    """What tells one state of the kit from another: its code, the chapter's checks and answers."""
    return _edition(chapter.folder)


@cache
def _edition(folder: Path) -> str:
    found = hashlib.sha256()
    rooms = (_KIT, *(folder / room for room in ("solution", "checks", "fixtures")))
    for room in rooms:
        for path in sorted(room.rglob("*")):
            if path.suffix in _COUNTS and "submissions" not in path.parts and path.is_file():
                found.update(f"{path.relative_to(room)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _edition_of(text: str) -> Any:
    try:
        return json.loads(text)["edition"]
    except (ValueError, KeyError, TypeError):
        return None


def _put(path: Path, text: str) -> None:
    """A whole file or none, whoever else writes the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
