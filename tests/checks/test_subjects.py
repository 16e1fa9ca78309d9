"""The page of subjects names sections, exercises and checks that there are, and leaves none of them out."""

from __future__ import annotations

import re
from pathlib import Path

import jupytext

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER

PAGE = Path(__file__).parents[2] / "docs" / "subjects.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| subject")
]
CHECKS = grading.checks(grading.Options(chapter=CHAPTER))


def names(cell):
    return re.findall(r"`(\w+)`", cell)


def test_the_sections_are_those_of_the_chapter_in_their_order():
    cells = jupytext.read(CHAPTER.solution, fmt="py:percent").cells
    numbered = [line for cell in cells for line in re.findall(r"^## (\d\.\d .+)$", cell.source, re.MULTILINE)]
    assert list(dict.fromkeys(row[1] for row in ROWS)) == numbered


def test_each_exercise_has_its_subject_in_the_order_of_the_chapter():
    assert [name for row in ROWS for name in names(row[2])] == list(CHAPTER.exercises)


def test_each_exercise_is_trained_where_it_is_taught():
    source = CHAPTER.solution.read_text("utf-8")
    for _, section, exercise, _ in ROWS:
        for name in names(exercise):
            before = source[: source.index(f"# ### Exercise: `{name}(")]
            assert re.findall(r"^# ## (\d\.\d .+)$", before, re.MULTILINE)[-1] == section


def test_each_check_stands_beside_its_exercise():
    told = {(names(row[2])[0], check) for row in ROWS for check in names(row[3])}
    assert told == {(check.exercise, check.id) for check in CHECKS}
