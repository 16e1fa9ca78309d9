"""What the interpreter says of the fixtures, beside what Spark has said of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.chapter import CHAPTER
from autograder.feedback import misconceptions
from fixtures import submissions as fixtures
from tests.interpreter.judging import Judged, judge

WITH_SQL = (
    "get_spark_session",
    "count_words_sql",
    "attach_sql_bridge",
    "attach_classifier_structured",
    "resume_or_create",
)
"""What needs more of Spark than the interpreter is: SQL, queries, saved streams."""
INTERPRETED = tuple(name for name in CHAPTER.grading_order if name not in WITH_SQL)


@dataclass(frozen=True)
class Compared:
    """A fault, the checks that failed on Spark, and what the interpreter says."""

    name: str
    spark: tuple[str, ...]
    here: Judged

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not self.here.refused and sorted(self.here.failed) == sorted(self.spark)


def faults() -> list[Path]:
    """The faulty fixtures that the interpreter can judge."""
    return [path for path in fixtures.fixtures("wrong") if fixtures.blamed(path) in INTERPRETED]


def spark_says() -> dict[str, tuple[str, ...]]:
    """The checks that each fault failed when it was graded on Spark."""
    return {one.fault: tuple(one.pattern) for one in misconceptions.read(CHAPTER.misconceptions)}


def compare(path: Path) -> Compared:
    """Judges one fault here."""
    text = fixtures.compose(CHAPTER.solution.read_text("utf-8"), path.read_text("utf-8"))
    return Compared(path.stem, spark_says()[path.stem], judge(text, fixtures.blamed(path)))


def compare_all(paths: Sequence[Path]) -> list[Compared]:
    """The same for many, two at a time."""
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(compare, paths))
