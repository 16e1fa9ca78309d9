from __future__ import annotations

import dataclasses
import math
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.model import Curve, Plot
from autograder.report.plot import COLOURS, described, to_svg

PLOT = Plot("Accuracy", "batch", "share", (Curve("learning", (0.25, 0.5, 0.75)), Curve("fixed", (0.3, 0.3, 0.3))))
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_sound_and_described() -> None:
    svg = ElementTree.fromstring(to_svg(PLOT))
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    title, text = svg[0], svg[1]
    assert svg.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert title.text == "Accuracy"
    assert (
        text.text
        == "share by batch: learning goes from 0.25 to 0.75 over 3 values; fixed goes from 0.3 to 0.3 over 3 values."
    )


def test_the_picture_fits_light_and_dark_pages() -> None:
    svg = to_svg(PLOT)
    assert "currentColor" in svg
    colours = {colour for colour in COLOURS if colour in svg}
    assert len(colours) == 2
    assert "#ffffff" not in svg
    assert "#010203" not in svg
    assert "<style" not in svg
    assert "<metadata" not in svg


def test_the_same_plot_gives_the_same_bytes_in_every_process() -> None:
    code = f"from autograder.model import *\nfrom autograder.report.plot import to_svg\nprint(to_svg({PLOT!r}), end='')"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    assert other.stdout == to_svg(PLOT) == to_svg(PLOT)


def test_other_settings_of_matplotlib_change_nothing() -> None:
    import matplotlib

    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "axes.facecolor": "red"}):
        changed = to_svg(PLOT)
    assert changed == to_svg(PLOT)


def test_hostile_names_are_drawn_or_escaped() -> None:
    bad = "\x1b[31m</svg><script>alert(1)</script>--> $\\frac{x$ \ud800 字"
    svg = to_svg(Plot(bad, bad, bad, (Curve(bad, (1.0,)), Curve("_hidden", (2.0,)))))
    assert "<script" not in svg
    assert "\x1b" not in svg
    assert len([tag for tag in ElementTree.fromstring(svg).iter() if tag.tag == f"{SVG}svg"]) == 1
    assert svg.encode("utf-8")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((), "has no values"),
        ((math.nan,), "has no values"),
        ((1.0,), "goes from 1 to 1 over 1 values"),
        ((math.inf, 0.5, math.nan), "goes from 0.5 to 0.5 over 3 values"),
        (tuple(float(n) for n in range(100)), "goes from 0 to 99 over 100 values"),
    ],
)
def test_every_curve_can_be_drawn(values: tuple[float, ...], said: str) -> None:
    plot = dataclasses.replace(PLOT, curves=(Curve("c", values),))
    assert said in described(plot)
    assert ElementTree.fromstring(to_svg(plot)).tag == f"{SVG}svg"


def test_a_plot_without_curves_can_be_drawn() -> None:
    assert "no curves" in to_svg(dataclasses.replace(PLOT, curves=()))
