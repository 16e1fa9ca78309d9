"""RDDs whose partitions are lists, and the context that makes them."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pyspark import RDD, SparkConf, SparkContext
from pyspark.core.rdd import Partitioner, portable_hash
from pyspark.serializers import AutoBatchedSerializer, CloudPickleSerializer, CPickleSerializer

from tests.interpreter.refusing import Jvmless, Refused, refuse

Part = list[Any]
PICKLER = CloudPickleSerializer()
RECORDS = AutoBatchedSerializer(CPickleSerializer())


class TaskError(Exception):
    """A task failed; what it raised is the cause. No driver can catch that by its type."""


def by_value(records: list[Any]) -> list[Any]:
    """What arrives of records that are sent from one process to another."""
    return list(pickle.loads(pickle.dumps(records, 5)))


class PlainContext(Jvmless, SparkContext):
    """A SparkContext of one default partition, as the harness has it."""

    def __new__(cls) -> PlainContext:
        return object.__new__(cls)

    def __init__(self) -> None:
        self._conf = SparkConf(loadDefaults=False, _jvm=None).set("spark.default.parallelism", "1")
        self._conf.set("spark.python.worker.memory", "1t")  # this process holds more than a worker's half a gigabyte
        self.serializer = RECORDS
        self._unbatched_serializer = CPickleSerializer()
        self._batchSize = 0

    defaultParallelism = defaultMinPartitions = property(lambda self: 1)

    def parallelize(self, c: Iterable[Any], numSlices: int | None = None) -> PlainRDD:
        """Cut as Spark cuts: first into chunks, then the chunks into partitions."""
        slices = numSlices or 1
        items = by_value(list(c))
        size = max(1, min(len(items) // slices, 1024))
        chunks = [items[at : at + size] for at in range(0, len(items), size)]
        bounds = [len(chunks) * number // slices for number in range(slices + 1)]
        parts = [sum(chunks[a:b], []) for a, b in itertools.pairwise(bounds)]
        return PlainRDD(self, lambda numbers: [list(parts[n]) for n in numbers], slices)

    def emptyRDD(self) -> PlainRDD:
        return PlainRDD(self, lambda numbers: [], 0)

    def union(self, rdds: Sequence[Any]) -> PlainRDD:
        every = list(rdds)
        if not every:
            return self.emptyRDD()
        found = every[0]
        for one in every[1:]:
            found = found.union(one)
        return found

    def runJob(self, rdd: Any, partitionFunc: Any, partitions: Any = None, allowLocal: bool = False) -> list[Any]:
        numbers = range(rdd.getNumPartitions()) if partitions is None else list(partitions)
        return by_value(sum(rdd.mapPartitions(partitionFunc).parts(numbers), []))

    def broadcast(self, value: Any) -> Broadcast:
        return Broadcast(by_value([value])[0])

    def stop(self) -> None:
        refuse("stopping the context")


class Broadcast:
    """A value that every task reads."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def unpersist(self, blocking: bool = False) -> None:
        """Nothing is kept anywhere else."""

    destroy = unpersist


class PlainRDD(Jvmless, RDD):
    """An RDD that computes the partitions that a job asks for, anew for every job."""

    def __init__(
        self,
        ctx: Any,
        compute: Callable[[Sequence[int]], list[Part]],
        size: int,
        pipeline: tuple[Callable[[int, Iterable[Any]], Iterable[Any]], ...] = (),
        partitioner: Partitioner | None = None,
    ) -> None:
        self.ctx = ctx
        self._compute = compute
        self._size = size
        self._pipeline = pipeline
        self.partitioner = partitioner
        self._jrdd_deserializer = RECORDS
        self.is_cached = self.is_checkpointed = self.has_resource_profile = False

    def parts(self, numbers: Sequence[int] | None = None) -> list[Part]:
        """Some partitions, or all. Functions that follow each other without a shuffle are one task."""
        numbers = range(self._size) if numbers is None else numbers
        found = self._compute(numbers)
        if not self._pipeline:
            return found
        command = PICKLER.dumps(self._pipeline)
        return [_task(command, number, part) for number, part in zip(numbers, found, strict=True)]

    def getNumPartitions(self) -> int:
        return self._size

    def collect(self) -> list[Any]:
        return by_value(sum(self.parts(), []))

    def toLocalIterator(self, prefetchPartitions: bool = False) -> Any:
        return iter(self.collect())

    def mapPartitionsWithIndex(self, f: Any, preservesPartitioning: bool = False) -> PlainRDD:
        keeps = self.partitioner if preservesPartitioning else None
        return PlainRDD(self.ctx, self._compute, self._size, (*self._pipeline, f), keeps)

    def union(self, other: Any) -> PlainRDD:
        size, both = self._size, (self, other)
        if self.partitioner is not None and self.partitioner == other.partitioner:

            def together(numbers: Sequence[int]) -> list[Part]:
                mine, others = (one.parts(numbers) for one in both)
                return [a + b for a, b in zip(mine, others, strict=True)]

            return PlainRDD(self.ctx, together, size, (), self.partitioner)

        def compute(numbers: Sequence[int]) -> list[Part]:
            return [(self if n < size else other).parts([n if n < size else n - size])[0] for n in numbers]

        return PlainRDD(self.ctx, compute, size + other.getNumPartitions())

    def partitionBy(self, numPartitions: int | None, partitionFunc: Any = portable_hash) -> PlainRDD:
        count = numPartitions or self._defaultReducePartitions()
        partitioner = Partitioner(count, partitionFunc)
        if self.partitioner == partitioner:
            return self

        def bucketed(_: int, records: Iterable[Any]) -> Iterable[Any]:
            return [(partitionFunc(key) % count, (key, value)) for key, value in records]

        def compute(numbers: Sequence[int]) -> list[Part]:
            found = by_value(sum(self.mapPartitionsWithIndex(bucketed).parts(), []))
            return [[pair for bucket, pair in found if bucket == number] for number in numbers]

        return PlainRDD(self.ctx, compute, count, (), partitioner)

    def coalesce(self, numPartitions: int, shuffle: bool = False) -> PlainRDD:
        if not numPartitions > 0:
            raise ValueError("Number of partitions must be positive.")
        count = numPartitions if shuffle else min(numPartitions, self._size)

        def compute(numbers: Sequence[int]) -> list[Part]:
            if shuffle:
                records = by_value(sum(self.parts(), []))
                return [records[number::count] for number in numbers]
            bounds = [self._size * number // count for number in range(count + 1)]
            return [sum(self.parts(range(bounds[n], bounds[n + 1])), []) for n in numbers]

        return PlainRDD(self.ctx, compute, count)

    def _reserialize(self, serializer: Any = None) -> PlainRDD:
        return self

    _pickled = _reserialize

    def persist(self, *_: Any, **__: Any) -> PlainRDD:
        """Nothing is worth keeping: the same is computed again."""
        return self

    cache = unpersist = setName = persist

    def checkpoint(self) -> None:
        """Nothing is lost here."""

    localCheckpoint = checkpoint

    def id(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return "PythonRDD[1] at RDD at PythonRDD.scala:1"


def _task(command: bytes, number: int, part: Part) -> Part:
    """Runs a pipeline on one partition, with functions of its own, as a Python worker does."""
    try:
        records: Iterable[Any] = iter(part)
        for function in PICKLER.loads(command):
            records = function(number, records)
        return list(records)
    except Refused:
        raise
    except BaseException as error:
        raise TaskError(f"{type(error).__name__}: {error}") from error
