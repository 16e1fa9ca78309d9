"""What a check asks of a harness: call a function, keep an object, run a stream by one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

from autograder.judge.checking import Mismatch, Shrinking, draw
from autograder.judge.client import Client
from autograder.judge.expressions import Expression, call, leaf, rdd, student
from autograder.judge.facts import UNKNOWN, Facts
from autograder.judge.faults import DiedError
from autograder.judge.values import Other, Time, read

LONGEST_MS = 3_600_000
"""More virtual time than any stream takes."""


@dataclass(frozen=True)
class Batch:
    """What arrives in one interval, in so many partitions (0, as an idle source gives, only without items)."""

    items: tuple[Any, ...]
    slices: int = 1


History = tuple[Batch, ...]


@dataclass(frozen=True)
class Step:
    """What came out of one batch: the records of each answer's DStream (None for no RDD), and the sinks' calls."""

    answers: list[list[Any] | None]
    calls: list[list[Any]]

    @property
    def records(self) -> list[Any] | None:
        """Those of the first answer, or the only one."""
        return self.answers[0]

    def calls_of(self, sink: str) -> list[list[Any]]:
        """The calls of one of several sinks."""
        return [one for one in self.calls if one and one[0] == sink]


class Harness:
    """One exercise of one submission, as the checks see it."""

    def __init__(self, client: Client, seed: int) -> None:
        self.client = client
        self.seed = seed
        self.limits = client.limits
        self.begin_exercise()
        self.begin_check()

    def begin_exercise(self) -> None:
        """Forgets how the checks before have failed."""
        self.found: dict[History, bool] = {}
        """Small histories that failed in this exercise, as `history.examine_and_shrink` keeps them."""

    def begin_check(self) -> None:
        """Gives the next check a budget of its own."""
        self.client.begin_check()
        self._pending: list[dict[str, Any]] = []
        self.answered: Any = UNKNOWN
        self.shrinking = Shrinking(self.limits.small_calls, lambda: self.client.requests)

    def draw(self, strategy: SearchStrategy[Any]) -> Any:
        """One example of a strategy, the one that this run's seed decides."""
        return draw(strategy, self.seed)

    def keep(self, name: str, expression: Expression) -> None:
        """Keeps an object in the harness, for `kept(name)`. It is made together with the next value asked for."""
        self._pending.append({"expression": expression, "keep": name})

    def values(self, *expressions: Expression) -> list[Any]:
        """The values of expressions, evaluated in turn. Raises SubmissionError where one of them does."""
        steps = [*self._pending, *({"expression": expression, "keep": ""} for expression in expressions)]
        self._pending = []
        answers = self.client.student("do", steps=steps)
        if type(answers) is not list or len(answers) != len(expressions):
            raise DiedError("the process that ran it sent something that is not an answer")
        return [read(answer) for answer in answers]

    def value(self, expression: Expression) -> Any:
        """The value of one expression."""
        return self.values(expression)[0]

    def call(self, name: str, *args: Any) -> Any:
        """What the submission's function answers."""
        self.answered = UNKNOWN
        self.answered = answer = self.value(call(student(name), *args))
        return answer

    @contextmanager
    def stream(
        self, expression: Expression | list[Expression], interval: float = 1, checkpoint: bool = False
    ) -> Iterator[Stream]:
        """A running StreamingContext whose answer is the DStream that `expression` returns, if it returns one.

        Of several expressions each has its answer: they run at once.
        """
        self.values()
        start = self.client.take_time(LONGEST_MS)
        opened = self.client.student(
            "open", expression=expression, interval=interval, checkpoint=checkpoint, start_ms=start
        )
        count = len(expression) if isinstance(expression, list) else 1
        if type(opened) is not dict or "state" not in opened:
            raise DiedError("the process that ran it sent something that is not an answer")
        if opened.get("state") != "ACTIVE":
            done = "set another checkpoint directory" if opened.get("state") == "MOVED" else TOOK_OVER
            raise Mismatch(f"The function {done} itself; that is for its caller to do.", hint="")
        returned = opened.get("returned")
        if type(returned) is not list or len(returned) != count:
            raise DiedError("the process that ran it sent something that is not an answer")
        try:
            yield Stream(self.client, [str(one) for one in returned], start, interval)
        finally:
            self.client.close_stream()

    def time(self) -> Expression:
        """A time for a batch of its own, outside of any stream."""
        return {"$": "time", "ms": self.client.take_time()}

    def load_again(self) -> None:
        """Loads the exercise once more, into a fresh module."""
        self.client.load(self.client.loaded)

    def restart_context(self) -> None:
        """Stops the SparkContext and starts another."""
        self.client.kit("restart_context")

    def forget_sessions(self) -> None:
        """As if nobody had made a SparkSession yet."""
        self.client.kit("forget_sessions")

    def made_no_session(self) -> bool:
        """Whether no SparkSession was made since `forget_sessions`."""
        return bool(self.client.kit("sessions_made") == 0)


TOOK_OVER = "started or stopped the StreamingContext"
"""What only the caller of a function does."""


class Stream:
    """An open stream; `returned` are the types' names of what was given back."""

    def __init__(self, client: Client, returned: list[str], start_ms: int, interval: float) -> None:
        self._client = client
        self.returned = returned
        self._start_ms = start_ms
        self._interval = interval

    def time(self, number: int) -> Time:
        """The time of a batch, counted from 1."""
        return Time(self._start_ms + round(1000 * self._interval) * number)

    def require_dstream(self) -> None:
        """Raises Mismatch unless the function returned a DStream each time."""
        for returned in self.returned:
            if returned == "DStream":
                continue
            given = "nothing" if returned == "NoneType" else f"a {returned}"
            got = None if returned == "NoneType" else Other(returned)
            raise Mismatch(f"The function returned {given}, not a DStream.", facts=Facts(got=got), hint="")

    def step(
        self, files: dict[str, str] | None = None, broken_sink: bool = False, **batches: Batch | Expression
    ) -> Step:
        """Feeds one batch, or the RDD that an expression makes, to each input and advances time by one interval."""
        fields = {
            name: rdd(list(batch.items), batch.slices) if isinstance(batch, Batch) else batch
            for name, batch in batches.items()
        }
        stepped = self._client.student("step", batches=fields, files=files or {}, broken_sink=broken_sink)
        return step_of(stepped, len(self.returned))

    def send(self, name: str, lines: Sequence[str]) -> Step:
        """Sends lines to a socket stream and waits until they have come through."""
        return step_of(self._client.student("step_feed", name=name, lines=list(lines)), 1)


def step_of(answer: Any, count: int) -> Step:
    """What a harness says of a batch, with so many answers. Raises DiedError where that is nothing of the kind."""
    match answer:
        case {"outputs": dict(outputs), "calls": list(calls)}:
            answers = [read(outputs.get(f"answer {number}")) for number in range(count)]
            if any(records is not None and type(records) is not list for records in answers):
                raise DiedError("the process that ran it sent something that is not an answer")
            return Step(answers, [read(one) for one in calls if type(one) is list])
    raise DiedError("the process that ran it sent something that is not an answer")


def queue(name: str) -> Expression:
    """An input DStream fed by the batches that `step` is given under this name."""
    return leaf("stream", name=name)


def sink(name: str = "sink") -> Expression:
    """A callback whose calls come back with each step."""
    return leaf("sink", name=name)
