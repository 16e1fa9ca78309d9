"""The pytest plugin that runs checks against a harness and turns what becomes of each into points."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis.errors import Flaky

from autograder.judge.checking import Check, Mismatch, failed_by_itself
from autograder.judge.client import Client
from autograder.judge.faults import DiedError, JudgeError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.harness import Harness
from autograder.model import CheckResult, Counterexample, Verdict
from autograder.text import MESSAGE_LIMIT, OUTPUT_LIMIT, clip, visible

CHANGING = (
    "It answered differently when it was called again with the same input: something that it keeps between calls, "
    "or a random number, decides."
)


class CollectingPlugin:
    """Collects the wanted checks, in the order in which exercises are graded."""

    def __init__(self, order: list[str], wanted: Callable[[Check], bool]) -> None:
        self._order = order
        self._wanted = wanted
        self.expected: list[Check] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keeps the wanted checks, in the order of grading."""
        wanted = [item for item in items if self._wanted(_check_of(item))]
        wanted.sort(key=lambda item: self._order.index(_check_of(item).exercise))
        items[:] = wanted
        self.expected = [_check_of(item) for item in wanted]


class GradingPlugin(CollectingPlugin):
    """Runs the collected checks, and keeps one result each.

    `order` lists the exercises as they are graded, `kit_parts` the kit's own version of each: it is handed to the
    harness when its exercise has been graded, and not before.
    """

    def __init__(
        self,
        client: Client,
        order: list[str],
        kit_parts: Mapping[str, str],
        seed: int,
        wanted: Callable[[Check], bool],
        progress: Callable[[Check], None] = lambda check: None,
        timing: dict[str, float] | None = None,
    ) -> None:
        super().__init__(order, wanted)
        self._client = client
        self._kit_parts = kit_parts
        self._progress = progress
        self._timing = timing if timing is not None else {}
        self._harness = Harness(client, seed)
        self._needs: dict[str, tuple[str, ...]] = {}
        self._ended: dict[str, tuple[Verdict, str]] = {}
        self.results: dict[str, CheckResult] = {}
        self.judge_error: JudgeError | None = None

    @pytest.fixture
    def harness(self) -> Harness:
        """The exercise under grading."""
        return self._harness

    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Runs one check; whatever becomes of it is a result, or the end of the run when the grader itself failed."""
        if self.judge_error is not None:
            return True
        check = _check_of(pyfuncitem)
        self._hand_over_graded_parts(check.exercise)
        self._progress(check)
        if check.exercise in self._ended:
            verdict, message = self._ended[check.exercise]
            self._record(check, verdict, message)
            return True
        begun = time.monotonic()
        try:
            self._attempt(check, lambda: pyfuncitem.obj(self._harness))
        except JudgeError as error:
            self.judge_error = error
        self._timing[check.exercise] = round(self._timing.get(check.exercise, 0) + time.monotonic() - begun, 3)
        return True

    def _attempt(self, check: Check, run: Callable[[], None]) -> None:
        exercise = check.exercise
        self._client.student_output = ""
        try:
            if check.spark:  # first, for a definition may need a live SparkContext, as it has in the notebook
                self._client.warm()
            self._needs[exercise] = self._load(exercise)
            self._harness.begin_check()
            run()
        except Mismatch as mismatch:
            self._record(check, Verdict.FAILED, mismatch.message, mismatch.counterexample)
        except SubmissionError as error:
            if error.loading:
                self._ended[exercise] = (Verdict.ERROR, str(error))
            self._record(check, Verdict.ERROR, str(error), error.counterexample)
        except Flaky:
            self._record(check, Verdict.FAILED, CHANGING)
        except NotSubmittedError:
            self._ended[exercise] = (Verdict.NOT_SUBMITTED, f"`{exercise}` is not written yet.")
            self._record(check, *self._ended[exercise])
        except TimedOutError as error:
            self._ended[exercise] = (Verdict.TIMEOUT, f"`{exercise}` was stopped: {error}.")
            self._record(check, *self._ended[exercise])
        except LimitError as error:
            self._ended[exercise] = (Verdict.ERROR, str(error))
            self._record(check, *self._ended[exercise])
        except DiedError as error:
            self._ended[exercise] = (Verdict.ERROR, f"`{exercise}` could not be graded to the end: {error}.")
            self._record(check, *self._ended[exercise])
        except Exception as error:
            raise JudgeError(f"{check.id}: {failed_by_itself(error)}") from error
        else:
            self._record(check, Verdict.PASSED)

    def _load(self, exercise: str) -> tuple[str, ...]:
        """Loads it; answers with the submission's own exercises that it uses where the kit has no parts for them."""
        others = [name for name in self._order if name != exercise and not self._kit_parts]
        return tuple(self._client.load(exercise, others))

    def _hand_over_graded_parts(self, exercise: str) -> None:
        graded = self._order[: self._order.index(exercise)]
        self._client.kit_parts = {name: self._kit_parts[name] for name in graded if name in self._kit_parts}

    def _record(
        self, check: Check, verdict: Verdict, message: str = "", counterexample: Counterexample | None = None
    ) -> None:
        passed = verdict is Verdict.PASSED
        self.results[check.id] = CheckResult(
            id=check.id,
            exercise=check.exercise,
            title=check.title,
            points=check.points if passed else 0,
            max_points=check.points,
            verdict=verdict,
            visibility=check.visibility,
            message=clip(visible(message), MESSAGE_LIMIT),
            hint=check.hint if verdict in (Verdict.FAILED, Verdict.ERROR) else "",
            counterexample=_visible(counterexample),
            needs=self._needs.get(check.exercise, ()),
            student_output="" if passed else clip(visible(self._client.student_output), OUTPUT_LIMIT),
        )


def _check_of(item: Any) -> Check:
    check: Check = item.function.check
    return check


def _visible(counterexample: Counterexample | None) -> Counterexample | None:
    if counterexample is None:
        return None
    rows = tuple(tuple(clip(visible(cell), MESSAGE_LIMIT) for cell in row) for row in counterexample.rows)
    return Counterexample(counterexample.columns, rows, counterexample.batches, counterexample.lines)
