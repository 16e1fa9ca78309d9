"""What the faults of the zoo teach about misconceptions, and how well these are recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.chapter import Chapter
from autograder.feedback import misconceptions
from autograder.feedback.misconceptions import Known, Pattern
from autograder.proof import zoo


def known_faults(chapter: Chapter, patterns: Mapping[Path, Pattern]) -> list[Known]:
    """The faults whose pattern is known: those with the given patterns, and the recorded ones that still exist."""
    paths = zoo.fixtures(chapter.submissions, "wrong")
    recorded = {fault.fault: fault for fault in misconceptions.read(chapter.misconceptions)}
    known = recorded | {path.stem: _known(chapter, path, patterns[path]) for path in paths if patterns.get(path)}
    named = {path.stem: zoo.misconception(chapter.submissions, path) for path in paths}
    return [replace(known[name], misconception=said) for name, said in named.items() if name in known]


def _known(chapter: Chapter, path: Path, pattern: Pattern) -> Known:
    return Known(path.stem, zoo.blamed(path), zoo.misconception(chapter.submissions, path), pattern, _digest(path))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stale(chapter: Chapter) -> list[str]:
    """The faults without a recorded pattern, or with one of an older or a missing file."""
    now = {path.stem: _digest(path) for path in zoo.fixtures(chapter.submissions, "wrong")}
    recorded = {fault.fault: fault.sha256 for fault in misconceptions.read(chapter.misconceptions)}
    return sorted({name for name, _ in now.items() ^ recorded.items()})


def prove(known: list[Known], console: Console) -> bool:
    """Prints how often a misconception is named when each fault is looked up among all others; none may be wrong."""
    figures = misconceptions.cross_validate(known)
    for fault, name in figures.wrong:
        own = fault.misconception or "no misconception that has a name"
        console.print(Text(f"{fault.fault} was taken for: {name} It is: {own}", "red"), soft_wrap=True)
    console.print(
        f"misconceptions, each fault left out once: {figures.right} named rightly, "
        f"{figures.unnamed} not named, {len(figures.wrong)} named wrongly"
    )
    return not figures.wrong
