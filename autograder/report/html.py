"""A report as one page of HTML that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.model import Report, Verdict
from autograder.report.json_report import fitted
from autograder.report.ledger import VERDICT_WORDS, State, graded_with, points, sections, unseen, wrong_cells
from autograder.report.plot import described, to_svg

_HERE = Path(__file__).parent
_REM = re.compile(r"([\d.]+)rem\b")
_FOREIGN = """\
.kit-report.kit-report.kit-report {
all: revert;
* { all: revert; }
& { display: block; padding: 4px 12px; background: var(--ground); color: var(--ink); color-scheme: light; }
& { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
& { text-align: left; overflow-wrap: anywhere; }
%s
}"""
"""Around the style of an exercise on a page that is not ours: the class thrice, so that no rule of that page wins."""
_CODE = re.compile(r"`([^`\n]+)`")


def to_html(report: Report) -> str:
    """The page. It leaves the timing out, so that the same grading gives the same bytes."""
    return _render("report.html.j2", report)


def to_fragment(report: Report) -> str:
    """The exercises alone, for a page that is not ours: a notebook's output, a gradebook."""
    return _render("fragment.html.j2", report)


@functools.cache
def _foreign_style() -> Markup:
    """The style where sizes and colours are another page's: ours are pixels, and dark only in a dark JupyterLab."""
    style = (_HERE / "exercise.css").read_text("utf-8")
    style = style.replace("@media (prefers-color-scheme: dark)", '[data-jp-theme-light="false"] &').replace(
        ":root", "&"
    )
    return Markup(_FOREIGN % _REM.sub(lambda size: f"{float(size[1]) * 15:g}px", style))


def _render(template: str, report: Report) -> str:
    report = fitted(report)
    failed = report.verdict is Verdict.JUDGE_ERROR
    plots = () if failed else report.plots
    return (
        environment()
        .get_template(template)
        .render(
            report=report,
            failed=failed,
            sections=() if failed else sections(report),
            pictures=[(plot, described(plot), Markup(to_svg(plot))) for plot in plots],
            unseen=unseen(report),
            graded_with=graded_with(report),
            style=_foreign_style(),
            State=State,
            verdict_words=VERDICT_WORDS,
            wrong_cells=wrong_cells,
        )
    )


@functools.cache
def environment() -> Environment:
    """What renders the templates of reports."""
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = points
    made.filters["prose"] = prose
    return made


def prose(text: str) -> Markup:
    """A sentence in HTML, what stands between backticks set as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))
