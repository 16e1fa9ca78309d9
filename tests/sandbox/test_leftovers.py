"""A harness that was killed leaves nothing behind, whatever its JVM had written."""

import tempfile
from pathlib import Path

import psutil
import pytest

from autograder import grade as grading
from autograder.judge.limits import Limits


@pytest.mark.parametrize("name", ["short", "long" * 20])
def test_nothing_is_left_of_a_harness(monkeypatch, name):
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / name
        here.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(here))
        grade_and_leave(here, sockets=name == "short")
        monkeypatch.undo()


def grade_and_leave(here, sockets):
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    with grading.open_client(Limits()) as client:
        client.begin(["def count_words(lines):\n    return lines"])
        client.load("count_words")
        client.warm()
        assert any(here.rglob("blockmgr-*")), "Spark writes its blocks there"
        assert any(here.rglob("*.sock")) == sockets, "and its workers listen there, where the path is not too long"
    assert list(here.iterdir()) == []
    assert {process.pid for process in psutil.Process().children(recursive=True)} == before
