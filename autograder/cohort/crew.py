"""What grades one submission after the other in one process: each on a harness of its own, which started ahead.

The judge's processes stay, and what they have imported; no student's code runs in them.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from types import TracebackType

from autograder import grade as grading
from autograder.cohort.results import Measured, nameless, text_of
from autograder.grade import Options
from autograder.judge.client import Client
from autograder.submission.reading import Submission


class Crew:
    """Grades submissions with the same options."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._next: tuple[Client, ExitStack] | None = None
        self._lane: ProcessPoolExecutor | None = None

    def grade(self, submission: Submission, more: bool) -> tuple[str | None, str, Measured]:
        """The text of the report, None when the grader failed; then why; and what it took.

        With `more` to come, the next one's Spark starts while this one is graded.
        """
        client, stack = self._next or self._begin()
        self._next = None
        with stack:
            if more:
                self._next = self._begin()
                self._next[0].start()
            report = grading.grade(nameless(submission), self._options, client=client, lane=self._open_lane())
            measured = Measured(report.timing["total"], client.peak_memory)
        if report.score is None:
            self._close_lane()
            return None, report.message, measured
        return text_of(report), "", measured

    def close(self) -> None:
        """Ends what was started ahead."""
        if self._next is not None:
            self._next[1].close()
            self._next = None
        self._close_lane()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> tuple[Client, ExitStack]:
        stack = ExitStack()
        return stack.enter_context(grading.open_client(self._options.limits, sandbox=self._options.sandbox)), stack

    def _open_lane(self) -> ProcessPoolExecutor:
        if self._lane is not None:
            try:
                self._lane.submit(int)
            except BrokenProcessPool:  # its process was ended with a grading that failed
                self._close_lane()
        if self._lane is None:
            self._lane = grading.open_lane()
        return self._lane

    def _close_lane(self) -> None:
        if self._lane is not None:
            self._lane.shutdown(cancel_futures=True)
            self._lane = None
