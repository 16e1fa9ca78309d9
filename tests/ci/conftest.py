"""Folders laid out as the systems do that grade on submission, and what a student may have put into them."""

from __future__ import annotations

from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[2]
PART = """
def evaluate(y_true, y_pred):
    matrix = [[sum(t == a and p == b for t, p in zip(y_true, y_pred)) for b in range(3)] for a in range(3)]
    return {"accuracy": sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true), "macro_f1": 0.0,
            "confusion_matrix": matrix}
"""
"""An answer that gets some of the points of `evaluate`."""
FORGED = """
import os, pathlib, sys
print("Points 100/100")
open("{mark}", "w").close()
os._exit(0)
"""


@pytest.fixture
def honest(tmp_path):
    """A folder with the answer and nothing else."""
    folder = tmp_path / "honest"
    folder.mkdir()
    (folder / "streaming.py").write_text(PART)
    return folder


@pytest.fixture
def meddled(tmp_path):
    """The same answer, beside all that a student could edit or add so that the grader runs it.

    Whatever of it is run leaves a mark, the path of which is the second value.
    """
    folder, mark = tmp_path / "meddled", tmp_path / "was-run"
    forged = FORGED.replace("{mark}", str(mark))
    files = {
        "streaming.py": PART,
        "sitecustomize.py": forged,
        "usercustomize.py": forged,
        "conftest.py": forged,
        "json.py": forged,
        "hypothesis.py": forged,
        "pytest.py": forged,
        "typer.py": forged,
        "autograder/__init__.py": forged,
        "autograder/__main__.py": forged,
        "autograder/cli/__init__.py": forged,
        "autograder/checks/hidden/part4_classifier.py": forged,
        "tests/conftest.py": forged,
        "kit/.venv/bin/python": f"#!/bin/sh\ntouch {mark}\necho 'Points 100/100'\n",
        "Makefile": f"grade test setup:\n\ttouch {mark}\n",
        "pyproject.toml": '[project]\nname = "x"\nversion = "9"\n[tool.pytest.ini_options]\naddopts = "-p conftest"\n',
        "pytest.ini": "[pytest]\naddopts = -p conftest --maxfail=0\n",
        "setup.cfg": "[tool:pytest]\naddopts = -p conftest\n",
        ".github/workflows/classroom.yml": f"name: Autograding Tests\non: push\njobs: {{}} # touch {mark}\n",
        ".gitlab-ci.yml": f"grade:\n  script: [touch {mark}]\n",
        ".env": "PYTHONPATH=.\n",
        "grading.env": "GRADING_RUNNERS=all\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "kit/.venv/bin/python").chmod(0o755)
    (folder / "grading").symlink_to(tmp_path)
    return folder, mark
