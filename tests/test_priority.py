"""A process that gives way tells the kernel so, for its processes and for its session."""

import os
import subprocess
import sys

import pytest

from autograder.machine import priority


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system knows no niceness")
def test_what_gives_way_is_nice_in_a_session_of_its_own_and_so_is_what_it_starts():
    code = (
        "import os, subprocess, sys; from autograder.machine.priority import give_way; give_way();"
        "child = [sys.executable, '-c', 'import os; print(os.nice(0))'];"
        "print(os.nice(0), os.getsid(0) == os.getpid(), subprocess.check_output(child, text=True).strip())"
    )
    before = os.nice(0)
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said == [str(min(19, before + priority.NICENESS)), "True", said[0]]


def test_a_session_without_a_share_of_its_own_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr(priority, "_SESSION", tmp_path / "absent" / "autogroup")
    priority.give_way_as_session()
    monkeypatch.setattr(priority, "_SESSION", told := tmp_path / "autogroup")
    priority.give_way_as_session()
    assert told.read_text() == str(os.nice(0))
