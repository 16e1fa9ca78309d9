"""What grading on submission writes: each system's own format, one total, and of hidden checks the hint alone."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from xml.etree import ElementTree as Xml

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.model import CheckResult, Counterexample, ExerciseResult, Part, Report, Verdict, Visibility
from autograder.report.classroom import to_classroom
from autograder.report.formats import FORMATS
from autograder.report.gradescope import to_gradescope
from autograder.report.junit import to_junit
from autograder.report.ledger import entries, points, total
from autograder.report.markdown import to_markdown
from tests.report import readers as read
from tests.report import schemas

TOTALS = {
    "junit": read.junit_total,
    "gradescope": read.gradescope_total,
    "classroom": read.classroom_total,
    "markdown": read.markdown_total,
    "json": read.json_total,
    "html": read.html_total,
}
FOR_STUDENTS = ("junit", "gradescope", "classroom", "markdown")
SAMPLES = ("perfect", "partial", "untouched", "hostile", "huge", "with_hidden", "with_extra_credit", "judge_error")
SECRET = "what-only-the-staff-may-see"


@pytest.fixture
def with_hidden(make_report: Callable[..., Report], make_check: Callable[..., CheckResult]) -> Report:
    """Hidden checks that failed in every way, each text but the hint a secret."""

    def hidden(verdict: Verdict, name: str) -> CheckResult:
        return make_check(
            "evaluate",
            2,
            verdict,
            f"{SECRET} {name}",
            id=f"{SECRET}_{name}",
            visibility=Visibility.HIDDEN,
            message=f"It raised {SECRET}",
            hint=f"Think of {name}.\nLooks like: {SECRET}",
            counterexample=Counterexample((SECRET, "expected", "yours"), ((SECRET, SECRET, "no"),)),
            student_output=SECRET,
        )

    checks = [make_check("evaluate", 1, title="accuracy")]
    checks += [hidden(verdict, f"kind{n}") for n, verdict in enumerate(Verdict) if verdict is not Verdict.JUDGE_ERROR]
    return make_report(checks)


@pytest.fixture
def with_extra_credit(make_report: Callable[..., Report], make_check: Callable[..., CheckResult]) -> Report:
    """A check with a fraction of its points, extra points earned and others missed."""
    checks = [
        make_check("evaluate", 0.75, title="a share"),
        dataclasses.replace(make_check("evaluate", 7.25, Verdict.FAILED, "partly right"), points=3.5),
        make_check("resume_or_create", 4.5, title="survives a restart"),
        make_check("resume_or_create", 5.5, Verdict.NOT_SUBMITTED, "keeps its state"),
    ]
    return make_report(checks)


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Report:
    report: Report = request.getfixturevalue(request.param)
    return report


def texts(report: Report) -> dict[str, str]:
    return {name: FORMATS[name](report) for name in FOR_STUDENTS}


def same_total(report: Report) -> None:
    assert {name: of(FORMATS[name](report)) for name, of in TOTALS.items()} == dict.fromkeys(TOTALS, total(report))


def test_every_rendering_of_a_report_has_the_same_total(sample: Report) -> None:
    same_total(sample)


THIRDS = st.integers(0, 12).map(lambda thirds: thirds / 3)


@given(st.lists(st.tuples(THIRDS, THIRDS, st.booleans()), min_size=1, max_size=8))
def test_fractions_that_have_to_be_rounded_give_one_total(drawn: list[tuple[float, float, bool]]) -> None:
    checks = [
        CheckResult(
            f"c{n}",
            "beyond" if extra else "within",
            f"t{n}",
            min(one, other),
            max(one, other) or 1,
            Verdict.PASSED if one >= other else Verdict.FAILED,
            Visibility.PUBLIC,
        )
        for n, (one, other, extra) in enumerate(drawn)
    ]
    sums = {
        name: (
            sum(c.points for c in checks if c.exercise == name),
            sum(c.max_points for c in checks if c.exercise == name),
        )
        for name in ("within", "beyond")
    }
    report = Report(
        title="t",
        kit_version="0",
        submission_path="p",
        submission_sha256="s",
        seed=0,
        verdict=Verdict.FAILED,
        score=sums["within"][0],
        max_score=sums["within"][1],
        extra_credit=sums["beyond"][0],
        parts=(Part(1, "p"), Part(2, "q", extra_credit=True)),
        exercises=(ExerciseResult("within", 1, *sums["within"]), ExerciseResult("beyond", 2, *sums["beyond"])),
        checks=tuple(checks),
    )
    if not any(not extra for _, _, extra in drawn):  # nothing that Classroom could count
        assert {name: of(FORMATS[name](report)) for name, of in TOTALS.items() if name != "classroom"} == dict.fromkeys(
            TOTALS.keys() - {"classroom"}, total(report)
        )
        return
    same_total(report)


def test_a_ledger_whose_checks_do_not_make_its_score_is_not_rendered(partial: Report) -> None:
    wrong = dataclasses.replace(partial, score=99)
    for name in FOR_STUDENTS:
        with pytest.raises(ValueError, match="points of the checks"):
            FORMATS[name](wrong)


def test_a_check_without_an_exercise_is_not_rendered(partial: Report) -> None:
    with pytest.raises(ValueError, match="of no exercise"):
        entries(dataclasses.replace(partial, exercises=partial.exercises[1:]))


def test_gradescope_reads_its_results(sample: Report) -> None:
    for text in (to_gradescope(sample), to_gradescope(sample, 4, leaderboard=True)):
        jsonschema.Draft202012Validator(schemas.GRADESCOPE).validate(json.loads(text))


def test_gradescope_shows_every_test_so_that_the_total_is_seen(with_hidden: Report) -> None:
    made = json.loads(to_gradescope(with_hidden, 2, leaderboard=True))
    assert {test["visibility"] for test in made["tests"]} == {made["visibility"]} == {"visible"}
    assert made["stdout_visibility"] == "hidden"
    assert made["leaderboard"] == [{"name": "Points", "value": made["score"]}]
    assert "This is submission 3." in made["output"]
    assert "This is submission" not in to_gradescope(with_hidden)
    assert "leaderboard" not in json.loads(to_gradescope(with_hidden))


def test_classroom_reads_every_runner(sample: Report) -> None:
    text = to_classroom(sample)
    for name, runner in read.classroom(text).items():
        assert re.fullmatch("[a-zA-Z0-9]+", name)
        jsonschema.Draft202012Validator(schemas.CLASSROOM_RUNNER).validate(runner)
    assert all(re.fullmatch(r"[A-Z0-9_]+=[A-Za-z0-9+/=,]*", line) for line in text.splitlines())
    assert len(text) < 1_500_000  # the environment of a process has room for some two million bytes


@pytest.mark.parametrize("name", ["perfect", "partial", "untouched", "with_hidden"])
def test_what_classroom_records_and_what_its_log_shows_agree(name: str, request: pytest.FixtureRequest) -> None:
    report = dataclasses.replace(request.getfixturevalue(name))
    without = dataclasses.replace(
        report,
        checks=tuple(check for check in report.checks if check.exercise != "resume_or_create"),
        exercises=tuple(each for each in report.exercises if each.name != "resume_or_create"),
        extra_credit=0,
    )
    text = to_classroom(without)
    assert read.classroom_table(text) == read.classroom_total(text)
    assert "the one that counts" not in to_markdown(without)


def test_where_they_do_not_agree_the_summary_says_which_counts(with_extra_credit: Report) -> None:
    text = to_classroom(with_extra_credit)
    assert read.classroom_table(text) != read.classroom_total(text) == total(with_extra_credit)
    assert "This total is the one that counts." in to_markdown(with_extra_credit)


def test_extra_points_that_were_missed_make_no_job_red(with_extra_credit: Report) -> None:
    assert read.classroom(to_classroom(with_extra_credit))["extra"]["status"] == "pass"
    case = next(case for case in read.junit(to_junit(with_extra_credit)) if case.get("name") == "keeps its state")
    assert case.find("skipped") is not None
    assert case.find("failure") is None


def test_junit_has_a_case_for_every_check(partial: Report) -> None:
    root = Xml.fromstring(to_junit(partial))
    assert root.tag == "testsuites"
    cases = read.junit(to_junit(partial))
    assert len(cases) == len(partial.checks) == int(root.get("tests") or 0)
    for case, check in zip(cases, partial.checks, strict=True):
        found = {child.tag for child in case} - {"properties"}
        expected = {
            Verdict.PASSED: set(),
            Verdict.FAILED: {"failure"},
            Verdict.NOT_SUBMITTED: {"failure"},
            Verdict.ERROR: {"error"},
            Verdict.TIMEOUT: {"error"},
        }[check.verdict]
        if check.exercise == "resume_or_create":
            expected = {"skipped"}
        assert found == expected
    for plural, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(plural) == root[0].get(plural) == str(sum(case.find(name) is not None for case in cases))


def test_junit_says_what_a_result_can_be_had_again_from(partial: Report) -> None:
    suite = Xml.fromstring(to_junit(partial))[0]
    facts = {name: read.property_of(suite, name) for name in ("kit_version", "seed", "sha256", "score", "max_score")}
    assert facts == {
        "kit_version": "0.2.0",
        "seed": "7",
        "sha256": partial.submission_sha256,
        "score": points(total(partial) or 0),
        "max_score": "100",
    }


def test_junit_drops_no_case_that_shares_its_name(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    alike = [make_check("evaluate", 4, id=f"c{n}", title="the same") for n in range(3)]
    report = make_report(alike)
    assert len(read.junit(to_junit(report))) == len(report.checks)


@pytest.mark.parametrize("name", ["junit", "gradescope", "classroom", "markdown"])
def test_kit_and_seed_are_in_every_format(name: str, partial: Report) -> None:
    text = FORMATS[name](partial)
    if name == "classroom":
        text = json.dumps(read.classroom(text))
    if name == "junit":
        assert 'name="seed" value="7"' in text
    else:
        assert "kit 0.2.0 and seed 7" in text.replace("&#46;", ".")


@pytest.mark.parametrize("name", FOR_STUDENTS)
def test_of_a_hidden_check_only_the_hint_is_shown(name: str, with_hidden: Report) -> None:
    text = FORMATS[name](with_hidden)
    if name == "classroom":
        text = json.dumps(read.classroom(text))
    assert SECRET not in text
    assert SECRET.replace("-", "&#45;") not in text
    assert ("accuracy" in text) == (name != "markdown")  # which tells of mistakes only
    assert "hidden check 5" in text
    assert "Hint: Think of kind1." in text


@pytest.mark.parametrize("name", FOR_STUDENTS)
def test_of_a_judge_error_there_is_no_score_and_its_reason_is_for_the_staff(name: str, judge_error: Report) -> None:
    for score in (None, 71.0):
        report = dataclasses.replace(judge_error, score=score)
        text = FORMATS[name](report)
        assert TOTALS[name](text) is None
        told = json.dumps(read.classroom(text)) if name == "classroom" else text.replace("&#39;", "'")
        assert "The grader itself failed" in told
        assert "java was not found" not in told
        assert "71" not in told


def test_a_judge_error_is_an_error_everywhere(judge_error: Report) -> None:
    made = json.loads(to_gradescope(judge_error))
    assert made.keys().isdisjoint({"score", "tests", "leaderboard"})
    (runner,) = read.classroom(to_classroom(judge_error)).values()
    assert (runner["status"], runner["max_score"]) == ("error", 0)
    (case,) = read.junit(to_junit(judge_error))
    assert case.find("error") is not None


COMMANDS = (
    "::set-output name=score::100\n  ::error::boom\n\t::add-mask::x\n##[command]x\na ##[group]b\n::stop-commands::t"
)
BREAKOUTS = (
    "]]></failure></testcase> </td></table></details><script>alert(1)</script> ``` \n````\n# heading\n| a | b |\n"
)


@pytest.fixture
def breaking(make_report: Callable[..., Report], make_check: Callable[..., CheckResult]) -> Report:
    """Text that would be a command of a workflow, or end what it stands in."""
    bad = f"{COMMANDS}\n{BREAKOUTS}![x](http://x.example/y.png) @someone $x$ <!-- \x1b]0;t\x07 \ud800 \ufffe"
    check = make_check(
        "evaluate",
        8,
        Verdict.ERROR,
        bad,
        id=bad,
        message=bad,
        hint=bad,
        counterexample=Counterexample((bad, "expected", "yours"), ((bad, bad, "no"),)),
        student_output=bad,
    )
    return dataclasses.replace(make_report([check]), title=bad, message=bad)


def test_no_text_is_a_command_of_a_workflow(breaking: Report) -> None:
    for runner in read.classroom(to_classroom(breaking)).values():
        for test in runner["tests"]:
            for line in f"{test['name']}\n{test['message']}".split("\n"):
                assert not line.strip().startswith("::")
                assert "##[" not in line


@pytest.mark.parametrize("name", ["hostile", "breaking"])
def test_no_text_ends_what_it_stands_in(name: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(name)
    for text in texts(report).values():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202e]", text)
    page = MarkdownIt("gfm-like", {"linkify": False}).parse(to_markdown(report))
    inside = [token for each in page for token in (each, *(each.children or []))]
    assert {token.type for token in inside} <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "text_special"),
        *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "fence"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "strong_open", "strong_close"),
        *("html_inline", "softbreak"),
    }
    assert {token.content for token in inside if token.type == "html_inline"} <= {"<code>", "</code>", "<br>"}


def test_markdown_reads_as_it_was_written(partial: Report) -> None:
    page = to_markdown(partial)
    made = MarkdownIt("gfm-like", {"linkify": False}).render(page)
    assert "<code>hashtag_counts</code>" in made
    assert "<td>2 of 2 checks failed</td>" in made
    assert "12 more points are checked on submission" in made
    assert "running_word_counts" in made
    assert "batch   lines in   expected   yours" in made


@pytest.mark.parametrize("name", ["huge", "hostile"])
def test_a_summary_and_a_junit_file_are_small_enough(name: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(name)
    assert len(to_markdown(report).encode()) < 1024 * 1024
    assert len(to_junit(report).encode()) < 30_000_000
