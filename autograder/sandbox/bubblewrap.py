"""A harness in namespaces of its own, made by bubblewrap: no network, no files but its own, no way to the judge."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from autograder.judge.limits import MIB, Limits
from autograder.sandbox import staging
from autograder.sandbox.child import Child, SandboxError, command, java_here
from autograder.sandbox.seccomp import program
from autograder.sandbox.view import SETTINGS, WORK, mounts, namespaces, shown

_END_SECONDS = 30


class Bubblewrap(Child):
    """A harness in a sandbox. Whatever runs in it ends with it, whoever ends first."""

    def __init__(self, ahead: bool, limits: Limits) -> None:
        java = java_here()
        # Some room above what is watched: the watching tells the author what happened, a full disk does not.
        self._room = limits.disk + limits.disk // 4
        self._watched, process = start(shown(java.home), self._room, command(java, limits.kernel(alone=True), ahead))
        super().__init__(process)
        self._init = _pidfd(self._watched)

    def _root(self) -> int:
        return self._watched

    def _files(self) -> tuple[int, int]:
        with contextlib.suppress(OSError):
            seen = os.statvfs(f"/proc/{self._watched}/root{WORK}")
            if seen.f_blocks * seen.f_frsize <= self._room + MIB:  # until its folder is mounted, this is the machine's
                return seen.f_files - seen.f_ffree, (seen.f_blocks - seen.f_bfree) * seen.f_frsize
        return 0, 0

    def _kill(self) -> None:
        """The first process of a namespace takes all others with it."""
        if self._init is None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._init, signal.SIGKILL)
        select.select([self._init], [], [], _END_SECONDS)
        os.close(self._init)
        self._init = None


def try_out() -> None:
    """Runs Python and nothing else in a sandbox. Raises SandboxError, saying why, where that does not work."""
    _, process = start(shown(None), MIB, [sys.executable, "-s", "-c", "print('works')"])
    said, complaint = process.communicate(timeout=_END_SECONDS)
    if said.strip() != b"works":
        raise SandboxError(_last_line(complaint) or f"it ended with status {process.returncode}")


def start(view: dict[str, Path], size: int, words: list[str]) -> tuple[int, subprocess.Popen[bytes]]:
    """Starts a command in a sandbox with this view; first comes the number of its first process."""
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxError("the program bwrap is not installed")
    lent: list[int] = []

    def lend(descriptor: int) -> str:
        lent.append(descriptor)
        return str(descriptor)

    ready, tell = os.pipe()
    try:
        prefix, sources = staging.prepare(view)
        setup = namespaces()
        for path, text in SETTINGS.items():
            setup += ["--file", lend(_in_memory(text.encode())), path]
        setup += mounts(sources, size)
        if filter_ := program():
            setup += ["--seccomp", lend(_in_memory(filter_))]
        # Not on the command line, which everybody can read, what runs in the sandbox included.
        arguments = lend(_in_memory(b"\0".join(os.fsencode(word) for word in setup)))
        process = subprocess.Popen(
            [*prefix, found, "--args", arguments, "--json-status-fd", lend(tell), "--", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={},
            pass_fds=lent,
            start_new_session=True,
        )
    except BaseException:
        os.close(ready)
        raise
    finally:
        for descriptor in lent:
            os.close(descriptor)
    first = _first_process(ready)
    if first is None:
        process.kill()
        _, complaint = process.communicate()
        raise SandboxError(_last_line(complaint) or "bwrap did not start")
    return first, process


def _pidfd(pid: int) -> int | None:
    """A handle of a process that no other process can inherit, None when it has ended."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None


def _in_memory(content: bytes) -> int:
    """A descriptor from which a child reads this."""
    descriptor = os.memfd_create("sandbox")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _first_process(ready: int) -> int | None:
    with os.fdopen(ready, "rb") as status:
        line = status.readline(4096)
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return int(json.loads(line)["child-pid"])
    return None


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:500] if lines else ""
