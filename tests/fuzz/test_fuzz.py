"""A short run of the fuzzing, and proof that a parser that lets something through would be noticed."""

import json

import pytest

from autograder.judge import values
from tests.fuzz import target
from tests.fuzz.run import throw


def test_lines_come_to_every_end():
    found = throw(1, 300)
    assert set(found) == {"no message", "no answer", "an answer"}
    assert min(found.values()) > 100


@pytest.mark.parametrize("kind", target.KINDS, ids=lambda kind: kind["$"])
def test_the_kinds_are_what_the_judge_reads(kind):
    assert values.read(kind) is not None


@pytest.mark.parametrize(
    ("owner", "name", "broken"),
    [(values, "_whole", lambda value: value), (target, "decode", json.loads), (target, "read", values._read)],
    ids=["numbers are not looked at", "anything is a message", "any error is passed on"],
)
def test_a_parser_with_a_hole_is_noticed(monkeypatch, owner, name, broken):
    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(Exception):  # noqa: B017 - whatever was not foreseen
        throw(1, 1000)
