"""A report as one page of HTML that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.model import Report, Verdict
from autograder.report.json_report import fitted
from autograder.report.ledger import VERDICT_WORDS, State, points, sections, unseen, wrong_cells
from autograder.report.plot import described, to_svg

_CODE = re.compile(r"`([^`\n]+)`")


def to_html(report: Report) -> str:
    """The page. It leaves the timing out, so that the same grading gives the same bytes."""
    return _render("report.html.j2", report)


def to_fragment(report: Report) -> str:
    """The exercises alone, for a page that is not ours: a notebook's output, a gradebook."""
    return _render("fragment.html.j2", report)


def _render(template: str, report: Report) -> str:
    report = fitted(report)
    failed = report.verdict is Verdict.JUDGE_ERROR
    plots = () if failed else report.plots
    return (
        _environment()
        .get_template(template)
        .render(
            report=report,
            failed=failed,
            sections=() if failed else sections(report),
            pictures=[(plot, described(plot), Markup(to_svg(plot))) for plot in plots],
            unseen=unseen(report),
            State=State,
            verdict_words=VERDICT_WORDS,
            wrong_cells=wrong_cells,
        )
    )


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
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
