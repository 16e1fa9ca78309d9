"""Worker processes that end when they are told to, and with the process that started them, even if that is killed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from multiprocessing import parent_process
from typing import Any

AGAIN = 5.0
"""Seconds after which a worker that was told to end is told once more."""


def end_when_told() -> None:
    """From now on SIGTERM ends this worker by an exception, so that what it has started is ended too.

    Ctrl-C is for whoever started it. An exception in a callback of the collector of garbage ends nothing, and Python
    would print it: so it comes once more, and the first time nothing is said.
    """
    signal.signal(signal.SIGINT, lambda *_: None)
    for told in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(told, _end)
    sys.unraisablehook = _say_nothing_of_the_end


def _end(*_: object) -> None:
    signal.setitimer(signal.ITIMER_REAL, AGAIN)
    sys.exit(1)


def _say_nothing_of_the_end(about: Any) -> None:
    if not issubclass(about.exc_type, SystemExit):
        sys.__unraisablehook__(about)


def end_with_parent() -> None:
    """From now on this worker ends as soon as its parent has. For the start of a process of `multiprocessing`."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)
