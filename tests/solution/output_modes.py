"""What a windowed count writes in each output mode: reads the times of tweets as JSON, prints JSON."""

import json
import os
import sys
import tempfile
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import window

DAY = "2030-01-01"


def main() -> None:
    """Reads, for each trigger, a list of times such as "12:03"; prints what each mode writes at each trigger."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    triggers = json.load(sys.stdin)
    builder = SparkSession.builder.master("local[2]").config("spark.driver.host", "localhost")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    print(json.dumps({mode: written(spark, mode, triggers) for mode in ("complete", "update", "append")}))
    spark.stop()


def written(spark: SparkSession, mode: str, triggers: list[list[str]]) -> list[list[str]]:
    """What the query of the chapter writes in one mode: a list for each trigger, of windows and their counts."""
    inbox, rows, answers = Path(tempfile.mkdtemp()), [], []

    def keep(batch: DataFrame, _: int) -> None:
        starts = batch.selectExpr("date_format(window.start, 'HH:mm') AS start", "count").orderBy("start")
        rows.extend(f"{row.start} → {row['count']}" for row in starts.collect())

    tweets = spark.readStream.schema("time timestamp").json(str(inbox))
    counts = tweets.withWatermark("time", "5 minutes").groupBy(window("time", "10 minutes")).count()
    query = counts.writeStream.outputMode(mode).foreachBatch(keep).start()
    for number, times in enumerate(triggers):
        lines = "".join(json.dumps({"time": f"{DAY} {time}:00"}) + "\n" for time in times)
        outside = Path(tempfile.mkdtemp(), "tweets.json")
        outside.write_text(lines, "utf-8")
        outside.replace(inbox / f"{number}.json")
        query.processAllAvailable()
        answers.append(rows.copy())
        rows.clear()
    query.stop()
    return answers


if __name__ == "__main__":
    main()
