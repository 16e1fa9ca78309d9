"""Kills what grades a class at random moments: after going on, results must be those of a quiet run.

`make disturb TIMES=30`. What is killed: the coordinator, one of its processes, a harness, a Java of Spark's.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PLACE = Path(__file__).parents[1] / "second_chapter"
SECONDS = (1, 14)
CHOICES: dict[str, Callable[[psutil.Process], bool]] = {
    "coordinator": lambda process: "class" in process.cmdline(),
    "process": lambda process: "--multiprocessing-fork" in process.cmdline(),
    "harness": lambda process: "autograder.harness" in process.cmdline(),
    "java": lambda process: process.name() == "java",
}


def class_of(folder: Path, number: int) -> None:
    """Submissions of the second chapter, which are graded soon: each differs from the others in a comment."""
    folder.mkdir()
    solution = (PLACE / "solution" / "sensors.py").read_text("utf-8")
    wrong = sorted((PLACE / "fixtures/submissions/wrong").glob("*.py"))
    for place in range(number):
        overlay = wrong[place % len(wrong)].read_text("utf-8") if place % 2 else ""
        (folder / f"student{place:02}.py").write_text(f"{solution}\n\n# %%\n# {place}\n{overlay}", encoding="utf-8")


def start(folder: Path, out: Path) -> psutil.Popen:
    """Begins a grading, or goes on with it."""
    words = ["-m", "autograder", "class", str(folder), "--out", str(out), "--jobs", "2"]
    command = [sys.executable, *words, "--chapter", str(PLACE), "--sandbox", "none"]
    return psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kept(out: Path) -> dict[str, bytes]:
    """What must be equal: the reports, and whose they are."""
    paths = [*sorted((out / "graded").glob("*.json")), out / "class.json"]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def main(times: int, seed: int = 0) -> int:
    """Prints what was killed, and whether it made a difference."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as home:
        folder, out, quiet = Path(home) / "class", Path(home) / "disturbed", Path(home) / "quiet"
        class_of(folder, 4)
        if start(folder, quiet).wait() != 0:
            raise SystemExit("The quiet run failed.")
        expected, different = kept(quiet), 0
        print(f"{len(json.loads(expected['class.json'])['students'])} students, {len(expected) - 1} reports")
        for number in range(times):
            what = draw.choice(list(CHOICES))
            _kill_while(start(folder, out), what, draw.uniform(*SECONDS))
            if start(folder, out).wait() != 0:
                print("going on failed")
                different += 1
            same = kept(out) == expected
            different += not same
            print(f"{number + 1}. {what} killed: {'the same results' if same else 'OTHER RESULTS'}", flush=True)
            for path in out.glob("graded/*.json"):
                path.unlink()
    print(f"{times} disturbances, {different} with other results")
    return 1 if different else 0


def _kill_while(process: psutil.Popen, what: str, seconds: float) -> None:
    """Kills one of the processes of a kind, and the coordinator's run is left to end as it does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
    try:
        found = [one for one in [process, *process.children(recursive=True)] if CHOICES[what](one)]
        if found:
            found[0].kill()
    except psutil.Error:
        pass
    process.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
