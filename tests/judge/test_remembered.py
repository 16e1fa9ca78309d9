"""What is drawn for a check is drawn once, and is what Hypothesis would have drawn for it."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from autograder.judge import checking, remembered
from autograder.judge.checking import Mismatch, explore
from autograder.judge.determinism import pinned

STRATEGIES = {"words": st.lists(st.text(max_size=5), max_size=6), "number": st.integers(-9, 9)}


class Harness:
    """All that an explored check needs of one."""

    seed = 3
    answered = None

    class limits:  # noqa: N801
        small_calls = 400

    def __init__(self):
        self.shrinking = checking.Shrinking(400, lambda: 0)


def check_nothing(harness, words, number):
    """A check that anything passes."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(remembered, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(remembered, "_drawn", {})
    monkeypatch.setattr(remembered, "_read", set())
    monkeypatch.setattr(remembered, "_new", {})
    with pinned():
        yield


def test_it_is_what_a_search_by_hypothesis_asks():
    seen = []

    @given(**STRATEGIES)
    def search(**drawn):
        seen.append(drawn)

    hypothesis.seed(3)(checking._settings(40, Phase.generate, Phase.shrink)(search))()
    explored = explore(40, **STRATEGIES)(check_nothing)
    assert len(seen) >= 30
    assert explored.inputs(3) == seen
    assert explored.inputs(3) == seen  # from memory
    assert explored.inputs(4) != seen


def test_the_next_process_reads_what_this_one_drew(monkeypatch):
    explored = explore(40, **STRATEGIES)(check_nothing)
    drawn = explored.inputs(3)
    remembered.keep()
    monkeypatch.setattr(remembered, "_drawn", {})
    monkeypatch.setattr(remembered, "_read", set())
    monkeypatch.setattr(checking, "_drawn", lambda *args, **strategies: pytest.fail("drawn again"))
    assert explored.inputs(3) == drawn


def test_what_is_drawn_by_the_way_is_not_remembered(monkeypatch):
    monkeypatch.setattr(remembered, "is_pinned", lambda: False)
    explore(40, **STRATEGIES)(check_nothing).inputs(3)
    remembered.keep()
    assert not remembered._drawn
    assert not remembered.FOLDER.exists()


def test_old_files_go(monkeypatch):
    monkeypatch.setattr(remembered, "_MOST_FILES", 2)
    for seed in (3, 4, 5):
        explore(40, **STRATEGIES)(check_nothing).inputs(seed)
        remembered.keep()
    assert sorted(path.stem.rpartition("-")[2] for path in remembered.FOLDER.iterdir()) == ["4", "5"]


def test_inputs_are_fresh_objects():
    explored = explore(40, **STRATEGIES)(check_nothing)
    first = explored.inputs(3)
    first[0]["words"].append("changed")
    assert explored.inputs(3) != first


def test_a_broken_file_is_no_more_than_a_loss_of_time(monkeypatch):
    explored = explore(40, **STRATEGIES)(check_nothing)
    drawn = explored.inputs(3)
    remembered.keep()
    (file,) = remembered.FOLDER.iterdir()
    for broken in (file.read_bytes()[:100], b"", b"cno_such_module\nx\n.", b"I3\n."):
        file.write_bytes(broken)
        monkeypatch.setattr(remembered, "_drawn", {})
        monkeypatch.setattr(remembered, "_read", set())
        assert explored.inputs(3) == drawn


def test_what_failed_once_only_is_told_as_such():
    failed = []

    def check_once(harness, words, number):
        if not failed:
            failed.append(number)
            raise Mismatch("wrong")

    with pytest.raises(Flaky):
        explore(40, **STRATEGIES)(check_once)(Harness())


def test_what_fails_is_made_small():
    def check_short(harness, words, number):
        if len(words) > 1:
            raise Mismatch(repr(words))

    with pytest.raises(Mismatch, match=r"\['', ''\]"):
        explore(60, **STRATEGIES)(check_short)(Harness())
