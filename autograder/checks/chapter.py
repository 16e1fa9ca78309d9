"""This chapter as a value: its parts and exercises, what is drawn of a submission, what is demonstrated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console

from autograder.chapter import Chapter, Own
from autograder.judge.client import Client
from autograder.model import Part, Plot

_PARTS = (
    Part(1, "vectorization"),
    Part(2, "streams and state"),
    Part(3, "the bridge to Spark SQL"),
    Part(4, "the streaming classifier"),
    Part(5, "the modern engine", extra_credit=True),
)

_EXERCISES = {
    "fit_vectorizer": 1,
    "vectorize": 1,
    "term_frequency_table": 1,
    "lines_from_directory": 2,
    "lines_from_socket": 2,
    "count_words": 2,
    "update_count": 2,
    "running_word_counts": 2,
    "update_trending": 2,
    "hashtag_counts": 2,
    "get_spark_session": 3,
    "count_words_sql": 3,
    "attach_sql_bridge": 3,
    "predict": 4,
    "update_classifier": 4,
    "evaluate": 4,
    "attach_classifier": 4,
    "attach_classifier_structured": 5,
    "resume_or_create": 5,
    "trending_processor": 5,
}

_WITHOUT_SPARK = (
    "fit_vectorizer",
    "vectorize",
    "term_frequency_table",
    "update_count",
    "update_trending",
    "predict",
    "update_classifier",
    "evaluate",
    "trending_processor",
)


def _picture(path: Path | None) -> Callable[[Client, int], Plot]:
    from autograder.checks import prequential  # slow to import

    return prequential.picture(path)


def _worked(checks: Iterable[Callable[..., None]]) -> tuple[Path, str]:
    from autograder.checks import worked

    return worked.FILE, worked.work(checks)


def _demonstrate(own: Own | None, port: int, rate: float, console: Console) -> int:
    from autograder.checks import demo

    return demo.demonstrate(own, port, rate, console)


CHAPTER = Chapter(
    title="Spark Streaming",
    name="streaming",
    parts=_PARTS,
    exercises=_EXERCISES,
    without_spark=_WITHOUT_SPARK,
    points=100,
    checks="autograder.checks",
    folder=Path(__file__).resolve().parents[2],
    worked=_worked,
    picture=_picture,
    demonstrate=_demonstrate,
)
