"""A made class at one and at two submissions at a time: `make bench-class STUDENTS="10 20"`.

CPU is what the machine worked meanwhile. Memory is that of the coordinator at most, and of one submission at most.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from autograder.cohort.results import Results
from tests.bench.cold import processor_seconds
from tests.cohort import made

MB = 1_000_000


def main(sizes: list[int]) -> None:
    """Prints the table."""
    console = Console(highlight=False)
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; a made class, seconds per submission")
    table = Table(
        *("students", "at a time", "graded", "wall", "CPU", "a minute", "coordinator", "a submission"),
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as home:
            made.hand_in(Path(home) / "class", made.students(size, 3))
            for jobs in (1, 2):
                table.add_row(str(size), str(jobs), *_measured(Path(home), jobs))
    console.print(table)


def _measured(home: Path, jobs: int) -> list[str]:
    out = home / f"results-{jobs}"
    words = ["-m", "autograder", "class", str(home / "class"), "--out", str(out), "--jobs", str(jobs)]
    begun, cpu = time.monotonic(), processor_seconds()
    process = psutil.Popen([sys.executable, *words], stdout=-3, stderr=-3)
    most = 0
    while process.poll() is None:
        most = max(most, process.memory_info().rss if process.is_running() else 0)
        time.sleep(0.5)
    seconds, cpu = time.monotonic() - begun, processor_seconds() - cpu
    results = Results(out)
    graded = list((out / "graded").glob("*.json"))
    number = len(graded)
    held = max(found.memory for path in graded if (found := results.measured(path.stem)) is not None)
    figures = [f"{seconds / number:.1f}", f"{cpu / number:.1f}", f"{60 * number / seconds:.1f}"]
    return [str(number), *figures, f"{most // MB} MB", f"{held // MB} MB"]


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
