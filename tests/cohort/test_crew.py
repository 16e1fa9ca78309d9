"""The judge's second process stays from one submission to the next, and is begun anew where it was lost."""

import os
import signal

from autograder.checks.chapter import CHAPTER
from autograder.cohort.crew import Crew
from autograder.grade import Options


def test_a_lane_that_was_lost_is_begun_anew():
    with Crew(Options(CHAPTER)) as crew:
        first = crew._open_lane()
        process = first.submit(os.getpid).result()
        assert crew._open_lane() is first
        os.kill(process, signal.SIGKILL)
        assert isinstance(first.submit(os.getpid).exception(60), Exception)
        second = crew._open_lane()
        assert second is not first
        assert second.submit(os.getpid).result() != process
