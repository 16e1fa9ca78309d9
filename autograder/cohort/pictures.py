"""The pictures of a class: how many have how many points, and how hard and how telling each check is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.report.plot import COLOURS, drawing, embedded, mark_of

_BARS = 20


def histogram(scores: Sequence[float], most: float) -> str:
    """How many students have how many points, as an `<svg>` element."""
    mark = mark_of(f"histogram {list(scores)} {most}")
    middle = float(np.median(scores)) if scores else 0.0
    words = f"{len(scores)} scores, of which half are at most {middle:g} of {most:g} points."
    with drawing(mark):
        figure = Figure(figsize=(7, 2.9), layout="constrained")
        axes = figure.add_subplot()
        axes.hist(scores, bins=list(np.linspace(0, most, _BARS + 1)), color=COLOURS[0], rwidth=0.9)
        axes.axvline(middle, color=COLOURS[1], linewidth=2, linestyle="dashed")
        axes.set_xlim(0, most)
        axes.set_xlabel("points; the dashed line is the median")
        axes.set_ylabel("students")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(length=0)
        return embedded(figure, mark, "Scores", words)


def items(found: pd.DataFrame) -> str:
    """Each check by its difficulty and its discrimination, as an `<svg>` element."""
    known = found[(found["check"] != "") & found["discrimination"].notna()]
    mark = mark_of(f"items {known.to_csv()}")
    words = f"{len(known)} checks; those far down tell the best students from the others least."
    with drawing(mark):
        figure = Figure(figsize=(7, 3.2), layout="constrained")
        axes = figure.add_subplot()
        axes.scatter(known["difficulty"], known["discrimination"], s=12 * known["points"], color=COLOURS[0], alpha=0.6)
        axes.axhline(0, color=COLOURS[1], linewidth=1)
        axes.set_xlim(-0.03, 1.03)
        axes.set_xlabel("mean share of the points")
        axes.set_ylabel("upper 27 % less lower 27 %")
        axes.tick_params(length=0)
        return embedded(figure, mark, "Difficulty and discrimination", words)
