"""Runs Python in a real sandbox of bubblewrap, where this machine has one."""

import sys
from pathlib import Path

import pytest

from autograder.judge.limits import MIB
from autograder.sandbox import bubblewrap
from autograder.sandbox.choose import tried
from autograder.sandbox.view import shown

KIT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def works():
    """Skips the test where no sandbox of bubblewrap can be made."""
    found = tried("bubblewrap")
    if not found.works:
        pytest.skip(f"no sandbox of bubblewrap: {found.reason}")


@pytest.fixture
def inside(works):
    """Runs Python code in a sandbox and returns what it prints; `size` is the room for files, in bytes."""

    def run(code, size=4 * MIB, timeout=60):
        _, process = bubblewrap.start(shown(None), size, [sys.executable, "-s", "-c", code])
        said, complaint = process.communicate(timeout=timeout)
        assert complaint == b"", complaint.decode()
        return said.decode().strip()

    return run
