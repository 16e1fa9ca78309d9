"""Sessions that have the priority of their processes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_SESSION = Path("/proc/self/autogroup")


def give_way_as_session() -> None:
    """Linux may give every session the same share, however nice its processes are: a new one has to say so too."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            _SESSION.write_text(str(os.nice(0)))
