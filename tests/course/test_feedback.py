"""What a feedback page takes of a test cell's output, and how formgrader is started."""

from pathlib import Path

import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from traitlets.config import Config
from typer.testing import CliRunner

from autograder.course import cli
from autograder.course.feedback import FOR_STUDENTS, ReportForStudents
from autograder.course.formgrader import command
from autograder.course.overview import FeedbackPage, overview


@pytest.fixture
def notebook():
    def make(**metadata):
        data = {"text/html": "<p>all that was tried</p>", "text/plain": "2.0"}
        output = new_output("execute_result", data=data, metadata=metadata, execution_count=1)
        return new_notebook(cells=[new_code_cell("check()", outputs=[output])])

    return make


def shown(nb, **options):
    made, _ = ReportForStudents(**options).preprocess(nb, {})
    (output,) = made.cells[0].outputs
    assert FOR_STUDENTS not in output.metadata
    return output.data


def test_students_get_the_report_for_them(notebook):
    assert shown(notebook(for_students="<p>theirs</p>")) == {"text/html": "<p>theirs</p>", "text/plain": "2.0"}


def test_without_one_they_get_the_points(notebook):
    assert shown(notebook()) == {"text/plain": "2.0"}


def test_an_instructor_may_show_everything(notebook):
    assert "all that was tried" in shown(notebook(for_students="<p>theirs</p>"), hidden=True)["text/html"]


def test_formgrader_is_not_opened_on_what_is_no_course(tmp_path):
    done = CliRunner().invoke(cli.app, ["formgrader", str(tmp_path)])
    assert done.exit_code == 2
    assert f"{tmp_path} is no course" in done.stderr


def test_formgraders_server_asks_nothing_and_opens_formgrader():
    started = command(8888, browser=False)
    for option in ("default_url=/formgrader", "port=8888", "answer_yes=True", "open_browser=False"):
        assert f"--ServerApp.{option}" in started


def test_the_overview_names_exercises_and_comments():
    cells = [
        {"metadata": {"nbgrader": {"grade_id": "update_count", "solution": True, "comment": "Come and see me."}}},
        {"metadata": {"nbgrader": {"grade_id": "check_update_count", "grade": True, "score": 2, "points": 5}}},
        {"metadata": {}},
        {"metadata": {"nbgrader": {"grade_id": "check_predict", "grade": True, "score": 5.0, "points": 5}}},
    ]
    first, second = overview(cells)
    assert (first.name, first.anchor, first.full, first.comment) == (
        "update_count",
        "check_update_count",
        False,
        "update_count",
    )
    assert (second.name, second.full, second.comment) == ("predict", True, "")


def test_the_page_has_the_overview_in_the_place_of_nbgraders(notebook):
    nb = notebook()
    nb.cells[0].metadata.nbgrader = {
        "grade_id": "check_<b>", "grade": True, "solution": False, "score": 1.5, "points": 5, "locked": True,
    }  # fmt: skip
    templates = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
    config = Config({"HTMLExporter": {"template_name": "feedback", "extra_template_basedirs": [str(templates)]}})
    css = Path(nbgrader.__file__).parent / "server_extensions/formgrader/static/node_modules/bootstrap/dist/css"
    config.HTMLExporter.extra_template_paths = [str(css)]
    facts = {"notebook": "streaming", "score": 1.5, "max_score": 5, "late_penalty": 0}
    page, _ = FeedbackPage(config=config).from_notebook_node(nb, {"nbgrader": facts})
    assert "Test cell" not in page
    assert "streaming: 1.5 of 5 points" in page
    assert "&lt;b&gt;</a>" in page
