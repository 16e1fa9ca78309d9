"""What grades one submission after the other in one process: each on a harness of its own, which started ahead.

The judge's process stays, and what it has imported; no student's code runs in it.
"""

from __future__ import annotations

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
            report = grading.grade(nameless(submission), self._options, client=client)
            measured = Measured(report.timing["total"], client.peak_memory)
        if report.score is None:
            return None, report.message, measured
        return text_of(report), "", measured

    def close(self) -> None:
        """Ends what was started ahead."""
        if self._next is not None:
            self._next[1].close()
            self._next = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> tuple[Client, ExitStack]:
        stack = ExitStack()
        return stack.enter_context(grading.open_client(self._options.limits, sandbox=self._options.sandbox)), stack
