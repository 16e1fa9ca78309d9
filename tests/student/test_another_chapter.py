"""The bundle of another chapter: made of its own files and the engine, checked by the same commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.chapter import load, own
from autograder.handout import bundle
from tests.student.unpacked import run, unpack

PLACE = Path(__file__).parents[1] / "second_chapter"


@pytest.fixture(scope="module")
def found():
    return bundle.files(load(PLACE))


def test_it_has_the_engine_and_its_own_public_checks_only(found):
    names = set(found)
    assert {"README.md", "Makefile", "start.py", "sensors.ipynb", "sensors.py", "requirements.lock"} <= names
    assert {"autograder/grade.py", "second_chapter/chapter.py", "second_chapter/checks/public/sensors.py"} <= names
    assert not {name for name in names if "hidden" in name or "solution" in name or name.startswith("fixtures/")}
    assert {name for name in names if name.startswith("autograder/checks")} == {
        "autograder/checks/__init__.py",
        "autograder/checks/chapter.py",
    }
    known = re.compile(
        rb"\b(" + b"|".join(name.encode() for name in own().exercises if name != "evaluate") + rb"|tweets?)\b"
    )
    tools = ("requirements.lock",)
    assert {name for name, content in found.items() if name not in tools and known.search(content)} == set()


@pytest.mark.slow
def test_its_own_make_test_checks_it(found, tmp_path):
    folder = unpack(found, tmp_path)
    first = run(folder, "make", "test", "EXERCISE=smooth")
    assert first.returncode == 2, first.stdout + first.stderr
    assert "not written" in first.stdout or "○ smooth" in first.stdout
    (folder / "sensors.py").write_text((PLACE / "solution" / "sensors.py").read_text("utf-8"), "utf-8")
    second = run(folder, "make", "test", "FILE=sensors.py")
    assert second.returncode == 0, second.stdout + second.stderr
    assert re.search(r"Sensors +sensors.py +14 / 14", second.stdout)
    assert run(folder, "make", "demo").returncode == 2


def test_the_command_makes_it_beside_the_assignment(tmp_path):
    command = [sys.executable, "-m", "autograder"]
    subprocess.run(
        [*command, "new-chapter", tmp_path / "weather"], check=True, capture_output=True, cwd=PLACE.parents[1]
    )
    subprocess.run(
        [*command, "release", "--chapter", tmp_path / "weather"], check=True, capture_output=True, cwd=PLACE.parents[1]
    )
    assert (tmp_path / "weather/dist/student.zip").is_file()
    assert (tmp_path / "weather/dist/student/weather.ipynb").is_file()
