"""The chapter's parts and exercises, in the order in which they stand and in the order in which they are graded."""

from __future__ import annotations

from pathlib import Path

import fixtures
from autograder.model import Part

TITLE = "Spark Streaming"

PARTS = (
    Part(1, "vectorization"),
    Part(2, "streams and state"),
    Part(3, "the bridge to Spark SQL"),
    Part(4, "the streaming classifier"),
)

EXERCISES = {
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
}
"""Each exercise and its part."""

WITHOUT_SPARK = (
    "fit_vectorizer",
    "vectorize",
    "term_frequency_table",
    "update_count",
    "update_trending",
    "predict",
    "update_classifier",
    "evaluate",
)
"""Plain functions. They are graded first, while Spark is still starting."""

GRADING_ORDER = (*WITHOUT_SPARK, *(name for name in EXERCISES if name not in WITHOUT_SPARK))

MISCONCEPTIONS = Path(fixtures.__file__).parent / "misconceptions.json"
"""How known faults fail the checks, written by `make verify LEARN=1`; a student's bundle need not have it."""

POINTS = 100
"""Of all checks, public and hidden, without extra credit."""
