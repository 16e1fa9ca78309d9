from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag

from autograder.model import LOOKS_LIKE, CheckResult, Counterexample, Report, Verdict
from autograder.report.html import to_fragment, to_html


def soup(report: Report) -> BeautifulSoup:
    return BeautifulSoup(to_html(report), "html.parser")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())


def cell_text(cell: Tag) -> str:
    return cell.get_text().removesuffix(" (differs)")


def tags(page: BeautifulSoup) -> set[str]:
    return {tag.name for tag in page.find_all(True)}


def test_the_facts_are_there(partial: Report) -> None:
    page = soup(partial)
    assert words(page.h1) == "Spark Streaming"
    assert words(page.find(class_="score")) == "58.5 / 100"
    assert words(page.find(class_="file")) == "submitted/ada/streaming.ipynb"
    assert "(12 more points are checked on submission)" in words(page.nav)
    assert [words(heading) for heading in page.find_all("h2")] == [
        "Part 1 vectorization 20 / 20",
        "Part 2 streams and state 10.5 / 30",
        "Part 3 the bridge to Spark SQL 13 / 20",
        "Part 4 the streaming classifier 15 / 30",
        "Part 5 the modern engine extra credit 0 / 10",
    ]
    exercises = [words(heading) for heading in page.find_all("h3")]
    for exercise, shown in zip(partial.exercises, exercises, strict=True):
        assert shown.startswith(f"{exercise.name} ")
        assert shown.endswith(f" {exercise.score:g} / {exercise.max_score:g}")


def test_each_mistake_is_a_card(partial: Report) -> None:
    cards = soup(partial).find_all("article")
    told = [each for each in partial.checks if each.verdict not in (Verdict.PASSED, Verdict.NOT_SUBMITTED)]
    told = [each for each in told if each.verdict is not Verdict.TIMEOUT]  # all of an exercise: told once, unnamed
    assert sum(len(card.find_all("h4")) for card in cards) == len(told)
    for check in told:
        card = next(
            card for card in cards if any(words(title).startswith(check.title) for title in card.find_all("h4"))
        )
        titles = [words(title) for title in card.find_all("h4")]
        assert any(title.endswith(f" -{check.max_points - check.points:g}") for title in titles)
        text = words(card)
        assert all(line in text for line in check.message.replace("`", "").split("\n"))
        assert check.hint.replace("`", "") in text
        if check.counterexample is not None:
            assert [cell.get_text() for cell in card.find_all("th")] == list(check.counterexample.columns)
            rows = [[cell_text(cell) for cell in row.find_all("td")] for row in card.find_all("tr")]
            assert rows[1:] == [list(row) for row in check.counterexample.rows]
            assert words(card.caption) == "The smallest example found"
        if check.student_output:
            assert card.find("details").pre.get_text() == check.student_output


def test_cells_that_differ_are_marked(partial: Report) -> None:
    page = soup(partial)
    assert [mark.get_text() for mark in page.find_all("mark")][:2] == [
        "(nothing)",
        "TypeError: cannot unpack non-iterable NoneType object",
    ]
    assert all(mark.parent["class"] == ["wrong"] for mark in page.find_all("mark"))


def test_a_table_without_expected_values_marks_nothing(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    table = Counterexample(("call", "yours"), (("f()", "1"),))
    page = soup(make_report([make_check("evaluate", 8, Verdict.FAILED, counterexample=table)]))
    assert [cell.get_text() for cell in page.find_all("td")] == ["f()", "1"]
    assert page.mark is None


def test_what_stands_between_backticks_is_code(partial: Report) -> None:
    assert "<code>total, idle = state</code> in <code>update_trending</code>" in to_html(partial)


def test_an_unwritten_exercise_takes_one_calm_line(untouched: Report) -> None:
    page = soup(untouched)
    assert page.article is None
    assert words(page.h3) == "fit_vectorizer not written yet 0 / 6"
    assert len(page.find_all(class_="unwritten")) == len(untouched.exercises)


def test_a_perfect_page_has_no_cards(perfect: Report) -> None:
    page = soup(perfect)
    assert words(page.find(class_="score")) == "100 / 100 + 10 extra"
    assert page.article is None
    assert len(page.find_all(class_="passed")) == len(perfect.exercises)


def test_when_the_judge_failed_no_points_are_shown(judge_error: Report) -> None:
    page = soup(dataclasses.replace(judge_error, score=12))
    assert words(page.find(class_="score")) == "no score"
    assert words(page.h2) == "The grader itself failed; no score is published."
    assert words(page.pre) == "The harness did not start: java was not found."
    assert page.find(class_="points") is None
    assert words(page.title) == "Spark Streaming"


def test_hostile_text_is_shown_and_not_obeyed(hostile: Report, partial: Report) -> None:
    text = to_html(hostile)
    assert not set(text) & set("\x1b\x00\t\r\u202e\u2028\x9b\ufeff\ud800")
    assert "<script" not in text.lower()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text
    page = soup(hostile)
    hostile_text = (
        r"\x1b[31mred\x1b[0m <script>alert(1)</script> [bold]x[/bold] \u202eevil\u202c \ud800 {{ 7*7 }} "
        r"""'"`& \x00\t\r\u2028\x9b31m\ufeff]]>"""
    )
    assert words(page.h1) == hostile_text
    assert words(page.find(class_="file")) == hostile_text + r"\nstreaming.py"
    assert words(page.td) == hostile_text
    assert tags(page) <= tags(soup(partial))


@pytest.mark.parametrize("name", ["perfect", "partial", "untouched", "judge_error", "hostile"])
def test_the_page_needs_nothing_else(name: str, request: pytest.FixtureRequest) -> None:
    page = soup(request.getfixturevalue(name))
    assert page.find(["script", "link", "img", "iframe", "object", "embed", "form", "base"]) is None
    for tag in page.find_all(True):
        assert not [key for key in tag.attrs if key.startswith("on") or key in ("src", "action", "srcset")]
        for key in ("href", "xlink:href"):
            assert tag.get(key, "#").startswith("#")
    addresses = set(re.findall(r"\w+://[^\s\"'<]+", str(page)))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "url(" not in str(page.style)
    assert "@import" not in str(page.style)


@pytest.mark.parametrize("name", ["partial", "hostile"])
def test_the_page_is_sound(name: str, request: pytest.FixtureRequest) -> None:
    page = soup(request.getfixturevalue(name))
    assert str(page).startswith("<!DOCTYPE html>")
    assert page.html is not None
    assert page.html["lang"] == "en"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    targets = {tag["href"].removeprefix("#") for tag in page.find_all("a")}
    targets |= {tag["xlink:href"].removeprefix("#") for tag in page.find_all("use")}
    assert targets <= set(ids)
    assert all(table.caption and table.find("th", scope="col") for table in page.find_all("table"))


def test_two_plots_do_not_share_ids(partial: Report) -> None:
    other = dataclasses.replace(partial.plots[0], title="Another")
    page = soup(dataclasses.replace(partial, plots=(partial.plots[0], other)))
    assert [words(caption) for caption in page.find_all("figcaption")] == ["Accuracy as the stream goes on", "Another"]
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_the_same_report_gives_the_same_bytes_whatever_it_took(partial: Report) -> None:
    slower = dataclasses.replace(partial, timing={"total": 99.0})
    assert to_html(partial) == to_html(slower)
    assert "21.3" not in to_html(partial)


def test_a_page_is_bounded(huge: Report) -> None:
    assert len(to_html(huge).encode()) < 2 * 1024 * 1024


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_has_contrast_in_every_theme(perfect: Report) -> None:
    style = str(soup(perfect).style)
    themes = [dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{([^}]*)\}", style)]
    assert len(themes) == 3
    for theme in themes:
        for ground in ("ground", "card", "hint"):
            for text in ("ink", "quiet", "good", "bad", "wait"):
                assert contrast(theme[text], theme[ground]) >= 4.5, (theme[text], ground)
        assert contrast(theme["bad"], theme["bad-ground"]) >= 4.5


def test_a_misconception_has_a_line_of_its_own_under_the_hint(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    hint = f"Zero is a count.\n{LOOKS_LIKE}`state` is <b>dropped</b>."
    page = soup(make_report([make_check("evaluate", 8, Verdict.FAILED, hint=hint)]))
    assert [words(line) for line in page.find_all(class_="hint")] == [
        "Hint Zero is a count.",
        "Looks like state is <b>dropped</b>.",
    ]


def test_a_fragment_says_the_same_and_styles_nothing_else(partial: Report) -> None:
    text = to_fragment(partial)
    piece = BeautifulSoup(text, "html.parser")
    assert [words(one) for one in piece.find_all("article")] == [
        words(one) for one in soup(partial).find_all("article")
    ]
    assert [one.name for one in piece.find_all(recursive=False)] == ["div"]
    style = piece.style.get_text() if piece.style else ""
    assert style.strip().startswith(".kit-report.kit-report.kit-report {")
    assert style.strip().endswith("}")
    for of_the_page in (":root", "body", "rem", "prefers-color-scheme"):
        assert of_the_page not in style
    assert "&amp;" not in style
    assert style.count("{") == style.count("}")


def test_a_fragment_of_a_failed_judge_says_so(judge_error: Report) -> None:
    assert "says nothing of the answer" in to_fragment(judge_error)


def test_code_in_a_title_is_set_as_code(
    make_check: Callable[..., CheckResult], make_report: Callable[..., Report]
) -> None:
    check = dataclasses.replace(make_check("evaluate", 8, Verdict.FAILED), title="Exactly an `int` <b>")
    title = soup(make_report([check])).h4
    assert title is not None
    assert words(title.code) == "int"
    assert words(title.span) == "Exactly an int <b>"
