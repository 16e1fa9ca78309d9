"""The student's bundle, unpacked where a student would, beside a .venv that stands for this Python's."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from autograder.handout import bundle

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "solution" / "streaming.py"
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "COLUMNS": "100"}


def unpack(found: Mapping[str, bytes], place: Path) -> Path:
    """Unpacks the files of a bundle, and gives its folder."""
    zipfile.ZipFile(io.BytesIO(bundle.zipped(found, "kit"))).extractall(place)
    folder = place / "kit"
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".venv" / "ready").write_text(start().fingerprint_of(folder / "requirements.lock"))
    return folder


def start() -> ModuleType:
    """The bundle's start.py."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "assignment" / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder: Path, *words: str | Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Runs a command there, without what this process's environment would lend it."""
    return subprocess.run(
        words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=seconds, check=False
    )


def saved_later(path: Path) -> None:
    """As if it were saved some time after the bundle was unpacked."""
    later = path.stat().st_mtime + 600
    os.utime(path, (later, later))
