"""A class in nbgrader, beside nbgrader's own autograding in kernels: `make bench-course STUDENTS=100`.

Both grade the same notebooks with the same checks, public and hidden, one student at a time; in kernels only the first
few, since each takes a minute or more there. CPU is what the
machine's processors worked meanwhile, for whatever process.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
from rich.console import Console
from rich.table import Table

from autograder.checks.chapter import CHAPTER
from autograder.course.formgrader import surroundings
from autograder.course.intake import prepare
from autograder.course.rebuild import rebuild
from fixtures.submissions import compose
from tests.bench.cold import processor_seconds
from tests.course import classroom

FIXTURES = Path(__file__).parents[2] / "fixtures" / "submissions" / "wrong"
IN_KERNELS = 2
MB = 1_000_000


def main(students: int) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as home:
        ours, stock = Path(home) / "ours", Path(home) / "stock"
        _course(ours, students)
        with _Memory() as memory:
            judge = _timed(sys.executable, "-m", "autograder", "course", "autograde", str(ours), cwd=ours)
        shutil.copytree(ours, stock)
        _as_nbgrader_does(stock, ours)
        kernels = _timed(_bin("nbgrader"), "autograde", "streaming", "--force", cwd=stock)
        found = _scores(stock)
        same = len(found) == IN_KERNELS and found.items() <= _scores(ours).items()
    console = Console(highlight=False)
    console.print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, one student at a time; seconds per submission"
    )
    table = Table("", "submissions", "time", "CPU", box=None, header_style="bold", pad_edge=False)
    for title, count, (seconds, cpu) in (
        ("make autograde", students, judge),
        ("nbgrader autograde, in kernels", IN_KERNELS, kernels),
    ):
        table.add_row(title, str(count), f"{seconds / count:.1f}", f"{cpu / count:.1f}")
    console.print(table)
    console.print(f"The scores of both are {'equal' if same else 'NOT EQUAL'}.")
    first, last = memory.thirds()
    console.print(
        f"Memory of make autograde without its judges: at most {first / MB:.0f} MB in the first third, "
        f"{last / MB:.0f} MB in the last."
    )


class _Memory:
    """Watches what the driver and its worker hold, not the judges that come and go."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._over = threading.Event()

    def __enter__(self) -> _Memory:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def thirds(self) -> tuple[int, int]:
        """The most bytes in the first third of the time, and in the last."""
        third = max(1, len(self.seen) // 3)
        return max(self.seen[:third]), max(self.seen[-third:])

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            for driver in psutil.Process().children():
                with suppress(psutil.Error):  # it, and its workers, whose children are the judges
                    held = [process.memory_info().rss for process in (driver, *driver.children())]
                    self.seen.append(sum(held))


def _course(folder: Path, students: int) -> None:
    """A course in which the reference was handed in with a fault each, as notebooks."""
    classroom.course(folder)
    released = nbformat.read(folder / "release" / "streaming" / "streaming.ipynb", as_version=4)
    scripts, solution = sorted(FIXTURES.glob("*.py")), CHAPTER.solution.read_text("utf-8")
    for number in range(students):
        script = scripts[number * len(scripts) // students % len(scripts)]
        name = f"s{number:03d}"
        place = folder / "submitted" / name / "streaming"
        place.mkdir(parents=True)
        (place / "streaming.py").write_text(compose(solution, script.read_text("utf-8")), "utf-8")
        (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC")
        prepare(folder, name, CHAPTER.exercises)
        notebook, _ = rebuild(released, nbformat.read(place / "streaming.ipynb", as_version=4))
        nbformat.write(notebook, place / "streaming.ipynb")
        (place / "streaming.py").unlink()
        shutil.rmtree(folder / "originals" / name)


def _as_nbgrader_does(stock: Path, ours: Path) -> None:
    """The same course without our steps, and with the first students only."""
    config = stock / "nbgrader_config.py"
    text = config.read_text().replace(str(ours), str(stock))
    text = re.sub(r"c\.Autograde\.\w+ = \[.*?\]\n", "", text, flags=re.DOTALL)
    config.write_text(text + "c.Execute.timeout = 2000\n")
    for place in sorted((stock / "submitted").iterdir())[IN_KERNELS:]:
        shutil.rmtree(place)
    shutil.rmtree(stock / "autograded")
    (stock / "gradebook.db").unlink()
    classroom.nbgrader(stock, "generate_assignment", "streaming", "--force")


def _timed(*command: str, cwd: Path) -> tuple[float, float]:
    """Seconds by the clock, and of the machine's processors meanwhile."""
    before, begun = processor_seconds(), time.perf_counter()
    subprocess.run(command, cwd=cwd, env=surroundings(), check=True, capture_output=True)
    return time.perf_counter() - begun, processor_seconds() - before


def _scores(folder: Path) -> dict[str, float]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {one.student_id: one.score for one in gradebook.assignment_submissions("streaming")}


def _bin(name: str) -> str:
    return str(Path(sys.executable).parent / name)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
