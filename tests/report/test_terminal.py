from __future__ import annotations

import dataclasses
import io
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.model import LOOKS_LIKE, CheckResult, Counterexample, Report, Verdict
from autograder.report.terminal import render

EXPECTED = Path(__file__).parent / "expected"
SAMPLES = ("perfect", "partial", "untouched", "judge_error", "hostile")


def shown(report: Report, width: int = 80, encoding: str = "utf-8", **options: object) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    render(report, Console(file=file, width=width, **options))  # type: ignore[arg-type]
    file.flush()
    return file.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def words(text: str) -> str:
    """The text without the spaces and line breaks that layout puts in."""
    return "".join(text.split())


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Report:
    report: Report = request.getfixturevalue(request.param)
    return report


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("partial", "utf-8"),
        ("partial", "ascii"),
        ("perfect", "utf-8"),
        ("untouched", "utf-8"),
        ("judge_error", "utf-8"),
        ("judge_error", "ascii"),
    ],
)
def test_the_page_at_80_columns(name: str, encoding: str, request: pytest.FixtureRequest) -> None:
    """To accept a new layout, run once with ACCEPT_LAYOUT=1 and read the difference."""
    page = shown(request.getfixturevalue(name), encoding=encoding)
    file = EXPECTED / f"{name}_{encoding}.txt"
    if os.environ.get("ACCEPT_LAYOUT"):
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, indirect=True)
@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_no_line_is_wider_than_the_terminal(sample: Report, width: int, encoding: str) -> None:
    for line in shown(sample, width, encoding).split("\n"):
        assert cell_len(line) <= width
        assert line == line.rstrip()


@pytest.mark.parametrize("sample", SAMPLES, indirect=True)
def test_without_colour_there_is_not_one_escape_code(sample: Report) -> None:
    assert "\x1b" not in shown(sample)
    assert (
        "\x1b[31m" in shown(sample, force_terminal=True, color_system="standard")
        or sample.verdict is not Verdict.FAILED
    )


def test_hostile_text_is_shown_and_not_obeyed(hostile: Report) -> None:
    page = shown(hostile)
    assert "[bold]x[/bold]" in page
    assert "<script>alert(1)</script>" in page
    for escape in (r"\x1b[31mred\x1b[0m", r"\u202eevil\u202c", r"\ud800", r"\x00\t\r\u2028\x9b31m\ufeff"):
        assert page.count(escape) > 5
    assert r"\nstreaming.py" in page
    assert not set(page) & set("\x1b\x00\t\r\u202e\u2028\x9b\ufeff")


def test_a_terminal_that_knows_no_unicode_gets_escapes(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    check = make_check("evaluate", 8, Verdict.FAILED, "früh 字 🙂", message="… und mehr")
    page = shown(make_report([check]), encoding="ascii")
    assert r"x fr\xfch \u5b57 \U0001f642" in page
    assert "... und mehr" in page


def test_the_facts_are_there(partial: Report) -> None:
    page = shown(partial, 100)
    together = words(page)
    assert page.startswith("Spark Streaming  submitted/ada/streaming.ipynb")
    assert "58.5 / 100" in page.split("\n")[0]
    assert "(12 more points are checked on submission)" in page
    for exercise in partial.exercises:
        line = next(line for line in page.split("\n") if f" {exercise.name} " in line)
        assert line.endswith(f" {exercise.score:g} / {exercise.max_score:g}")
    for check in partial.checks:
        told = check.verdict in (Verdict.FAILED, Verdict.ERROR)
        assert (check.title in page) == told
        if told:
            title = next(line for line in page.split("\n") if check.title in line)
            assert title.endswith(f" -{check.max_points - check.points:g}")
            assert words(check.message) in together
            assert words(check.hint) in together
            for row in check.counterexample.rows[:4] if check.counterexample else ():
                for word in (word for cell in row for word in cell.split()):
                    assert word in page


def test_verdicts_other_than_a_wrong_answer_are_named(partial: Report) -> None:
    page = shown(partial)
    assert "idle batches  (raised an error)" in page
    assert "timed out" in page
    assert "once per batch" not in page
    assert "its count  (" not in page


def test_checks_that_ended_in_the_same_way_are_told_once(partial: Report) -> None:
    assert shown(partial).count("`attach_sql_bridge` was stopped") == 1


def test_an_exercise_that_is_not_written_takes_one_calm_line(untouched: Report) -> None:
    page = shown(untouched)
    assert page.count("not written yet") == len(untouched.exercises)
    assert "✗" not in page
    assert len(page.split("\n")) <= 4 + len(untouched.exercises) + 2 * len(untouched.parts)


def test_what_else_is_known_of_an_unwritten_exercise_is_said(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    check = make_check("predict", 10, Verdict.NOT_SUBMITTED, message="It needs `fit_vectorizer`.")
    assert (
        "predict                                                               0 / 10\n    It needs `fit_vectorizer`.\n"
        in shown(make_report([check]))
    )


def test_a_perfect_report_is_short(perfect: Report) -> None:
    page = shown(perfect)
    assert len(page.split("\n")) < 20
    assert "100 / 100 + 10 extra" in page
    for exercise in perfect.exercises:
        assert f"{exercise.name} {exercise.score:g}/{exercise.max_score:g}" in page


def test_when_the_judge_failed_no_points_are_shown(judge_error: Report) -> None:
    page = shown(judge_error)
    assert "no score" in page
    assert "The grader itself failed; no score is published." in page
    assert "java was not found" in page
    assert " / " not in page
    half = dataclasses.replace(judge_error, score=12)
    assert shown(half) == page


def test_of_long_output_the_last_lines_are_shown(partial: Report) -> None:
    assert "it printed (the last 3 of 7 lines):\n        state is now 4\n        state is now 5\n" in shown(partial)


def test_a_long_table_keeps_its_ends(partial: Report) -> None:
    page = shown(partial)
    assert "      … and 4 more rows\n      9  " in page
    assert "      12      (none)                 (nothing)   #spark 0 ←\n" in page


def test_of_a_wrong_row_more_is_shown_than_of_right_ones(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    same = "the same words again and again " * 8
    rows = (*((f"{n}", same, same) for n in range(6)), ("6", same + "end", same + "END"))
    check = make_check(
        "evaluate", 8, Verdict.FAILED, counterexample=Counterexample(("call", "expected", "yours"), rows)
    )
    page = shown(make_report([check]))
    assert "end" in page.split()
    assert "END" in page.split()


@pytest.mark.parametrize("width", [80, 120])
def test_no_mistake_is_longer_than_a_screen(huge: Report, width: int) -> None:
    some = dataclasses.replace(huge, checks=huge.checks[:20])
    page = shown(some, width).split("\n")
    assert max(cell_len(line) for line in page) <= width
    starts = [number for number, line in enumerate(page) if line.startswith("    ✗ mistake number")]
    assert len(starts) == 17
    assert max(after - before for before, after in itertools.pairwise(starts)) <= 25
    assert page[starts[0]].endswith(" -0.25")


def test_the_message_of_a_report_stands_above_the_parts(partial: Report) -> None:
    page = shown(dataclasses.replace(partial, message="Cell 3 has a syntax error."))
    assert page.split("\n")[2:5] == ["Cell 3 has a syntax error.", "", f"Part 1  vectorization{'20 / 20':>59}"]


def test_a_misconception_has_a_line_of_its_own_under_the_hint(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    hint = f"Zero is a count.\n{LOOKS_LIKE}the state is dropped."
    page = shown(make_report([make_check("evaluate", 8, Verdict.FAILED, hint=hint)]))
    assert [line.strip() for line in page.splitlines() if ": " in line] == [
        "Hint: Zero is a count.",
        "Looks like: the state is dropped.",
    ]


def test_checks_that_ended_alike_stay_together_when_one_names_a_misconception(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    late = [make_check("evaluate", 4, Verdict.TIMEOUT, title, message="It was stopped.") for title in ("one", "two")]
    named = dataclasses.replace(late[0], hint=f"{LOOKS_LIKE}it waits.")
    page = shown(make_report([named, late[1]]))
    assert page.count("It was stopped.") == 1
    assert page.count("Looks like: it waits.") == 1
    assert "Hint:" not in page
