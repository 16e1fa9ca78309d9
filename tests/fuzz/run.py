"""Throws lines by the hundred thousand, in two processes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tests.fuzz.target import VARIANTS, examine, lines, variants

AT_ONCE = 1000


def throw(seed: int, most: int) -> Counter[str]:
    """Throws so many lines, each with its variants, and counts how far they came. Raises what must not be raised."""
    found: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lines())
    def run(line: bytes) -> None:
        for one in (line, *variants(line)):
            found[examine(one)] += 1

    run()
    return found


def main(most: int, console: Console) -> bool:
    """Prints how many lines were what; one that raises ends the run with its trace."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    total: Counter[str] = Counter()
    rounds = -(-most // (AT_ONCE * (1 + VARIANTS)))
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        ProcessPoolExecutor(2, get_context("spawn")) as pool,
    ):
        task = progress.add_task("throwing lines", total=rounds)
        for done in as_completed([pool.submit(throw, seed, AT_ONCE) for seed in range(rounds)]):
            total += done.result()
            progress.advance(task)
    ends = ", ".join(f"{count:,} {end}" for end, count in sorted(total.items()))
    console.print(f"{total.total():,} lines ({ends}): nothing was raised but what is documented")
    return total.total() >= most
