"""Each recipe of the instructor's guide is carried out, one after the other, on a chapter made by the first."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "instructors.md").read_text("utf-8")
RECIPES = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)
CHANGES = re.compile(r"^In `([^`]+)`:\n\n```diff\n(.*?)^```", re.MULTILINE | re.DOTALL)
POINTS = {
    "Make a chapter": 10,
    "Change the points of a check": 12,
    "Change a hint": 12,
    "Hide a check, or show it": 12,
    "Add a check": 13,
    "Add an exercise": 14,
    "Drop an exercise": 7,
}


def run(*words, status=0):
    command = [sys.executable, "-m", "autograder", *map(str, words)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert told.returncode == status, told.stdout + told.stderr
    return told.stdout


def carry_out(folder, recipe):
    """Applies the changes of a recipe; each must fit in one place."""
    for name, lines in CHANGES.findall(recipe):
        path = folder / name
        old = "".join(f"{line[1:]}\n" for line in lines.splitlines() if line[:1] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines.splitlines() if line[:1] != "-")
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("chapters") / "weather"
    run("new-chapter", made)
    return made


def test_all_recipes(folder, tmp_path):
    assert [name for name, _ in RECIPES] == list(POINTS)
    result, options = tmp_path / "result.json", ("--chapter", folder, "--sandbox", "none")
    for name, recipe in RECIPES:
        carry_out(folder, recipe)
        rubric = run("rubric", "--chapter", folder)
        assert re.search(rf"^All +{POINTS[name]}$", rubric, re.MULTILINE), name
        if name in ("Make a chapter", "Add an exercise", "Drop an exercise"):
            run("release", "--chapter", folder)
            run("grade", folder / "solution" / "weather.py", *options, "--json", result)
            report = json.loads(result.read_text("utf-8"))
            assert report["score"] == report["max_score"] == POINTS[name]
        if name == "Hide a check, or show it":
            assert "each_number_twice, hidden" in re.sub(r"\s+", " ", rubric)
    run("grade", folder / "assignment" / "weather.ipynb", *options, "--json", result)
    assert json.loads(result.read_text("utf-8"))["score"] == 0


def test_a_new_chapter_proves_itself_and_is_never_put_over_something(folder, tmp_path):
    run("new-chapter", folder, status=2)
    run("new-chapter", tmp_path / "My Chapter", status=2)
    run("new-chapter", tmp_path / "rain")
    told = run("verify", "--chapter", tmp_path / "rain")
    assert "faults caught in the right exercise only: 1 of 1" in told
    assert "correct solutions with full marks:        1 of 1" in told
