"""The files that a report is written to, each with what renders it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.report.classroom import to_classroom
from autograder.report.files import Renderer
from autograder.report.gradescope import to_gradescope
from autograder.report.html import to_html
from autograder.report.json_report import to_json
from autograder.report.junit import to_junit
from autograder.report.markdown import to_markdown

FORMATS: dict[str, Renderer] = {
    "json": to_json,
    "html": to_html,
    "junit": to_junit,
    "gradescope": to_gradescope,
    "classroom": to_classroom,
    "markdown": to_markdown,
}
"""The formats by their names."""


def renderers(paths: Mapping[str, Path]) -> dict[Path, Renderer]:
    """What renders each of these files, which are named by format."""
    return {path: FORMATS[name] for name, path in paths.items()}
