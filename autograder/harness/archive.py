"""An archive of the classes that Spark loads, so that each new JVM need not read and verify them again.

Made once by a training run of trusted code, for one Java and one Spark; a JVM that cannot use it does without.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.harness import changes
from autograder.machine.java import Java, changed_classes, class_archive, find_java, options_to_make_archive, spark_jars

_KIT = Path(__file__).resolve().parents[2]


def train(archive: Path, java: Java) -> None:
    """Runs a little of all that grading does, and has the JVM keep what it has loaded."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_suffix(".part")
    folder = Path.cwd()
    os.environ["PYTHONPATH"] = str(_KIT)  # for Spark's Python workers, where this package is not installed
    with tempfile.TemporaryDirectory(prefix="training-") as scratch:
        os.chdir(scratch)
        # Streams keep their checkpoints in the folder in which this is imported.
        from autograder.harness import rehearsal
        from autograder.harness.spark import Spark

        try:
            spark = Spark(str(java.command), options_to_make_archive(java, unfinished))
            for rehearse in rehearsal.EVERYTHING:
                rehearse(spark.context())
            rehearsal.query(spark.restart())
            spark.context().stop()
            spark.jvm.end()
        finally:
            os.chdir(folder)
    unfinished.replace(archive)


if __name__ == "__main__":
    found = find_java()
    if not changed_classes().exists():
        changes.write(changed_classes(), spark_jars())
    target = class_archive(found)
    if not target.exists():
        train(target, found)
