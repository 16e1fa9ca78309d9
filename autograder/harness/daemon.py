"""Forks Spark's Python workers, and spares them work that costs more than the tasks of a small job.

A new worker reads the whole directory of Spark's own jar, which Spark puts on its path though no Python is in it, and
imports what all workers need. After each task it collects garbage, also among what was imported before the fork.

A task that raises ends its worker: once one that had imported large libraries has ended, the next ones find them there.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from typing import Any

sys.path[:] = [place for place in sys.path if not place.endswith(".jar")]
sys.path_importer_cache.clear()

import pyspark.daemon  # noqa: E402
import pyspark.worker  # noqa: E402

_LARGE = ("pandas", "sklearn.naive_bayes", "sklearn.feature_extraction.text")
_told, _tell = os.pipe()
os.set_blocking(_told, False)
_fork, _work = os.fork, pyspark.daemon.worker


def _working(*arguments: Any) -> Any:
    """What a worker does; when it ends, it says whether large libraries had to be imported for it."""
    before = set(sys.modules)
    try:
        return _work(*arguments)
    finally:
        if set(_LARGE) & (sys.modules.keys() - before):
            with contextlib.suppress(OSError):  # whatever a task has done to it
                os.write(_tell, b".")


def _forking() -> int:
    """Forks, in the daemon itself not before the workers that come have what others had to import."""
    with contextlib.suppress(BlockingIOError):
        if os.read(_told, 1):
            for name in _LARGE:
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
            gc.freeze()
    if (child := _fork()) == 0:
        os.fork = _fork
    return child


if __name__ == "__main__":
    gc.freeze()
    os.fork, pyspark.daemon.worker = _forking, _working
    pyspark.daemon.manager()
