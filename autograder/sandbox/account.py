"""A harness as another account of this machine: for a container in which root grades and may make no namespaces.

It sees the machine's files and network as any account does, and nothing of the kit but a copy of the harness. The
account is `nobody`, for Java and Hadoop want one that has a name.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from autograder.judge.limits import Limits
from autograder.sandbox.child import ENVIRONMENT, KIT, NEEDED, Child, SandboxError, command, java_here, tree
from autograder.sandbox.plain import adopt_orphans, kill

if TYPE_CHECKING:
    from pwd import struct_passwd

_ACCOUNT = "nobody"
_SECRET = ("autograder", "solution", "fixtures", "tests")
_END_SECONDS = 30
_ROUNDS = 100
"""One may start another while it is looked for."""


class AccountProcess(Child):
    """A harness that owns one folder and may read what everybody may."""

    def __init__(self, ahead: bool, limits: Limits) -> None:
        java = java_here()
        adopt_orphans()
        self._account = _nobody()
        self._folder = _folder(self._account)
        process = subprocess.Popen(
            [*_leave(self._account), *command(java, limits.kernel(alone=True), ahead)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self._folder / "work",
            env=_environment(self._folder),
            start_new_session=True,
        )
        super().__init__(process)

    def _kill(self) -> None:
        """Its tree, and what has left that: it has become this process's own child, and is known by its account."""
        for _ in range(_ROUNDS):
            ours = psutil.Process().children()
            theirs = [child for child in ours if child.pid == self._process.pid or _is_of(child, self._account.pw_uid)]
            everyone = [process for child in theirs for process in tree(child.pid)]
            for process in everyone:
                kill(process)
            psutil.wait_procs(everyone, timeout=_END_SECONDS)
            if not everyone:
                break
        shutil.rmtree(self._folder, ignore_errors=True)


def try_out() -> None:
    """Runs Python and nothing else as another account. Raises SandboxError, saying why, where that does not work."""
    if os.name != "posix" or os.geteuid() != 0:
        raise SandboxError("only root can run something as another account")
    if shutil.which("setpriv") is None:
        raise SandboxError("the program setpriv is not installed")
    account = _nobody()
    folder = _folder(account)
    try:
        rooms = [str(KIT / name) for name in _SECRET]
        code = (
            f"import os, sys; assert os.access(sys.executable, os.X_OK) and sys.base_prefix == {sys.base_prefix!r}, "
            f"'it cannot be reached'; print([room for room in {rooms!r} if os.access(room, os.R_OK | os.X_OK)])"
        )
        done = subprocess.run(
            [*_leave(account), sys.executable, "-s", "-c", code],
            cwd=folder / "work",
            env=_environment(folder),
            capture_output=True,
            text=True,
            timeout=_END_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(f"another account cannot run Python ({error})") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    said = done.stdout.strip()
    if done.returncode or not said:
        reason = (done.stderr.strip() or "it gave no reason").splitlines()[-1]
        raise SandboxError(f"another account cannot run {sys.executable}: {reason[:300]}")
    if said != "[]":
        words = " ".join(f"{KIT / name}" for name in _SECRET if (KIT / name).exists())
        raise SandboxError(f"other accounts can read the kit: run `chmod go-rwx {words}`")


def _nobody() -> struct_passwd:
    import pwd  # which Windows does not have

    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        raise SandboxError(f"there is no account {_ACCOUNT}") from None


def _leave(account: struct_passwd) -> list[str]:
    words = [
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all",
        "--bounding-set=-all",
    ]
    return ["setpriv", *words, "--no-new-privs", "--"]


def _folder(account: struct_passwd) -> Path:
    """A folder with the harness in it, and in that a folder of the account's own."""
    folder = Path(tempfile.mkdtemp(prefix="harness-"))
    folder.chmod(0o755)
    room = folder / "kit" / "autograder"
    room.mkdir(parents=True)
    for name in NEEDED:
        source = KIT / "autograder" / name
        if source.is_dir():
            shutil.copytree(
                source, room / name, ignore=shutil.ignore_patterns("__pycache__"), copy_function=shutil.copyfile
            )
        else:
            shutil.copyfile(source, room / name)
    for path in (folder / "kit", *(folder / "kit").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    work = folder / "work"
    work.mkdir(mode=0o700)
    os.chown(work, account.pw_uid, account.pw_gid)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in os.environ if name == "PATH" or name.startswith("OPENBLAS_")}
    work = str(folder / "work")
    return passed_on | ENVIRONMENT | {"HOME": work, "TMPDIR": work, "PYTHONPATH": str(folder / "kit")}


def _is_of(process: psutil.Process, account: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return account in process.uids()
    return False
