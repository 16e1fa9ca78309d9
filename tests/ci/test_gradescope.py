"""Gradescope's tree below a folder of our own: the zip is unpacked, its scripts run, its results are read."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile

import jsonschema
import pytest

from autograder.chapter import load, own
from autograder.ci.pack import pack
from tests.ci.conftest import KIT
from tests.report import readers, schemas

METADATA = {
    "id": 123456,
    "created_at": "2026-03-01T12:00:00.000000-08:00",
    "assignment": {"id": 1, "title": "Streaming", "total_points": "100.0"},
    "submission_method": "upload",
    "users": [{"email": "student@example.com", "id": 1, "name": "A Student"}],
    "previous_submissions": [],
}
OF_EVALUATE = 6
ONE = ["--exercise", "evaluate"]
FAST = {"options": ONE, "sandbox": "none"}


def unpack(archive, folder):
    """Unpacks a zip with the modes that its files have in it, as Gradescope does."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            os.chmod(opened.extract(entry, folder), entry.external_attr >> 16 & 0o777)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """/autograder as it is when the image has been built, with packages borrowed from this kit's own environment."""
    base = tmp_path_factory.mktemp("gradescope") / "autograder"
    pack(base.parent / "gradescope.zip", FAST, own())
    unpack(base.parent / "gradescope.zip", base / "source")
    shutil.copy(base / "source" / "run_autograder", base / "run_autograder")
    environment = base / "source" / "kit" / ".venv"
    venv.EnvBuilder(symlinks=True).create(environment)
    packages = sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)})
    borrowed = [
        str(base / "source" / "kit"),
        *site.getsitepackages(),
    ]  # a path alone: what links to this kit is not read
    with open(os.path.join(packages, "borrowed.pth"), "w") as file:
        file.write("\n".join(borrowed))
    return base


@pytest.fixture
def tree(built, tmp_path):
    """The same as it is when a submission is to be graded; `tree(folder)` grades one."""

    def run(checkout=None, settings=FAST, **metadata):
        for name in ("submission", "results"):
            shutil.rmtree(built / name, ignore_errors=True)
        if checkout is None:
            (built / "submission").mkdir()
        else:
            shutil.copytree(checkout, built / "submission", symlinks=True)
        (built / "source" / "settings.json").write_text(json.dumps(settings))
        (built / "submission_metadata.json").write_text(json.dumps(METADATA | metadata))
        clean = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(built / "submission")}
        done = subprocess.run(
            [built / "run_autograder"],
            cwd=built,
            env=clean,
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )
        path = built / "results" / "results.json"
        assert path.exists(), done.stderr
        made = json.loads(path.read_text())
        jsonschema.Draft202012Validator(schemas.GRADESCOPE).validate(made)
        return done, made

    return run


def test_the_zip_holds_the_scripts_at_its_top_and_the_kit_without_its_proofs(tmp_path):
    pack(tmp_path / "one.zip", FAST, own())
    pack(tmp_path / "two.zip", FAST, own())
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        names = archive.namelist()
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in names}
    assert {name for name in names if "/" not in name} == {"setup.sh", "run_autograder", "settings.json"}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    kit = ("Makefile", "requirements.lock", "pyproject.toml", "README.md", "solution/streaming.py")
    assert {f"kit/{name}" for name in kit} <= set(names)
    assert "kit/autograder/checks/hidden/part1_vectorization.py" in names
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name or "submissions/" in name]


def test_a_submission_is_graded_and_the_staff_see_the_whole_report(tree, honest):
    done, made = tree(honest)
    assert done.returncode == 0, done.stderr
    assert 0 < made["score"] < OF_EVALUATE
    assert "This is submission 1." in made["output"]
    whole = json.loads(done.stdout)
    assert whole["score"] == made["score"]
    hidden = [check for check in whole["checks"] if check["visibility"] == "hidden"]
    assert hidden
    shown = json.dumps(made)
    assert not any(check["title"] in shown or check["id"] in shown for check in hidden)


def test_nothing_that_was_handed_in_is_run_or_gains_points(tree, honest, meddled):
    _, expected = tree(honest)
    folder, mark = meddled
    done, made = tree(folder)
    assert done.returncode == 0, done.stderr
    assert not mark.exists()
    for one in (made, expected):
        del one["execution_time"]
    assert made == expected


@pytest.mark.slow
def test_beyond_the_limit_the_earlier_results_come_again(tree, honest):
    _, before = tree(honest, FAST | {"leaderboard": True})
    earlier = [{"submission_time": "2026-03-01T11:50:00-08:00", "score": before["score"], "results": before}]
    done, made = tree(honest, FAST | {"attempts_per_hour": 1}, previous_submissions=earlier)
    assert done.returncode == 0
    assert (made["score"], made["tests"], made["leaderboard"]) == (
        before["score"],
        before["tests"],
        before["leaderboard"],
    )
    assert made["output"].startswith("This submission was not graded: 1 an hour may be.")
    later = {
        "previous_submissions": [*earlier, earlier[0] | {"results": made}],
        "created_at": "2026-03-01T13:00:00-08:00",
    }
    _, made = tree(honest, FAST | {"attempts_per_hour": 1}, **later)
    assert "This is submission 3." in made["output"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (None, "", "What was handed in holds no notebook, script or Markdown."),
        ("streaming.py", "def sort_numbers(x): pass\n", "streaming.py has none of this assignment's exercises"),
        ("streaming.ipynb", "no json", "streaming.ipynb is not a Jupyter notebook"),
    ],
)
def test_what_cannot_be_graded_gets_a_sentence_and_no_score(tree, tmp_path, name, text, said):
    folder = tmp_path / "bad"
    folder.mkdir()
    if name is not None:
        (folder / name).write_text(text)
    done, made = tree(folder)
    assert done.returncode == 0
    assert made["output"].startswith(said)
    assert made.keys() == {"output", "output_format", "extra_data"}
    assert str(tmp_path) not in made["output"]


def test_a_failure_of_the_grader_publishes_no_score(tree, honest):
    """No harness starts in so little memory."""
    done, made = tree(honest, FAST | {"options": [*ONE, "--limit", "memory=1MiB"]})
    assert done.returncode == 1
    assert made.keys().isdisjoint({"score", "tests"})
    assert made["output"].startswith("The grader itself failed")
    assert json.loads(done.stdout)["verdict"] == "judge_error"


def test_settings_that_cannot_be_used_publish_no_score(tree, honest):
    done, made = tree(honest, FAST | {"options": ["--exercise", "nonsense"]})
    assert done.returncode == 0
    assert made.keys().isdisjoint({"score", "tests"})
    assert "There is no exercise `nonsense`" in made["output"]


def test_a_tree_that_is_broken_ends_with_a_failure(built, tree, honest):
    hidden = built / "source" / "kit" / "autograder" / "checks"
    hidden.rename(hidden.with_name("moved"))
    try:
        with pytest.raises(AssertionError, match="No module named"):
            tree(honest)
    finally:
        hidden.with_name("moved").rename(hidden)


def test_setting_up_closes_what_knows_the_answers(tmp_path):
    """The script itself, with programs that only note how they were called."""
    base, programs, calls = tmp_path / "autograder", tmp_path / "bin", tmp_path / "calls"
    pack(tmp_path / "gradescope.zip", {}, own())
    unpack(tmp_path / "gradescope.zip", base / "source")
    programs.mkdir()
    for name in ("apt-get", "make"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >> {calls}\n')
        (programs / name).chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    done = subprocess.run(
        [base / "source" / "setup.sh"],
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"make -C {base}/source/kit setup" in calls.read_text()
    assert "apt-get update" in calls.read_text()
    kit = base / "source" / "kit"
    for room in ("autograder", "solution", "fixtures", "assignment"):
        assert (kit / room).stat().st_mode & 0o077 == 0
    for folder in (kit, kit.parent, base):
        assert folder.stat().st_mode & 0o001


@pytest.mark.slow
def test_the_whole_chapter_is_graded_for_gradescope(tree, tmp_path):
    whole = tmp_path / "whole"
    whole.mkdir()
    shutil.copy(KIT / "solution" / "streaming.py", whole)
    done, made = tree(whole, {"sandbox": "none"})
    assert done.returncode == 0, done.stderr
    assert readers.gradescope_total(json.dumps(made)) == 100


def test_another_chapter_lies_in_the_kit_and_is_the_one_that_is_graded(built, tree, tmp_path):
    chapter = load(KIT / "tests" / "second_chapter")
    pack(tmp_path / "gradescope.zip", {"sandbox": "none"}, chapter)
    unpack(tmp_path / "gradescope.zip", tmp_path / "source")
    settings = json.loads((tmp_path / "source" / "settings.json").read_text("utf-8"))
    assert settings == {"sandbox": "none", "chapter": "second_chapter"}
    place = built / "source" / "kit" / "second_chapter"
    shutil.copytree(tmp_path / "source" / "kit" / "second_chapter", place)
    try:
        (tmp_path / "handed_in").mkdir()
        shutil.copy(chapter.solution, tmp_path / "handed_in")
        _, made = tree(tmp_path / "handed_in", settings=settings)
    finally:
        shutil.rmtree(place)
    assert made["score"] == 20
