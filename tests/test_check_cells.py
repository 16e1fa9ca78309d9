"""The check cells of the released notebook, run in a real kernel over answers that are wrong and noisy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.handout.release import course_notebook

NOISY = """import logging, sys, warnings

def {}(*arguments):
    warnings.warn("careless " * 50)
    logging.getLogger().warning("a log of mine")
    print("printed " * 200, file=sys.stderr)
    for number in range(200):
        print("line", number, arguments)
    {}
"""
ANSWERS = {
    "update_count": 'raise ValueError("long " * 500 + "\\n" * 50)',
    "evaluate": 'return ["x" * 3000] * 50',
    "count_words": "return arguments[0].map(lambda line: (line, 1))",
    "get_spark_session": "return None",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each check cell shows when nbclient runs the notebook."""
    notebook = nbformat.from_dict(json.loads(course_notebook(CHAPTER.solution, grading.worth(CHAPTER))))
    wanted = {"imports", *ANSWERS, *(f"check_{name}" for name in ANSWERS)}
    notebook.cells = [cell for cell in notebook.cells if cell.id in wanted]
    for cell in notebook.cells:
        if cell.id in ANSWERS:
            cell.source = NOISY.format(cell.id, ANSWERS[cell.id])
    folder = tmp_path_factory.mktemp("notebook")
    nbformat.write(notebook, folder / "streaming.ipynb")
    command = [Path(sys.executable).parent / "jupyter-execute", "streaming.ipynb", "--inplace", "--timeout=300"]
    environment = os.environ | {"HOME": str(folder), "JUPYTER_PREFER_ENV_PATH": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    notebook = nbformat.read(folder / "streaming.ipynb", as_version=4)
    return {cell.id.removeprefix("check_"): cell.outputs for cell in notebook.cells if cell.id.startswith("check_")}


@pytest.mark.filterwarnings("ignore")
def test_a_check_cell_shows_its_report_and_nothing_else(outputs):
    assert set(outputs) == set(ANSWERS)
    for name, shown in outputs.items():
        assert [one.output_type for one in shown] == ["execute_result"], name
        assert set(shown[0].data) == {"text/html", "text/plain"}
        assert shown[0].data["text/plain"] == "0.0"
        report = BeautifulSoup(shown[0].data["text/html"], "html.parser")
        assert name in report.h3.get_text()
        assert report.article
        for unseen in report.find_all(["style", "pre"]):
            unseen.extract()
        assert len(report.get_text(" ", strip=True)) < 2500, "a page"
        assert len(report.find_all("tr")) < 30
