"""What runs on a worker of a cluster, where nothing of the kit is installed: unpacks it, and has it grade in a process.

Spark sends this file's functions as they are, so it imports nothing of the kit.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "JAVA_HOME", "SYSTEMROOT")


def grade(kit: str, order: str) -> str:
    """Grades what an order says, with the kit that came as a file. Raises RuntimeError, for Spark to repeat it."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    command = [sys.executable, "-m", "autograder.cohort.alone"]
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile("w+") as complaints,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment | {"PYTHONPATH": _unpacked(kit)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(order + "\n")
        process.stdin.flush()  # and left open: who grades ends when this process does
        told = process.stdout.read()
        if process.wait() != 0:
            complaints.seek(0)
            raise RuntimeError(f"The grader ended with status {process.returncode}. {complaints.read()[-2000:]}")
    return told


def _unpacked(kit: str) -> str:
    """The folder of the kit, unpacked once for all tasks of this machine."""
    from pyspark import SparkFiles

    packed = SparkFiles.get(kit)
    place = Path(SparkFiles.getRootDirectory()).resolve() / Path(kit).stem  # on an executor it may be `.`
    if not place.is_dir():
        part = tempfile.mkdtemp(dir=place.parent)
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(part)
        try:
            os.rename(part, place)
        except OSError:  # another task was faster
            shutil.rmtree(part)
    return str(place)
