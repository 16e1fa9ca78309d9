"""What a hostile submission says of itself: the exercise that it breaks and what it may not gain."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.chapter import CHAPTER
from fixtures import submissions

MARK = "hostile-was-here"
ELSEWHERE = {"a byte outside", "a packet", "a process", "the next report"}
"""What shows outside an attack's own report: attacks that may gain none of it can be graded side by side."""
GAINS = ("points", "a secret", "a byte outside", "a packet", "a process", "markup", "the next report")


@dataclass(frozen=True)
class Attack:
    """One overlay of `fixtures/submissions/hostile`."""

    path: Path
    exercise: str
    tries: str
    gains: frozenset[str]
    needs_sandbox: bool

    @property
    def name(self) -> str:
        """Its file's name without the ending."""
        return self.path.stem

    @property
    def alone(self) -> bool:
        """Whether nothing else may happen while it is graded."""
        return bool(self.gains & ELSEWHERE)

    @property
    def uses_spark(self) -> bool:
        """Whether its exercise is one of those that need Spark."""
        return self.exercise not in CHAPTER.without_spark


def read(path: Path) -> Attack:
    """Reads an overlay's docstring. Raises ValueError for one that does not say what it may not gain."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first, _, rest = said.partition("\n")
    match = re.fullmatch(r"(\w+): (.+); may not gain (.+)\.", first)
    if match is None or match[1] not in CHAPTER.exercises:
        raise ValueError(f"{path.name} does not begin as `exercise: what it tries; may not gain points.` does")
    gains = frozenset(re.split(r", | or ", match[3]))
    if not gains or gains - set(GAINS):
        raise ValueError(f"{path.name} may not gain {match[3]}; known are {', '.join(GAINS)}")
    return Attack(path, match[1], match[2], gains, rest.strip().startswith("Needs a sandbox: "))


def attacks(words: list[str]) -> list[Attack]:
    """The attacks whose name holds one of the words, all for no words."""
    found = [read(path) for path in submissions.fixtures("hostile")]
    return [attack for attack in found if not words or any(word in attack.name for word in words)]
