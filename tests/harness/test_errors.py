"""What an error says is the same on each machine and in each run."""

import sys
from pathlib import Path

import pytest

from autograder.harness import errors
from autograder.harness.errors import portable
from autograder.judge.compare import show
from autograder.judge.values import Time

KIT = Path(errors.__file__).parents[2]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("An error occurred while calling o375476.socketTextStream.", "while calling o….socketTextStream."),
        ("JavaObject id=o23", "JavaObject id=o…"),
        (f"created by __init__ at {KIT}/autograder/harness/spark.py:139", "at <kit>/autograder/harness/spark.py"),
        (f"{sys.prefix}/lib/python3/site-packages/pyspark/rdd.py:12 failed", "pyspark/rdd.py failed"),
        ("MapPartitionsRDD[23] at map", "MapPartitionsRDD[…] at map"),
        ("Task 0 in stage 12.0 failed (TID 7)", "Task 0 in stage … failed (TID …)"),
        ("Project [word#45, total#46L]", "Project [word#…, total#…]"),
        ("<object at 0x7fbe92bbade0>", "<object at 0x…>"),
    ],
)
def test_what_differs_is_left_out(text, told):
    assert portable(text).endswith(told)
    assert str(KIT) not in portable(text)


@pytest.mark.parametrize("text", ["o12 and to12 stay", "a #1, x[3], stage 2", "id=other", "calling over"])
def test_words_that_only_look_like_it_stay(text):
    assert portable(text) == text


def test_the_machines_own_time_is_not_told():
    assert show(Time(1_767_600_000_500)) == "2026-01-05 08:00:00.500000"
    assert show(Time(1_796_132_682_557)) == "(the time of no batch)"
