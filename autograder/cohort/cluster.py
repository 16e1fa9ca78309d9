"""Grades a class as a Spark job on a cluster that is there already: a task for each submission.

The kit goes along as a zip. What Spark loses it runs again, and who grades what is Spark's to say.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from autograder.chapter import Chapter
from autograder.cohort import shipped
from autograder.cohort.grading import Done, Graded, Grader, Task
from autograder.cohort.results import Measured
from autograder.grade import Options
from autograder.machine.java import find_java

_KIT = Path(__file__).resolve().parents[2]
_ROOMS = ("autograder", "solution", "fixtures", "assignment")
_LEFT_OUT = {"__pycache__", "submissions", ".ipynb_checkpoints", ".cache"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MOST_AT_ONCE = 256
"""Jobs that wait for a place at the same time; each has one task."""
_SETTINGS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.scheduler.mode": "FAIR"}


class ClusterError(Exception):
    """A cluster that cannot be used; the sentence says what to do."""


def on_cluster(master: str, settings: Iterable[str] = ()) -> Grader:
    """Grades on the cluster of a master, with settings of Spark's such as `spark.task.cpus=2`. Raises ClusterError."""
    pairs = [word.partition("=") for word in settings]
    for name, equals, _ in pairs:
        if not name.startswith("spark.") or not equals:
            raise ClusterError(f"`{name}` is no setting of Spark's: write `--conf spark.task.cpus=2`.")
    return partial(_grade_on_cluster, master=master, settings={name: value for name, _, value in pairs})


def _grade_on_cluster(
    tasks: Sequence[Task], options: Options, done: Done, master: str, settings: dict[str, str]
) -> None:
    if not tasks:
        return
    with _context(master, settings) as context, tempfile.TemporaryDirectory() as folder:
        packed = pack(options.chapter)
        digest = hashlib.sha256(packed).hexdigest()[:16]
        place = Path(folder) / f"kit-{digest}.zip"
        place.write_bytes(packed)
        context.addFile(str(place))
        run = partial(shipped.grade, place.name)
        with ThreadPoolExecutor(min(len(tasks), _MOST_AT_ONCE)) as pool:
            running = {pool.submit(_on_some_worker, context, run, _order(task, options)): task for task in tasks}
            try:
                for future in as_completed(running):
                    error = future.exception()
                    if error is not None and not isinstance(error, Exception):
                        raise error
                    done(running[future], future.result() if error is None else _plain(error))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                context.cancelAllJobs()
                raise


def _on_some_worker(context: Any, run: Any, order: str) -> Graded:
    text, said, seconds, memory = json.loads(context.parallelize([order], 1).map(run).collect()[0])
    return text, said, Measured(seconds, memory)


def _order(task: Task, options: Options) -> str:
    chapter = options.chapter.folder.name if options.chapter.option else None
    facts = {"chapter": chapter, "seed": options.seed, "sandbox": options.sandbox, "limits": asdict(options.limits)}
    return json.dumps(facts | {"submission": asdict(task.submission)})


def _plain(error: BaseException) -> Exception:
    """What Spark says of a task that failed each time, without the hundred lines of where."""
    said = re.findall(r"^[ \t]*((?!at )[\w.]*(?:Error|Exception)\b.*)", str(error), re.MULTILINE)
    return ClusterError((said or [repr(error)])[-1].strip()[:500])


@contextmanager
def _context(master: str, settings: dict[str, str]) -> Iterator[Any]:
    from pyspark import SparkConf, SparkContext
    from pyspark.cloudpickle import register_pickle_by_value

    register_pickle_by_value(shipped)  # on a worker the kit is not installed, but unpacked
    os.environ.setdefault("JAVA_HOME", str(find_java().home))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf().setMaster(master).setAppName("grading").setAll([*(_SETTINGS | settings).items()])
    try:
        context = SparkContext(conf=conf)
    except Exception as error:
        raise ClusterError(f"Spark cannot be started with the master {master}: {_plain(error)}") from None
    context.setLogLevel("ERROR")
    try:
        yield context
    finally:
        context.stop()


def pack(chapter: Chapter) -> bytes:
    """The kit and the chapter as a zip; the same ones give the same bytes."""
    out = io.BytesIO()
    rooms = [(_KIT / room, _KIT) for room in _ROOMS]
    if chapter.option:
        rooms.append((chapter.folder, chapter.folder.parent))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for room, root in rooms:
            for path in sorted(room.rglob("*")):
                name = path.relative_to(root)
                if path.is_file() and not _LEFT_OUT & set(name.parts):
                    archive.writestr(
                        zipfile.ZipInfo(name.as_posix(), _LONG_AGO), path.read_bytes(), zipfile.ZIP_DEFLATED
                    )
    return out.getvalue()
