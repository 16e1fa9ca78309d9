"""What people see in a real browser: an instructor's way through formgrader, its feedback, the report in a notebook.

The tests of one course go on from each other, in this order.
"""

import json
import re
import time

import pytest
from nbgrader.api import Gradebook

from autograder.checks.chapter import CHAPTER
from autograder.course import intake
from autograder.model import CheckResult, Counterexample, ExerciseResult, Part, Report, Verdict, Visibility
from autograder.report.brief import brief
from autograder.report.html import to_fragment
from tests.course import browsing, classroom

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # those of nbgrader's database
    pytest.mark.skipif(
        not (browsing.CHROMIUM and browsing.DRIVER), reason="needs a browser: the packages chromium and chromium-driver"
    ),
]
ALIVE = "<script>window.hacked = 1</script><img src='x' onerror='window.hacked = 1'>"
WRONG = "def evaluate(y_true, y_pred):\n    return {}"
HOSTILE = f'def evaluate(y_true, y_pred):\n    """{ALIVE}"""\n    print({ALIVE!r})\n    raise ValueError({ALIVE!r})'
SECONDS = 300
PAGE = 1123
"""Pixels that an A4 page is high."""


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = classroom.course(tmp_path_factory.mktemp("course") / "course")
    markdown = [ALIVE, "[here](javascript:window.hacked=1)", "![a](attachment:a.png)", f"```mermaid\n{ALIVE}\n```"]
    added = [
        {"cell_type": "markdown", "id": f"m{n}", "metadata": {}, "source": text} for n, text in enumerate(markdown)
    ]
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": ALIVE}}
    added += [
        {"cell_type": "code", "id": "c", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [shown]},
        {"cell_type": "raw", "id": "r", "metadata": {"raw_mimetype": "text/html"}, "source": ALIVE},
    ]
    classroom.hand_in(folder, "ada", classroom.notebook(folder, "release", evaluate=WRONG))
    classroom.hand_in(folder, "eve", classroom.notebook(folder, "release", evaluate=HOSTILE), *added)
    (folder / "submitted" / "eve" / "streaming" / ALIVE.replace("/", "")).symlink_to(folder / "gradebook.db")
    assert intake.prepare(folder, "eve", CHAPTER.exercises)
    return folder


class Instructor:
    """Whoever sits at the browser."""

    def __init__(self, driver, address, folder):
        self.driver, self.folder = driver, folder
        driver.get(address)
        self.base = address.split("?")[0]

    def wait(self, found, seconds=20):
        """What is found, as soon as there is something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := found():
                return value
            time.sleep(0.1)
        raise AssertionError(f"Nothing came on {self.driver.current_url}: {self.driver.page_source[:3000]}")

    def find(self, css):
        return self.wait(lambda: self.driver.find_elements("css selector", css))[0]

    def press(self, student, what):
        """Presses a button in the student's line of Manage Submissions; gives the text of the answer."""
        self.driver.get(f"{self.base}/manage_submissions/streaming")
        self.find(".glyphicon-flash")
        self.line(student).find_element("css selector", f"td.{what} a").click()
        modal = self.wait(lambda: self.driver.find_elements("css selector", ".modal.in .modal-content"), SECONDS)[0]
        text = self.wait(lambda: modal.get_property("textContent"))
        self.find(".glyphicon-flash")
        return text

    def line(self, student):
        lines = self.driver.find_elements("css selector", "#main-table tr")
        return next(one for one in lines if one.find_element("css selector", ".student-id").text == student)

    def open(self, student):
        """The submission's page, by way of the list of them."""
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db") as gradebook:
            number = gradebook.find_submission_notebook("streaming", "streaming", student).id
        self.driver.get(f"{self.base}/gradebook/streaming/streaming")
        self.find(f"a[href*='{number}']").click()
        self.find("#check_evaluate[placeholder]")

    def type(self, css, text):
        """Types into a field and leaves it; formgrader then saves."""
        field = self.find(css)
        field.clear()
        field.send_keys(text)
        self.driver.execute_script("arguments[0].blur()", field)

    def kept(self, student):
        """What the gradebook holds of `evaluate`: points by the judge, by hand, extra, and the comment."""
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db") as gradebook:
            grade = gradebook.find_grade("check_evaluate", "streaming", "streaming", student)
            comment = gradebook.find_comment("evaluate", "streaming", "streaming", student)
            return grade.auto_score, grade.manual_score, grade.extra_credit, comment.manual_comment


@pytest.fixture(scope="module")
def instructor(course, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with browsing.formgrader(course, home) as address, browsing.browser() as driver:
        yield Instructor(driver, address, course)


def test_an_instructors_way(instructor, course):
    instructor.find("#main-table .num-submissions a").click()
    instructor.find(".glyphicon-flash")
    assert "needs autograding" in instructor.line("ada").text
    assert "Successfully autograded 'streaming' for student 'ada'" in instructor.press("ada", "autograde")
    instructor.wait(lambda: "0 / 100" in instructor.line("ada").text)

    instructor.open("ada")
    report = instructor.find(".nbgrader_cell:has(#check_evaluate)").find_element("xpath", "../..")
    report = report.find_element("css selector", ".kit-report")
    assert re.search(r"evaluate\s+.*checks failed\s+0 / 6", report.text)
    assert "The smallest example found" in report.text
    title = report.find_element("css selector", "h4")
    assert title.value_of_css_property("font-size") == "15px", "the page's own style does not reach it"
    assert report.find_element("css selector", "code").value_of_css_property("color") == "rgba(34, 38, 43, 1)"

    instructor.type("#check_evaluate", "2.5")
    instructor.type("#check_evaluate_extra_credit", "1")
    instructor.type("#evaluate-comment", "Nearly: look at the *keys*.")
    by_hand = (0, 2.5, 1, "Nearly: look at the *keys*.")
    instructor.wait(lambda: instructor.kept("ada") == by_hand)

    assert "Successfully autograded" in instructor.press("ada", "autograde")
    assert instructor.kept("ada") == by_hand, "grading again takes nothing away"
    instructor.wait(lambda: "3.5 / 100" in instructor.line("ada").text)
    instructor.open("ada")
    fields = ("#check_evaluate", "#check_evaluate_extra_credit", "#evaluate-comment")
    assert [instructor.find(field).get_attribute("value") for field in fields] == ["2.5", "1", by_hand[3]]


def test_a_feedback_page_tells_the_same(instructor, course):
    assert "Successfully generated feedback" in instructor.press("ada", "generate-feedback")
    page = course / "feedback" / "ada" / "streaming" / "streaming.html"
    instructor.driver.get(page.as_uri())
    text = instructor.find("body").text
    assert "streaming (Score: 3.5 / 100.0)" in text
    assert "Comments:\nNearly: look at the keys." in text
    assert "hidden check 1" in text
    autograded = (course / "autograded" / "ada" / "streaming" / "streaming.ipynb").read_text("utf-8")
    (full,) = [cell for cell in json.loads(autograded)["cells"] if cell["id"] == "check_evaluate"]
    examples = "".join(full["outputs"][0]["data"]["text/html"]).count("The smallest example found")
    assert 0 < text.count("The smallest example found") < examples, "those of hidden checks are left out"


def test_nothing_of_a_students_is_alive(instructor, course):
    assert "Successfully autograded" in instructor.press("eve", "autograde")
    assert "Successfully generated feedback" in instructor.press("eve", "generate-feedback")
    driver = instructor.driver
    pages = [lambda: instructor.open("eve")]
    pages.append(lambda: driver.get((course / "feedback" / "eve" / "streaming" / "streaming.html").as_uri()))
    for show in pages:
        show()
        assert driver.page_source.count("window.hacked") > 5
        assert "1'>: a link is not handed in." in instructor.find("body").text
        assert not driver.find_elements("css selector", "img[onerror], a[href^=javascript]")
        assert driver.execute_script("return window.hacked") is None


def test_a_judge_that_fails_leaves_no_score_in_sight(instructor, course):
    config = course / "nbgrader_config.py"
    right = config.read_text("utf-8")
    config.write_text(right + 'c.JudgeGrades.sandbox = "no such sandbox"\n')
    try:
        text = instructor.press("eve", "autograde")
    finally:
        config.write_text(right)
    assert "There was an error autograding" in text
    assert "BridgeError" in text
    instructor.wait(lambda: "needs autograding" in instructor.line("eve").text)
    assert "/ 100" not in instructor.line("eve").text


def test_a_report_in_a_notebook_is_never_more_than_a_page(tmp_path):
    rows = tuple((str(number), "w " * 200, "w " * 200, "") for number in range(30))
    table = Counterexample(("batch", "lines in", "expected", "yours"), rows)
    checks = tuple(
        CheckResult(
            f"check_{number}",
            "evaluate",
            "A title " * 8,
            0,
            2,
            Verdict.ERROR,
            Visibility.PUBLIC,
            "word\n" * 400,
            "hint " * 400,
            table,
            "printed\n" * 500,
        )
        for number in range(3)
    )
    report = Report(
        "", "", "", "", 0, Verdict.PASSED, 0, 6, 0, (Part(4, "t"),), (ExerciseResult("evaluate", 4, 0, 6),), checks
    )
    heights = []
    with browsing.browser(1000) as driver:
        for shown in (to_fragment(report), to_fragment(brief(report))):
            (tmp_path / "cell.html").write_text(f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8")
            driver.get((tmp_path / "cell.html").as_uri())
            heights.append(driver.find_element("css selector", ".kit-report").size["height"])
    assert heights[0] > 3 * PAGE
    assert heights[1] <= PAGE
