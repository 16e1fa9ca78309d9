"""The files that a report is written to, each with what renders it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from autograder.report import gradescope, markdown
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


def renderers(paths: Mapping[str, Path], earlier: int | None = None, leaderboard: bool = False) -> dict[Path, Renderer]:
    """What renders each of these files, which are named by format; Gradescope is told more than the others."""
    formats = FORMATS | {"gradescope": partial(to_gradescope, earlier=earlier, leaderboard=leaderboard)}
    return {path: formats[name] for name, path in paths.items()}


def refusals(paths: Mapping[str, Path], title: str, said: str, results: dict[str, Any]) -> dict[Path, str]:
    """What these files hold where a submission is not graded; `results` are those of an earlier one."""
    texts = {"markdown": markdown.ungraded(title, said), "gradescope": gradescope.repeated(results, said)}
    return {paths[name]: text for name, text in texts.items() if name in paths}
