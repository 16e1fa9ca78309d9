"""What surrounds a run of the grader and may not show in its report."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia")
LOCALES = ({"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "tr_TR.UTF-8"}, {"LANG": "POSIX"})
ODDS = ({}, {"CI": "true"}, {"COLUMNS": "40", "TERM": "dumb"}, {"HOME": "/", "PYTHONWARNINGS": "ignore"})


@dataclass(frozen=True)
class Surroundings:
    """One round's: the kit's folder, the environment, and how many busy loops run beside."""

    kit: Path
    environment: dict[str, str]
    loops: int

    def __str__(self) -> str:
        told = " ".join(f"{name}={value}" for name, value in self.environment.items() if name != "PYTHONPATH")
        return f"{'checked out' if self.kit == ROOT else 'installed'}, {self.loops} busy loops, {told}"


def surroundings(number: int, installed: Path) -> Surroundings:
    """Those of a round: the first is plain, each other differs from the one before in all that it can."""
    kit = installed if number % 2 else ROOT
    varied = {"PYTHONHASHSEED": str(number * 7919), "TZ": ZONES[number % 4]} | LOCALES[number // 2 % 4]
    return Surroundings(kit, varied | ODDS[number // 3 % 4] | {"PYTHONPATH": str(kit)}, number % 4)


def environment(around: Surroundings) -> dict[str, str]:
    """This process's environment without what a round decides itself, and what the round decides."""
    decided = {"LC_ALL", "LANG", "TZ", "CI", "COLUMNS", "TERM", "HOME"}
    inherited = {n: v for n, v in os.environ.items() if n not in decided and not n.startswith(("PYTEST", "PYTHON"))}
    return inherited | around.environment


def install(folder: Path) -> Path:
    """Builds a wheel of the kit and installs it into a folder of its own."""
    options = ["--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--no-index", "-q"]
    source, wheels, target = folder / "source", folder / "wheels", folder / "installed"
    # A build writes beside its source; what it left there before would go into the wheel, so it works on a clean copy.
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    _run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(wheels), str(source)])
    (wheel,) = wheels.glob("*.whl")
    _run([sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(wheel)])
    return target


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`{' '.join(command)}` failed:\n{done.stdout[-3000:]}")


@contextmanager
def busy(loops: int) -> Iterator[None]:
    """Keeps so many processes busy, until this one ends at the latest."""
    work = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
    running = [subprocess.Popen([sys.executable, "-c", work]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def grade(path: Path, around: Surroundings, exercise: str | None) -> str:
    """The JSON report of one cold run, in a working directory of its own that it must leave empty."""
    only = ["--exercise", exercise] if exercise else []
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as reports:
        report = Path(reports) / "report.json"
        command = [sys.executable, "-m", "autograder", "grade", str(path), "--sandbox", "none"]
        command += ["--json", str(report), *only]
        done = subprocess.run(
            command, cwd=folder, env=environment(around), stderr=subprocess.PIPE, text=True, check=False
        )
        left = [found.name for found in Path(folder).iterdir()]
        if done.returncode or left:
            raise RuntimeError(f"{path.name} ({around}): status {done.returncode}, left {left}. {done.stderr[-2000:]}")
        return report.read_text("utf-8")


def kit_in_use(around: Surroundings) -> Path:
    """The folder of the kit that a command in these surroundings runs."""
    code = "import autograder, pathlib; print(pathlib.Path(autograder.__file__).parents[1])"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, cwd=folder, env=environment(around), stdout=subprocess.PIPE, text=True, check=True
        )
    return Path(done.stdout.strip())
