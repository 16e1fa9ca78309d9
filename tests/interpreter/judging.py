"""The checks of an exercise, run on the interpreter without pytest around them."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis.errors import Flaky

from autograder.checks import hidden, public
from autograder.checks.chapter import CHAPTER
from autograder.judge.checking import Check, CheckFunction, Mismatch
from autograder.judge.client import Client
from autograder.judge.faults import DiedError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.harness import Harness
from autograder.judge.limits import Limits
from autograder.judge.reference import reference_parts
from autograder.submission import reading as files
from tests.interpreter.client import PlainClient
from tests.interpreter.refusing import Refused

MODULES = tuple(
    importlib.import_module(f"{package.__name__}.{module.name}")
    for package in (public, hidden)
    for module in pkgutil.iter_modules(package.__path__)
)
"""Of the checks, public ones first."""
LIMITS = Limits(small_calls=0, small_streams=0)
WRONG = (Mismatch, SubmissionError, NotSubmittedError, TimedOutError, LimitError, DiedError, Flaky)


@dataclass(frozen=True)
class Judged:
    """The checks that a program failed, `refused` where the interpreter was at its end."""

    failed: tuple[str, ...]
    refused: str = ""


@cache
def checks_of(exercise: str) -> tuple[CheckFunction, ...]:
    """The checks of an exercise, public ones first, as they stand in their files."""
    functions = [value for module in MODULES for value in vars(module).values() if hasattr(value, "check")]
    return tuple(function for function in functions if function.check.exercise == exercise)  # type: ignore[attr-defined]


def declared(function: CheckFunction) -> Check:
    """What is known of a check."""
    return function.check  # type: ignore[attr-defined, no-any-return]


def judge(text: str, exercise: str, first_only: bool = False, seed: int = 0) -> Judged:
    """What becomes of a whole submission's text in one exercise."""
    with tempfile.TemporaryDirectory() as folder:
        client = PlainClient(Path(folder), LIMITS)
        return judge_with(client, files.split(text), exercise, first_only, seed)


def judge_with(
    client: Client,
    cells: Sequence[str],
    exercise: str,
    first_only: bool = False,
    seed: int = 0,
    checks: Sequence[CheckFunction] = (),
) -> Judged:
    """The same with a client, whatever stands behind it; `first_only` stops at the first failure."""
    client.begin(cells)
    order = CHAPTER.grading_order
    parts = reference_parts(CHAPTER.solution)
    client.kit_parts = {name: parts[name] for name in order[: order.index(exercise)] if name in parts}
    client.begin_exercise(order.index(exercise))
    harness, failed = Harness(client, seed), list[str]()
    for function in checks or checks_of(exercise):
        try:
            if declared(function).spark:
                client.warm()
            client.load(exercise)
            harness.begin_check()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # as the grader does
                function(harness)
        except WRONG:
            failed.append(declared(function).id)
            if first_only:
                break
        except Refused as error:
            return Judged(tuple(failed), str(error))
    return Judged(tuple(failed))
