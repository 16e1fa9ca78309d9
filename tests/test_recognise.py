"""The recorded patterns of the zoo's faults: none is old, and none gives a wrong name."""

from __future__ import annotations

import pytest
from rich.console import Console

from autograder.chapter import Chapter
from autograder.checks.chapter import CHAPTER
from autograder.feedback import misconceptions
from autograder.feedback.misconceptions import Known
from autograder.model import LOOKS_LIKE, Verdict
from autograder.proof import recognise
from fixtures import submissions as zoo

WRONG = zoo.fixtures("wrong")


@pytest.fixture
def recorded():
    return misconceptions.read(CHAPTER.misconceptions)


def test_the_recorded_patterns_are_those_of_the_fixtures():
    old = recognise.stale(CHAPTER)
    assert not old, f'These are not learned: `make verify LEARN=1 ONLY="{" ".join(old)}"` learns them.'


def test_no_fault_of_the_zoo_gets_a_wrong_name(recorded, capsys):
    assert recognise.prove(list(recorded), Console()), capsys.readouterr().out


def test_there_are_enough_misconceptions(recorded):
    tagged = [fault for fault in recorded if fault.misconception]
    assert len({(fault.exercise, fault.misconception) for fault in tagged}) >= 40
    assert {fault.exercise for fault in tagged} == CHAPTER.exercises.keys()
    assert misconceptions.cross_validate(recorded).right > len(tagged) / 2


@pytest.mark.parametrize("path", [path for path in WRONG if zoo.misconception(path)], ids=lambda path: path.stem)
def test_a_misconception_is_a_sentence(path):
    name = zoo.misconception(path)
    assert name[0].islower()
    assert name.endswith(".")
    assert 15 < len(name) < 100


def test_a_misconception_is_read_from_the_docstring(tmp_path):
    path = tmp_path / "one.py"
    path.write_text('"""add: a fault.\n\nLooks like: it adds\ntwice.\n"""\n')
    assert zoo.misconception(path) == "it adds twice."
    path.write_text('"""add: a fault.\n\nLooks fine.\n"""\n')
    assert zoo.misconception(path) is None


def test_a_submission_that_fails_as_known_faults_do_is_told_the_name(graded):
    """It is written unlike any fixture; the name stands once, in the first check that failed."""
    text = """
def update_count(new_values, last_count):
    match list(new_values):
        case []:
            return None
        case values:
            return (last_count or 0) + sum(values)
"""
    report = graded(text, "update_count")
    failed = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    assert len(failed) > 1
    named = [check.hint.partition(LOOKS_LIKE)[2] for check in failed]
    assert named == ["a word is dropped when it is quiet."] + [""] * (len(failed) - 1)


def test_an_old_pattern_is_seen(tmp_path, monkeypatch):
    path = tmp_path / "misconceptions.json"
    monkeypatch.setattr(Chapter, "misconceptions", path)
    one, two, *_ = WRONG
    fresh = recognise.known_faults(CHAPTER, {path: {"a": "failed"} for path in WRONG})
    misconceptions.write(fresh, path)
    assert recognise.stale(CHAPTER) == []
    misconceptions.write([Known("gone", "add", None, {}, "0"), Known(one.stem, "add", None, {}, "0"), *fresh[2:]], path)
    assert recognise.stale(CHAPTER) == sorted(["gone", one.stem, two.stem])


def test_what_was_graded_takes_the_place_of_what_was_recorded(tmp_path, monkeypatch):
    path = tmp_path / "misconceptions.json"
    monkeypatch.setattr(Chapter, "misconceptions", path)
    one, two, *_ = WRONG
    misconceptions.write(recognise.known_faults(CHAPTER, {one: {"a": "failed"}, two: {"a": "failed"}}), path)
    known = recognise.known_faults(CHAPTER, {two: {"a": "error"}, tmp_path / "elsewhere.py": {"a": "error"}})
    assert [(fault.fault, fault.pattern) for fault in known] == [
        (one.stem, {"a": "failed"}),
        (two.stem, {"a": "error"}),
    ]


def test_a_wrong_name_fails_the_proof(capsys):
    faults = [Known(name, "add", said, {"a": "failed"}) for name, said in (("x", "it adds."), ("y", None))]
    assert not recognise.prove(faults, Console(width=200))
    assert "y was taken for: it adds." in capsys.readouterr().out
    assert recognise.prove(faults[:1], Console(width=200))
    assert "0 named rightly, 1 not named, 0 named wrongly" in capsys.readouterr().out
