"""A StreamingContext in virtual time: one batch in, one step of the clock, everything that came out.

The only file that knows Spark's private parts: the manual clock, the queue behind a QueueInputDStream and the
listener that counts batches. They hold for the pyspark version that pyproject.toml pins.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.harness.errors import describe, describe_traceback
from autograder.harness.feed import Feed
from autograder.harness.values import plain

WORK = Path.cwd()
"""Where this process began; a submission may go elsewhere."""
_POLL_SECONDS = 0.002
_SOCKET_SECONDS = 60
_LONG_BEFORE_MS = 86_400_000
_SOON, _AT_LAST = 0.003, 0.1
"""Seconds to wait between two looks: asking costs as much as waiting, so a long batch is asked about less often."""
_ENDED_WELL = re.compile(r"Some\(\d+\),Some\(\d+\),None\)")


class StreamError(Exception):
    """The stream failed; `facts` describe the error as `errors.describe` does."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__(facts["message"])
        self.facts = facts


class Stream:
    """One StreamingContext and its inputs. `step` feeds a batch and advances time by one interval, of so many seconds.

    Time begins `start_ms` milliseconds after 1970.
    """

    def __init__(self, context: Any, interval: float, checkpoint: bool, start_ms: int) -> None:
        self.context = context
        self.interval_ms = round(interval * 1000)
        self._now = start_ms
        self._queues: dict[str, Any] = {}
        self._feeds: dict[str, Feed] = {}
        self.directory = Path(tempfile.mkdtemp(prefix="watched files-", dir=WORK))
        self._write({"old.txt": "a file that was there before the start\n"}, (start_ms - _LONG_BEFORE_MS) / 1000)
        self.calls: list[Any] = []
        _outputs.clear()
        _failures.clear()
        self.take(self.made())
        if checkpoint:
            self.ssc.checkpoint(tempfile.mkdtemp(prefix="checkpoint-", dir=WORK))
        self._checkpoints = self._jvm_ssc.checkpointDir()

    def made(self) -> Any:
        """A new StreamingContext, at the time that it is here."""
        from pyspark.streaming import StreamingContext

        with quiet():
            ssc = StreamingContext(self.context, self.interval_ms / 1000)
        ssc._jssc.ssc().scheduler().clock().setTime(self._now)
        return ssc

    def take(self, ssc: Any) -> None:
        """From now on it is this StreamingContext that runs."""
        self.ssc = ssc
        self._jvm_ssc = ssc._jssc.ssc()
        self._clock = self._jvm_ssc.scheduler().clock()

    def queue(self, name: str) -> Any:
        """An input DStream that a queue feeds, batch by batch."""
        from pyspark.streaming.dstream import DStream

        jvm = self.context._jvm
        any_class = jvm.scala.reflect.ClassTag.AnyRef()
        self._queues[name] = jvm.scala.collection.mutable.Queue(16)
        stream = self._jvm_ssc.queueStream(self._queues[name], True, any_class)
        stream.foreachRDD(jvm.scala.collection.mutable.HashSet())
        java = jvm.org.apache.spark.streaming.api.java.JavaDStream.fromDStream(stream, any_class)
        return DStream(java, self.ssc, self.context.parallelize([], 1)._jrdd_deserializer)

    def feed(self, name: str, host: str) -> Feed:
        """A TCP server of ours, to be read by a socket stream."""
        self._feeds[name] = Feed(host)
        return self._feeds[name]

    def capture(self, name: str, stream: Any) -> None:
        """Collects what a DStream gives in each batch."""

        with quiet():
            stream.foreachRDD(_collector(name))

    def start(self) -> None:
        """Starts the context; with a checkpoint directory Spark pickles the student's closures here."""
        with quiet():
            self.ssc.start()
        self._progress = self._jvm_ssc.progressListener()

    def step(self, batches: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
        """Feeds one batch and returns its outputs and the sinks' calls. Raises StreamError when anything failed."""
        self.forget_what_came()
        for name, queue in self._queues.items():
            queue.enqueue(batches[name]._jrdd.rdd())
        self._write(files, (self._now + self.interval_ms / 2) / 1000)
        self._advance()
        return self.came()

    def came(self) -> dict[str, Any]:
        """What came out of the last batch, and all calls of sinks since `forget_what_came`."""
        return {"outputs": dict(_outputs), "calls": list(self.calls)}

    def forget_what_came(self) -> None:
        """Before something new is asked for."""
        _outputs.clear()
        self.calls.clear()

    def step_feed(self, name: str, lines: list[str]) -> dict[str, Any]:
        """Sends lines over TCP and advances time until all of them have been received and have come through."""
        received: list[Any] = []
        self.calls.clear()
        feed, deadline = self._feeds[name], time.monotonic() + _SOCKET_SECONDS
        while not feed.connected() and time.monotonic() < deadline:
            if error := self._receiver_error():
                raise StreamError(fact(error, "ConnectionError"))
            time.sleep(_POLL_SECONDS)
        if feed.was_left():
            raise StreamError(fact("the first client hung up, and the server serves one", "ConnectionError"))
        feed.send(lines)
        while self._progress.numTotalReceivedRecords() < feed.sent and time.monotonic() < deadline:
            _outputs.clear()
            self._advance()
            received += _outputs.get("answer 0", [])
            time.sleep(_POLL_SECONDS)
        return {"outputs": {"answer 0": received}, "calls": list(self.calls)}

    def stop(self) -> None:
        """Stops the StreamingContext at once and leaves the SparkContext alive."""
        for feed in self._feeds.values():
            feed.close()
        if self.context._jsc is not None and not self.context._jsc.sc().isStopped():
            self.ssc.stop(False, False)
            _hang_up(self.context)

    def state(self) -> str:
        """INITIALIZED, ACTIVE or STOPPED: whoever but the caller starts or stops a context has broken its rules."""
        return str(self._jvm_ssc.getState().toString())

    def keeps_its_checkpoints(self) -> bool:
        """Whether the checkpoint directory, if one was set, is still the one that was set."""
        return self._checkpoints is None or bool(self._jvm_ssc.checkpointDir() == self._checkpoints)

    def _advance(self) -> None:
        before = self._progress.numTotalCompletedBatches()
        self._now += self.interval_ms
        self._clock.advance(self.interval_ms)
        self._wait_for(before + 1)

    def _wait_for(self, count: int) -> None:
        """Waits until so many batches are done. Raises StreamError when anything failed."""
        patience = _SOON
        while self._progress.numTotalCompletedBatches() < count:
            came = _something_came.wait(patience)
            _something_came.clear()
            patience = _SOON if came else min(patience * 1.5, _AT_LAST)
            try:
                ended = self.ssc.awaitTerminationOrTimeout(0.001)
            except BaseException as error:
                raise StreamError(self._first_failure(error)) from None
            if ended:
                raise StreamError(fact("the StreamingContext was stopped while the stream was running"))
            if self.context._jsc is None:  # nobody is left who would report the batch
                raise StreamError(fact("the SparkContext was stopped while the stream was running"))
        reason = "" if _failures else self._reason()
        if _failures or reason:
            raise StreamError(self._first_failure(RuntimeError(reason)))

    def _reason(self) -> str:
        """Why an output operation of the last batch failed, if one did."""
        operations = self._progress.lastCompletedBatch().get().outputOperations()
        if len(_ENDED_WELL.findall(operations.toString())) == operations.size():
            return ""
        values = operations.valuesIterator()
        while values.hasNext():
            if (reason := values.next().failureReason()).isDefined():
                return str(reason.get())
        return ""

    def _first_failure(self, error: BaseException) -> dict[str, Any]:
        return _failures[0] if _failures else describe_traceback(f"{error}")

    def _write(self, files: dict[str, str], changed: float) -> None:
        """Files appear complete and at once, as if they had been changed so many seconds after 1970."""
        for name, text in files.items():
            hidden = self.directory / f".{name}"
            hidden.write_bytes(text.encode("utf-8"))
            os.utime(hidden, (changed, changed))
            hidden.rename(self.directory / name)

    def _receiver_error(self) -> str | None:
        info = self._progress.receiverInfo(0)
        if not info.isDefined():
            return None
        message = str(info.get().lastErrorMessage())
        return re.sub(r":\d+", ":<port>", message) or None


@contextmanager
def quiet() -> Iterator[None]:
    """No warning is shown, nor an error: a submission may have made errors of warnings, of its own ones."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def fact(message: str, kind: str = "StreamError") -> dict[str, Any]:
    """What is known of an error that has no line."""
    return {"type": kind, "message": message, "where": "", "line": ""}


_something_came = threading.Event()
"""Set when a batch has shown a sign of life, so that nobody waits longer than it takes."""
_outputs: dict[str, Any] = {}
_failures: list[dict[str, Any]] = []


def _collector(name: str) -> Callable[[Any, Any], None]:
    """A function for foreachRDD that Spark can pickle into a checkpoint: it holds a name and nothing alive."""

    def collect(time: Any, rdd: Any) -> None:
        _record(name, rdd)

    return collect


def _record(name: str, rdd: Any) -> None:
    try:
        with quiet():
            _outputs[name] = plain(rdd.collect())
    except BaseException as error:
        _failures.append(describe(error))
    _something_came.set()


def _hang_up(context: Any) -> None:
    """Ends Spark's connections into Python, which outlive the threads that they served.

    PySpark keeps them, and a harness that has more than a thousand open can no longer be called. The Java side has to
    end them: a thread of its own that lives on would send its next call into a connection that Python had closed.
    """
    server = context._gateway.java_gateway_server
    client = server.getCallbackClient()
    server.resetCallbackClient(client.getAddress(), client.getPort())


def watch_callbacks() -> None:
    """Has Spark's calls into Python (foreachRDD, transform) tell what they raised: Spark itself keeps only a text."""
    from pyspark.streaming.util import TransformFunction, TransformFunctionSerializer

    for owner, method in ((TransformFunction, "call"), (TransformFunctionSerializer, "dumps")):
        setattr(owner, method, _telling(getattr(owner, method)))


def _telling(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: Any, *args: Any) -> Any:
        result = original(self, *map(_listed, args))
        if self.failure is not None:
            _failures.append(describe_traceback(self.failure))
        _something_came.set()
        return result

    return call


def _listed(argument: Any) -> Any:
    """A list of Java's as one of Python's, taken by number: iterating ends in a Java exception, which is slow."""
    from py4j.java_collections import JavaList

    return [argument[place] for place in range(len(argument))] if isinstance(argument, JavaList) else argument
