# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Readings from sensors
#
# A greenhouse has sensors. Each sends pairs `(sensor, degrees)`.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
from pyspark import RDD
from pyspark.sql import Row, SparkSession
from pyspark.streaming import DStream

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_smooth", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `smooth(readings, width)`
#
# Give the means of the last `width` readings (fewer at the start), one for each reading, as a list of floats.


# %% nbgrader={"grade": false, "grade_id": "smooth", "locked": false, "schema_version": 3, "solution": true, "task": false}
def smooth(readings: list[int], width: int) -> list[float]:
    """Give the moving mean of the readings."""
    ### BEGIN SOLUTION
    windows = (readings[max(0, end - width) : end] for end in range(1, len(readings) + 1))
    return [sum(window) / len(window) for window in windows]
    ### END SOLUTION


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_alarms", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `alarms(readings, limit)`
#
# `readings` is a DStream of `(sensor, degrees)`. Give a DStream of `(sensor, count)`: how many readings of each sensor
# have been above `limit` since the start. A sensor that was never above it does not appear.


# %% nbgrader={"grade": false, "grade_id": "alarms", "locked": false, "schema_version": 3, "solution": true, "task": false}
def alarms(readings: DStream, limit: int) -> DStream:
    """Count the readings above a limit since the start."""
    ### BEGIN SOLUTION
    hot = readings.filter(lambda reading: reading[1] > limit).mapValues(lambda degrees: 1)
    return hot.updateStateByKey(lambda new, count: (count or 0) + sum(new))
    ### END SOLUTION


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_hottest", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `hottest(rdd)`
#
# `rdd` holds pairs `(sensor, degrees)`, perhaps none. Ask Spark SQL for the highest degrees, and give them as an `int`;
# of an empty RDD give `None`.


# %% nbgrader={"grade": false, "grade_id": "hottest", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hottest(rdd: RDD) -> int | None:
    """Ask SQL for the highest degrees."""
    ### BEGIN SOLUTION
    spark = SparkSession.builder.getOrCreate()
    rows = rdd.map(lambda reading: Row(sensor=reading[0], degrees=reading[1]))
    spark.createDataFrame(rows, "sensor string, degrees int").createOrReplaceTempView("readings")
    return spark.sql("SELECT max(degrees) AS most FROM readings").first().most
    ### END SOLUTION
