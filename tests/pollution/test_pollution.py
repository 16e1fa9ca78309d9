"""A sample of the polluters, on a few exercises; `make polluters` runs all of them on all."""

import pytest

from autograder.checks.chapter import CHAPTER
from autograder.model import Verdict
from tests.pollution.polluters import EXHAUSTS, OF_SPARK, POLLUTERS, SETS
from tests.pollution.run import PLACES, polluted

EXERCISES = ("vectorize", "predict", "update_classifier", "count_words")


@pytest.mark.parametrize("name", ["numpy raises", "scikit-learn's classes", "builtin replaced"])
def test_what_one_exercise_does_costs_no_other(graded, name):
    text = polluted(POLLUTERS[name], EXERCISES[:1])
    report = graded(text, *EXERCISES, alone=True)
    lost = {exercise.name for exercise in report.exercises if exercise.score < exercise.max_score}
    assert lost <= {EXERCISES[0]}


def test_whoever_leaves_a_folder_that_is_removed_keeps_its_own_points(graded):
    report = graded(polluted(POLLUTERS["working directory gone"], EXERCISES[:1]), *EXERCISES[:2], alone=True)
    assert report.verdict is Verdict.PASSED, [check.message for check in report.checks if check.message]


def test_a_failure_counts_only_where_nothing_else_of_the_submission_ran(graded, client, monkeypatch):
    renewed = []
    original = client.close
    monkeypatch.setattr(client, "close", lambda: (renewed.append(client.loaded), original())[1])
    corner = "import scipy.sparse._compressed as c; c._cs_matrix.__init__ = lambda *args: None"
    report = graded(polluted(corner, ("fit_vectorizer",)), "fit_vectorizer", "vectorize", "evaluate", alone=True)
    assert [check.id for check in report.checks if check.exercise != "fit_vectorizer" and not check.points] == []
    assert renewed == ["vectorize"]


def test_an_honest_failure_is_not_tried_again(graded, client, monkeypatch):
    monkeypatch.setattr(client, "close", lambda: pytest.fail("nothing was polluted"))
    text = "def vectorize(v, t):\n    return 7\n\n\ndef evaluate(a, b):\n    raise ValueError"
    report = graded(text, "fit_vectorizer", "vectorize", "update_count", "evaluate")
    assert {c.verdict for c in report.checks if c.exercise in ("vectorize", "evaluate")} <= {
        Verdict.FAILED,
        Verdict.ERROR,
    }


def test_there_are_polluters_of_every_kind_and_each_stands_before_every_exercise():
    assert len(POLLUTERS) == len(SETS) + len(OF_SPARK) + len(EXHAUSTS) >= 50
    for place in range(1, len(CHAPTER.grading_order)):
        assert any(CHAPTER.grading_order[place - 1] in exercises for exercises in PLACES.values())
