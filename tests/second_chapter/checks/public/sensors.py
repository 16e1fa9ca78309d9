"""What students can run."""

from __future__ import annotations

from hypothesis import strategies as st

from autograder.judge.checking import check, explore
from autograder.judge.harness import Batch, Harness
from second_chapter.checks import expecting


@check("smooth", 4, hint="At the start there are fewer readings than the window is wide.")
@explore(40, readings=st.lists(st.integers(-50, 50), max_size=8), width=st.integers(1, 4))
def check_means_of_the_last_readings(harness: Harness, readings: list[int], width: int) -> None:
    """Each reading gives the mean of the last ones."""
    expecting.expect_smooth(harness, readings, width)


@check("alarms", 5, hint="What is to be known of earlier batches is a state.", spark=True)
def check_counts_since_the_start(harness: Harness) -> None:
    """Readings above the limit are counted since the start."""
    history = (Batch((("a", 31), ("b", 20), ("a", 40))), Batch((("b", 35),)), Batch((("a", 50), ("c", 30))))
    expecting.expect_alarms(harness, history, 30)


@check("hottest", 5, hint="SQL has `max`.", spark=True)
def check_highest_of_all(harness: Harness) -> None:
    """The answer is the highest of all readings."""
    expecting.expect_hottest(harness, [("a", 3), ("b", 12), ("a", 7)], 2)
