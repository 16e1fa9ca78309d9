"""The pytest plugin that runs checks against a harness and turns what becomes of each into points."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis.errors import Flaky

from autograder.judge.causes import cause
from autograder.judge.checking import Check, Mismatch, failed_by_itself
from autograder.judge.client import Client
from autograder.judge.facts import UNKNOWN, Facts
from autograder.judge.faults import DiedError, JudgeError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.harness import Harness
from autograder.judge.loaded import Loaded
from autograder.model import CheckResult, Counterexample, Verdict
from autograder.text import MESSAGE_LIMIT, OUTPUT_LIMIT, clip, visible

CHANGING = (
    "It answered differently when it was called again with the same input: something that it keeps between calls, "
    "or a random number, decides."
)

_DOUBTFUL = (Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT)
"""What an exercise may owe to another one that ran before it in the same process."""

MOST_NOTES = 3
"""Notes that are shown of an exercise."""


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
        self._loaded: dict[str, Loaded] = {}
        self._noted: set[str] = set()
        self._ended: dict[str, tuple[Verdict, str]] = {}
        self.results: dict[str, CheckResult] = {}
        self.judge_error: JudgeError | None = None
        self._begun = ""

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
        if check.exercise != self._begun:
            self._begun = check.exercise
            self._client.begin_exercise(self._order.index(check.exercise))
            self._harness.begin_exercise()
        if check.exercise in self._ended:
            verdict, message = self._ended[check.exercise]
            self._record(check, verdict, message)
            return True
        begun = time.monotonic()
        try:
            self._attempt(check, lambda: pyfuncitem.obj(self._harness))
            if self.results[check.id].verdict in _DOUBTFUL and self._client.renew_if_suspect():
                self._ended.pop(check.exercise, None)
                self._noted.discard(check.exercise)
                self._harness.begin_exercise()
                self._attempt(check, lambda: pyfuncitem.obj(self._harness))
        except JudgeError as error:
            self.judge_error = error
        except Exception as error:
            self.judge_error = failed_by_itself(error)
        self._timing[check.exercise] = round(self._timing.get(check.exercise, 0) + time.monotonic() - begun, 3)
        return True

    def _attempt(self, check: Check, run: Callable[[], None]) -> None:
        exercise = check.exercise
        self._client.student_output = ""
        try:
            if check.spark:  # first, for a definition may need a live SparkContext, as it has in the notebook
                self._client.warm()
            self._loaded[exercise] = self._load(exercise)
            self._harness.begin_check()
            run()
        except Mismatch as mismatch:
            self._record_failure(check, Verdict.FAILED, mismatch.message, mismatch)
        except SubmissionError as error:
            if error.loading:
                self._end(check, Verdict.ERROR, str(error))
            else:
                self._record_failure(check, Verdict.ERROR, str(error), error)
        except Flaky:
            self._record(check, Verdict.FAILED, self._with_notes(exercise, CHANGING))
        except NotSubmittedError as error:
            self._end(check, Verdict.NOT_SUBMITTED, str(error) or f"`{exercise}` is not written yet.")
        except TimedOutError as error:
            self._end(check, Verdict.TIMEOUT, f"`{exercise}` was stopped: {error}.")
        except LimitError as error:
            self._end(check, Verdict.ERROR, str(error))
        except DiedError as error:
            self._end(check, Verdict.ERROR, f"`{exercise}` could not be graded to the end: {error}.")
        except Exception as error:
            raise JudgeError(f"{check.id}: {failed_by_itself(error)}") from error
        else:
            self._record(check, Verdict.PASSED)

    def _load(self, exercise: str) -> Loaded:
        """Loads it; it uses the submission's own exercises where the kit has no parts for them."""
        others = [name for name in self._order if name != exercise and not self._kit_parts]
        return self._client.load(exercise, others)

    def _end(self, check: Check, verdict: Verdict, message: str) -> None:
        """No further check of the exercise is run: all end for the same reason."""
        self._ended[check.exercise] = (verdict, self._with_notes(check.exercise, message))
        self._record(check, *self._ended[check.exercise])

    def _record_failure(
        self, check: Check, verdict: Verdict, message: str, failure: Mismatch | SubmissionError
    ) -> None:
        """What a check that ran has found. A cause comes first, and leaves nothing for a hint to say."""
        error = failure if isinstance(failure, SubmissionError) else None
        facts = replace(failure.facts, error=f"{error.kind}: {error.message}" if error else "")
        if facts.got is UNKNOWN and error is None:
            facts = replace(facts, got=self._harness.answered)
        found = cause(check.exercise, self._loaded.get(check.exercise, Loaded()).traits, facts, error)
        said = self._with_notes(check.exercise, "\n".join(filter(None, (found, message))))
        hint = "" if found else _hint(check, failure, facts)
        self._record(check, verdict, said, failure.counterexample, hint, found)

    def _with_notes(self, exercise: str, message: str) -> str:
        """The message of the first check that did not pass says also what its author may not know of the exercise."""
        notes = () if exercise in self._noted else self._loaded.get(exercise, Loaded()).notes[:MOST_NOTES]
        self._noted.add(exercise)
        return "\n".join((message, *notes))

    def _hand_over_graded_parts(self, exercise: str) -> None:
        graded = self._order[: self._order.index(exercise)]
        self._client.kit_parts = {name: self._kit_parts[name] for name in graded if name in self._kit_parts}

    def _record(
        self,
        check: Check,
        verdict: Verdict,
        message: str = "",
        counterexample: Counterexample | None = None,
        hint: str = "",
        cause: str = "",
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
            hint=hint,
            counterexample=_visible(counterexample),
            needs=self._loaded.get(check.exercise, Loaded()).uses,
            cause=visible(cause),
            student_output="" if passed else clip(visible(self._client.student_output), OUTPUT_LIMIT),
        )


def _hint(check: Check, failure: Mismatch | SubmissionError, facts: Facts) -> str:
    if isinstance(failure, Mismatch) and failure.hint is not None:
        return failure.hint
    if not isinstance(check.hint, str):
        return check.hint(facts)
    return check.hint if isinstance(failure, Mismatch) else ""


def _check_of(item: Any) -> Check:
    check: Check = item.function.check
    return check


def _visible(counterexample: Counterexample | None) -> Counterexample | None:
    if counterexample is None:
        return None
    rows = tuple(tuple(clip(visible(cell), MESSAGE_LIMIT) for cell in row) for row in counterexample.rows)
    return Counterexample(counterexample.columns, rows, counterexample.batches, counterexample.lines)
