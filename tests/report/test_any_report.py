"""What holds for every report, whatever its texts, numbers and tables are."""

from __future__ import annotations

import io
import json
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from autograder.model import CheckResult, Counterexample, ExerciseResult, Part, Report, Verdict, Visibility
from autograder.report.html import to_html
from autograder.report.json_report import from_json, to_json
from autograder.report.legible import legible
from autograder.report.terminal import render

AWKWARD = "ab `[]<>&{}%字🙂👩\u200d\ufe0f\u0301\x1b\n\r\t\ud800\u202e"
TEXT = st.text(st.one_of(st.characters(), st.sampled_from(AWKWARD)), max_size=60)
POINTS = st.integers(0, 80).map(lambda quarters: quarters / 4)
NAMES = st.sampled_from(["one", "two", "three"])


@st.composite
def counterexamples(draw: st.DrawFn) -> Counterexample:
    columns = tuple(draw(st.lists(st.one_of(TEXT, st.sampled_from(["expected", "yours"])), min_size=1, max_size=4)))
    rows = draw(st.lists(st.tuples(*(TEXT for _ in columns)), max_size=12))
    return Counterexample(columns, tuple(rows), draw(st.integers(1, 12)), draw(st.integers(0, 99)))


CHECKS = st.builds(
    CheckResult,
    id=TEXT,
    exercise=NAMES,
    title=TEXT,
    points=POINTS,
    max_points=POINTS,
    verdict=st.sampled_from(Verdict),
    visibility=st.sampled_from(Visibility),
    message=TEXT,
    hint=TEXT,
    counterexample=st.none() | counterexamples(),
    student_output=TEXT,
)
PARTS = st.builds(Part, number=st.integers(1, 3), title=TEXT, extra_credit=st.booleans())
EXERCISES = st.builds(ExerciseResult, name=NAMES, part=st.integers(1, 4), score=POINTS, max_score=POINTS)
REPORTS = st.builds(
    Report,
    title=TEXT,
    kit_version=TEXT,
    submission_path=TEXT,
    submission_sha256=TEXT,
    seed=st.integers(),
    verdict=st.sampled_from(Verdict),
    score=POINTS,
    max_score=POINTS,
    extra_credit=POINTS,
    parts=st.lists(PARTS, unique_by=lambda part: part.number).map(tuple),
    exercises=st.lists(EXERCISES, unique_by=lambda each: each.name).map(tuple),
    checks=st.lists(CHECKS, max_size=5).map(tuple),
    message=TEXT,
    unseen_points=POINTS,
    timing=st.dictionaries(TEXT, POINTS, max_size=2),
)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def clean(text: str) -> bool:
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return not any(unicodedata.category(each) in hidden and each not in "\n\u200d" for each in text)


@SOME
@given(REPORTS, st.sampled_from([40, 57, 80, 120]), st.sampled_from(["utf-8", "ascii"]))
def test_a_terminal_page_fits_and_hides_nothing(report: Report, width: int, encoding: str) -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    render(report, Console(file=file, width=width))
    file.flush()
    page = file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert clean(page)
    assert all(cell_len(line) <= width for line in page.split("\n"))


@SOME
@given(REPORTS)
def test_json_is_read_back_as_it_was_written(report: Report) -> None:
    text = to_json(report)
    assert clean(text)
    json.loads(text)
    read = from_json(text)
    assert to_json(read) == text
    assert read.checks == legible(report).checks
    assert read.exercises == legible(report).exercises


@SOME
@given(REPORTS)
def test_a_page_of_html_hides_nothing(report: Report) -> None:
    page = to_html(report)
    assert clean(page)
    assert page.encode("utf-8")
    assert "<script" not in page.lower()


@SOME
@given(REPORTS)
def test_a_legible_report_stays_as_it_is(report: Report) -> None:
    assert legible(legible(report)) == legible(report)
