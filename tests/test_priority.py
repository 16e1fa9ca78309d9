"""A new session tells the kernel how nice its processes are."""

import os

from autograder.machine import priority


def test_a_session_without_a_share_of_its_own_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr(priority, "_SESSION", tmp_path / "absent" / "autogroup")
    priority.give_way_as_session()
    monkeypatch.setattr(priority, "_SESSION", told := tmp_path / "autogroup")
    priority.give_way_as_session()
    assert told.read_text() == str(os.nice(0))
