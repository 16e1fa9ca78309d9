"""A stream that ends and is taken up again, as the checks see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.judge.checking import Mismatch
from autograder.judge.client import Client
from autograder.judge.expressions import Expression, leaf
from autograder.judge.facts import Facts
from autograder.judge.faults import DiedError
from autograder.judge.harness import LONGEST_MS, TOOK_OVER, Harness, Step, step_of
from autograder.judge.values import Other

CHECKPOINTS = leaf("checkpoints")
"""The directory in which the stream is saved."""
CREATE = leaf("create")
"""A function without parameters that makes the context and describes its stream."""
ADDS = leaf("adds")
"""An update function that adds values to a sum."""


class Resumable:
    """A stream of files that is not running; `created` says how often its context was made anew."""

    def __init__(self, client: Client, expression: Expression) -> None:
        self._client = client
        self._expression = expression
        self.created = 0

    def resume(self) -> Step:
        """Has the stream begun, or taken up again. Gives what came of the batches that are made up for."""
        answer = self._client.student("resume", expression=self._expression)
        match answer:
            case {"returned": "StreamingContext", "state": str(state), "created": int(created)}:
                self.created = created
            case {"returned": str(returned)}:
                given = "nothing" if returned == "NoneType" else f"a {returned}"
                got = None if returned == "NoneType" else Other(returned)
                raise Mismatch(f"The function returned {given}, not a StreamingContext.", facts=Facts(got=got), hint="")
            case _:
                raise DiedError("the process that ran it sent something that is not an answer")
        if state != "INITIALIZED":
            raise Mismatch(f"The function {TOOK_OVER} itself; that is for its caller to do.", hint="")
        return step_of(answer, 1)

    def count_created(self) -> int:
        """How often the context was made anew, also where it could not be."""
        created = self._client.student("created")
        if type(created) is not int:
            raise DiedError("the process that ran it sent something that is not an answer")
        self.created = created
        return created

    def step(self, files: dict[str, str]) -> Step:
        """Lets files appear and advances time by one interval."""
        return step_of(self._client.student("step", batches={}, files=files, broken_sink=False), 1)

    def break_off(self, saved: bool = True) -> None:
        """Ends the stream at once; not `saved` as if the machine had died before its last batch was saved."""
        self._client.student("break_off", lose=not saved)


@contextmanager
def resumable(harness: Harness, expression: Expression, stream: Expression, there: bool) -> Iterator[Resumable]:
    """What `expression` makes of CHECKPOINTS and CREATE, which describes `stream`: a DStream.

    `there` is the directory of the checkpoints before the first start, with nothing of the stream in it.
    """
    harness.values()
    client = harness.client
    start = client.take_time(LONGEST_MS)
    client.student("open_resumed", expression=stream, interval=1, start_ms=start, there=there)
    try:
        yield Resumable(client, expression)
    finally:
        client.close_stream()
