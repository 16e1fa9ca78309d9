"""Makes a course directory: its configuration, the source notebook, and what students need beside it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from traitlets.config.loader import PyFileConfigLoader

from autograder import grade as grading
from autograder.chapter import ENVIRONMENT, Chapter, ChapterError, current
from autograder.handout.release import course_notebook

CONFIG = """\
# nbgrader reads this file from the course directory; it was made by the kit and is yours to change.
c = get_config()
c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = {database!r}
c.Exchange.root = {exchange!r}

# Collecting takes the exchange's time and follows no link.
c.ExchangeFactory.collect = "autograder.course.collect.Collect"

# The judge grades in the place of a kernel: the notebook is built anew from the release, then its points are written.
c.Autograde.sanitize_preprocessors = [
    "autograder.course.rebuild.RebuildFromRelease",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.course.bridge.JudgeGrades",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.RebuildFromRelease.course = {root!r}

# Students see what the public checks tried, and of a hidden check the points and the hint.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.course.feedback.ReportForStudents",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.GenerateFeedback.exporter_class = "autograder.course.overview.FeedbackPage"
c.JudgeGrades.sandbox = {sandbox!r}
"""

ANOTHER_CHAPTER = """
# Which chapter is taught and graded: its folder.
import os

os.environ[{name!r}] = {folder!r}
"""


class CourseError(Exception):
    """A course that cannot be made or used; the sentence says what to do."""


def enter(folder: Path) -> None:
    """From now on this process serves the course's chapter. Raises CourseError for what is no course."""
    if not (folder / "nbgrader_config.py").exists():
        raise CourseError(
            f"{folder} is no course: it has no nbgrader_config.py. Make one: make course COURSE={folder}."
        )
    configuration(folder)
    try:
        current()
    except ChapterError as error:
        raise CourseError(str(error)) from None


def configuration(folder: Path) -> Any:
    """What the course's configuration says."""
    return PyFileConfigLoader("nbgrader_config.py", str(folder)).load_config()


def create(chapter: Chapter, folder: Path, exchange: Path, sandbox: str) -> list[Path]:
    """Makes the course and returns the paths written. A configuration that is there already is left as it is.

    Raises CourseError for a folder that is something else.
    """
    folder, exchange = folder.resolve(), exchange.resolve()
    config = folder / "nbgrader_config.py"
    if folder.exists() and any(folder.iterdir()) and not config.exists():
        raise CourseError(f"{folder} is not empty and no course. Name another folder: make course COURSE=path.")
    place = folder / "source" / chapter.name
    place.mkdir(parents=True, exist_ok=True)
    exchange.mkdir(parents=True, exist_ok=True)
    exchange.chmod(0o777)  # nbgrader wants one that every account can write to
    written = [place / chapter.notebook]
    # What is extra is worth nothing to nbgrader: its points are written where a person's extra credit would stand.
    points = {name: 0 if name in chapter.extra_credit else most for name, most in grading.worth(chapter).items()}
    written[0].write_text(course_notebook(chapter.solution, points), encoding="utf-8")
    if (handout := chapter.handout / "README.md").exists():
        shutil.copyfile(handout, place / "README.md")
        written.append(place / "README.md")
    if not config.exists():
        text = CONFIG.format(
            course_id=chapter.name,
            root=str(folder),
            database=f"sqlite:///{folder / 'gradebook.db'}?timeout=60",
            exchange=str(exchange),
            sandbox=sandbox,
        )
        if chapter.option:
            text += ANOTHER_CHAPTER.format(name=ENVIRONMENT, folder=str(chapter.folder))
        config.write_text(text, encoding="utf-8")
        written.append(config)
    return written
