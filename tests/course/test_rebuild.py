"""A submitted notebook is built anew from the released one, whatever its author did to it."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.rebuild import rebuild

WRITTEN = "def update_count(new_values, last_count):\n    return sum(new_values) + (last_count or 0)"


def mark(name, grade=False, solution=False):
    return {"nbgrader": {"grade_id": name, "grade": grade, "solution": solution, "locked": not solution, "task": False}}


@pytest.fixture
def released():
    return new_notebook(
        cells=[
            new_markdown_cell("Count.", id="about", metadata=mark("about")),
            new_code_cell("def update_count(): ...", id="update_count", metadata=mark("update_count", solution=True)),
            new_code_cell('check("update_count")', id="check", metadata=mark("check_update_count", grade=True)),
            new_code_cell("def evaluate(): ...", id="evaluate", metadata=mark("evaluate", solution=True)),
        ]
    )


def texts(notebook):
    return [cell.source for cell in notebook.cells]


@pytest.fixture
def submitted(released):
    nb = copy.deepcopy(released)
    nb.cells[1].source = WRITTEN
    return nb


def test_answers_are_taken_and_locked_cells_are_not(released, submitted):
    submitted.cells[0].source, submitted.cells[2].source = "changed", "10.0"
    submitted.cells[2].metadata["nbgrader"]["points"] = 1000
    submitted.cells[2].outputs = [nbformat.v4.new_output("stream", text="x")]
    rebuilt, notes = rebuild(released, submitted)
    assert texts(rebuilt) == ["Count.", WRITTEN, 'check("update_count")', "def evaluate(): ..."]
    assert rebuilt.cells[2] == released.cells[2]
    assert notes == []


def test_cells_that_were_added_stay_behind_the_one_that_they_followed(released, submitted):
    submitted.cells.insert(0, new_code_cell("import first"))
    submitted.cells.insert(3, new_code_cell("helper = 1"))
    rebuilt, _ = rebuild(released, submitted)
    assert texts(rebuilt)[:4] == ["import first", "Count.", WRITTEN, "helper = 1"]


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": {"grade_id": 7}}, {"nbgrader": "x"}])
def test_an_answer_whose_mark_is_gone_is_found_by_its_function(released, submitted, metadata):
    for cell in submitted.cells:
        cell.metadata = metadata
    rebuilt, notes = rebuild(released, submitted)
    answers = {cell.metadata.nbgrader.grade_id: cell.source for cell in rebuilt.cells if "nbgrader" in cell.metadata}
    assert answers["update_count"] == WRITTEN
    assert notes == ["Found by their functions and not by their cells: update_count, evaluate."]


def test_of_two_answer_cells_the_last_counts(released, submitted):
    submitted.cells.append(copy.deepcopy(released.cells[1]))
    submitted.cells[-1].source = "second"
    rebuilt, notes = rebuild(released, submitted)
    assert "second" in texts(rebuilt)
    assert WRITTEN not in texts(rebuilt)
    assert "more than once" in notes[0]


def test_a_missing_answer_is_said(released):
    rebuilt, notes = rebuild(released, new_notebook())
    assert texts(rebuilt) == texts(released)
    assert notes == ["Answer cells that are missing: update_count, evaluate."]


@pytest.mark.parametrize(("source", "text"), [(["a\n", 7, "b"], "a\nb"), (7, ""), ("\ud800\0x", "\\ud800x")])
def test_a_source_of_any_kind_is_text(released, submitted, source, text):
    submitted.cells[1]["source"] = source
    rebuilt, _ = rebuild(released, submitted)
    assert rebuilt.cells[1].source == text
    nbformat.writes(rebuilt).encode("utf-8")


def test_cells_of_the_chapter_are_there_once(released, submitted):
    for notebook in (released, submitted):
        notebook.cells.insert(1, new_markdown_cell("A [link](https://a.example) of the chapter.", id="prose"))
        notebook.cells.insert(2, new_code_cell("print(1)", id="demo"))
    assert texts(rebuild(released, submitted)[0])[1:3] == ["A [link](https://a.example) of the chapter.", "print(1)"]
    assert len(rebuild(released, submitted)[0].cells) == len(released.cells)
    for number, cell in enumerate(submitted.cells):
        cell.id, cell.metadata = f"other-{number}", {}
    assert len(rebuild(released, submitted)[0].cells) == len(released.cells), "told by their texts"


def test_what_was_changed_in_an_unmarked_cell_takes_its_place(released, submitted):
    for notebook in (released, submitted):
        notebook.cells.insert(1, new_markdown_cell("Prose.", id="prose"))
        notebook.cells.insert(2, new_code_cell("print(1)", id="demo"))
    submitted.cells[1].source, submitted.cells[2].source = "<script>", "print(2)"
    assert texts(rebuild(released, submitted)[0])[:3] == ["Count.", "```\n<script>\n```", "print(2)"]


def test_markdown_that_was_added_is_harmless(released, submitted):
    submitted.cells += [
        new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {}}),
        nbformat.v4.new_raw_cell("<b>", metadata={"raw_mimetype": "text/html"}),
    ]
    added = rebuild(released, submitted)[0].cells[-2:]
    assert [(cell.cell_type, cell.source) for cell in added] == [
        ("markdown", "```\n![a](attachment:a.png)\n```"),
        ("markdown", "```\n<b>\n```"),
    ]


def test_the_same_hand_in_gives_the_same_notebook(released, submitted):
    submitted.cells.insert(0, new_code_cell("import first"))
    submitted.cells.append(new_markdown_cell("Done."))
    first, second = (rebuild(released, copy.deepcopy(submitted))[0] for _ in range(2))
    assert first == second
    assert len({cell.id for cell in first.cells}) == len(first.cells)
