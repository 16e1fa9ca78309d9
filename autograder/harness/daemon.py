"""Forks Spark's Python workers, each of which would otherwise begin with a tenth of a second of the same work.

Spark puts its own jar on their path and has every worker read all of its directory, though no Python is in it; and
they import one by one what they all need, for fear of modules that start threads: these start none.
"""

from __future__ import annotations

import sys

sys.path[:] = [place for place in sys.path if not place.endswith(".jar")]
sys.path_importer_cache.clear()

import pyspark.daemon  # noqa: E402
import pyspark.worker  # noqa: E402, F401

if __name__ == "__main__":
    pyspark.daemon.manager()
