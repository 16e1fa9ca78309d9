"""Classes of Spark's, changed to do less, in a jar ahead of Spark's own on the class path.

For each job Spark's closure cleaner reads the class of whoever made a function, of `RDD` 190 kB, and looks for what
only functions typed into a Scala shell can hold. There is none here, and it took most of the time that the JVM had for
a small job. The first session starts Scala's reflection to register four functions of Spark's machine learning, which
took a third of a second.

Signed classes cannot be in an archive of classes. The compiler that Spark uses for a sort is signed: here stands a copy
of it that is not.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Change:
    """A class, the piece of its code that goes, and what stands there instead, of the same length."""

    name: str
    code: re.Pattern[bytes]
    instead: bytes

    def made(self, own: bytes) -> bytes | None:
        """The class with the change; None where its piece of code is not found, as in another version of Spark."""
        found, times = self.code.subn(self.instead, own)
        return found if times == 1 else None


CHANGES = (
    Change(
        "org/apache/spark/util/ClosureCleaner$.class",
        re.compile(
            rb"(\x2b\xb6..\xb7..)\x9a\x00\x19"  # if isClosure(function.getClass) goto work
            rb"(\x19\x06\xb6..)\x99\x00\x11"  # if not proxy.isEmpty goto work
            rb"(?=\x2a\x2b\xba)",  # here it says that there is nothing to do
            re.DOTALL,
        ),
        b"\\1\x57\x00\x00\\2\x57\x00\x00",  # the values are dropped, and nothing is done with them
    ),
    Change(
        "org/apache/spark/sql/ml/InternalFunctionRegistration.class",
        re.compile(rb"\xb2..\xb6..\xb1", re.DOTALL),  # its object's apply(), return
        b"\x00\x00\x00\x00\x00\x00\xb1",
    ),
)


SIGNED = ("janino-*.jar", "commons-compiler-*.jar")
"""Those whose classes are copied."""


def write(jar: Path, jars: Path) -> list[str]:
    """Makes the jar from the classes in Spark's folder of `jars`, and says which are changed; of none, no jar."""
    changed, copied = dict[str, bytes](), dict[str, bytes]()
    for place in sorted(jars.glob("spark-*.jar")):
        with zipfile.ZipFile(place) as spark:
            names = set(spark.namelist())
            for change in CHANGES:
                code = change.made(spark.read(change.name)) if change.name in names else None
                if code is not None:
                    changed[change.name] = code
    for place in (place for pattern in SIGNED for place in jars.glob(pattern)):
        with zipfile.ZipFile(place) as signed:
            copied |= {name: signed.read(name) for name in signed.namelist() if name.endswith(".class")}
    if changed:
        jar.parent.mkdir(parents=True, exist_ok=True)
        unfinished = jar.with_suffix(".part")
        with zipfile.ZipFile(unfinished, "w") as made:
            for name, code in sorted((copied | changed).items()):
                made.writestr(zipfile.ZipInfo(name), code)
        unfinished.replace(jar)
    return sorted(changed)
