"""A streaming query over files, as the checks see it: files in, a batch, the sink's calls; stopped and begun again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.judge.checking import Mismatch
from autograder.judge.client import Client
from autograder.judge.expressions import Expression, leaf
from autograder.judge.facts import Facts
from autograder.judge.faults import DiedError
from autograder.judge.harness import Harness
from autograder.judge.values import Other, read

FRAME = leaf("frame")
"""The streaming table over the files: a row per line, with the columns of the query's schema."""


class Query:
    """A query that runs; `name` is its name, nothing where it has none."""

    def __init__(self, client: Client, expression: Expression, opened: Any) -> None:
        self._client = client
        self._expression = expression
        self._take(opened)

    def step(self, files: Sequence[Sequence[dict[str, Any]]] = (), broken_sink: bool = False) -> list[list[Any]]:
        """Lets files of rows appear at once, in one batch, and gives the calls of sinks that came of it.

        Without files only what is left to do is done. Raises SubmissionError where the query fails.
        """
        lines = ["".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows) for rows in files]
        answer = self._client.student("step_query", files=lines, broken_sink=broken_sink)
        match answer:
            case {"calls": list(calls)}:
                return [read(one) for one in calls if type(one) is list]
        raise DiedError("the process that ran it sent something that is not an answer")

    def restart(self, again: bool = False) -> None:
        """Ends the query and has it begun once more; `again` as if the last batch had not been noted as done.

        The files of all batches but the last are gone by then.
        """
        self._take(self._client.student("restart_query", expression=self._expression, again=again))

    def _take(self, opened: Any) -> None:
        match opened:
            case {"returned": str(returned), "name": str(name), "active": bool(active), "waited": bool(waited)}:
                pass
            case _:
                raise DiedError("the process that ran it sent something that is not an answer")
        if returned != "StreamingQuery":
            given = "nothing" if returned == "NoneType" else f"a {returned}"
            got = None if returned == "NoneType" else Other(returned)
            raise Mismatch(f"The function returned {given}, not a StreamingQuery.", facts=Facts(got=got), hint="")
        if not active:
            raise Mismatch("The query that came back has ended already; it goes on until its caller stops it.", hint="")
        if waited:
            raise Mismatch("The function waited for its query; that is for its caller to do.", hint="")
        self.name = name


@contextmanager
def query(harness: Harness, expression: Expression, schema: str) -> Iterator[Query]:
    """The query that `expression` starts on FRAME, which has these columns, `"word string, count int"`."""
    harness.values()
    client = harness.client
    opened = client.student("open_query", expression=expression, schema=schema)
    try:
        yield Query(client, expression, opened)
    finally:
        client.close_stream()
