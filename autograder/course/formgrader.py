"""Opens nbgrader's formgrader on a course: a Jupyter server that starts there and that Ctrl-C ends at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from autograder.course.create import enter


def command(port: int, browser: bool) -> list[str]:
    """What starts the server; it prints the address to open, and takes the next port when this one is in use."""
    options = {
        "ServerApp.default_url": "/formgrader",
        "ServerApp.port": str(port),
        "ServerApp.open_browser": str(browser),
        "ServerApp.allow_root": "True",
        "ServerApp.answer_yes": "True",
        "Application.log_level": "WARN",
    }
    return [sys.executable, "-m", "jupyter_server", *(f"--{name}={value}" for name, value in options.items())]


def surroundings() -> dict[str, str]:
    """The environment in which nbgrader finds the commands of this Python."""
    return os.environ | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))}


def serve(folder: Path, port: int, browser: bool) -> NoReturn:
    """Becomes the server. Raises CourseError for what is no course."""
    enter(folder)
    print(f"Opening formgrader on {folder}; Ctrl-C ends it.", flush=True)
    os.chdir(folder)
    start = command(port, browser)
    os.execve(start[0], start, surroundings())
