from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Callable
from typing import Any

import pytest

from autograder.model import CheckResult, Counterexample, Curve, Report, Verdict
from autograder.report.json_report import LEFT_OUT, from_json, to_json
from autograder.report.legible import legible

KEYS = "schema, kit_version, submission, seed, verdict, score, max_score, extra_credit, exercises, checks"
CHECK_KEYS = (
    "id, exercise, title, points, max_points, verdict, visibility, message, hint, counterexample, student_output"
)


def test_the_keys_are_those_of_the_contract_in_its_order(partial: Report) -> None:
    made = json.loads(to_json(partial))
    assert ", ".join(made) == f"{KEYS}, message, title, parts, unseen_points, plots, timing"
    assert made["schema"] == 1
    assert list(made["submission"]) == ["path", "sha256"]
    assert {tuple(each) for each in made["exercises"]} == {("name", "part", "score", "max_score")}
    assert {", ".join(each) for each in made["checks"]} == {CHECK_KEYS}
    tables = [each["counterexample"] for each in made["checks"] if each["counterexample"] is not None]
    assert {tuple(table) for table in tables} == {("columns", "rows", "batches", "lines")}
    assert made["message"] == ""


def test_the_facts_are_there(partial: Report) -> None:
    made = json.loads(to_json(partial))
    assert (made["score"], made["max_score"], made["unseen_points"]) == (58.5, 100, 12)
    assert [(each["name"], each["score"], each["max_score"]) for each in made["exercises"]] == [
        (each.name, each.score, each.max_score) for each in partial.exercises
    ]
    for written, check in zip(made["checks"], partial.checks, strict=True):
        assert (written["title"], written["verdict"], written["message"]) == (check.title, check.verdict, check.message)
        if check.counterexample is not None:
            assert written["counterexample"]["rows"] == [list(row) for row in check.counterexample.rows]


def test_whole_numbers_are_written_as_such(partial: Report) -> None:
    text = to_json(dataclasses.replace(partial, timing={"total": 2.0, "spark": 1.23456}))
    assert '"score": 58.5,\n  "max_score": 100,' in text
    assert '"points": 6.5' not in text
    assert '"max_points": 6.5' in text
    assert text.endswith('"timing": {\n    "total": 2,\n    "spark": 1.23\n  }\n}\n')
    assert not re.search(r"^ *(\"\w+\": )?-?\d+\.0\b", text, re.MULTILINE)


def test_no_score_is_written_when_the_judge_failed(judge_error: Report) -> None:
    for score in (None, 71.0):
        made = json.loads(to_json(dataclasses.replace(judge_error, score=score)))
        assert made["score"] is None
        assert made["verdict"] == "judge_error"
        assert "java was not found" in made["message"]


@pytest.mark.parametrize("name", ["perfect", "partial", "untouched", "judge_error"])
def test_reading_gives_what_was_written(name: str, request: pytest.FixtureRequest) -> None:
    report = dataclasses.replace(request.getfixturevalue(name), timing={"total": 21.25})
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize("name", ["hostile", "huge", "partial"])
def test_writing_what_was_read_gives_the_same_bytes(name: str, request: pytest.FixtureRequest) -> None:
    text = to_json(request.getfixturevalue(name))
    assert to_json(from_json(text)) == text


def test_a_missing_point_of_a_curve_is_null(partial: Report) -> None:
    curve = Curve("accuracy", (0.123456, math.nan, 1))
    plot = dataclasses.replace(partial.plots[0], curves=(curve,))
    text = to_json(dataclasses.replace(partial, plots=(plot,)))
    assert json.loads(text)["plots"][0]["curves"][0]["values"] == [0.123456, None, 1]
    assert to_json(from_json(text)) == text


def test_hostile_text_is_escaped_everywhere(hostile: Report) -> None:
    text = to_json(hostile)
    assert not set(text) & set("\x1b\x00\t\r\u202e\u2028\x9b\ufeff\ud800")
    made = json.loads(text)
    assert made["submission"]["path"].endswith(r"\ufeff]]>\nstreaming.py")
    assert made["checks"][0]["student_output"].count("\n") == 3
    assert from_json(text) == dataclasses.replace(legible(hostile), timing={next(iter(made["timing"])): 1.0})


def test_letters_of_every_script_stay_readable(make_report: Callable[..., Report]) -> None:
    assert "Übung 字 🙂" in to_json(dataclasses.replace(make_report([]), title="Übung 字 🙂"))


def test_texts_are_cut_at_their_limits(
    make_report: Callable[..., Report], make_check: Callable[..., CheckResult]
) -> None:
    check = make_check("evaluate", 8, Verdict.ERROR, message="m" * 9000, hint="h" * 9000, student_output="o" * 9000)
    written = next(
        each for each in json.loads(to_json(make_report([check])))["checks"] if each["exercise"] == "evaluate"
    )
    assert [len(written[key]) for key in ("message", "hint", "student_output")] == [2000, 2000, 4000]
    assert written["message"].endswith("more characters)")


def test_a_large_report_loses_output_and_rows_from_its_end(huge: Report) -> None:
    text = to_json(huge)
    assert 850_000 < len(text.encode()) <= 1024 * 1024
    checks = [each for each in json.loads(text)["checks"] if each["verdict"] == "failed"]
    assert len(checks) == 100
    assert {each["student_output"] for each in checks} == {LEFT_OUT}
    rows = [len(each["counterexample"]["rows"]) for each in checks]
    assert rows == sorted(rows, reverse=True)
    assert (rows[0], rows[-1]) == (20, 1)
    assert checks[-1]["counterexample"]["rows"] == [[LEFT_OUT, "", "", ""]]
    assert all(each["message"].endswith("more characters)") for each in checks)


def test_output_goes_before_rows_do(make_report: Callable[..., Report], make_check: Callable[..., CheckResult]) -> None:
    table = Counterexample(("call", "yours"), (("f()", "1"),))
    checks = [
        make_check("evaluate", 1, Verdict.FAILED, str(n), student_output="字" * 4000, counterexample=table)
        for n in range(100)
    ]
    written = [each for each in json.loads(to_json(make_report(checks)))["checks"] if each["exercise"] == "evaluate"]
    kept = [each["student_output"] != LEFT_OUT for each in written]
    assert kept == sorted(kept, reverse=True)
    assert 80 < sum(kept) < 100
    assert all(each["counterexample"]["rows"] == [["f()", "1"]] for each in written)


def test_messages_go_last(make_report: Callable[..., Report], make_check: Callable[..., CheckResult]) -> None:
    checks = [make_check("evaluate", 1, Verdict.FAILED, str(n), message="🙂" * 2000) for n in range(150)]
    text = to_json(make_report(checks))
    assert len(text.encode()) <= 1024 * 1024
    written = [each["message"] for each in json.loads(text)["checks"] if each["exercise"] == "evaluate"]
    assert written[0].startswith("🙂")
    assert written[-1] == LEFT_OUT


@pytest.mark.parametrize("field", ["score", "max_score", "extra_credit", "unseen_points"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(partial: Report, field: str, value: float) -> None:
    with pytest.raises(ValueError, match="is not a number of points"):
        to_json(dataclasses.replace(partial, **{field: value}))


def changed(text: str, change: Callable[[Any], object]) -> str:
    value = json.loads(text)
    change(value)
    return json.dumps(value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda top: top.update(schema=2), "no JSON report of schema 1"),
        (lambda top: top.update(schema=True), "no JSON report of schema 1"),
        (lambda top: top.pop("schema"), "no JSON report of schema 1"),
        (lambda top: top.pop("seed"), "the report must have `seed`"),
        (lambda top: top.update(more=1), "the report cannot have `more`"),
        (lambda top: top.update(seed=1.5), "`seed` of the report must be an integer"),
        (lambda top: top.update(seed=True), "`seed` of the report must be an integer"),
        (lambda top: top.update(score="71"), "`score` must be a number"),
        (lambda top: top.update(score=True), "`score` must be a number"),
        (lambda top: top.update(max_score=10**400), "`max_score` of the report must be a number"),
        (lambda top: top.update(max_score=math.nan), "NaN is not JSON"),
        (lambda top: top.update(verdict="great"), "'great' is not a verdict"),
        (lambda top: top.update(timing=[]), "`timing` must be an object"),
        (lambda top: top["submission"].pop("path"), "`submission` must have `path`"),
        (lambda top: top["submission"].update(size=1), "`submission` cannot have `size`"),
        (lambda top: top["exercises"].append(1), "15 in `exercises` must be an object"),
        (lambda top: top["exercises"][0].update(part="1"), "`part` of 1 in `exercises` must be an integer"),
        (lambda top: top["checks"][0].update(points=None), "`points` of 1 in `checks` must be a number"),
        (lambda top: top["checks"][0].update(visibility="secret"), "'secret' is not a visibility"),
        (lambda top: top["checks"][0].update(counterexample=[]), "a counterexample must be an object"),
        (lambda top: top["checks"][6]["counterexample"]["rows"].append(["1"]), "a row must be as long as `columns`"),
        (lambda top: top["checks"][6]["counterexample"]["rows"].append([1]), "a row must be a list of texts"),
        (lambda top: top["checks"][6]["counterexample"].update(rows=None), "`rows` of a counterexample must be a list"),
        (lambda top: top["plots"][0]["curves"][0].update(values=["x"]), "a value must be a number"),
        (lambda top: top["plots"][0]["curves"][0].update(values=3), "`values` of a curve must be a list"),
        (lambda top: top["parts"][0].update(extra_credit=0), "`extra_credit` of 1 in `parts` must be true or false"),
    ],
)
def test_what_no_renderer_wrote_is_refused_with_a_sentence(
    partial: Report, change: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(ValueError, match=r"JSON report.*\.$") as refusal:
        from_json(changed(to_json(partial), change))
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["", "not JSON", "[]", "null", '"x"', "1", "[" * 100_000, "9" * 5000])
def test_what_is_no_report_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no JSON report"):
        from_json(text)
