"""A streaming query over files: some files in, one batch, and every call of a sink that came of it."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.harness import sinks
from autograder.harness.errors import describe
from autograder.harness.spark import Spark
from autograder.harness.streams import WORK, StreamError, quiet

_FIRST_CHANGED = 1_767_600_000
"""When the first file changed, in seconds since 1970; each later one a second after."""
_PARTITIONS = 3
"""At least as many as a batch has files, up to this."""


class Query:
    """A folder of JSON files, and the query that somebody else's function starts on the table of their lines."""

    def __init__(self, context: Any, schema: str) -> None:
        from pyspark.sql import SparkSession

        self._schema = schema
        self._session = SparkSession.builder.getOrCreate()
        self._folder = Path(tempfile.mkdtemp(prefix="arriving files-", dir=WORK))
        checkpoints = tempfile.mkdtemp(prefix="saved queries-", dir=WORK)
        self._checkpoints = Path(checkpoints)
        self._session.conf.set("spark.sql.streaming.checkpointLocation", checkpoints)
        self._session.conf.set("spark.sql.files.minPartitionNum", str(_PARTITIONS))
        self._query: Any = None
        self._batches = self._changed = 0
        self.calls = sinks.calls()
        failures.clear()
        _waits.clear()

    def frame(self) -> Any:
        """The streaming table: its columns are those of the schema, a row per line of a file."""
        return self._session.readStream.schema(self._schema).json(f"{self._folder}/*")

    def begin(self, answer: Any) -> dict[str, Any]:
        """Takes what the function gave back, and says what that is."""
        from pyspark.sql.streaming import StreamingQuery

        if not isinstance(answer, StreamingQuery):
            return {"returned": type(answer).__name__[:100], "name": "", "active": False, "waited": False}
        self._query = answer
        waited, _waits[:] = bool(_waits), []
        return {
            "returned": "StreamingQuery",
            "name": str(answer.name or "")[:100],
            "active": answer.isActive,
            "waited": waited,
        }

    def step(self, files: list[str]) -> dict[str, Any]:
        """Lets files appear, all at once, and waits for what comes of them. Raises StreamError when anything failed.

        Without files nothing new appears; what is left to do is done.
        """
        self.calls.clear()
        if files:
            self._put(files)
        try:
            with quiet():
                _process_all_available(self._query)
        except BaseException as error:
            raise StreamError(failures[0] if failures else describe(error)) from None
        finally:
            failures.clear()
        return {"calls": list(self.calls)}

    def stop(self) -> None:
        """Stops the query, and any other."""
        for query in self._session.streams.active if self._is_alive() else ():
            query.stop()

    def forget_the_last_batch(self) -> None:
        """As if the machine had died when all was done but to note that it was: the batch will come again."""
        for folder in self._checkpoints.glob("*/commits"):
            last = max((int(path.name) for path in folder.glob("[0-9]*")), default=-1)
            for name in (f"{last}", f".{last}.crc"):
                (folder / name).unlink(missing_ok=True)

    def clear_away(self) -> None:
        """Removes the files of all batches but the last one: those have been read for good."""
        for batch in range(1, self._batches):
            for path in (self._folder / f"{batch:04}").glob("*"):
                path.unlink()

    def _put(self, files: list[str]) -> None:
        """A folder that is moved into place when it is complete: so its files appear at once, and in one batch."""
        self._batches += 1
        elsewhere = Path(tempfile.mkdtemp(prefix="files of a batch-", dir=WORK))
        for number, text in enumerate(files):
            path = elsewhere / f"{number:04}.json"
            path.write_bytes(text.encode("utf-8"))
            self._changed += 1
            changed = _FIRST_CHANGED + self._changed
            os.utime(path, (changed, changed))
        elsewhere.rename(self._folder / f"{self._batches:04}")

    def _is_alive(self) -> bool:
        context = self._session.sparkContext
        return context._jsc is not None and not context._jsc.sc().isStopped()


class Queries:
    """At most one query that is open. `value` evaluates an expression, whose answer is a query that was started."""

    def __init__(self, spark: Spark, value: Callable[[Any], Any]) -> None:
        self._spark = spark
        self._value = value
        self._query: Query | None = None

    def frame(self) -> Any:
        """The table of the query that is open."""
        return self._open.frame()

    def open(self, schema: str, expression: Any) -> dict[str, Any]:
        """Has a query started on a table of these columns. Says what came back."""
        self._query = Query(self._spark.context(), schema)
        return self._query.begin(self._value(expression))

    def restart(self, expression: Any, again: bool) -> dict[str, Any]:
        """Stops the query and has it started once more; `again` with the batch that was the last one."""
        self._open.stop()
        if again:
            self._open.forget_the_last_batch()
        self._open.clear_away()
        return self._open.begin(self._value(expression))

    def step(self, files: list[str]) -> dict[str, Any]:
        """Lets files appear, and gives what came of them."""
        return self._open.step(files)

    def close(self) -> None:
        """Stops what is open."""
        query, self._query = self._query, None
        if query is not None:
            query.stop()

    @property
    def _open(self) -> Query:
        if self._query is None:
            raise RuntimeError("no query is open")
        return self._query


failures: list[dict[str, Any]] = []
"""What functions given to foreachBatch raised."""


_waits: list[str] = []
"""How somebody has waited for a query."""


def _process_all_available(query: Any) -> None:
    try:
        query.processAllAvailable()
    finally:
        _waits.clear()


def watch_batches() -> None:
    """Has the function of a foreachBatch tell what it raised: Spark keeps only a text. Notes who waits for a query."""
    from pyspark.sql.streaming import StreamingQuery
    from pyspark.sql.utils import ForeachBatchFunction

    for name in ("processAllAvailable", "awaitTermination"):
        setattr(StreamingQuery, name, _noted(name, getattr(StreamingQuery, name)))

    original = ForeachBatchFunction.call

    def call(self: Any, frame: Any, batch_id: int) -> None:
        try:
            original(self, frame, batch_id)
        except BaseException as error:
            failures.append(describe(error))
            raise

    ForeachBatchFunction.call = call


def _noted(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def wait(self: Any, *args: Any, **kwargs: Any) -> Any:
        _waits.append(name)
        return original(self, *args, **kwargs)

    return wait
