"""Worker processes that end with the process that started them, even when that one is killed."""

from __future__ import annotations

import os
import threading
from multiprocessing import parent_process


def end_with_parent() -> None:
    """From now on this worker ends as soon as its parent has. For the start of a process of `multiprocessing`."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
