"""A harness as another account: what it may not reach, and that nothing of it is left. For root, and no one else."""

from __future__ import annotations

import os
import shutil
import sys
import time

import psutil
import pytest

from autograder.judge.limits import Limits
from autograder.sandbox import account, choose
from autograder.sandbox.child import SandboxError


@pytest.fixture
def works(monkeypatch, tmp_path):
    """A kit whose rooms are closed to others, on a machine where another account can run this Python."""
    for room in ("autograder", "solution", "fixtures"):
        (tmp_path / room).mkdir(mode=0o700)
    for name in account.NEEDED:
        source = account.KIT / "autograder" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / "autograder" / name)
    monkeypatch.setattr(account, "KIT", tmp_path)
    found = choose.tried("account")
    if not found.works:
        pytest.skip(f"another account cannot run a harness here: {found.reason}")
    return tmp_path


def test_it_is_never_chosen_unasked():
    assert "account" not in choose.SANDBOXES


def test_only_root_has_it(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SandboxError, match="only root"):
        account.try_out()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run something as another account")
def test_a_python_that_others_cannot_run_is_refused(monkeypatch, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(closed / "python"))
    with pytest.raises(SandboxError, match="another account cannot run"):
        account.try_out()


@pytest.mark.sandbox
def test_a_kit_that_others_can_read_is_refused(works):
    (works / "solution").chmod(0o755)
    for folder in (works, *works.parents):
        if folder.stat().st_uid == 0 and folder.stat().st_mode & 0o77 == 0:
            folder.chmod(0o755)
    with pytest.raises(SandboxError, match=rf"chmod go-rwx .*{works}/solution"):
        account.try_out()


@pytest.mark.sandbox
def test_it_may_not_read_the_kit_nor_write_beside_it_and_all_of_it_ends(works, monkeypatch):
    code = (
        "import os, subprocess, sys, time\n"
        f"told = [os.getuid(), os.access({str(works / 'solution')!r}, os.R_OK), os.access({str(works)!r}, os.W_OK)]\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'], env={}, start_new_session=True)\n"
        "print(told, flush=True)\n"
        "os._exit(0)\n"
    )
    monkeypatch.setattr(account, "command", lambda *_: [sys.executable, "-s", "-c", code])
    child = account.AccountProcess(False, Limits())
    assert child.stdout.readline() == b"[65534, False, False]\n"
    while child.status() is None:
        time.sleep(0.01)
    assert [process for process in psutil.Process().children() if 65534 in process.uids()]
    child.end()
    assert not [
        process for process in psutil.process_iter() if 65534 in process.uids() and process.ppid() == os.getpid()
    ]
    assert not child._folder.exists()
