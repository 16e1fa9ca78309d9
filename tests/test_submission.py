"""Reading what was handed in: notebooks, scripts, and what is neither."""

import json
import os

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.chapter import CHAPTER
from autograder.submission.reading import MOST_BYTES, MOST_CODE, SubmissionFileError, parse, read, split

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
    assert read(tmp_path / "a.py", CHAPTER.exercises).cells[1:] == read(tmp_path / "a.ipynb", CHAPTER.exercises).cells


def test_old_notebooks_are_read(tmp_path):
    cell = {"cell_type": "code", "input": CODE, "outputs": [], "language": "python", "metadata": {}, "collapsed": False}
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    (tmp_path / "a.ipynb").write_text(json.dumps(old))
    assert read(tmp_path / "a.ipynb", CHAPTER.exercises).cells == (CODE.strip("\n"),)


@pytest.mark.parametrize(
    "data",
    [CODE.encode("utf-8-sig"), b"# coding: latin-1\nx = '\xe9'\n" + CODE.encode(), CODE.replace("\n", "\r\n").encode()],
)
def test_scripts_are_decoded_as_python_does(tmp_path, data):
    (tmp_path / "a.py").write_bytes(data)
    assert "def vectorize(vectorizer, tweets):\n    return" in read(tmp_path / "a.py", CHAPTER.exercises).cells[0]


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
        ("a.py", CODE.encode("utf-16"), "not a text file in UTF-8"),
        ("a.py", CODE.encode("utf-16-le"), "holds NUL bytes"),
        ("a.py", "# é\n".encode("latin-1") + CODE.encode(), "not a text file in UTF-8"),
        ("a.py", b"# coding: rot13\n" + CODE.encode(), "not a text file in UTF-8"),
        ("a.py", b"# coding: unicode_escape\n\\x", "not a text file in UTF-8"),
        ("a.py", (CODE + "x = 1\n" * 200_000).encode(), "more than 1 MB of code"),
        ("a.ipynb", notebook(CODE, "x = '" + "é" * MOST_CODE + "'").encode(), "more than 1 MB of code"),
        ("a.ipynb", notebook(CODE)[:-9].encode(), "not a Jupyter notebook"),
        ("a.ipynb", notebook(CODE).encode("utf-16"), "not a Jupyter notebook"),
        ("a.ipynb", b"[" * 200_000, "not a Jupyter notebook"),
        ("a.ipynb", b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 7}', "not a Jupyter notebook"),
        ("a.ipynb", b'{"nbformat": 99, "nbformat_minor": 5, "metadata": {}, "cells": []}', "not a Jupyter notebook"),
        ("a.ipynb", b'{"nbformat": 1' + b"0" * 5000 + b"}", "not a Jupyter notebook"),
        ("a.ipynb", b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "holds no code"),
    ],
)
def test_what_cannot_be_graded_gets_one_sentence(tmp_path, name, data, said):
    path = tmp_path / name
    if data == "folder":
        path.mkdir()
    elif data is not None:
        path.write_bytes(data)
    with pytest.raises(SubmissionFileError) as error:
        read(path, CHAPTER.exercises)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_script_without_markers_is_one_cell():
    assert split("x = 1\n\ndef f():\n    pass\n") == ["x = 1\n\ndef f():\n    pass"]


def test_a_half_of_a_surrogate_pair_becomes_its_escape(tmp_path):
    (tmp_path / "a.ipynb").write_text(notebook(CODE, "x = '@'").replace("@", "\\ud800"))
    assert read(tmp_path / "a.ipynb", CHAPTER.exercises).cells[1] == "x = '\\\\ud800'".replace("\\\\", "\\")
    (tmp_path / "a.py").write_bytes(b"# coding: raw_unicode_escape\nx = '\\ud800'\n" + CODE.encode())
    assert "x = '\\ud800'" in read(tmp_path / "a.py", CHAPTER.exercises).cells[0]


def test_many_cells_outputs_and_attachments_are_read(tmp_path):
    book = json.loads(notebook(CODE))
    filler = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "x=1"}
    book["cells"] += [{**filler, "id": f"c{number}"} for number in range(20_000)]
    output = {"output_type": "stream", "name": "stdout", "text": "y" * 5_000_000}
    book["cells"][0]["outputs"] = [output]
    picture = {"a.png": {"image/png": "A" * 5_000_000}}
    book["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "x", "attachments": picture})
    (tmp_path / "a.ipynb").write_text(json.dumps(book))
    assert len(read(tmp_path / "a.ipynb", CHAPTER.exercises).cells) == 20_001


@pytest.mark.parametrize("name", ["a\nb.py", "a\x1b[2J.py", "a\u202e.py", "a\udcff.py"])
def test_a_name_is_shown_on_one_line_and_steers_nothing(tmp_path, name):
    (tmp_path / name).write_text(CODE)
    shown = read(tmp_path / name, CHAPTER.exercises).path
    assert shown.isprintable()
    assert not set(name) & set(shown) & set("\n\x1b\u202e\udcff")
    (tmp_path / name).write_text("")
    with pytest.raises(SubmissionFileError) as error:
        read(tmp_path / name, CHAPTER.exercises)
    assert str(error.value).isprintable()


@pytest.mark.skipif(os.name == "nt", reason="there are no such files on Windows")
def test_only_ordinary_files_are_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "device.py").symlink_to("/dev/zero")
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "sub").mkdir()
    (tmp_path / "other.py").write_text(CODE)
    (tmp_path / "sub" / "outside.py").symlink_to("../other.py")
    for name, said in (
        ("pipe.py", "not an ordinary file"),
        ("device.py", "a link to a file elsewhere"),
        ("loop.py", "cannot be read"),
        ("sub/outside.py", "a link to a file elsewhere"),
        ("a\0b.py", "cannot be read"),
        ("a" * 300 + ".py", "cannot be read"),
    ):
        with pytest.raises(SubmissionFileError, match=said):
            read(tmp_path / name, CHAPTER.exercises)
    with pytest.raises(SubmissionFileError, match="neither a notebook"):
        read(type(tmp_path)("/dev/zero"), CHAPTER.exercises)
    (tmp_path / "beside.py").symlink_to("other.py")
    assert read(tmp_path / "beside.py", CHAPTER.exercises).cells == (CODE.strip("\n"),)


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text(CODE)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SubmissionFileError, match="cannot be read: Permission denied"):
        read(tmp_path / "a.py", CHAPTER.exercises)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["code", "markdown", CODE]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "cell_type", "metadata", "outputs", "worksheets", "nbformat", "input"]),
            inner,
        )
    ),
)


@given(number=st.sampled_from([1, 2, 3, 4, 5, -1, True, None, "4"]), minor=values, cells=values, more=values)
def test_any_json_is_a_notebook_or_is_refused(number, minor, cells, more):
    book = {"nbformat": number, "nbformat_minor": minor, "metadata": {}, "cells": cells, "worksheets": more}
    try:
        said = parse("a.ipynb", json.dumps(book).encode(), CHAPTER.exercises).path
    except SubmissionFileError as error:
        said = str(error)
    assert said.isprintable()


@given(
    data=st.binary(max_size=200), coding=st.sampled_from([b"", b"# coding: utf-7\n", b"# coding: idna\n", b"\xff\xfe"])
)
def test_any_bytes_are_a_script_or_are_refused(data, coding):
    try:
        said = parse("a.py", coding + CODE.encode() + data, CHAPTER.exercises).path
    except SubmissionFileError as error:
        said = str(error)
    assert said.isprintable()
