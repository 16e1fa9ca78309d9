"""Processes that die take nobody's work with them."""

from functools import partial

from autograder.machine.side_by_side import LostError, side_by_side
from tests.cohort.dying import enter, square


def test_each_is_told_of_once(tmp_path):
    told = []
    side_by_side(
        (1, 2, 3, 5, 6, 7, 8), partial(square, tmp_path), 2, enter, (), lambda task, answer: told.append((task, answer))
    )
    answers = dict(told)
    assert len(told) == len(answers) == 7
    assert isinstance(answers.pop(3), LostError)
    assert isinstance(answers.pop(5), ValueError)
    assert answers == {n: n * n for n in (1, 2, 6, 7, 8)}


def test_what_was_lost_is_done_again_alone(tmp_path):
    told = {}
    side_by_side((4, 6, 7), partial(square, tmp_path), 1, enter, (), told.setdefault)
    assert told == {4: 16, 6: 36, 7: 49}


def test_nothing_to_do():
    side_by_side([], square, 2, enter, (), lambda task, answer: None)
