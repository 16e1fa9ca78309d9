"""What all sandboxes share: a harness as a child process, its standard error kept, what it uses counted."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import psutil

from autograder.judge.limits import Usage
from autograder.machine.java import Java, JavaNotFoundError, find_java, options_to_use_archive

KIT = Path(__file__).resolve().parents[2]
NEEDED = ("__init__.py", "wire.py", "machine", "harness")
"""What a harness runs on, of this package: nothing that knows an expected value."""

ENVIRONMENT = {
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_COMPLAINT_LIMIT = 64 << 10


class SandboxError(OSError):
    """A sandbox that cannot be used here; the sentence says what to do."""


class Child:
    """A started harness: `stdin` and `stdout` carry the protocol, `stderr_text` holds what it complained of."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self.stdin, self.stdout = process.stdin, process.stdout
        self._complaints = bytearray()
        self._output = 0
        self._drain_thread = threading.Thread(target=self._drain, daemon=True)
        self._drain_thread.start()
        self._own: dict[tuple[int, float], float] = {}
        self._cpu = 0.0

    @property
    def stderr_text(self) -> str:
        """The end of its standard error, for the staff."""
        return self._complaints.decode("utf-8", "replace")

    def status(self) -> int | None:
        """Its exit status, None while it lives."""
        return self._process.poll()

    def usage(self) -> Usage:
        """What it and all its children use now, and the processor time that they have spent so far."""
        memory = threads = 0
        spent = 0.0
        processes = tree(self._root())
        for process in processes:
            with contextlib.suppress(psutil.Error), process.oneshot():
                times = process.cpu_times()
                self._own[process.pid, process.create_time()] = times.user + times.system
                spent += times.user + times.system + times.children_user + times.children_system
                threads += process.num_threads()
                memory += process.memory_info().rss
        # Children that ended count with their parent, or as they were last seen.
        self._cpu = max(self._cpu, spent, sum(self._own.values()))
        files, disk = self._files()
        return Usage(self._cpu, memory + disk, len(processes), threads, files, disk, self._output)

    def memory_exactly(self) -> int:
        """The memory of all, where pages that several processes share count once; slower than `usage`."""
        total = 0
        for process in tree(self._root()):
            try:
                total += getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss
            except psutil.Error:
                with contextlib.suppress(psutil.Error):
                    total += process.memory_info().rss
        return total + self._files()[1]

    def end(self) -> None:
        """Kills it with all its children, waits for it and lets its pipes go."""
        self._kill()
        self._process.kill()
        self._process.wait()
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(OSError):
                stream.close()

    def _kill(self) -> None:
        """Ends the children."""

    def _root(self) -> int:
        """The process whose tree is counted."""
        return self._process.pid

    def _files(self) -> tuple[int, int]:
        """How many files it has made and how many bytes are in them, where that can be seen."""
        return 0, 0

    def _drain(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            while block := os.read(stream.fileno(), 65536):
                self._output += len(block)
                self._complaints += block
                del self._complaints[:-_COMPLAINT_LIMIT]


def command(java: Java, kernel: dict[str, int], ahead: bool) -> list[str]:
    """What starts a harness of this Python."""
    options = options_to_use_archive(java)
    limits = ",".join(f"{name}={number}" for name, number in kernel.items())
    start = [sys.executable, "-s", "-m", "autograder.harness", "ahead" if ahead else "later"]
    return [*start, str(java.command), limits, *options]


def java_here() -> Java:
    """This machine's Java. Raises SandboxError when there is none."""
    try:
        return find_java()
    except JavaNotFoundError as error:
        raise SandboxError(str(error)) from error


def tree(root: int) -> list[psutil.Process]:
    """A process and all below it. On Linux the kernel names the children; elsewhere every process is looked at."""
    found = [root]
    for pid in found:
        try:
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children", "rb") as children:
                    found += map(int, children.read().split())
        except OSError:
            if not os.path.exists("/proc/self/task"):
                with contextlib.suppress(psutil.Error):
                    return [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    processes = []
    for pid in found:
        with contextlib.suppress(psutil.Error):
            processes.append(psutil.Process(pid))
    return processes
