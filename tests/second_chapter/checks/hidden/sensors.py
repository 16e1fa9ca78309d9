"""What students cannot see."""

from __future__ import annotations

from autograder.judge.checking import check
from autograder.judge.harness import Batch, Harness
from second_chapter.checks import expecting


@check("smooth", 2, hint="A window may be wider than all there is.")
def check_wide_window(harness: Harness) -> None:
    """A window that is wider than the readings takes all of them."""
    expecting.expect_smooth(harness, list(range(60)), 100)


@check("alarms", 2, hint="A quiet second changes nothing.", spark=True)
def check_quiet_batches(harness: Harness) -> None:
    """Batches without readings, and readings at the limit, change nothing."""
    history = (Batch((), 0), Batch((("a", 11),), 2), Batch(()), Batch((("a", 10), ("b", 10))), Batch((("a", 12),)))
    expecting.expect_alarms(harness, history, 10)


@check("hottest", 2, hint="All readings may be below zero, or there may be none.", spark=True)
def check_cold_and_nothing(harness: Harness) -> None:
    """Readings below zero, and none at all."""
    expecting.expect_hottest(harness, [("a", -3), ("b", -12)])
    expecting.expect_hottest(harness, [])
