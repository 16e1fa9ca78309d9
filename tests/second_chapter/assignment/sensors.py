# ---
# jupyter:
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
    raise NotImplementedError("smooth is not written yet")


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_alarms", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `alarms(readings, limit)`
#
# `readings` is a DStream of `(sensor, degrees)`. Give a DStream of `(sensor, count)`: how many readings of each sensor
# have been above `limit` since the start. A sensor that was never above it does not appear.

# %% nbgrader={"grade": false, "grade_id": "alarms", "locked": false, "schema_version": 3, "solution": true, "task": false}
def alarms(readings: DStream, limit: int) -> DStream:
    """Count the readings above a limit since the start."""
    raise NotImplementedError("alarms is not written yet")


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_hottest", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `hottest(rdd)`
#
# `rdd` holds pairs `(sensor, degrees)`, perhaps none. Ask Spark SQL for the highest degrees, and give them as an `int`;
# of an empty RDD give `None`.

# %% nbgrader={"grade": false, "grade_id": "hottest", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hottest(rdd: RDD) -> int | None:
    """Ask SQL for the highest degrees."""
    raise NotImplementedError("hottest is not written yet")
