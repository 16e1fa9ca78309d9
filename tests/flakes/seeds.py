"""Grades fixtures with one seed after another: `make seeds`, `make seeds N=10 ONLY="evaluate predict"`.

The seed decides which examples are drawn, never the score: a fault that only some seeds catch is a hole in a strategy.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.judge.limits import Limits
from autograder.proof import verify
from fixtures import submissions as zoo

LIMITS = Limits(small_calls=0, small_streams=0)
"""Only scores are compared, so no counterexample is made smaller."""
Scores = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Found:
    """A fixture, the exercise that must lose points, and the scores (exercise, score, most) with each seed."""

    path: Path
    blamed: str | None
    by_seed: tuple[Scores, ...]

    @property
    def caught(self) -> int:
        """With how many seeds points were lost in the right exercise only, or nowhere by a correct solution."""
        due = {self.blamed} if self.blamed else set()
        return sum({name for name, score, most in scores if score < most} == due for scores in self.by_seed)

    @property
    def right(self) -> bool:
        """Whether every seed catches it, and gives the same scores."""
        return self.caught == len(self.by_seed) and len(set(self.by_seed)) == 1

    def __str__(self) -> str:
        seen = ", ".join(sorted({_lost(scores) for scores in self.by_seed}))
        return (
            f"{self.path.parent.name}/{self.path.stem}: right with {self.caught} of {len(self.by_seed)} seeds; {seen}"
        )


def _lost(scores: Scores) -> str:
    lost = [f"{name} {score:g} of {most:g}" for name, score, most in scores if score < most]
    return " and ".join(lost) or "full marks"


def scores(work: tuple[Path, int]) -> tuple[Path, int, Scores]:
    """Grades one fixture with one seed in a worker process of `verify`."""
    path, seed = work
    client = verify._client
    assert client is not None
    options = grading.Options(seed=seed, exercises=verify.touched(path, CHAPTER), limits=LIMITS)
    report = grading.grade_with(client, verify.compose(path, CHAPTER), options)
    return path, seed, tuple((one.name, one.score, one.max_score) for one in report.exercises)


def main(seeds: int, words: Sequence[str], console: Console) -> bool:
    """Prints for each fixture with how many seeds it was right, and says whether that is all of them."""
    chosen = [path for path in verify.fixtures(CHAPTER, list(words)) if path.parent.name in ("wrong", "accepted")]
    if not chosen:
        console.print(f"No fixture has one of {', '.join(words)} in its path.")
        return False
    work = [(path, seed) for path in chosen for seed in range(seeds)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    by_path: dict[Path, dict[int, Scores]] = {path: {} for path in chosen}
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        multiprocessing.get_context("spawn").Pool(min(2, len(work)), verify._start, (CHAPTER, 0, LIMITS)) as pool,
    ):
        task = progress.add_task("grading with each seed", total=len(work))
        for path, seed, found in pool.imap_unordered(scores, work):
            by_path[path][seed] = found
            progress.advance(task)
            if len(by_path[path]) == seeds:
                result = _found(path, by_path[path])
                progress.console.print(Text(str(result), "" if result.right else "red"), soft_wrap=True)
        pool.close()
        pool.join()
    results = [_found(path, found) for path, found in by_path.items()]
    for result in results:
        console.print(Text(str(result), "" if result.right else "red"), soft_wrap=True)
    console.print(
        f"fixtures with the same right score for {seeds} seeds: {sum(r.right for r in results)} of {len(results)}"
    )
    return all(result.right for result in results)


def _found(path: Path, by_seed: dict[int, Scores]) -> Found:
    blamed = zoo.blamed(path) if path.parent.name == "wrong" else None
    return Found(path, blamed, tuple(by_seed[seed] for seed in sorted(by_seed)))


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    sys.exit(0 if main(times, sys.argv[2:], Console(highlight=False)) else 1)
