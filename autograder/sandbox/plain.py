"""A harness as an ordinary process of its own group: it can be ended as a whole, but it is not confined."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile

import psutil

from autograder.judge.limits import Limits
from autograder.sandbox.child import ENVIRONMENT, KIT, Child, SandboxError, command, java_here, tree

_PASSED_ON = ("PATH", "SYSTEMROOT", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_MARK = "HARNESS"
_SET_CHILD_SUBREAPER = 36
_END_SECONDS = 10


def unsupported(system: str = os.name) -> str:
    """Why no harness runs on this system, if none does; to wait for two pipes at a time takes more than Windows has."""
    return "The checks do not run on Windows itself. Install WSL2 (`wsl --install`) and work in it." * (system == "nt")


class PlainProcess(Child):
    """A harness with limits and an almost empty environment, but with all that this account may read and write."""

    def __init__(self, ahead: bool, limits: Limits) -> None:
        if said := unsupported():
            raise SandboxError(said)
        java = java_here()
        adopt_orphans()
        self._folder = tempfile.mkdtemp(prefix="harness-")
        self._mark = secrets.token_hex(8)
        process = subprocess.Popen(
            command(java, limits.kernel(alone=False), ahead),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._folder,
            env=self._environment(),
            start_new_session=True,
        )
        super().__init__(process)

    def _kill(self) -> None:
        """Its tree, its group, and what has left both."""
        processes = tree(self._process.pid)
        for process in processes:
            kill(process)
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        psutil.wait_procs(processes, timeout=_END_SECONDS)  # who was theirs is now ours, and would stay a zombie
        for orphan in psutil.Process().children():
            with contextlib.suppress(psutil.Error):
                if orphan.environ().get(_MARK) == self._mark:
                    for process in tree(orphan.pid):
                        kill(process)
                    orphan.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Nothing of the judge's environment but what a process cannot do without."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        own = {"HOME": self._folder, "TMPDIR": self._folder, "PYTHONPATH": str(KIT), _MARK: self._mark}
        return passed_on | ENVIRONMENT | own


def kill(process: psutil.Process) -> None:
    """Kills a process that may have ended."""
    with contextlib.suppress(psutil.Error):
        process.kill()


def adopt_orphans() -> None:
    """On Linux, makes processes whose parents have ended children of this one, so that they are found."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
