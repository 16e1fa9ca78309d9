"""The engine serves a chapter of another subject unchanged: by the same commands, from a folder of its own."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.chapter import ChapterError, load, own
from autograder.proof import zoo

ROOT = Path(__file__).parents[1]
PLACE = Path(__file__).parent / "second_chapter"
SOLUTION = PLACE / "solution" / "sensors.py"
MODULES = sorted(path for path in (ROOT / "autograder").rglob("*.py") if "checks" not in path.parts)


def run(*words, status=0):
    told = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words), "--chapter", PLACE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == status, told.stdout + told.stderr
    return told.stdout


def graded(path, tmp_path, *words):
    result = tmp_path / "result.json"
    run("grade", path, "--sandbox", "none", "--json", result, *words)
    return json.loads(result.read_text("utf-8"))


def test_its_solution_gets_full_marks(tmp_path):
    report = graded(SOLUTION, tmp_path)
    assert (report["score"], report["max_score"], report["title"]) == (20, 20, "Sensors")
    assert {check["exercise"] for check in report["checks"]} == {"smooth", "alarms", "hottest"}


def test_points_that_do_not_add_up_give_no_score(tmp_path):
    place = tmp_path / "odd_points"
    run_in = [sys.executable, "-m", "autograder"]
    subprocess.run([*run_in, "new-chapter", place], cwd=ROOT, check=True, capture_output=True)
    checks = place / "checks" / "public" / "odd_points.py"
    checks.write_text(checks.read_text("utf-8").replace('@check("total"', '@check("totl"'), encoding="utf-8")
    command = [*run_in, "grade", place / "solution" / "odd_points.py", "--chapter", place, "--sandbox", "none"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert told.returncode == 3
    assert "worth 7 points together, and the chapter says 10" in re.sub(r"\s+", " ", told.stdout)


def test_its_skeleton_gets_nothing(tmp_path):
    for form in ("ipynb", "py"):
        report = graded(PLACE / "assignment" / f"sensors.{form}", tmp_path)
        assert (report["score"], report["verdict"]) == (0, "not_submitted")


def test_a_fault_is_replayed_with_its_counterexample(tmp_path):
    path = tmp_path / "sensors.py"
    fault = PLACE / "fixtures/submissions/wrong/alarms__of_this_batch_only.py"
    path.write_text(zoo.compose(SOLUTION.read_text("utf-8"), fault.read_text("utf-8")))
    report = graded(path, tmp_path, "--exercise", "alarms")
    assert report["score"] == 0
    told = run("explain", tmp_path / "result.json", "counts_since_the_start", "--sandbox", "none")
    assert re.search(r"a 1 +\(nothing\)", told)


def test_known_verdicts_are_proved():
    told = run("verify")
    assert "faults caught in the right exercise only: 3 of 3" in told
    assert "correct solutions with full marks:        1 of 1" in told
    assert "broken ones with the right verdict:       1 of 1" in told


def test_its_points_are_listed():
    assert re.search(r"All +20\n", run("rubric"))


def test_its_assignment_is_what_its_solution_gives():
    run("release", "--check")


def test_it_is_small_and_knows_the_engine_only():
    files = [path for path in PLACE.rglob("*.py") if "assignment" not in path.parts]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) < 700
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            assert not re.match(r"autograder\.checks|fixtures|solution", module or ""), path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_names_no_chapter(path):
    """It finds the kit's own by one name, in one place."""
    text = path.read_text("utf-8")
    names = [*own().exercises, "second_chapter"]
    code = "\n".join(re.findall(r"^.*$", text, re.MULTILINE))
    if path.name != "chapter.py":
        assert not re.search(r"\bautograder\.checks\b|\bfrom fixtures\b|\bimport fixtures\b", code)
        strings = {
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not {string for string in strings if string in names}


def test_what_is_no_chapter_is_refused(tmp_path):
    with pytest.raises(ChapterError, match="chapter's folder has a file"):
        load(tmp_path)
    (tmp_path / "odd_one").mkdir()
    (tmp_path / "odd_one" / "__init__.py").touch()
    (tmp_path / "odd_one" / "chapter.py").write_text("CHAPTER = 3\n")
    with pytest.raises(ChapterError, match="is no Chapter"):
        load(tmp_path / "odd_one")
    sys.path.remove(str(tmp_path))
    told = subprocess.run(
        [sys.executable, "-m", "autograder", "rubric", "--chapter", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "There is no chapter in" in told.stderr
