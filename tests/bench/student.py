"""What students wait for: `make test` in the bundle, and the check cells of a notebook: `make bench-student RUNS=5`.

The bundle is set up already; each command starts everything anew. The cells run in a kernel of their own over the
reference's answers, in the chapter's order, twice: Spark starts beside the first ones, and the second time all is warm.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import nbformat
from jupyter_client.manager import start_new_kernel
from rich.console import Console
from rich.table import Table

from autograder.checks.chapter import CHAPTER
from autograder.handout import bundle
from autograder.handout.release import answer_cells, import_cell
from tests.student.unpacked import ENVIRONMENT, SOURCE, run, saved_later, unpack

Seconds = list[float]
COMMANDS = ((), ("EXERCISE=update_count",), ("EXERCISE=running_word_counts",))


def main(runs: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as place:
        folder = unpack(bundle.files(CHAPTER), Path(place))
        notebook = folder / "streaming.ipynb"
        unwritten = {words: [_command(folder, *words) for _ in range(runs)] for words in COMMANDS}
        _write(notebook)
        saved_later(notebook)
        written = {words: [_command(folder, *words) for _ in range(runs)] for words in COMMANDS}
        first, again = _cells(folder)
    console = Console(highlight=False)
    console.print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {runs} runs; seconds")
    table = Table("", "median", "fastest", "slowest", box=None, header_style="bold", pad_edge=False)
    for title, found in (("nothing written yet", unwritten), ("all written", written)):
        table.add_row(f"[bold]{title}[/bold]")
        for words, seconds in found.items():
            _row(table, " ".join(("make test", *words)), seconds)
    table.add_row("[bold]check cells of all exercises[/bold]")
    _row(table, "the first time", list(first.values()))
    _row(table, "again, in the same kernel", list(again.values()))
    console.print(table)
    slowest = max(again, key=lambda name: again[name])
    console.print(f"The slowest one again: {slowest}, {again[slowest]:.2f} s.")


def _row(table: Table, title: str, found: Seconds) -> None:
    table.add_row(f"  {title}", *(f"{value:.2f}" for value in (median(found), min(found), max(found))))


def _command(folder: Path, *words: str) -> float:
    begun = time.perf_counter()
    done = run(folder, "make", "test", *words)
    seconds = time.perf_counter() - begun
    assert "Spark Streaming" in done.stdout, done.stderr
    return seconds


def _write(path: Path) -> None:
    """The reference's answers, in the notebook's cells."""
    notebook, answers = nbformat.read(path, as_version=4), answer_cells(SOURCE)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    nbformat.write(notebook, path)


def _cells(folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds that each check cell takes, the first time and again."""
    environment = ENVIRONMENT | {"HOME": str(folder), "JUPYTER_PREFER_ENV_PATH": "1"}
    quiet = subprocess.DEVNULL
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), env=environment, stderr=quiet)
    try:
        for text in (
            import_cell(SOURCE),
            *answer_cells(SOURCE).values(),
            "from autograder.notebook import check",
        ):
            _execute(client, text)
        rounds = [{name: _checked(client, name) for name in CHAPTER.exercises} for _ in range(2)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    return rounds[0], rounds[1]


def _checked(client: Any, name: str) -> float:
    """Seconds of a cell that gives points and says nothing else."""
    begun = time.perf_counter()
    outputs = _execute(client, f'check("{name}")')
    seconds = time.perf_counter() - begun
    (result,) = outputs
    assert float(result["data"]["text/plain"]) > 0, result
    return seconds


def _execute(client: Any, text: str) -> list[dict[str, Any]]:
    """What a cell puts out."""
    messages: list[dict[str, Any]] = []
    reply = client.execute_interactive(text, output_hook=messages.append, timeout=300)
    assert reply["content"]["status"] == "ok", reply
    return [one["content"] for one in messages if one["msg_type"] not in ("status", "execute_input")]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
