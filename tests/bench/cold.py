"""A cold grade of the reference and its parts: `make bench`, `make bench RUNS=9`.

Each run starts everything anew. Shown are medians, with the fastest and the slowest run: only figures of one run of
this command can be compared, as machines have their moods; the first line says how fast this one was meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
from rich.console import Console
from rich.table import Table

from autograder.checks.chapter import CHAPTER

ROOT = Path(__file__).parents[2]
Seconds = dict[str, float]


def main(runs: int) -> None:
    """Prints the table."""
    loops, starts, grades = list[Seconds](), list[Seconds](), list[Seconds]()
    for _ in range(runs):
        loops.append({"adding up five million numbers in Python": python_loop()})
        starts.append(json.loads(_run("-m", "tests.bench.spark_start")))
        grades.append(cold_grade())
    console = Console(highlight=False)
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {runs} runs; seconds")
    table = Table("", "median", "fastest", "slowest", box=None, header_style="bold", pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for title, found in (("machine", loops), ("Spark alone", starts), ("cold grade of the reference", grades)):
        table.add_row(f"[bold]{title}[/bold]")
        for name in found[0]:
            values = [each[name] for each in found]
            table.add_row(f"  {name}", *(f"{value:.2f}" for value in (median(values), min(values), max(values))))
    console.print(table)


def python_loop() -> float:
    """A yardstick for the machine's mood."""
    begun = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number
    return time.perf_counter() - begun


def cold_grade() -> Seconds:
    """One whole command, as a user waits for it, and what its report says of its parts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        before, begun = processor_seconds(), time.perf_counter()
        _run("-m", "autograder", "grade", "solution/streaming.py", "--json", str(path))
        wall, busy = time.perf_counter() - begun, processor_seconds() - before
        report = json.loads(path.read_text("utf-8"))
    assert report["score"] == report["max_score"] == CHAPTER.points
    parts = dict[str, float]()
    for name, part in CHAPTER.exercises.items():
        kind = "without Spark" if name in CHAPTER.without_spark else "on Spark"
        label = f"checks of part {part}, {kind}"
        parts[label] = parts.get(label, 0) + report["timing"][name]
    return {"whole command, wall clock": wall, "processor time of the machine meanwhile": busy, **parts}


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def processor_seconds() -> float:
    """Seconds that the machine's processors have worked since its start, for whatever process."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
