"""A client of a harness that lives in this process and has the interpreter in the place of Spark."""

from __future__ import annotations

import contextlib
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

from pyspark import SparkContext

from autograder.harness import sinks
from autograder.harness.evaluate import Evaluator
from autograder.harness.loading import Submission
from autograder.harness.queries import Queries
from autograder.harness.service import Service
from autograder.judge.client import Client, fault
from autograder.judge.faults import TimedOutError
from autograder.judge.limits import Limits
from autograder.wire import decode, encode
from tests.interpreter.rdds import PlainContext
from tests.interpreter.refusing import Refused, refuse, take_refusal
from tests.interpreter.streams import PlainStream

SECONDS = 5
"""Of processor time that a request may take."""
AGAIN = 0.01
"""Seconds after which the bell rings once more where nobody would have heard it."""


class PlainService(Service):
    """The harness's service, without a process of its own to keep clean and without Spark."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._context = PlainContext()
        self._spark: Any = SimpleNamespace(context=lambda: self._context, live_context=lambda: self._context)
        self._apart: Any = SimpleNamespace(
            begin=lambda: None, put_back=lambda: None, meet=lambda: None, is_worn_for=lambda exercise: False
        )
        self._apart.changed = False
        self._submission = Submission([])
        self._stream: Any = None
        self._queries = Queries(self._spark, self._value)
        self._evaluator = Evaluator(
            {
                "student": lambda node: self._submission.function(node["name"]),
                "context": lambda node: self._context,
                "rdd": self._rdd,
                "stream": lambda node: self._open_stream().queue(node["name"]),
                "streaming_context": lambda node: self._open_stream().ssc,
                "directory": lambda node: str(self._open_stream().directory),
                "port": lambda node: self._open_stream().feed(node["name"], node["host"]).port,
                "conf": lambda node: refuse("a SparkConf"),
                "sink": lambda node: sinks.Sink(node["name"]),
            }
        )

    def _open(self, **asked: Any) -> Any:
        return PlainStream(self._context, folder=self._folder, **asked)


class PlainClient(Client):
    """Speaks the protocol with a `PlainService`; raises `Refused` where the interpreter is at its end."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        super().__init__(lambda: None, limits)  # type: ignore[arg-type, return-value]
        self._service = PlainService(folder)

    def _ensure(self) -> None:
        self._process = self  # type: ignore[assignment]

    def begin(self, cells: Any) -> None:
        """Another submission, or the same again."""
        self._process = None
        super().begin(cells)

    def close(self) -> None:
        """There is no process to end."""
        self._process = None

    def warm(self) -> None:
        """There is nothing to wait for."""
        self._hand_over_kit_parts()

    def renew_if_suspect(self) -> bool:
        """A submission here has one exercise."""
        return False

    def _ask(self, operation: str, wall: float | None = None, **fields: Any) -> Any:
        self.requests += 1
        request = decode(encode({"id": "", "op": operation, **fields}))
        with active(self._service._context), contextlib.redirect_stdout(io.StringIO()), limited():
            reply = self._service.answer(request)
        if said := take_refusal():
            raise Refused(said)
        reply = decode(encode({"value": None, **reply}))
        if "error" in reply:
            if reply["error"]["type"] == TimedOutError.__name__:
                raise TimedOutError("it took too long")
            raise fault(reply["error"], self._ran_student_code)
        return reply["value"]


@contextlib.contextmanager
def active(context: PlainContext) -> Iterator[None]:
    """For pyspark this context is the one that lives, and no JVM may be started."""
    before = SparkContext._active_spark_context
    started = SparkContext._ensure_initialized
    os.environ.setdefault("PYTHONHASHSEED", "0")  # as Spark's workers have it
    SparkContext._active_spark_context = context
    SparkContext._ensure_initialized = classmethod(lambda *_, **__: refuse("a JVM"))
    try:
        yield
    finally:
        SparkContext._active_spark_context, SparkContext._ensure_initialized = before, started


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Ends what takes too long, by an error in the midst of it.

    What a collector of garbage calls back would swallow the error, so the bell rings again after it.
    """

    def ring(_: int, frame: FrameType | None) -> None:
        if frame and frame.f_code.co_name == "gc_callback":
            signal.setitimer(signal.ITIMER_VIRTUAL, AGAIN)
        else:
            raise TimedOutError("it took too long")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
