"""An archive of the classes that Spark loads, so that each new JVM need not read and verify them again.

Made once by a training run of trusted code, for one Java and one Spark; a JVM that cannot use it does without.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

from autograder.harness import changes
from autograder.machine.java import Java, changed_classes, class_archive, find_java, options_to_make_archive, spark_jars

_KIT = Path(__file__).resolve().parents[2]


def train(archive: Path, java: Java) -> None:
    """Runs a little of all that grading does, and has the JVM keep what it has loaded."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".part")
    folder = Path.cwd()
    os.environ["PYTHONPATH"] = str(_KIT)  # for Spark's Python workers, where this package is not installed
    with tempfile.TemporaryDirectory(prefix="training-") as scratch:
        os.chdir(scratch)
        # Streams keep their checkpoints in the folder in which this is imported.
        from autograder.harness import streams
        from autograder.harness.spark import Spark, first_query

        try:
            spark = Spark(str(java.command), options_to_make_archive(java, unfinished))
            context = spark.context()
            for checkpoint in (False, True):
                _run_streams(streams.Stream(context, 1, checkpoint, start_ms=0), context)
            _run_socket(streams.Stream(context, 1, False, start_ms=0))
            first_query(context)
            _run_queries(context)
            context = spark.restart()
            first_query(context)
            context.stop()
            spark.jvm.end()
        finally:
            os.chdir(folder)
    unfinished.replace(archive)


def _run_streams(stream: Any, context: Any) -> None:
    """Lines of a queue and of files, their counts since the start, and those of a window."""
    lines = stream.queue("lines").union(stream.ssc.textFileStream(str(stream.directory)))
    words = lines.flatMap(str.split).map(_one)
    stream.capture("answer", words.updateStateByKey(_largest))
    stream.capture("window", words.reduceByKeyAndWindow(_add, None, 2, 1))
    stream.start()
    for number in range(2):
        stream.step({"lines": context.parallelize(["a b", "a"], 2)}, {f"{number}.txt": "a\n"})
    stream.stop()


def _run_socket(stream: Any) -> None:
    """Lines of a server."""
    stream.capture("answer 0", stream.ssc.socketTextStream("127.0.0.1", stream.feed("server", "127.0.0.1").port))
    stream.start()
    stream.step_feed("server", ["a"])
    stream.stop()


def _run_queries(context: Any) -> None:
    """What a table of several partitions needs, and a job that fails."""
    from pyspark.sql import SparkSession

    words = context.parallelize([("a",), ("b",)], 2)
    table = SparkSession.builder.getOrCreate().createDataFrame(words, "word string")
    for ordered in (table.orderBy("word"), table.groupBy("word").count().orderBy("count", "word")):
        ordered.collect()
    with contextlib.suppress(Exception):
        words.map(_largest).collect()


def _one(word: str) -> tuple[str, int]:
    return word, 1


def _add(one: int, other: int) -> int:
    return one + other


def _largest(new: list[int], last: Any) -> int:
    return max([last or 0, *new])


if __name__ == "__main__":
    found = find_java()
    if not changed_classes().exists():
        changes.write(changed_classes(), spark_jars())
    target = class_archive(found)
    if not target.exists():
        train(target, found)
