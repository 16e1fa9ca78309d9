"""The interpreter says what Spark says."""

from __future__ import annotations

import pytest

from autograder.checks.chapter import CHAPTER
from autograder.handout.release import answer_cells
from tests.interpreter import zoo
from tests.interpreter.judging import Judged, checks_of, judge, judge_with


@pytest.mark.parametrize("exercise", zoo.INTERPRETED)
def test_the_reference_passes(reference, exercise):
    assert checks_of(exercise)
    assert judge(reference, exercise) == Judged(())


def test_what_it_does_not_know_it_refuses(reference):
    answer = "def count_words(lines):\n    return lines.map(lambda t: (t, 1)).{}\n"
    for operation, name in (("slice(0, 1)", "slice"), ("transform(lambda rdd: rdd.cartesian(rdd))", "_j")):
        judged = judge(reference + "\n\n# %%\n" + answer.format(operation), "count_words")
        assert name in judged.refused


def test_what_a_task_changes_stays_in_the_task(reference):
    counted = "def count_words(lines):\n    seen = []\n    ones = lines.flatMap(str.split)"
    counted += ".map(lambda w: (w, seen.append(w) or 1))\n"
    text = counted + "    return ones.reduceByKey(lambda a, b: a + b).filter(lambda pair: not seen)\n"
    assert judge(reference + "\n\n# %%\n" + text, "count_words").failed == ()


@pytest.mark.parametrize("path", zoo.faults()[::20], ids=lambda path: path.stem)
def test_a_fault_is_caught_here_too(path):
    compared = zoo.compare(path)
    assert not compared.here.refused
    assert set(compared.spark) <= set(compared.here.failed)


SAMPLE = [path for path in zoo.faults() if not path.stem.startswith("lines_from_socket")][::60]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_the_same_checks_fail_as_on_spark(client, reference, path):
    from autograder.submission import reading as files
    from fixtures import submissions as fixtures

    text = fixtures.compose(reference, path.read_text("utf-8"))
    exercise = fixtures.blamed(path)
    here = judge(text, exercise)
    there = judge_with(client, files.split(text), exercise)
    assert here == there


@pytest.mark.slow
def test_every_fault_is_caught_here_too():
    compared = zoo.compare_all(zoo.faults())
    assert [one for one in compared if one.here.refused or not set(one.spark) <= set(one.here.failed)] == []


def test_all_exercises_but_those_of_sql_are_interpreted():
    assert {*zoo.INTERPRETED, *zoo.WITH_SQL} == set(answer_cells(CHAPTER.solution))
