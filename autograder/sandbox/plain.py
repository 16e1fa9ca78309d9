"""A harness as an ordinary process of its own group: it can be ended as a whole, and nothing more is confined."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil

_KIT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "SYSTEMROOT", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_STDERR_LIMIT = 64 << 10


class PlainProcess:
    """A started harness: `stdin` and `stdout` carry the protocol, `stderr_text` holds what it complained of."""

    def __init__(self, java_home: Path, java_options: tuple[str, ...] = (), ahead: bool = True) -> None:
        self._folder = tempfile.mkdtemp(prefix="harness-")
        java = java_home / "bin" / ("java.exe" if os.name == "nt" else "java")
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-m", "autograder.harness", "ahead" if ahead else "later", str(java), *java_options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._folder,
            env=self._environment(),
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.stdin, self.stdout = self._process.stdin, self._process.stdout
        self._complaints = bytearray()
        threading.Thread(target=self._drain, daemon=True).start()
        self._spent: dict[int, float] = {}

    @property
    def stderr_text(self) -> str:
        """The end of its standard error, for the staff."""
        return self._complaints.decode("utf-8", "replace")

    def status(self) -> int | None:
        """Its exit status, None while it lives."""
        return self._process.poll()

    def cpu_seconds(self) -> float:
        """What it and all its children have spent so far; those that ended count as last seen."""
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(self._process.pid)
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    self._spent[process.pid] = times.user + times.system
        return sum(self._spent.values())

    def end(self) -> None:
        """Kills the whole group, waits for it and removes its folder."""
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self._process.pid).children(recursive=True)
            for child in children:  # also those that have left the group
                with contextlib.suppress(psutil.Error):
                    child.kill()
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Nothing of the judge's environment but what a process cannot do without."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return environment | {
            "HOME": self._folder,
            "TMPDIR": self._folder,
            "TZ": "UTC",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(_KIT),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }

    def _drain(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while block := os.read(stream.fileno(), 65536):
                self._complaints += block
                del self._complaints[:-_STDERR_LIMIT]
