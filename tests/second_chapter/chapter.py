"""The second chapter as a value."""

from __future__ import annotations

from pathlib import Path

from autograder.chapter import Chapter
from autograder.model import Part

CHAPTER = Chapter(
    title="Sensors",
    name="sensors",
    parts=(Part(1, "readings"), Part(2, "alarms")),
    exercises={"smooth": 1, "alarms": 2, "hottest": 2},
    without_spark=("smooth",),
    points=20,
    checks="second_chapter.checks",
    folder=Path(__file__).resolve().parent,
)
