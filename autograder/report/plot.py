"""A plot as an SVG picture for both light and dark pages, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

from autograder.model import Curve, Plot
from autograder.report.ledger import points
from autograder.text import MESSAGE_LIMIT, clip, visible

# Each of them has a contrast of at least 3:1 on white and on the page's dark ground.
COLOURS = ("#2a7fd4", "#c9630c", "#2f8f5b", "#b0559f", "#8a7415")
DASHES = ("solid", "dashed", "dotted", "dashdot")
_INK = "#010203"
"""Stands for the colour of the page's text, which matplotlib cannot name."""
_NOT_DRAWN = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<style.*?</style>", re.DOTALL)
"""A style inside would hold for the whole page."""

_STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": _INK,
    "grid.alpha": 0.12,
}


def to_svg(plot: Plot) -> str:
    """The plot as an `<svg>` element that scales with its page and is described in words."""
    mark = mark_of(repr(plot))
    with drawing(mark):
        figure = _drawn(plot)
        return embedded(figure, mark, plot.title, described(plot))


def mark_of(content: str) -> str:
    """What stands before each id of a picture with this content."""
    return "plot-" + hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()[:8]


@contextmanager
def drawing(mark: str) -> Iterator[None]:
    """In this block matplotlib draws for a page, light or dark, the same each time."""
    from matplotlib import style

    # A name in a script that the font lacks is drawn as boxes; that is no reason to fail.
    with warnings.catch_warnings(), style.context(["default", {**_STYLE, "svg.hashsalt": mark}]):
        warnings.simplefilter("ignore")
        yield


def embedded(figure: Any, mark: str, title: str, words: str) -> str:
    """A figure as an `<svg>` element with a title, described in words."""
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    svg = drawn.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = _NOT_DRAWN.sub("", svg).replace(_INK, "currentColor")
    # Several plots may stand on one page, where an id must be the only one of its name.
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{mark}-", svg)
    box = re.search(r'viewBox="[^"]*"', svg)
    opening = (
        f'<svg class="plot" role="img" aria-labelledby="{mark}-title {mark}-text" {box[0] if box else ""} '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" stroke-linejoin="round">\n'
        f' <title id="{mark}-title">{_words(title)}</title>\n'
        f' <desc id="{mark}-text">{_words(words)}</desc>'
    )
    return re.sub(r"<svg[^>]*>", lambda _: opening, svg, count=1)


def described(plot: Plot) -> str:
    """What the plot shows, for those who do not see it."""
    curves = [f"{curve.name} {_course(curve)}" for curve in plot.curves]
    return f"{plot.y_label} by {plot.x_label}: {'; '.join(curves) or 'no curves'}."


def _course(curve: Curve) -> str:
    known = [value for value in curve.values if math.isfinite(value)]
    if not known:
        return "has no values"
    return f"goes from {points(known[0])} to {points(known[-1])} over {len(curve.values)} values"


def _words(text: str) -> str:
    return escape(clip(visible(text), MESSAGE_LIMIT).replace("\n", "\\n"), {'"': "&quot;"})


def _drawn(plot: Plot) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(7, 3.4), layout="constrained")
    axes = figure.add_subplot()
    for number, curve in enumerate(plot.curves):
        axes.plot(
            range(1, len(curve.values) + 1),
            [value if math.isfinite(value) else math.nan for value in curve.values],
            color=COLOURS[number % len(COLOURS)],
            linestyle=DASHES[number % len(DASHES)],
            linewidth=2,
            marker="o" if len(curve.values) <= 40 else None,
            markersize=4,
        )
    axes.set_xlabel(_label(plot.x_label))
    axes.set_ylabel(_label(plot.y_label))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(length=0)
    if plot.curves:
        # Names are put in afterwards: matplotlib leaves out those that begin with an underscore.
        numbers = [str(number) for number in range(len(plot.curves))]
        legend = figure.legend(axes.lines, numbers, loc="outside upper left", ncols=2, frameon=False)
        for text, curve in zip(legend.get_texts(), plot.curves, strict=True):
            text.set_text(_label(curve.name))
    return figure


def _label(text: str) -> str:
    return clip(visible(text).replace("\n", "\\n"), 60)
