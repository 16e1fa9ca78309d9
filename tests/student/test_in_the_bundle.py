"""A student's commands in the bundle, where there is nothing else of the kit."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from autograder import grade as grading
from autograder.checks import answers
from autograder.checks.chapter import CHAPTER
from autograder.handout import bundle
from fixtures.submissions import compose
from tests.student.unpacked import ENVIRONMENT, ROOT, SOURCE, run, saved_later, unpack

FAULTS = ROOT / "fixtures" / "submissions" / "wrong"
NOT_THERE = '    raise NotImplementedError("{} is not written yet")\n'


@pytest.fixture(scope="module")
def found():
    return bundle.files(CHAPTER)


@pytest.fixture
def unpacked(found, tmp_path):
    return unpack(found, tmp_path)


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
    last = right.stdout.splitlines()[-2:]
    assert last[0] == "(39 more points are checked on submission)"
    assert "\n".join(last) in (unpacked / "README.md").read_text("utf-8"), "the handout shows how it ends"
    assert "no exercise `nothing`" in run(unpacked, "make", "test", "EXERCISE=nothing").stderr


def test_a_later_exercise_says_which_earlier_one_it_needs(unpacked):
    part = r"(?s)(def update_count\(.*?)    ### BEGIN SOLUTION.*?### END SOLUTION\n"
    script = unpacked / "streaming.py"
    script.write_text(re.sub(part, r"\1    return 7\n", SOURCE.read_text("utf-8")), "utf-8")
    words = ["-m", "autograder.handout.student", "test", "streaming.py", "--exercise", "running_word_counts"]
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
from autograder.submission.reading import Submission, split
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
    zipfile.ZipFile(io.BytesIO(bundle.zipped(found, "kit"))).extractall(tmp_path)
    folder = tmp_path / "kit"
    first = run(folder, "make", "test", seconds=900)
    assert "Setting up .venv, once" in first.stdout, first.stderr
    assert "failed" not in first.stdout, "of the steps of the set-up"
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
