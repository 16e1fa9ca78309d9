"""Makes faulty programs, judges them two at a time, and prints what the checks caught and what they let live."""

from __future__ import annotations

import itertools
import multiprocessing
import re
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from autograder.checks.chapter import CHAPTER
from tests.faults import bases, editing, meaning
from tests.faults.judging import CAUGHT, NO_FAULT, REFUSED, SURVIVED, TOO_STRICT, Result, judge_all
from tests.faults.program import Program
from tests.interpreter.zoo import INTERPRETED

KNOWN = Path(__file__).with_name("known.toml")
CHUNK = 25
SHARES = {"meaning": 0.6, "edits": 0.3, "pairs": 0.1}
"""What a sample is made of, as far as there is so much of each."""


def programs(exercise: str, number: int, seed: int = 0) -> list[Program]:
    """So many different programs of one exercise, the same ones for a seed."""
    random = Random(f"{exercise} {seed}")
    every = bases.of(exercise)
    kinds = {
        "meaning": [*meaning.faulty(every[0])],
        "edits": [one for base in every for one in editing.edited(base)],
        "pairs": [one for base in every for one in editing.twice_edited(base, 12, random)],
    }
    chosen: dict[str, Program] = {}
    for name, pool in kinds.items():
        random.shuffle(pool)
        for one in pool[: int(number * SHARES[name])]:
            chosen.setdefault(one.code, one)
    for one in itertools.chain(*itertools.zip_longest(*kinds.values())):
        if len(chosen) >= number:
            break
        if one is not None:
            chosen.setdefault(one.code, one)
    return list(chosen.values())[:number]


@dataclass(frozen=True)
class Excuse:
    """Why no fair check should catch some survivors: those of exercises and operators that match."""

    exercises: str
    operator: str
    told: str
    reason: str

    def fits(self, program: Program) -> bool:
        """Whether it speaks of a program."""
        pairs = ((self.exercises, program.exercise), (self.operator, program.operator), (self.told, program.told))
        return all(re.fullmatch(pattern, text, re.DOTALL) for pattern, text in pairs)


def excuses() -> list[Excuse]:
    """The listed survivors."""
    return [Excuse(**one) for one in tomllib.loads(KNOWN.read_text("utf-8")).get("survivor", [])]


def main(number: int, words: Sequence[str], console: Console) -> bool:
    """Judges so many programs, the same share of each exercise whose name holds a word; says whether all is well.

    Without a word these are the exercises that the interpreter can judge; those with Spark SQL take seconds a program.
    """
    exercises = [
        name
        for name in CHAPTER.grading_order
        if (any(word in name for word in words) if words else name in INTERPRETED)
    ]
    begun = time.monotonic()
    results = _judged([one for name in exercises for one in programs(name, number // len(exercises))], console)
    known = excuses()
    survivors = [r for r in results if r.verdict == SURVIVED]
    listed = [r for r in survivors if any(excuse.fits(r.program) for excuse in known)]
    unlisted = [r for r in survivors if r not in listed]
    console.print(_table("exercise", results, lambda r: r.program.exercise, listed))
    console.print(_table("operator", results, lambda r: r.program.operator.split(":")[0], listed))
    _print_smallest(unlisted, "lives", console)
    strict = [r for r in results if r.verdict == TOO_STRICT]
    _print_smallest(strict, "is caught but never differs from a right answer", console)
    unused = [one.reason for one in known if not any(one.fits(r.program) for r in survivors)] if not words else []
    console.print(f"{len(results):,} programs in {(time.monotonic() - begun) / 60:.0f} min")
    for reason in unused:
        console.print(f"Nothing that is listed as “{escape(reason)}” survives any more.")
    return not unlisted and not strict and bool(results)


def _judged(work: list[Program], console: Console) -> list[Result]:
    order = Random(0).sample(work, len(work))  # so that both processes are busy to the end
    chunks = [order[at : at + CHUNK] for at in range(0, len(order), CHUNK)]
    found: list[Result] = []
    context = multiprocessing.get_context("spawn")
    with (
        Progress(console=Console(stderr=True), transient=True) as progress,
        ProcessPoolExecutor(2, context) as pool,
    ):
        task = progress.add_task("faults", total=len(order))
        for results in pool.map(judge_all, chunks):
            found += results
            progress.advance(task, len(results))
    return found


def _table(title: str, results: list[Result], key: object, listed: list[Result]) -> Table:
    table = Table(title, "faults", "caught", "listed", "lives", "no fault", "refused", title_justify="left")
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for result in results:
        groups[key(result)][result.verdict] += 1  # type: ignore[operator]
    known = Counter(key(r) for r in listed)  # type: ignore[operator]
    for name, counts in [*groups.items(), ("all", sum(groups.values(), Counter()))]:
        excused = known[name] if name != "all" else len(listed)
        faults = counts[CAUGHT] + counts[SURVIVED]
        rest = (counts[SURVIVED] - excused, counts[NO_FAULT] + counts[TOO_STRICT], counts[REFUSED])
        table.add_row(name, *map(str, (faults, counts[CAUGHT], excused, *rest)))
    return table


def _print_smallest(results: list[Result], what: str, console: Console) -> None:
    """The smallest program of each kind."""
    kinds: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        kinds[result.program.exercise, result.program.operator].append(result)
    for (exercise, operator), some in _sorted(kinds):
        smallest = min(some, key=lambda r: (len(r.program.told), r.program.told))
        told = f"{exercise} ({smallest.program.base}), {operator}: {smallest.program.told} {smallest.said}"
        console.print(f"{len(some)} x {what}: {escape(told.strip())}", highlight=False)


def _sorted(kinds: dict[tuple[str, str], list[Result]]) -> Iterator[tuple[tuple[str, str], list[Result]]]:
    yield from sorted(kinds.items(), key=lambda pair: (pair[0][0], -len(pair[1]), pair[0][1]))
