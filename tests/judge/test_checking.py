"""A check meets what its strategy draws, and what no seed may leave out."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import strategies as st

from autograder.judge.checking import Mismatch, Shrinking, explore
from autograder.judge.determinism import pinned
from autograder.judge.limits import Limits


def failing(seed, wrong, always=()):
    """The number at which a check of whole numbers below 100 fails with this seed, None where it passes."""

    @explore(20, [{"number": number} for number in always], number=st.integers(0, 99))
    def check_number(harness, number):
        if wrong(number):
            raise Mismatch(str(number))

    harness = SimpleNamespace(seed=seed, limits=Limits(), shrinking=Shrinking(1000, lambda: 0))
    with pinned():
        try:
            check_number(harness)
        except Mismatch as mismatch:
            return int(mismatch.message)
    return None


@pytest.mark.parametrize("seed", range(5))
def test_what_is_always_examined_fails_with_every_seed(seed):
    assert failing(seed, lambda number: number == 1000) is None
    assert failing(seed, lambda number: number == 1000, always=[5, 1000]) == 1000


def test_what_is_drawn_comes_first_and_is_made_smaller():
    assert failing(3, lambda number: number > 50, always=[1000]) == 51


def test_the_seed_decides_what_is_drawn():
    found = {failing(seed, lambda number: number % 10 == 7) for seed in range(30)}
    assert None in found
    assert len(found) > 1
