"""A course with an assignment released, and what students hand in, put where nbgrader collects it."""

import copy
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from autograder.checks.chapter import CHAPTER
from autograder.course.create import create
from autograder.course.formgrader import surroundings


def course(folder: Path) -> Path:
    """Makes a course there, with its assignment generated; what is handed in runs without a sandbox."""
    create(CHAPTER, folder, folder / "exchange", "none")
    nbgrader(folder, "generate_assignment", "streaming")
    return folder


def copied(course: Path, folder: Path) -> Path:
    """Makes a copy of a course that is one of its own."""
    shutil.copytree(course, folder)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(course), str(folder)))
    return folder


def nbgrader(folder: Path, *arguments: str) -> str:
    """Runs a command of nbgrader's in a folder with its configuration; gives what it said."""
    done = subprocess.run(
        ["nbgrader", *arguments], cwd=folder, env=surroundings(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stderr


def notebook(folder: Path, kind: str, **answers: str) -> Any:
    """The notebook as it was released (`release`) or solved (`source`), with some answers changed."""
    found = json.loads((folder / kind / "streaming" / "streaming.ipynb").read_text("utf-8"))
    for cell in found["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return found


def hand_in(folder: Path, student: str, submitted: Any, *added: Any) -> None:
    """Puts a notebook there, with cells added to it."""
    place = folder / "submitted" / student / "streaming"
    place.mkdir(parents=True)
    submitted = copy.deepcopy(submitted)
    submitted["cells"] += added
    (place / "streaming.ipynb").write_text(json.dumps(submitted), encoding="utf-8")
    (place / "timestamp.txt").write_text("2026-01-05 12:00:00 UTC", encoding="utf-8")
