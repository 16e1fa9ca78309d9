"""The seconds that Spark needs in a harness, step by step, as one line of JSON: run in a process of its own."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

from autograder.harness import rehearsal, streams
from autograder.harness.spark import Spark
from autograder.machine.java import find_java, options_to_use_archive

BATCHES = 20


def main() -> None:
    """Prints what each step took."""
    java = find_java()
    os.chdir(tempfile.mkdtemp())
    spark = Spark(str(java.command), options_to_use_archive(java))
    seconds = dict[str, float]()

    def step(name: str, act: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = act()
        seconds[name] = time.perf_counter() - begun
        return result

    step("JVM", spark.jvm.connect)
    context = step("SparkContext", spark.start_context)
    step("first job", lambda: rehearsal.job(context))
    step("first SQL query", lambda: rehearsal.query(context))
    batches = step("20 stateful batches", lambda: stateful_batches(context))
    seconds["a stateful batch (median)"] = sorted(batches)[len(batches) // 2]
    print(json.dumps(seconds))
    context.stop()
    spark.jvm.end()


def stateful_batches(context: Any) -> list[float]:
    """The seconds of each of some batches through `updateStateByKey`."""
    stream = streams.Stream(context, 1, checkpoint=False, start_ms=0)
    ones = stream.queue("lines").flatMap(str.split).map(lambda word: (word, 1))
    stream.capture("answer", ones.updateStateByKey(lambda new, last: sum(new) + (last or 0)))
    stream.start()
    taken = []
    for _ in range(BATCHES):
        begun = time.perf_counter()
        stream.step({"lines": context.parallelize(["a b a"], 1)}, {})
        taken.append(time.perf_counter() - begun)
    stream.stop()
    return taken


if __name__ == "__main__":
    main()
