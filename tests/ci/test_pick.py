"""Which file of a folder is graded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from autograder.checks.chapter import CHAPTER
from autograder.ci.pick import pick
from autograder.submission.reading import SubmissionFileError

ANSWER = "\ndef evaluate(y_true, y_pred):\n    return {}\n"


@pytest.fixture
def folder(tmp_path):
    """A folder as students get it: the chapter in each form, none with an answer."""
    for name in CHAPTER.forms:
        shutil.copy(CHAPTER.handout / name, tmp_path / name)
    return tmp_path


def answer(path):
    if path.suffix == ".py":
        path.write_text(path.read_text() + ANSWER)
        return
    made = json.loads(path.read_text())
    cell = {"cell_type": "code", "id": "x", "execution_count": None, "metadata": {}, "outputs": [], "source": ANSWER}
    path.write_text(json.dumps(made | {"cells": [*made["cells"], cell]}))


@pytest.mark.parametrize("name", ["streaming.ipynb", "streaming.py"])
def test_the_file_with_answers_counts(folder, name):
    answer(folder / name)
    assert pick(folder, CHAPTER).name == name


def test_without_an_answer_the_notebook_counts(folder):
    assert pick(folder, CHAPTER).name == "streaming.ipynb"


def test_a_notebook_that_was_only_run_and_saved_has_no_answer(folder):
    made = json.loads((folder / "streaming.ipynb").read_text())
    made["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    next(c for c in made["cells"] if c["cell_type"] == "code")["execution_count"] = 7
    (folder / "streaming.ipynb").write_text(json.dumps(made, indent=4))
    answer(folder / "streaming.py")
    assert pick(folder, CHAPTER).name == "streaming.py"


def test_two_files_with_answers_are_one_too_many(folder):
    answer(folder / "streaming.ipynb")
    answer(folder / "streaming.py")
    with pytest.raises(SubmissionFileError, match=r"streaming\.ipynb and streaming\.py both have answers"):
        pick(folder, CHAPTER)


@pytest.mark.parametrize("name", ["my work.ipynb", "mine.PY", "all.zip", "all.tar.gz"])
def test_the_only_file_of_another_name_counts(tmp_path, name):
    for other in (name, "notes.txt", ".hidden.py"):
        (tmp_path / other).write_text("x")
    (tmp_path / "package.py").mkdir()
    assert pick(tmp_path, CHAPTER).name == name


@pytest.mark.parametrize(
    ("names", "said"),
    [([], "no notebook, script or Markdown"), (["a.py", "b.zip"], "holds 2 files that it could be")],
)
def test_none_or_several_are_refused(tmp_path, names, said):
    for name in names:
        (tmp_path / name).write_text("x")
    with pytest.raises(SubmissionFileError, match=said):
        pick(tmp_path, CHAPTER)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SubmissionFileError, match="cannot be read"):
        pick(tmp_path / "none", CHAPTER)


def test_the_command_prints_the_path_or_a_sentence(folder, tmp_path_factory):
    command = [sys.executable, "-I", "-m", "autograder.ci.pick"]
    done = subprocess.run([*command, folder], capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode, done.stdout) == (0, f"{folder}/streaming.ipynb\n")
    done = subprocess.run([*command, tmp_path_factory.mktemp("none")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Hand in one file, streaming.ipynb, streaming.py or streaming.md." in done.stderr
