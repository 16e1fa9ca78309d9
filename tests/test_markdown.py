"""A submission in Markdown: cut as Jupytext cuts it, found where others are, and graded as the other forms are."""

from __future__ import annotations

import shutil
from itertools import chain

import jupytext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.ci.pick import pick
from autograder.cohort.gather import gather
from autograder.model import Verdict
from autograder.submission import intake
from autograder.submission.cells import CODE, fenced
from autograder.submission.reading import SubmissionFileError, parse, read
from tests.test_intake import zipped

CODE_LINES = "def evaluate(y_true, y_pred):\n    return {}"
ANSWER = f"# Notes\n\n```python\n{CODE_LINES}\n```\n"
HEADER = "---\njupyter:\n  kernelspec:\n    display_name: P\n    language: python\n    name: python3\n---\n"

TEXT = st.sampled_from(
    ["", "", "text", "    ```python", "    indented", "~~~python", "~~~", "x = 1", "# heading", "> ```python", "- item"]
)


def fence(opening: str, ticks: str = "```") -> st.SearchStrategy[list[str]]:
    lines = st.sampled_from(["x = 1", "", "def f():", "    return '```'", "~~~", "# c", "    ```"])
    return st.lists(lines, max_size=4).map(lambda inside: [ticks + opening, *inside, ticks])


def region(name: str) -> st.SearchStrategy[list[str]]:
    inside = st.lists(TEXT.map(lambda line: [line]) | fence("python"), max_size=3)
    return inside.map(lambda blocks: [f'<!-- #{name} a="b" -->', *chain(*blocks), f"<!-- #end{name} -->"])


OPENINGS = ("python", 'python nbgrader={"a": 1}', " python", "PYTHON", "Python", "python3", "py", "bash", "")
BLOCKS = st.one_of(
    st.lists(TEXT, max_size=4),
    *map(fence, (*OPENINGS, "python .noeval")),
    fence("python", "````"),
    *map(region, ("region", "md", "markdown", "raw")),
)
ENDS = st.sampled_from([[], ["```python", "y = 2"], ["<!-- #region -->", "```python"], ["```", "```python"]])


@given(blocks=st.lists(BLOCKS, max_size=6), end=ENDS)
def test_cells_of_code_are_those_that_jupytext_finds(blocks, end):
    text = HEADER + "\n".join([*chain(*blocks), *end])
    theirs = [cell.source for cell in jupytext.reads(text, fmt="md").cells if cell.cell_type == "code"]
    expected = [source.strip("\n") for source in theirs if source.strip() and not source.startswith("%%")]
    assert [cell.source for cell in fenced(text) if cell.kind == CODE] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", []),
        ("---", []),
        ("---\ntitle: x\n---\n```python\nx\n```", ["x"]),
        ("```python\nx\n```python\ny\n```\ntext", ["x", "y"]),  # a fence that was not closed costs one cell
        ("````\n```python\nx\n```\n````\n```python\ny\n```", ["y"]),
        ("```python\nx\n```` \ntext", ["x"]),
        ("```python\n\n```", []),
    ],
)
def test_fences_that_jupytext_would_not_write(text, code):
    assert [cell.source for cell in fenced(text) if cell.kind == CODE] == code


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_cell_knows_its_line(end):
    text = f"\ufeff# Text coding: none\n\n```python\n\n{CODE_LINES}\n```\n\nmore\n".replace("\n", end)
    found = parse("a.MD", text.encode(), CHAPTER.exercises)
    assert (found.cells, found.lines) == ((CODE_LINES,), (5,))
    assert [(cell.source, cell.line) for cell in found.others] == [("# Text coding: none", 1), ("more", 9)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no code"),
        ("Answer `evaluate`.", "holds no code. Code stands between a line ```python and a line ```."),
        (f"```\n{CODE_LINES}\n```", "holds no code"),
        ("`evaluate`\n```python\nx = 1\n```", "none of this assignment's exercises"),
        ("\0", "NUL"),
    ],
)
def test_markdown_that_is_no_submission_gets_one_sentence(text, said):
    with pytest.raises(SubmissionFileError, match=r"^a\.md ") as error:
        parse("a.md", text.encode(), CHAPTER.exercises)
    assert said in str(error.value)


def test_it_counts_where_it_has_the_answers(tmp_path):
    for name in CHAPTER.forms:
        shutil.copy(CHAPTER.handout / name, tmp_path / name)
    (tmp_path / "README.md").write_text((CHAPTER.handout / "README.md").read_text("utf-8"))
    assert pick(tmp_path, CHAPTER).name == CHAPTER.notebook
    with (tmp_path / CHAPTER.markdown).open("a") as file:
        file.write(ANSWER)
    assert pick(tmp_path, CHAPTER).name == CHAPTER.markdown
    packed = zipped(*((path.name, path.read_bytes()) for path in sorted(tmp_path.iterdir())))
    (tmp_path / "all.zip").write_bytes(packed)
    found = intake.read(tmp_path / "all.zip", CHAPTER.exercises, grading.released(CHAPTER))
    assert found.path.endswith(f"/{CHAPTER.markdown}")
    assert found.cells[-1] == CODE_LINES


def test_a_readme_is_nobodys_submission(tmp_path):
    (tmp_path / "README.md").write_text("Write `evaluate`.\n")
    (tmp_path / "mine.md").write_text(ANSWER)
    assert pick(tmp_path, CHAPTER).name == "mine.md"
    assert [(one.student, len(one.paths)) for one in gather(tmp_path, CHAPTER)] == [("mine", 1)]
    (tmp_path / "amy").mkdir()
    for path in sorted(tmp_path.glob("*.md")):
        path.rename(tmp_path / "amy" / path.name)
    (only,) = gather(tmp_path, CHAPTER)
    submission, said = only.choose(CHAPTER, grading.released(CHAPTER))
    assert (submission and submission.path, said) == ("amy/mine.md", "")


def test_the_released_markdown_holds_no_answer():
    released = grading.released(CHAPTER)
    assert released.names == CHAPTER.forms
    assert released.answered([read(CHAPTER.handout / CHAPTER.markdown, CHAPTER.exercises)]) == []


def test_the_reference_and_a_wrong_answer_get_the_same_verdicts_and_points_in_each_form(client, reference):
    wrong = "def evaluate(y_true, y_pred):\n    return {}\n"
    chapter = jupytext.reads(f"{reference}\n# %%\n{wrong}", fmt="py:percent")
    options = grading.Options(public_only=True, exercises=CHAPTER.without_spark)
    found = []
    for name, form in zip(CHAPTER.forms, ("ipynb", "py:percent", "md"), strict=True):
        submission = parse(name, jupytext.writes(chapter, fmt=form).encode(), CHAPTER.exercises)
        report = grading.grade_with(client, submission, options)
        found.append([(check.exercise, check.id, check.verdict, check.points) for check in report.checks])
    assert found[0] == found[1] == found[2]
    assert {exercise for exercise, _, verdict, _ in found[0] if verdict is not Verdict.PASSED} == {"evaluate"}
    assert {exercise for exercise, *_ in found[0]} == set(CHAPTER.without_spark)
