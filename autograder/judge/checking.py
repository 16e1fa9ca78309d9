"""How a check is declared, says what is wrong, and explores its inputs in the same way everywhere."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky, HypothesisException

from autograder.judge.facts import NO_FACTS, UNKNOWN, Facts
from autograder.judge.faults import JudgeError, SubmissionError
from autograder.judge.remembered import remembered
from autograder.judge.smaller import is_large, smallest
from autograder.model import Counterexample, Visibility

CheckFunction = Callable[..., None]
Hint = str | Callable[[Facts], str]
"""A hint that fits every wrong answer to a check and no error, or a choice by what was seen."""


@dataclass(frozen=True)
class Check:
    """What is known of a check before it runs. Its id is its function's name, its title its docstring's first line."""

    id: str
    exercise: str
    points: float
    title: str
    hint: Hint
    visibility: Visibility
    spark: bool


class Mismatch(Exception):
    """An answer that is not the expected one, and the input that shows it.

    In a stream, `batch` is the number of batches until it showed and `culprits` are the keys whose values were wrong.
    `facts` let a hint be chosen; `hint` is one that is chosen already, none where it is empty.
    """

    def __init__(
        self,
        message: str,
        counterexample: Counterexample | None = None,
        batch: int | None = None,
        culprits: tuple[Any, ...] = (),
        facts: Facts = NO_FACTS,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.counterexample = counterexample
        self.batch = batch
        self.culprits = culprits
        self.facts = facts
        self.hint = hint


def check(
    exercise: str, points: float, hint: Hint = "", spark: bool = False
) -> Callable[[CheckFunction], CheckFunction]:
    """Declares a pytest function as a check of an exercise; `spark` ones wait until Spark is warm."""

    def declare(function: CheckFunction) -> CheckFunction:
        hidden = ".hidden." in function.__module__
        function.check = Check(  # type: ignore[attr-defined]
            id=function.__name__.removeprefix("check_"),
            exercise=exercise,
            points=points,
            title=(function.__doc__ or "").strip().split("\n")[0],
            hint=hint,
            visibility=Visibility.HIDDEN if hidden else Visibility.PUBLIC,
            spark=spark,
        )
        return function

    return declare


def explore(
    examples: int,
    always: Iterable[Mapping[str, Any]] = (),
    expected: Callable[..., Any] | Iterable[Mapping[str, Any]] | None = None,
    **strategies: st.SearchStrategy[Any],
) -> Callable[[CheckFunction], CheckFunction]:
    """Runs a check on so many drawn inputs and shrinks the first failure; then on those that no seed may leave out.

    Every setting that would read a clock, the environment or a database is off: the same seed gives the same examples.
    While shrinking, at most `limits.small_calls` requests are spent; after that what is smallest so far stands. What
    is in `always` comes last; each holds one rare thing and little else, or is large, and then made smaller.

    `expected` gives the answer to an input, which the check receives under that name; where nobody may know the answer
    to every input, it is a list of worked examples, which are then all that is explored.
    """

    def decorate(function: CheckFunction) -> CheckFunction:
        def ask(harness: Any, drawn: Mapping[str, Any]) -> None:
            answer = {"expected": expected(**drawn)} if callable(expected) else {}
            examine(harness, {**drawn, **answer})

        def examine(harness: Any, example: Mapping[str, Any]) -> None:
            harness.answered = UNKNOWN
            try:
                function(harness, **example)
            except (Mismatch, SubmissionError) as failure:
                failure.facts = _completed(failure.facts, example, harness.answered)
                raise

        @functools.wraps(function)
        def bounded(harness: Any, **drawn: Any) -> None:
            harness.shrinking.run(repr(drawn), lambda: ask(harness, drawn))

        del bounded.__wrapped__  # what is expected is not drawn

        @functools.wraps(function)
        def explored(harness: Any) -> None:
            if expected is None or callable(expected):
                try:
                    for drawn in explored.inputs(harness.seed):  # type: ignore[attr-defined]
                        ask(harness, drawn)
                except (Mismatch, SubmissionError):
                    phases = (Phase.generate, Phase.shrink) if harness.limits.small_calls else (Phase.generate,)
                    search: CheckFunction = _settings(examples, *phases)(given(**strategies)(bounded))
                    hypothesis.seed(harness.seed)(search)(harness=harness)
                    raise Flaky("it failed the first time only") from None
            else:
                for example in expected:
                    examine(harness, example)
            for example in always:
                _expect(harness, example, ask)

        del explored.__wrapped__  # pytest would take what is drawn for fixtures
        explored.inputs = lambda seed: remembered(  # type: ignore[attr-defined]
            function, seed, lambda: _drawn(seed, examples, **strategies)
        )
        explored.expected = expected  # type: ignore[attr-defined]
        return explored

    return decorate


def _expect(harness: Any, example: Mapping[str, Any], ask: Callable[[Any, Mapping[str, Any]], None]) -> None:
    """Asks for an example; where a large one fails, the failure of a smaller one that fails alike is raised."""
    try:
        ask(harness, example)
    except (Mismatch, SubmissionError) as failure:
        kind = _kind(failure)

        def fails(smaller: Mapping[str, Any]) -> Exception | None:
            try:
                ask(harness, smaller)
            except (Mismatch, SubmissionError) as error:
                return error if _kind(error) == kind else None
            return None

        budget = harness.limits.small_calls if is_large(example) else 0
        raise (smallest(example, fails, budget) or failure) from None


def _kind(failure: Exception) -> str:
    return failure.kind if isinstance(failure, SubmissionError) else ""


def _completed(facts: Facts, example: Mapping[str, Any], answered: Any) -> Facts:
    """The facts; what the check itself did not say of them is what was drawn, and what the function answered last."""
    usual = {"given": example, "due": example.get("expected", UNKNOWN), "got": answered}
    return replace(facts, **{name: value for name, value in usual.items() if getattr(facts, name) is UNKNOWN})


def draw(strategy: st.SearchStrategy[Any], seed: int) -> Any:
    """One example for a check that needs a single rich one, such as a wide stream history, and shrinks it by itself.

    Hypothesis begins with the simplest example, whatever the seed; the second is the one that the seed decides.
    """
    return _drawn(seed, 2, example=strategy)[-1]["example"]


def _drawn(seed: int, examples: int, **strategies: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []

    def take(**example: Any) -> None:
        drawn.append(example)

    hypothesis.seed(seed)(_settings(examples, Phase.generate)(given(**strategies)(take)))()
    return drawn


def _settings(examples: int, *phases: Phase) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )


def failed_by_itself(error: Exception) -> JudgeError:
    """What a check raises that is neither an answer's nor a submission's fault: it is the grader's."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    told = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
    return JudgeError(f"A check failed by itself: {told}.")


class Shrinking:
    """Counts the requests that follow a failure, and answers from memory once they are used up."""

    def __init__(self, budget: int, spent: Callable[[], int]) -> None:
        self._budget = budget
        self._spent = spent
        self._failed_at: int | None = None
        self._failures: dict[str, Exception] = {}

    def run(self, key: str, examine: Callable[[], None]) -> None:
        """Examines an example; beyond the budget only examples already known to fail still do."""
        if self._failed_at is not None and self._spent() - self._failed_at > self._budget:
            if key in self._failures:
                raise self._failures[key]
            return
        try:
            examine()
        except (Mismatch, SubmissionError) as error:
            if self._failed_at is None:
                self._failed_at = self._spent()
            self._failures[key] = error
            raise
        except HypothesisException:
            raise
        except Exception as error:  # at once: an example that is tried again may hide it
            raise failed_by_itself(error) from error
