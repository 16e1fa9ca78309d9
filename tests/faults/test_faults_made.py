"""A sample of the faulty programs; `make faults` makes ten thousands."""

from __future__ import annotations

import ast

import pytest

from tests.faults import bases, inputs, judging
from tests.faults.judging import CAUGHT, NO_FAULT, SURVIVED, judge, right_answers
from tests.faults.program import Program
from tests.faults.run import excuses, programs
from tests.interpreter.zoo import INTERPRETED


@pytest.mark.slow
@pytest.mark.parametrize("exercise", INTERPRETED)
def test_there_are_five_hundred_faults_and_more(exercise):
    found = programs(exercise, 1500)
    assert len({one.code for one in found}) == len(found) >= 1000
    for one in found[::50]:
        ast.parse(one.code)


@pytest.mark.parametrize("exercise", INTERPRETED)
def test_the_battery_is_answered_to_the_end_by_right_answers(exercise):
    answers = right_answers(exercise)
    assert len(answers) >= 12
    assert all(not isinstance(one, str) for one in answers)
    other = bases.of(exercise)[-1]
    assert judge(Program(exercise, other.name, "none", "", other.code)).verdict == NO_FAULT


@pytest.mark.slow
@pytest.mark.parametrize("exercise", INTERPRETED)
def test_a_sample_is_caught(exercise):
    results = judging.judge_all(programs(exercise, 1500)[::150])
    known = excuses()
    assert [r for r in results if r.verdict == SURVIVED and not any(one.fits(r.program) for one in known)] == []
    assert sum(r.verdict == CAUGHT for r in results) >= 4


def test_what_the_checks_do_not_see_is_told(monkeypatch):
    monkeypatch.setattr(judging, "checks_of", lambda exercise: ())
    fault = Program("update_count", "by hand", "none", "", "def update_count(new_values, last_count):\n    return 7")
    assert judge(fault).verdict == SURVIVED


def test_a_check_that_is_too_strict_is_told(monkeypatch):
    monkeypatch.setattr(judging, "ASKED", 1)
    monkeypatch.setattr(judging, "_caught", lambda client, exercise: "a check")
    right = bases.of("update_count")[0]
    assert judge(Program("update_count", "", "none", "", right.code)).verdict == judging.TOO_STRICT


def test_the_same_seed_makes_the_same_inputs():
    from random import Random

    assert inputs.texts(Random(3), 50) == inputs.texts(Random(3), 50) != inputs.texts(Random(4), 50)
