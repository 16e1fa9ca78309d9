"""Spark's closure cleaner, changed to let every function pass, in a jar ahead of Spark's own on the class path.

For each job Spark reads the class of whoever made a function, of `RDD` 190 kB, and looks for what only functions typed
into a Scala shell can hold. There is none here, and it took most of the time that the JVM had for a small job.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

CLASS = "org/apache/spark/util/ClosureCleaner$.class"
_JUMPS = re.compile(
    rb"(\x2b\xb6..\xb7..)\x9a\x00\x19"  # if isClosure(function.getClass) goto work
    rb"(\x19\x06\xb6..)\x99\x00\x11"  # if not proxy.isEmpty goto work
    rb"(?=\x2a\x2b\xba)",  # here it says that there is nothing to do
    re.DOTALL,
)
_NO_JUMP = b"\x57\x00\x00"  # the value is dropped, and nothing is done with it


def changed(code: bytes) -> bytes | None:
    """The class without the two jumps to the work; None where they are not found, as in another version of Spark."""
    found, times = _JUMPS.subn(lambda match: match[1] + _NO_JUMP + match[2] + _NO_JUMP, code)
    return found if times == 1 else None


def write(jar: Path, jars: Path) -> bool:
    """Makes the jar from the class in Spark's folder of `jars`, and says whether it did."""
    for place in sorted(jars.glob("spark-co*.jar")):
        with zipfile.ZipFile(place) as spark:
            code = changed(spark.read(CLASS)) if CLASS in spark.namelist() else None
        if code is not None:
            jar.parent.mkdir(parents=True, exist_ok=True)
            unfinished = jar.with_suffix(".part")
            with zipfile.ZipFile(unfinished, "w") as made:
                made.writestr(zipfile.ZipInfo(CLASS), code)
            unfinished.replace(jar)
            return True
    return False
