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

from autograder.judge.determinism import is_pinned

Inputs = list[dict[str, Any]]

FOLDER = Path(__file__).resolve().parents[2] / ".cache"
_ENGINE = __name__.partition(".")[0]
_MOST_FILES = 20
Name = tuple[str, int]
"""A check, by its module and its name, and a seed."""
_drawn: dict[Name, bytes] = {}
_read: set[Path] = set()
_new: dict[Path, dict[Name, bytes]] = {}


def remembered(check: Callable[..., Any], seed: int, draw: Callable[[], Inputs]) -> Inputs:
    """The inputs of a check for a seed: fresh objects each time, drawn if nobody has drawn them yet.

    Only what is drawn while Hypothesis is pinned is remembered: anything else may differ from process to process.
    """
    if "<locals>" in check.__qualname__ or not is_pinned():  # several may have such a name
        return draw()
    file = FOLDER / f"drawn-{_version(check.__module__.partition('.')[0])}-{seed}.pickle"
    if file not in _read:
        _read.add(file)
        _drawn.update(_from(file))
    name = (f"{check.__module__}.{check.__qualname__}", seed)
    if name not in _drawn:
        inputs = draw()
        with suppress(pickle.PicklingError, AttributeError, TypeError):  # what has no name cannot be kept
            _drawn[name] = pickle.dumps(inputs)
            _new.setdefault(file, {})[name] = _drawn[name]
        return inputs
    known: Inputs = pickle.loads(_drawn[name])
    return known


def keep() -> None:
    """Writes what was drawn since the last time beside what others have written meanwhile; old files go."""
    for file, drawn in _new.items():
        with suppress(OSError):
            FOLDER.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=FOLDER, delete=False) as unfinished:
                pickle.dump(_from(file) | drawn, unfinished)
            os.replace(unfinished.name, file)
            for old in sorted(FOLDER.glob("*"), key=lambda path: path.stat().st_mtime)[:-_MOST_FILES]:
                old.unlink(missing_ok=True)
    _new.clear()


def _from(file: Path) -> dict[Name, bytes]:
    try:
        return dict(pickle.loads(file.read_bytes()))
    except Exception:  # whatever a broken file raises
        return {}


@cache
def _version(package: str) -> str:
    """Stands for all that may change what is drawn: the package's code and the engine's, Hypothesis, Python."""
    digest = hashlib.sha256(f"{hypothesis.__version__} {sys.version}".encode())
    for name in dict.fromkeys((package, _ENGINE)):
        where = getattr(sys.modules[name], "__file__", None)
        for source in sorted(Path(where).parent.rglob("*.py")) if where else ():
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
