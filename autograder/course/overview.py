"""nbgrader's feedback page with an overview that names the exercises and marks those that lost points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.course.bridge import PREFIX

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Entry:
    """One line of the overview: what was graded, where it stands on the page, and its points."""

    name: str
    anchor: str
    score: float
    most: float
    comment: str = ""
    """The mark of the answer that somebody has commented on."""

    @property
    def full(self) -> bool:
        """Whether no point was lost."""
        return self.score >= self.most


class FeedbackPage(HTMLExporter):  # type: ignore[misc]
    """What `GenerateFeedback` of a course exports with."""

    def __init__(self, config: Any = None, **options: Any) -> None:
        own = Config({"FeedbackPage": {"template_name": "course_feedback", "template_file": "overview.html.j2"}})
        base = (config or Config()).HTMLExporter.get("extra_template_basedirs", [])
        own.FeedbackPage.extra_template_basedirs = [*base, str(_TEMPLATES)]
        super().__init__(config=Config(config or {}, **own), **options)

    def _create_environment(self) -> Any:
        made: Any = super()._create_environment()
        made.globals["overview"] = lambda cells: list(overview(cells))
        made.globals["points"] = _points
        return made


def overview(cells: Iterable[Any]) -> Iterator[Entry]:
    """An entry for each cell with points, in their order."""
    comment = ""
    for cell in cells:
        mark = cell.get("metadata", {}).get("nbgrader") or {}
        name = str(mark.get("grade_id", ""))
        if mark.get("comment"):
            comment = name
        if mark.get("grade") or mark.get("task"):
            score, most = float(mark.get("score") or 0), float(mark.get("points") or 0)
            yield Entry(name.removeprefix(PREFIX), name, score, most, comment)
            comment = ""


def _points(number: float) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".")
