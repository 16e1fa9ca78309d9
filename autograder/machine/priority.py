"""Processes that work in the time which others leave them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NICENESS = 10
_SESSION = Path("/proc/self/autogroup")


def give_way() -> None:
    """From now on this process and what it starts come after all others; it is in a session of its own."""
    if hasattr(os, "nice"):
        os.setsid()
        os.nice(NICENESS)
        give_way_as_session()


def give_way_as_session() -> None:
    """Linux may give every session the same share, however nice its processes are: a new one has to say so too."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            _SESSION.write_text(str(os.nice(0)))
