"""Grades a notebook in a process of its own, as the command line does: what knows the answers is not where code ran."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.model import Report
from autograder.report.json_reader import from_json

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "JAVA_HOME", "SYSTEMROOT")
"""Of the environment, which may hold secrets of whoever calls."""

_SECONDS_TO_END = 10


class ApartError(RuntimeError):
    """No report came; the sentence says why."""


def grade_apart(notebook: str, seconds: float, *options: str) -> Report:
    """The report on a notebook's JSON text. Raises ApartError when the judge fails or takes more than these seconds."""
    with tempfile.TemporaryDirectory() as folder:
        submission, result = Path(folder) / "submission.ipynb", Path(folder) / "report.json"
        submission.write_text(notebook, encoding="utf-8")
        command = [sys.executable, "-m", "autograder", "grade", str(submission), "--json", str(result), *options]
        with subprocess.Popen(
            command,
            cwd=folder,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as judge:
            try:
                _, said = judge.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(judge)
                raise ApartError(f"The judge did not come to an end within {seconds:.0f} s.") from None
            except BaseException:
                _end(judge)
                raise
        if judge.returncode != 0:
            raise ApartError(f"The judge ended with status {judge.returncode}. {said[-2000:]}")
        return from_json(result.read_text("utf-8"))


def _end(judge: subprocess.Popen[str]) -> None:
    """Interrupts the judge, which then ends what it has started."""
    judge.send_signal(signal.SIGINT)
    try:
        judge.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        judge.kill()
