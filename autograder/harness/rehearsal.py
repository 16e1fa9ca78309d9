"""What is slow the first time, done ahead of its first use: a job, queries, streams.

Functions are lambdas, which Spark sends by value: a worker need not import this file for them.
"""

from __future__ import annotations

import contextlib
from typing import Any


def job(context: Any) -> None:
    """What all jobs need that have Python functions."""
    context.parallelize(["a"], 1).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).collect()


def query(context: Any) -> None:
    """What all queries need."""
    from pyspark.sql import Row, SparkSession

    session = SparkSession.builder.getOrCreate()
    session.createDataFrame(context.parallelize([Row(word="a")], 1), "word string").createOrReplaceTempView("words")
    session.sql("select word, count(*) as total from words group by word order by total desc, word").collect()


def table(context: Any) -> None:
    """What a table of several partitions needs."""
    from pyspark.sql import SparkSession

    words = context.parallelize([("a",), ("b",)], 2)
    frame = SparkSession.builder.getOrCreate().createDataFrame(words, "word string")
    for ordered in (frame.orderBy("word"), frame.groupBy("word").count().orderBy("count", "word")):
        ordered.collect()


def streams(context: Any) -> None:
    """Lines of a queue and of files, their counts since the start, and those of a window, with checkpoints."""
    from autograder.harness.streams import Stream

    stream = Stream(context, 1, checkpoint=True, start_ms=0)
    lines = stream.queue("lines").union(stream.ssc.textFileStream(str(stream.directory)))
    ones = lines.map(lambda line: (line[:1], 1))
    stream.capture("answer", ones.updateStateByKey(lambda new, last: sum(new, last or 0)))
    stream.capture("window", ones.reduceByKeyAndWindow(lambda a, b: a + b, None, 2, 1))
    stream.start()
    for number in range(2):
        stream.step({"lines": context.parallelize(["a b", "a"], 2)}, {f"{number}.txt": "a\n"})
    stream.stop()


def socket(context: Any) -> None:
    """Lines of a server."""
    from autograder.harness.streams import Stream

    stream = Stream(context, 1, checkpoint=False, start_ms=0)
    port = stream.feed("server", "127.0.0.1").port
    stream.capture("answer 0", stream.ssc.socketTextStream("127.0.0.1", port))
    stream.start()
    stream.step_feed("server", ["a"])
    stream.stop()


def failure(context: Any) -> None:
    """A job that fails."""
    with contextlib.suppress(Exception):
        context.parallelize(["a"], 1).map(lambda word: word + 1).collect()


AHEAD = (streams, query, table, socket)
"""What is done while nobody waits for Spark, in this order."""
EVERYTHING = (job, *AHEAD, failure)
