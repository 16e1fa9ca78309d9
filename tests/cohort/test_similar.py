"""Copies under other names are found, above all pairs of students who worked alone."""

import random

import pytest

from autograder.checks.chapter import CHAPTER
from autograder.cohort import similar
from autograder.submission.reading import read
from tests.cohort import made

KNOWN = [list(read(path, CHAPTER.exercises).cells) for path in (CHAPTER.handout / "streaming.ipynb", CHAPTER.solution)]


def pairs(students):
    return similar.pairs({one.name: list(one.cells.values()) for one in students}, CHAPTER.exercises, KNOWN, 10**6)


@pytest.mark.parametrize("seed", [1, 2])
def test_all_planted_copies_come_first(seed):
    honest = made.students(60, seed)
    copies = [made.copied(one, f"copy of {one.name}") for one in random.Random(seed).sample(honest, 8)]
    found = pairs([*honest, *copies])
    planted = [any(name.startswith("copy of ") for name in pair.students) for pair in found[:8]]
    assert planted == [True] * 8
    assert {other.removeprefix("copy of ") for pair in found[:8] for other in pair.students} == {
        name for pair in found[:8] for name in pair.students if not name.startswith("copy of ")
    }


def test_the_reference_and_the_skeleton_make_nobody_alike():
    cells = dict.fromkeys(("amy", "bob"), KNOWN[1])
    assert similar.pairs(cells, CHAPTER.exercises, KNOWN) == []
    skeleton = dict.fromkeys(("amy", "bob"), KNOWN[0])
    assert similar.pairs(skeleton, CHAPTER.exercises, KNOWN) == []


def test_names_comments_and_layout_count_for_nothing():
    one = "def f(a, b):\n    # mine\n    total = [x for x in a if x]\n    return sum(total) + b\n"
    other = 'def f(first,second):\n  """Other words."""\n  s = [y for y in first if y]\n  return sum(s)+second'
    assert similar.grams(one) == similar.grams(other)
    assert similar.grams(one) != similar.grams(one.replace("sum", "max"))
