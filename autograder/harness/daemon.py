"""Forks Spark's Python workers, and spares them work that costs more than the tasks of a small job.

A new worker reads the whole directory of Spark's own jar, which Spark puts on its path though no Python is in it, and
imports what all workers need. After each task it collects garbage, also among what was imported before the fork.
"""

from __future__ import annotations

import gc
import sys

sys.path[:] = [place for place in sys.path if not place.endswith(".jar")]
sys.path_importer_cache.clear()

import pyspark.daemon  # noqa: E402
import pyspark.worker  # noqa: E402

if __name__ == "__main__":
    gc.freeze()
    pyspark.daemon.manager()
