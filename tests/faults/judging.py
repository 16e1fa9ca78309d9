"""Judges generated programs: caught by a check, a survivor, no fault at all, or refused.

Those that need Spark SQL run on Spark, all others on the interpreter.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing.util
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.judge.client import Client
from autograder.judge.faults import JudgeError
from autograder.judge.harness import Harness
from autograder.judge.reference import reference_parts
from tests.faults import bases, battery
from tests.faults.program import HELPERS, Program
from tests.interpreter.client import PlainClient
from tests.interpreter.judging import LIMITS, WRONG, checks_of, declared
from tests.interpreter.refusing import Refused
from tests.interpreter.zoo import WITH_SQL

CAUGHT, SURVIVED, NO_FAULT, REFUSED, TOO_STRICT = "caught", "survived", "no fault", "refused", "caught but no fault"
SEED = 1
ASKED = 10
"""Of so many programs that are caught one is compared with a right answer."""
_deadly: Counter[str] = Counter()


@dataclass(frozen=True)
class Result:
    """What became of a program, and the check that caught it or the reason of a refusal."""

    program: Program
    verdict: str
    said: str = ""


def judge(program: Program) -> Result:
    """One program: whether a check catches it and, where none does, whether it differs from a right answer at all.

    Of those that are caught some are compared with a right answer too: one that is no fault must not be caught.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            caught = _caught(_client(folder, program.exercise, program.cells), program.exercise)
            if caught and zlib.crc32(program.code.encode()) % ASKED:
                return Result(program, CAUGHT, caught)
            differs = _differs(_client(folder, program.exercise, program.cells), program.exercise)
        except Refused as error:
            return Result(program, REFUSED, str(error))
        except JudgeError as error:
            return Result(program, REFUSED, f"the grader itself failed: {error}")
    if differs:
        return Result(program, CAUGHT if caught else SURVIVED, caught)
    return Result(program, TOO_STRICT if caught else NO_FAULT, caught)


def _differs(client: Client, exercise: str) -> bool:
    """Whether an answer to the battery is not the reference's."""
    mine = _answers(client, exercise)
    return any(a != b for a, b in itertools.zip_longest(mine, right_answers(exercise)))


@cache
def right_answers(exercise: str) -> list[Any]:
    """What the reference answers to the battery."""
    reference = bases.of(exercise)[0]
    with tempfile.TemporaryDirectory() as folder:
        return list(_answers(_client(folder, exercise, [HELPERS, reference.code]), exercise))


def _client(folder: str, exercise: str, cells: list[str]) -> Client:
    client = _on_spark() if exercise in WITH_SQL else PlainClient(Path(folder), LIMITS)
    client.begin(cells)
    client.kit_parts = _parts(exercise)
    client.begin_exercise(CHAPTER.grading_order.index(exercise))
    client.warm()
    return client


@cache
def _on_spark() -> Client:
    """The one harness of this process, whose Spark stays warm from program to program."""
    stack = contextlib.ExitStack()
    client = stack.enter_context(grading.open_client(replace(LIMITS, call_cpu=10, call_wall=60)))
    multiprocessing.util.Finalize(None, stack.close, exitpriority=10)
    return client


@cache
def _parts(exercise: str) -> dict[str, str]:
    parts = reference_parts(CHAPTER.solution)
    order = CHAPTER.grading_order
    return {name: parts[name] for name in order[: order.index(exercise)] if name in parts}


def _caught(client: Client, exercise: str) -> str:
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


def _answers(client: Client, exercise: str) -> Iterator[Any]:
    try:
        client.load(exercise)
    except WRONG as error:
        yield type(error).__name__
        return
    with _quiet():
        yield from battery.answers(exercise, Harness(client, SEED), SEED)


@contextlib.contextmanager
def _quiet() -> Any:
    """What scikit-learn warns of goes nowhere."""
    import logging
    import warnings

    logging.disable()
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        warnings.simplefilter("ignore")
        yield


def judge_all(programs: Iterable[Program]) -> list[Result]:
    """Some programs, one after the other."""
    return [judge(program) for program in programs]
