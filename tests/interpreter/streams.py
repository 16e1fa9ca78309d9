"""DStreams that compute an RDD for a time, and the stream of a harness that is stepped batch by batch."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyspark import RDD
from pyspark.streaming import DStream, StreamingContext

from autograder.harness.errors import describe
from autograder.harness.streams import StreamError
from autograder.harness.values import plain
from tests.interpreter.rdds import PICKLER, PlainContext
from tests.interpreter.refusing import Jvmless, Refused, refuse

Compute = Callable[[int], Any]


class PlainStreamingContext(Jvmless, StreamingContext):
    """The inputs and outputs of one stream; its caller starts it and steps it."""

    def __init__(self, context: PlainContext, interval_ms: int) -> None:
        self._sc = context
        self.interval_ms = interval_ms
        self.outputs: list[tuple[PlainDStream, Any]] = []
        self.functions: list[Any] = []
        self.sources: list[PlainDStream] = []
        self.watched: dict[str, list[tuple[str, str]]] = {}
        self.connected: set[tuple[str, int]] = set()
        self.sent: dict[tuple[str, int], str] = {}
        self.state = "INITIALIZED"
        self.moved = False

    def textFileStream(self, directory: str) -> PlainDStream:
        """The lines of the files that came, for whoever names the watched directory."""
        return self.source(lambda t: self._sc.union([self._lines(text) for _, text in self.arrived(directory)]))

    def socketTextStream(self, hostname: str, port: int, storageLevel: Any = None) -> PlainDStream:
        address = (_resolved(hostname), int(port))
        self.connected.add(address)
        return self.source(lambda t: self._lines(self.sent.get(address, "")))

    def queueStream(self, *_: Any, **__: Any) -> PlainDStream:
        refuse("a queue of a submission's own")

    def source(self, compute: Compute) -> PlainDStream:
        """An input, which takes what comes in each batch, whether anybody asks for it then or later."""
        self.sources.append(PlainDStream(self, compute))
        return self.sources[-1]

    def arrived(self, directory: str) -> list[tuple[str, str]]:
        """Names and texts of the new files of a directory."""
        return self.watched.get(str(Path(directory)), [])

    def _lines(self, text: str) -> RDD[str]:
        lines = re.split("\r\n|\r|\n", text)
        return self._sc.parallelize(lines[:-1] if lines[-1] == "" else lines, 1)

    def transform(self, dstreams: Any, transformFunc: Any) -> PlainDStream:
        streams = list(dstreams)
        return self.derived(lambda t: transformFunc(_clock(t), *[one.at(t) for one in streams]), transformFunc)

    def union(self, *dstreams: Any) -> PlainDStream:
        if len({one.slide_ms for one in dstreams}) > 1:
            raise ValueError("All DStreams should have same slide duration")
        return PlainDStream(self, lambda t: self._sc.union([one.at(t) for one in dstreams if one.at(t) is not None]))

    def derived(self, compute: Compute, function: Any, slide_ms: int = 0) -> PlainDStream:
        """A DStream that a function of the submission computes, which a checkpoint pickles."""
        self.functions.append(function)
        return PlainDStream(self, lambda t: _as_rdd(compute(t)), slide_ms)

    def remember(self, duration: int) -> None:
        """Nothing is forgotten here."""

    def checkpoint(self, directory: str) -> None:
        self.moved = True

    def _taken_over(self, *_: Any, **__: Any) -> None:
        self.state = "TAKEN OVER"

    start = stop = awaitTermination = awaitTerminationOrTimeout = _taken_over

    def __reduce__(self) -> Any:
        raise pickle.PicklingError("a StreamingContext cannot be pickled")


class PlainDStream(Jvmless, DStream):
    """A DStream: an RDD, or none, for each time that is a multiple of its slide. Times begin with 0 at the start."""

    def __init__(self, ssc: PlainStreamingContext, compute: Compute, slide_ms: int = 0) -> None:
        self._ssc = ssc
        self._sc = ssc._sc
        self._compute = compute
        self.slide_ms = slide_ms or ssc.interval_ms
        self._known: dict[int, Any] = {}
        self.is_cached = self.is_checkpointed = False

    _slideDuration = property(lambda self: self.slide_ms / 1000)

    def at(self, time: int) -> Any:
        """The RDD of a time, computed once."""
        if time <= 0 or time % self.slide_ms:
            return None
        if time not in self._known:
            self._known[time] = self._compute(time)
        return self._known[time]

    def between(self, begin: int, end: int) -> list[Any]:
        """The RDDs of all times after one and up to another."""
        times = range(begin + self.slide_ms, end + 1, self.slide_ms)
        return [found for found in map(self.at, times) if found is not None]

    def transform(self, func: Any) -> PlainDStream:
        function = _with_time(func, 1)
        assert function.__code__.co_argcount == 2, "func should take one or two arguments"
        return self._ssc.derived(
            lambda t: None if (rdd := self.at(t)) is None else function(_clock(t), rdd), function, self.slide_ms
        )

    def transformWith(self, func: Any, other: Any, keepSerializer: bool = False) -> PlainDStream:
        function = _with_time(func, 2)
        assert function.__code__.co_argcount == 3, "func should take two or three arguments"
        return self._ssc.derived(lambda t: function(_clock(t), self.at(t), other.at(t)), function, self.slide_ms)

    def foreachRDD(self, func: Any) -> None:
        function = _with_time(func, 1)
        self._ssc.functions.append(function)
        self._ssc.outputs.append((self, function))

    def window(self, windowDuration: int, slideDuration: int | None = None) -> PlainDStream:
        self._validate_window_param(windowDuration, slideDuration)
        length, slide = int(windowDuration * 1000), int((slideDuration or self._slideDuration) * 1000)
        return PlainDStream(self._ssc, lambda t: self._sc.union(self.between(t - length, t)), slide)

    def _validate_window_param(self, window: int, slide: int | None) -> None:
        for name, seconds in (("window", window), ("slide", slide)):
            if seconds and int(seconds * 1000) % self.slide_ms:
                raise ValueError(f"{name}Duration must be multiple of the parent dstream's slide (batch) duration")
        if not window > 0:
            raise ValueError("the window must be longer than nothing")

    def reduceByKeyAndWindow(
        self,
        func: Any,
        invFunc: Any,
        windowDuration: int,
        slideDuration: int | None = None,
        numPartitions: int | None = None,
        filterFunc: Any = None,
    ) -> PlainDStream:
        self._validate_window_param(windowDuration, slideDuration)
        count = numPartitions or 1
        reduced = self.reduceByKey(func, count)
        if not invFunc:
            return reduced.window(windowDuration, slideDuration).reduceByKey(func, count)
        length, slide = int(windowDuration * 1000), int((slideDuration or self._slideDuration) * 1000)

        def added(before: Any, rdds: list[Any]) -> Any:
            b = self._sc.union(rdds).reduceByKey(func, count)
            r = b if before is None else before.union(b).reduceByKey(func, count)
            return r.filter(filterFunc) if filterFunc else r

        def left(before: Any, rdds: list[Any]) -> Any:
            b = self._sc.union(rdds).reduceByKey(func, count)
            joined = before.leftOuterJoin(b, count)
            return joined.mapValues(lambda pair: invFunc(pair[0], pair[1]) if pair[1] is not None else pair[0])

        def compute(t: int) -> Any:
            previous = stream.at(t - slide)
            if previous is None or length < 5 * slide:
                now = reduced.between(t - length, t)
                return _materialized(added(None, now)) if now else None
            old, new = reduced.between(t - length - slide, t - length), reduced.between(t - slide, t)
            rest = left(previous, old) if old else previous
            return _materialized(added(rest, new) if new else rest)

        stream = PlainDStream(self._ssc, compute, slide)
        self._ssc.functions.append((func, invFunc, filterFunc))
        return stream

    def updateStateByKey(self, updateFunc: Any, numPartitions: int | None = None, initialRDD: Any = None) -> Any:
        count = numPartitions or 1
        if initialRDD and not isinstance(initialRDD, RDD):
            initialRDD = self._sc.parallelize(initialRDD)

        def step(state: Any, batch: Any) -> Any:
            if state is None:
                grouped = batch.groupByKey(count).mapValues(lambda values: (list(values), None))
            else:
                grouped = state.cogroup(batch.partitionBy(count), count).mapValues(
                    lambda ab: (list(ab[1]), next(iter(ab[0])) if len(ab[0]) else None)
                )
            return grouped.mapValues(lambda vs: updateFunc(vs[0], vs[1])).filter(lambda kv: kv[1] is not None)

        def compute(t: int) -> Any:
            last, batch = stream.at(t - self.slide_ms), self.at(t)
            if batch is None:
                return last
            return _materialized(step(last if last is not None else initialRDD or None, batch))

        stream = PlainDStream(self._ssc, compute, self.slide_ms)
        self._ssc.functions.append(updateFunc)
        return stream

    def persist(self, *_: Any) -> PlainDStream:
        """Nothing is worth keeping."""
        return self

    cache = checkpoint = persist

    def slice(self, begin: Any, end: Any) -> Any:
        refuse("a slice of a DStream")

    def __reduce__(self) -> Any:
        raise pickle.PicklingError("a DStream cannot be pickled")


@dataclass(frozen=True)
class Feed:
    """Where a server would listen."""

    host: str
    port: int


class PlainStream:
    """What the harness's stream is, in plain Python."""

    def __init__(self, context: PlainContext, interval: float, checkpoint: bool, start_ms: int, folder: Path) -> None:
        self.context = context
        self.ssc = PlainStreamingContext(context, round(interval * 1000))
        self.interval_ms = self.ssc.interval_ms
        self.directory = folder / "watched files"
        self.directory.mkdir(exist_ok=True)
        (self.directory / "old.txt").write_text("a file that was there before the start\n", "utf-8")
        self.calls: list[Any] = []
        self._start_ms, self._now, self._checkpoint = start_ms, 0, checkpoint
        self._queues: dict[str, Any] = {}
        self._batches: dict[str, Any] = {}
        self._captured: dict[str, Any] = {}
        self._feeds: dict[str, Feed] = {}
        _start.clear()
        _start.append(start_ms)

    def queue(self, name: str) -> PlainDStream:
        return self.ssc.source(lambda t: self._batches[name])

    def capture(self, name: str, stream: Any) -> None:
        def collect(time: Any, rdd: Any) -> None:
            self._captured[name] = plain(rdd.collect())

        self.ssc.outputs.append((stream, collect))

    def start(self) -> None:
        """With a checkpoint directory Spark pickles the functions here."""
        if self._checkpoint:
            for function in self.ssc.functions:
                PICKLER.dumps(function)

    def step(self, batches: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
        self.calls.clear()
        self._captured.clear()
        self._batches = batches
        self.ssc.watched = {str(self.directory): sorted(files.items())}
        self._now += self.interval_ms
        for source in self.ssc.sources:
            source.at(self._now)
        try:
            due = [(output.at(self._now), function) for output, function in self.ssc.outputs]
            for rdd, function in due:
                if rdd is not None:
                    _as_rdd(function(_clock(self._now), rdd))
        except Refused:
            raise
        except BaseException as error:
            raise StreamError(describe(error)) from None
        if self.ssc.state != "INITIALIZED":
            raise StreamError(
                {"type": "StreamError", "message": "the StreamingContext was stopped", "where": "", "line": ""}
            )
        return {"outputs": dict(self._captured), "calls": list(self.calls)}

    def feed(self, name: str, host: str) -> Feed:
        """A server that is no more than an address."""
        self._feeds[name] = Feed(host, 40_000 + len(self._feeds))
        return self._feeds[name]

    def step_feed(self, name: str, lines: list[str]) -> dict[str, Any]:
        feed = self._feeds[name]
        address = (_resolved(feed.host), feed.port)
        if address not in self.ssc.connected:
            message = "nobody reads from the server"
            raise StreamError({"type": "ConnectionError", "message": message, "where": "", "line": ""})
        self.ssc.sent = {address: "".join(line + "\n" for line in lines)}
        found = self.step({}, {})
        return {"outputs": {"answer 0": found["outputs"].get("answer 0", [])}, "calls": found["calls"]}

    def state(self) -> str:
        return self.ssc.state

    def keeps_its_checkpoints(self) -> bool:
        return not (self._checkpoint and self.ssc.moved)

    def stop(self) -> None:
        """There is nothing to stop."""


_start: list[int] = []


def _resolved(host: str) -> str:
    return "127.0.0.1" if host == "localhost" else host


def _clock(time: int) -> datetime:
    return datetime.fromtimestamp((_start[0] + time) / 1000)


def _with_time(function: Any, arguments: int) -> Any:
    """A function that also takes a time."""
    if function.__code__.co_argcount != arguments:
        return function
    return (lambda _, a: function(a)) if arguments == 1 else (lambda _, a, b: function(a, b))


def _as_rdd(answer: Any) -> Any:
    """What Spark makes of the answer of a function: an RDD, or none."""
    if not answer:
        return None
    if not isinstance(answer, RDD):
        raise AttributeError(f"{type(answer).__name__!r} object has no attribute '_jrdd'")
    return answer


def _materialized(rdd: Any) -> Any:
    """The same RDD, computed now and kept, as Spark keeps a state."""
    parts = rdd.parts()
    kept = type(rdd)(rdd.ctx, lambda numbers: [list(parts[n]) for n in numbers], rdd.getNumPartitions())
    kept.partitioner = rdd.partitioner
    return kept
