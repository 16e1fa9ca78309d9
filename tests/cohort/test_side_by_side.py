"""Processes that die take nobody's work with them."""

from functools import partial

from autograder.machine.side_by_side import LostError, side_by_side
from tests.cohort.dying import enter, square


def test_each_is_told_of_once(tmp_path):
    told = []
    side_by_side(range(1, 9), partial(square, tmp_path), 2, enter, (), lambda task, answer: told.append((task, answer)))
    answers = dict(told)
    assert len(told) == len(answers) == 8
    assert isinstance(answers.pop(3), LostError)
    assert isinstance(answers.pop(5), ValueError)
    assert answers == {n: n * n for n in (1, 2, 4, 6, 7, 8)}


def test_nothing_to_do():
    side_by_side([], square, 2, enter, (), lambda task, answer: None)
