"""The same submission, kit and seed give the same report, whatever surrounds the grader."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.report.html import to_html
from autograder.report.json_report import to_json
from autograder.submission import reading as files
from fixtures.submissions import compose

ROOT = Path(__file__).parents[1]
FAULTS = (
    "vectorize__refits",
    "update_count__none_plus_int",
    "running_word_counts__quiet_word_lost",
    "hashtag_counts__slides_every_batch",
    "attach_sql_bridge__ascending",
    "update_classifier__fits_anew",
    "attach_classifier__trains_first",
)
SURROUNDINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "60"},
    {"PYTHONHASHSEED": "77", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore", "HOME": "/"},
)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory, reference):
    """One submission with a fault in each of seven exercises, as a script and as a notebook."""
    folder = tmp_path_factory.mktemp("faulty")
    text = reference
    for name in FAULTS:
        text = compose(text, (ROOT / "fixtures" / "submissions" / "wrong" / f"{name}.py").read_text("utf-8"))
    script, notebook = folder / "streaming.py", folder / "streaming.ipynb"
    script.write_text(text, "utf-8")
    jupytext.write(jupytext.read(script), notebook)
    return script, notebook


@pytest.fixture(scope="module")
def reports(faulty, tmp_path_factory):
    """Two cold runs at the same time, each the other's load: the script here, the notebook there."""
    runs = []
    for path, surroundings in zip(faulty, SURROUNDINGS, strict=True):
        folder = tmp_path_factory.mktemp("run")
        command = [sys.executable, "-m", "autograder", "grade", path, "--sandbox", "none", "--json", folder / "r.json"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | surroundings
        runs.append((folder, subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)))
    found = []
    for folder, process in runs:
        _, complaint = process.communicate(timeout=900)
        assert process.returncode == 0, complaint
        found.append((folder / "r.json").read_text("utf-8"))
        assert [path.name for path in folder.iterdir()] == ["r.json"], "something else was written"
    return found


def comparable(text):
    report = json.loads(text)
    del report["timing"], report["submission"], report["message"]  # that it was not confined
    return json.dumps(report, ensure_ascii=False)


def test_two_runs_give_the_same_report(reports):
    script, notebook = map(comparable, reports)
    place = re.compile(r"line \d+( of code cell \d+)?")  # a script is told its own lines
    assert place.search(script)
    assert place.search(notebook)
    assert place.sub("its place", script) == place.sub("its place", notebook)


def test_a_warm_run_gives_the_same_report(reports, faulty, client):
    report = grading.grade_with(client, files.read(faulty[0], CHAPTER.exercises), grading.Options())
    assert comparable(to_json(report)) == comparable(reports[0])


def test_the_faults_are_found_and_nothing_else_is(reports):
    report = json.loads(reports[0])
    lost = {exercise["name"] for exercise in report["exercises"] if exercise["score"] < exercise["max_score"]}
    assert lost == {name.partition("__")[0] for name in FAULTS}


def test_html_of_equal_reports_is_equal(faulty, graded):
    texts = [to_html(graded("def update_count(n, l):\n    return 1", "update_count")) for _ in range(2)]
    assert texts[0] == texts[1]


def test_another_seed_draws_other_examples(graded):
    fault = "def evaluate(y_true, y_pred):\n    return {'accuracy': 0.123}"
    first, again, other = (to_json(graded(fault, "evaluate", seed=seed)) for seed in (0, 0, 1))
    assert comparable(first) == comparable(again)
    assert json.loads(first)["seed"] != json.loads(other)["seed"]
    assert json.loads(other)["score"] == 0
