"""No cell of the table of dimensions is empty: some check tries so much."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checks.cells import CELLS, MEASURES
from autograder.checks.chapter import CHAPTER
from autograder.submission import reading as files
from docs.tried import PAGE
from tests.checks.recording import most_by_check, section
from tests.interpreter.client import PlainClient
from tests.interpreter.judging import LIMITS
from tests.interpreter.zoo import WITH_SQL


@pytest.mark.parametrize("exercise", CHAPTER.exercises)
def test_no_cell_is_empty(reference, client, tmp_path, exercise):
    here = client if exercise in WITH_SQL else PlainClient(Path(tmp_path), LIMITS)
    tried = most_by_check(here, files.split(reference), exercise)
    empty = {
        dimension: (least, max(most[dimension] for most in tried.values()))
        for dimension, least in CELLS[exercise].items()
        if all(most[dimension] < least for most in tried.values())
    }
    assert empty == {}
    assert section(exercise, tried) in PAGE.read_text("utf-8"), "`make tried` writes the page anew"


def test_every_exercise_has_its_dimensions():
    assert CELLS.keys() == CHAPTER.exercises.keys()
    assert all(cells and cells.keys() <= MEASURES.keys() for cells in CELLS.values())
