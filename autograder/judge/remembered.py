"""What Hypothesis draws for a check, remembered: the same seed draws the same for every submission.

To draw takes longer than to ask. What was drawn is kept in a file of the kit's own, which no harness sees; a file
that cannot be read or written costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis

Inputs = list[dict[str, Any]]

FOLDER = Path(__file__).resolve().parents[2] / ".cache"
_drawn: dict[tuple[str, int], bytes] = {}
_read: set[Path] = set()
_new: set[Path] = set()


def remembered(check: Callable[..., Any], seed: int, draw: Callable[[], Inputs]) -> Inputs:
    """The inputs of a check for a seed: fresh objects each time, drawn if nobody has drawn them yet."""
    if "<locals>" in check.__qualname__:  # several may have this name
        return draw()
    file = _file(check.__module__.partition(".")[0], seed)
    if file not in _read:
        _read.add(file)
        _drawn.update(_from(file))
    name = (f"{check.__module__}.{check.__qualname__}", seed)
    if name not in _drawn:
        inputs = draw()
        with suppress(pickle.PicklingError, AttributeError, TypeError):  # what has no name cannot be kept
            _drawn[name] = pickle.dumps(inputs)
            _new.add(file)
        return inputs
    known: Inputs = pickle.loads(_drawn[name])
    return known


def keep() -> None:
    """Writes what was drawn since the last time beside what others have written meanwhile."""
    for file in sorted(_new):
        with suppress(OSError):
            FOLDER.mkdir(exist_ok=True)
            all_drawn = _from(file) | {name: inputs for name, inputs in _drawn.items() if name[1] == _seed_of(file)}
            with tempfile.NamedTemporaryFile(dir=FOLDER, delete=False) as unfinished:
                pickle.dump(all_drawn, unfinished)
            os.replace(unfinished.name, file)
    _new.clear()


def _from(file: Path) -> dict[tuple[str, int], bytes]:
    try:
        found: dict[tuple[str, int], bytes] = pickle.loads(file.read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError):
        return {}
    return found


def _file(package: str, seed: int) -> Path:
    return FOLDER / f"drawn-{_version(package)}-{seed}.pickle"


def _seed_of(file: Path) -> int:
    return int(file.stem.rpartition("-")[2])


@cache
def _version(package: str) -> str:
    """Stands for all that may change what is drawn: the package's code, Hypothesis, Python."""
    digest = hashlib.sha256(f"{hypothesis.__version__} {sys.version}".encode())
    where = getattr(sys.modules[package], "__file__", None)
    for source in sorted(Path(where).parent.rglob("*.py")) if where else ():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
