"""The chapter as slides and as a book: whole, without an answer, and each question with its own."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

from autograder.checks.chapter import CHAPTER
from autograder.handout import pages
from autograder.handout.source import SLIDES

SOLUTION = CHAPTER.solution.read_text("utf-8")
CELLS = jupytext.reads(SOLUTION, fmt="py:percent").cells
QUESTION = "**Stop and think.**"


@pytest.fixture(scope="module")
def slides():
    return pages.slides(CHAPTER)


@pytest.fixture(scope="module")
def book():
    return pages.book(CHAPTER)


@pytest.fixture(scope="module")
def shown(slides):
    """The text of each slide."""
    return [read(part) for part in re.split(r"<section\b[^>]*>", slides.partition("<main>")[2]) if read(part).strip()]


def read(page: str) -> str:
    """What a browser shows of it."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)))


def lines_of_solutions() -> set[str]:
    regions = re.findall(r"BEGIN SOLUTION\n(.*?)\n *### END", SOLUTION, re.DOTALL)
    prose = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
    lines = {line.strip() for region in regions for line in region.split("\n")}
    return {line for line in lines if len(line) > 14 and line not in prose}


def test_no_page_holds_a_line_of_a_solution(slides, book):
    telling = lines_of_solutions()
    assert len(telling) > 30
    for page in (slides, book):
        assert not [line for line in telling if line in read(page)]
        assert "SOLUTION" not in page
        assert "autograder.notebook" not in page


def test_slides_describe_each_exercise_on_one_slide_and_show_no_cell_to_answer_in(shown):
    for name in CHAPTER.exercises:
        assert len([text for text in shown if f"Exercise: {name}(" in text]) == 1, name
        assert not [text for text in shown if f"def {name}(" in text], name
    assert not [text for text in shown if "is not written yet" in text]


def test_the_book_has_every_cell_and_no_answer(book):
    text = read(book)
    for name in CHAPTER.exercises:
        assert f'raise NotImplementedError("{name} is not written yet")' in text
    for cell in CELLS:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source in text


def test_contents_lead_to_every_part_and_section(book):
    headings = [line for cell in CELLS if cell.cell_type == "markdown" for line in cell.source.split("\n")]
    expected = [line.lstrip("# ") for line in headings if re.match("##? ", line)]
    contents = re.findall(r'<li class="level[12]"><a href="#([^"]+)">(.*?)</a></li>', book)
    assert [read(text).strip() for _, text in contents] == [title.replace("`", "") for title in expected]
    assert all(book.count(f'id="{anchor}"') == 1 for anchor, _ in contents)


def test_each_slide_begins_where_the_source_says(slides, shown):
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type", "") for cell in CELLS]
    assert set(kinds) <= {*SLIDES, ""}
    begun = kinds.count("slide") + kinds.count("subslide") + (kinds[0] == "")
    assert len(shown) == begun > 60


def test_each_question_has_one_answer_and_stands_on_a_slide_of_its_own(shown):
    questions = [cell for cell in CELLS if QUESTION in cell.source]
    assert 8 <= len(questions) <= 15
    for cell in questions:
        asked, mark, rest = cell.source.partition("\n\n<details><summary>Answer</summary>\n\n")
        assert asked.startswith(QUESTION), asked
        assert asked.endswith("?"), asked
        assert mark
        answer, end, after = rest.partition("\n\n</details>")
        assert len(answer) > 40, asked
        assert (end, after) == ("\n\n</details>", "")
        assert cell.metadata["slideshow"] == {"slide_type": "subslide"}
    assert sum("<details" in cell.source for cell in CELLS) == len(questions)
    assert sum("Stop and think." in text for text in shown) == len(questions)


def test_pages_fetch_nothing_but_reveal(slides, book):
    def fetched(page: str) -> list[str]:
        return re.findall(r'<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="(?!data:)([^"]+)"', page)

    assert fetched(book) == []
    assert "@import" not in book
    assert len(fetched(slides)) == 4
    assert all("/reveal.js@" in address for address in fetched(slides))
    own = fetched(pages.slides(CHAPTER, "my/reveal"))
    assert len(own) == 4
    assert all(address.startswith("my/reveal/") for address in own)


def test_the_commands_make_both_pages_of_any_chapter(tmp_path):
    def run(*words: str | Path) -> list[str]:
        command = [sys.executable, "-m", "autograder", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        return done.stdout.splitlines()

    folder = tmp_path / "knots"
    run("new-chapter", folder)
    assert run("slides", "--chapter", folder) == ["wrote dist/slides.html"]
    assert run("book", "--chapter", folder) == ["wrote dist/book.html"]
    for name in ("slides.html", "book.html"):
        text = (folder / "dist" / name).read_text("utf-8")
        assert text.startswith("<!DOCTYPE html>")
        assert str(tmp_path) not in text
