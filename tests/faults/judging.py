"""Judges generated programs on the interpreter: caught by a check, a survivor, no fault at all, or refused."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder import grade as grading
from autograder.checks import chapter
from autograder.judge.faults import JudgeError
from autograder.judge.harness import Harness
from autograder.judge.reference import reference_parts
from tests.faults import battery, bases
from tests.faults.program import HELPERS, Program
from tests.interpreter.client import PlainClient
from tests.interpreter.judging import LIMITS, WRONG, checks_of, declared
from tests.interpreter.refusing import Refused

CAUGHT, SURVIVED, NO_FAULT, REFUSED, TOO_STRICT = "caught", "survived", "no fault", "refused", "caught but no fault"
SEED = 1
_deadly: Counter[str] = Counter()


@dataclass(frozen=True)
class Result:
    """What became of a program, and the check that caught it or the reason of a refusal."""

    program: Program
    verdict: str
    said: str = ""


def judge(program: Program, look_twice: bool = False) -> Result:
    """One program; with `look_twice` one that is caught must differ from a right answer on the battery, too."""
    with tempfile.TemporaryDirectory() as folder:
        client = _client(folder, program.exercise, program.cells)
        try:
            caught = _caught(client, program.exercise)
            if caught and not look_twice:
                return Result(program, CAUGHT, caught)
            differs = _answers(client, program.exercise) != right_answers(program.exercise)
        except Refused as error:
            return Result(program, REFUSED, str(error))
        except JudgeError as error:
            return Result(program, REFUSED, f"the grader itself failed: {error}")
    if caught:
        return Result(program, CAUGHT if differs else TOO_STRICT, caught)
    return Result(program, SURVIVED if differs else NO_FAULT)


@cache
def right_answers(exercise: str) -> list[Any]:
    """What the reference answers to the battery."""
    reference = bases.of(exercise)[0]
    with tempfile.TemporaryDirectory() as folder:
        return _answers(_client(folder, exercise, [HELPERS, reference.code]), exercise)


def _client(folder: str, exercise: str, cells: list[str]) -> PlainClient:
    client = PlainClient(Path(folder), LIMITS)
    client.begin(cells)
    client.kit_parts = _parts(exercise)
    client.begin_exercise(chapter.GRADING_ORDER.index(exercise))
    return client


@cache
def _parts(exercise: str) -> dict[str, str]:
    parts = reference_parts(grading.SOLUTION)
    order = chapter.GRADING_ORDER
    return {name: parts[name] for name in order[: order.index(exercise)] if name in parts}


def _caught(client: PlainClient, exercise: str) -> str:
    """The first check that it fails; those that have caught most so far are asked first."""
    harness = Harness(client, SEED)
    for function in sorted(checks_of(exercise), key=lambda one: -_deadly[declared(one).id]):
        try:
            client.load(exercise)
            harness.begin_check()
            with _quiet():
                function(harness)
        except WRONG:
            _deadly[declared(function).id] += 1
            return declared(function).id
    return ""


def _answers(client: PlainClient, exercise: str) -> list[Any]:
    try:
        client.load(exercise)
    except WRONG as error:
        return [type(error).__name__]
    harness = Harness(client, SEED)
    with _quiet():
        return battery.answers(exercise, harness, SEED)


@contextlib.contextmanager
def _quiet() -> Any:
    """What scikit-learn warns of goes nowhere."""
    import logging
    import warnings

    logging.disable()
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        warnings.simplefilter("ignore")
        yield


@cache
def is_right(base: bases.Base) -> bool:
    """Whether a right answer is one for the interpreter, and by itself."""
    result = judge(Program(base.exercise, base.name, "none", "as it is", base.code), look_twice=True)
    return result.verdict == NO_FAULT


def judge_all(programs: Iterable[Program]) -> list[Result]:
    """Some programs, one after the other."""
    return [judge(program) for program in programs]
