"""Whether a process is worn: what an exercise left behind in it that cannot be put back."""

from __future__ import annotations

import os
import sys
import threading
import types
from collections.abc import Iterator

import psutil

from autograder.harness.libraries import is_own

MOST_FILES = 1024
"""Open files, a quarter of what a process may have; Spark needs some two hundred."""
MOST_BYTES = 1 << 30
"""Bytes of this process, a third of what a submission may have; honest ones need half a GiB."""

MOST_THREADS = 100
"""Python threads; Spark needs some ten."""


def worn(java: int | None) -> bool:
    """Whether code of the submission still runs, or files or memory are held; `java` is no child of a submission's."""
    try:
        here = psutil.Process()
        children = {child.pid for child in here.children()} - {java}
        files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        full = files > MOST_FILES or here.memory_info().rss > MOST_BYTES or threading.active_count() > MOST_THREADS
        return full or bool(children) or any(_threads())
    except Exception:  # without a free descriptor nothing can be asked
        return True


def _threads() -> Iterator[bool]:
    """For each thread but this one, whether it runs, or will run, code of the submission."""
    frames = sys._current_frames()
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            begun = getattr(thread, "_target", None) or getattr(thread, "function", None)
            yield is_own(begun) or is_own(type(thread)) or _runs_own(frames.get(thread.ident or 0))


def _runs_own(frame: types.FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<submission cell"):
            return True
        frame = frame.f_back
    return False
