"""What a sandbox costs a cold grade: `make bench-sandbox`, `make bench-sandbox RUNS=15`.

Each round grades the reference twice, with and without, the first of them in turn. Shown are the medians of both and
of the rounds' ratios, for a machine's mood lasts longer than a round.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from rich.console import Console

from autograder.sandbox.choose import choose

ROOT = Path(__file__).parents[2]


def main(rounds: int, console: Console) -> None:
    """Prints the medians."""
    sandbox = choose("auto")
    pairs: list[dict[str, float]] = []
    for number in range(rounds):
        order = (sandbox, "none") if number % 2 else ("none", sandbox)
        pairs.append({name: cold_grade(name) for name in order})
    for name in ("none", sandbox):
        console.print(f"sandbox {name:11} median {median(pair[name] for pair in pairs):6.2f} s")
    ratios = sorted(pair[sandbox] / pair["none"] for pair in pairs)
    told = ", ".join(f"{100 * ratio - 100:+.1f}" for ratio in ratios)
    console.print(f"cost in {rounds} rounds: median {100 * median(ratios) - 100:+.1f} % of wall clock ({told})")


def cold_grade(sandbox: str) -> float:
    """Seconds of one whole command."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "autograder", "grade", "solution/streaming.py", "--sandbox", sandbox]
        begun = time.perf_counter()
        subprocess.run([*command, "--json", f"{folder}/report.json"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9, Console(highlight=False))
