"""A harness in a container of Docker or Podman, from the image that `Containerfile` describes."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess

import psutil

from autograder import __version__
from autograder.judge.limits import MIB, Limits
from autograder.sandbox.child import Child, SandboxError

IMAGE = f"spark-streaming-harness:{__version__}"
BUILD = f"build the image in the kit's folder: `docker build -t {IMAGE} -f autograder/sandbox/Containerfile .`."
_ENGINES = ("docker", "podman")
_SECONDS = 60


class Container(Child):
    """A harness in a container; its image has a Java of its own."""

    def __init__(self, ahead: bool, limits: Limits) -> None:
        self._engine, self._name = engine(), f"harness-{secrets.token_hex(8)}"
        kernel = {name: n for name, n in limits.kernel(alone=True).items() if name != "nproc"}  # --pids-limit counts
        words = ["ahead" if ahead else "later", "own", ",".join(f"{name}={n}" for name, n in kernel.items())]
        process = subprocess.Popen(
            [self._engine, *_run(self._name, limits), IMAGE, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        super().__init__(process)
        self._first: int | None = None

    def _root(self) -> int:
        """The container's first process where this machine runs it itself; a virtual machine hides it."""
        if self._first is None:
            said = _ask(self._engine, "inspect", "--format", "{{.State.Pid}}", self._name)
            if said and said.isdigit() and int(said) and psutil.pid_exists(int(said)):
                self._first = int(said)
        return self._first or self._process.pid

    def _files(self) -> tuple[int, int]:
        with contextlib.suppress(OSError):
            seen = os.statvfs(f"/proc/{self._root()}/root/tmp")
            return seen.f_files - seen.f_ffree, (seen.f_blocks - seen.f_bfree) * seen.f_frsize
        return 0, 0

    def _kill(self) -> None:
        """The engine's own client is no more than a window: closing it leaves the container running."""
        _ask(self._engine, "rm", "--force", self._name)


def engine() -> str:
    """The program that runs containers here. Raises SandboxError when there is none that answers."""
    missing = []
    for name in _ENGINES:
        if (found := shutil.which(name)) is None:
            missing.append(f"{name} is not installed")
        elif _ask(found, "info", "--format", "{{.ID}}{{.Host}}") or _ask(
            found, "version", "--format", "{{.Server.Version}}"
        ):
            return found
        else:
            missing.append(f"{name} is installed, but its service does not answer")
    raise SandboxError("; ".join(missing))


def try_out() -> None:
    """Runs Python and nothing else in the image. Raises SandboxError, saying why, where that does not work."""
    found = engine()
    if not _ask(found, "image", "inspect", "--format", "{{.Id}}", IMAGE):
        raise SandboxError(f"the image {IMAGE} has not been built")
    name = f"harness-{secrets.token_hex(8)}"
    said = _ask(found, *_run(name, Limits()), "--entrypoint", "python", IMAGE, "-c", "print('works')")
    if said != "works":
        raise SandboxError(f"a container of {IMAGE} did not run")


def _run(name: str, limits: Limits) -> list[str]:
    """How a container is confined. What is counted gets some room above what is watched."""
    memory = str(limits.memory + 256 * MIB)
    folder = f"rw,exec,nosuid,nodev,mode=1777,size={limits.disk + limits.disk // 4},nr_inodes={limits.files + 1000}"
    words = ["run", "--rm", "--interactive", "--init", "--pull", "never", "--name", name, "--user", "65534:65534"]
    words += ["--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    words += ["--pids-limit", str(limits.most_threads), "--memory", memory, "--memory-swap", memory]
    return [*words, "--shm-size", str(16 * MIB), "--tmpfs", f"/tmp:{folder}", "--workdir", "/tmp", "--env", "HOME=/tmp"]


def _ask(*words: str) -> str | None:
    """What a command prints, None when it fails."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(words, capture_output=True, text=True, timeout=_SECONDS, check=True)
        return done.stdout.strip()
    return None
