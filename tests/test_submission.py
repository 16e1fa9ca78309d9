"""Reading what was handed in: notebooks, scripts, and what is neither."""

import json

import nbformat
import pytest

from autograder.checks.chapter import EXERCISES
from autograder.submission import MOST_BYTES, SubmissionFileError, read, split

CODE = "def vectorize(vectorizer, tweets):\n    return vectorizer.transform(tweets)\n"


def notebook(*cells):
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return nbformat.writes(book)


def test_notebook_and_script_give_the_same_cells(tmp_path):
    (tmp_path / "a.py").write_text(
        f"# ---\n# x: 1\n# ---\n\n# %% [markdown]\n# Text\n\n# %%\nx = 1\n\n# %% nbgrader={{}}\n{CODE}"
    )
    book = nbformat.v4.new_notebook()
    book.cells = [
        nbformat.v4.new_markdown_cell("Text"),
        nbformat.v4.new_code_cell("x = 1"),
        nbformat.v4.new_code_cell(CODE),
    ]
    (tmp_path / "a.ipynb").write_text(nbformat.writes(book))
    assert read(tmp_path / "a.py", EXERCISES).cells[1:] == read(tmp_path / "a.ipynb", EXERCISES).cells


def test_old_notebooks_are_read(tmp_path):
    cell = {"cell_type": "code", "input": CODE, "outputs": [], "language": "python", "metadata": {}, "collapsed": False}
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    (tmp_path / "a.ipynb").write_text(json.dumps(old))
    assert read(tmp_path / "a.ipynb", EXERCISES).cells == (CODE.strip("\n"),)


@pytest.mark.parametrize(
    "data",
    [CODE.encode("utf-8-sig"), b"# coding: latin-1\nx = '\xe9'\n" + CODE.encode(), CODE.replace("\n", "\r\n").encode()],
)
def test_scripts_are_decoded_as_python_does(tmp_path, data):
    (tmp_path / "a.py").write_bytes(data)
    assert "def vectorize(vectorizer, tweets):\n    return" in read(tmp_path / "a.py", EXERCISES).cells[0]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("missing.py", None, "There is no file"),
        ("missing.ipynb", None, "There is no file"),
        ("missing.txt", None, "There is no file"),
        ("folder.py", "folder", "is a folder"),
        ("a.txt", b"x", "neither a notebook"),
        ("a.ipynb", b"not json", "not a Jupyter notebook"),
        ("a.ipynb", b"{}", "not a Jupyter notebook"),
        ("a.ipynb", b"[1, 2]", "not a Jupyter notebook"),
        ("a.ipynb", b"\xff\xfe\x00", "not a Jupyter notebook"),
        ("a.ipynb", notebook().encode(), "holds no code"),
        ("a.ipynb", notebook("", " \n").encode(), "holds no code"),
        ("a.ipynb", notebook("def quicksort(xs): pass").encode(), "another assignment's"),
        ("a.py", b"", "holds no code"),
        ("a.py", b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("a.py", b"x = 1\0", "not a text file"),
        ("a.py", b"# coding: no-such-thing\n", "not a text file"),
        ("a.py", b"#" * (MOST_BYTES + 1), "more than 20 MB"),
        ("a.py", b"print('hello')\n", "another assignment's"),
    ],
)
def test_what_cannot_be_graded_gets_one_sentence(tmp_path, name, data, said):
    path = tmp_path / name
    if data == "folder":
        path.mkdir()
    elif data is not None:
        path.write_bytes(data)
    with pytest.raises(SubmissionFileError) as error:
        read(path, EXERCISES)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_script_without_markers_is_one_cell():
    assert split("x = 1\n\ndef f():\n    pass\n") == ["x = 1\n\ndef f():\n    pass"]
