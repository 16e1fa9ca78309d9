"""Grading end to end, on a warm harness: what a right, a wrong, an unwritten and a broken submission get."""

import textwrap

import pytest

from autograder.chapter import Chapter
from autograder.checks.chapter import CHAPTER
from autograder.judge.limits import Limits
from autograder.model import Verdict, Visibility


def lost(report):
    return {e.name for e in report.exercises if e.score < e.max_score}


def only_failed(report):
    return [check for check in report.checks if check.verdict is not Verdict.PASSED]


def test_the_points_add_up(graded):
    report = graded("", "evaluate")
    assert report.score == report.max_score == 6
    assert report.verdict is Verdict.PASSED


@pytest.mark.parametrize("form", ["py", "ipynb", "md"])
def test_the_untouched_assignment_is_not_submitted(client, form):
    from autograder import grade as grading
    from autograder.submission import reading as files

    path = CHAPTER.solution.parents[1] / "assignment" / f"streaming.{form}"
    report = grading.grade_with(client, files.read(path, CHAPTER.exercises), grading.Options())
    assert report.score == 0
    assert report.max_score == CHAPTER.points
    assert {check.verdict for check in report.checks} == {Verdict.NOT_SUBMITTED}
    assert report.verdict is Verdict.NOT_SUBMITTED
    assert [e.name for e in report.exercises] == list(CHAPTER.exercises)


def test_a_counterexample_of_one_call(graded):
    report = graded(
        "def update_count(new_values, last_count):\n    return last_count + sum(new_values)", "update_count"
    )
    first = only_failed(report)[0]
    assert first.verdict is Verdict.ERROR
    assert first.counterexample.rows == (("update_count([0], None)", "0", first.counterexample.rows[0][2]),)
    assert "TypeError" in first.message
    assert "return last_count + sum(new_values)" in first.message


def test_forgetting_quiet_words_is_shown_in_two_batches(graded):
    text = """
    def running_word_counts(lines, initial_rdd=None):
        def update(new, last):
            return sum(new) + (last or 0) if new else None
        return lines.flatMap(str.split).map(lambda w: (w, 1)).updateStateByKey(update, initialRDD=initial_rdd)
    """
    report = graded(textwrap.dedent(text), "running_word_counts", "update_count")
    assert lost(report) == {"running_word_counts"}
    shown = next(check.counterexample for check in only_failed(report) if check.id == "counts_since_the_start")
    assert shown.batches <= 2
    assert shown.lines <= 2


def test_kit_parts_take_the_place_of_wrong_earlier_exercises(graded):
    report = graded("def update_count(new_values, last_count):\n    return -1", "update_count", "running_word_counts")
    assert lost(report) == {"update_count"}


def test_scratch_never_runs_and_a_broken_cell_costs_nothing_else(graded):
    text = """
    ssc = StreamingContext(sc, 1)
    ssc.start()
    import time
    time.sleep(3600)
    raise SystemExit
    # %%
    def evaluate(y_true, y_pred:
        pass
    # %%
    while True:
        pass
    """
    report = graded(textwrap.dedent(text), "evaluate", "update_count")
    assert report.verdict is Verdict.PASSED


def test_a_syntax_error_costs_its_exercise(graded):
    report = graded(
        "def evaluate(y_true, y_pred:\n    pass\n# %%\ndef update_count(n, l):\n    return sum(n) + (l or 0)",
        "evaluate",
        "update_count",
        alone=True,
    )
    assert lost(report) == {"evaluate"}
    assert {check.verdict for check in only_failed(report)} == {Verdict.ERROR}
    assert only_failed(report)[0].message == (
        "`evaluate` stands in code that is not Python (line 1 of code cell 1; see the top of the report)."
    )
    assert report.message == (
        "Line 1 of code cell 1 is not Python: `def evaluate(y_true, y_pred:`: '(' was never closed."
    )


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        ("def evaluate(y_true, y_pred):\n    raise KeyError('x')", Verdict.ERROR, "raise KeyError('x')"),
        (
            "import no_such_module\ndef evaluate(y_true, y_pred):\n    return no_such_module",
            Verdict.ERROR,
            "no_such_module",
        ),
        ("def evaluate(y_true, y_pred):\n    raise NotImplementedError", Verdict.NOT_SUBMITTED, "not written"),
        ("evaluate = 3", Verdict.ERROR, "not callable"),
        ("def evaluate(y_true):\n    return 1", Verdict.ERROR, "positional argument"),
        ("import os\ndef evaluate(y_true, y_pred):\n    os._exit(0)", Verdict.ERROR, "ended"),
        ("import sys\ndef evaluate(y_true, y_pred):\n    sys.exit(0)", Verdict.ERROR, "SystemExit"),
        ("def evaluate(y_true, y_pred):\n    return evaluate(y_true, y_pred)", Verdict.ERROR, "RecursionError"),
        ("import random\ndef evaluate(y_true, y_pred):\n    return {'accuracy': random.random()}", Verdict.FAILED, ""),
    ],
)
def test_what_goes_wrong_is_told(graded, text, verdict, said):
    report = graded(text, "evaluate")
    assert report.score == 0
    assert {check.verdict for check in report.checks} == {verdict}
    assert all(said in check.message for check in report.checks)


def test_a_changing_answer_gets_a_sentence_of_its_own(graded):
    text = "calls = []\ndef update_count(n, l):\n    calls.append(1)\n"
    text += "    return sum(n) + (l or 0) + (len(calls) % 37 == 0)"
    said = [check.message for check in only_failed(graded(text, "update_count"))]
    assert any("answered differently" in message or "second time" in message for message in said)


def test_output_is_kept_for_failed_checks_only(graded):
    report = graded(
        "def update_count(n, l):\n    print('I see', n, l)\n    return sum(n) + (l or 0) if n else None", "update_count"
    )
    for check in report.checks:
        assert bool(check.student_output) == (check.verdict is not Verdict.PASSED)
    assert "I see []" in only_failed(report)[0].student_output


@pytest.mark.parametrize(
    ("body", "limits", "said"),
    [
        ("while True:\n        pass", Limits(call_cpu=3), "processor time"),
        ("import time; time.sleep(3600)", Limits(call_wall=3), "or 3 s by the clock"),
        ("import subprocess; subprocess.run(['sleep', '3600'])", Limits(call_wall=3), "or 3 s by the clock"),
    ],
)
def test_what_hangs_is_stopped_and_costs_nothing_else(graded, client, monkeypatch, body, limits, said):
    monkeypatch.setattr(client, "limits", limits)
    report = graded(f"def evaluate(y_true, y_pred):\n    {body}", "evaluate", "update_count", "predict")
    assert lost(report) == {"evaluate"}
    failed = only_failed(report)
    assert {check.verdict for check in failed} == {Verdict.TIMEOUT}
    assert all(said in check.message for check in failed)


def test_a_definition_that_hangs_costs_the_exercises_that_need_it(graded, client, monkeypatch):
    monkeypatch.setattr(client, "limits", Limits(call_cpu=3))
    text = "def forever():\n    while True: pass\nTABLE = forever()\n"
    text += "def evaluate(y_true, y_pred):\n    return TABLE[y_true]"
    report = graded(text, "evaluate", "update_count")
    assert lost(report) == {"evaluate"}
    assert {check.verdict for check in only_failed(report)} == {Verdict.TIMEOUT}


def test_the_kits_part_is_not_there_before_its_exercise_is_graded(graded, client, monkeypatch):
    asked = []
    original = client._ask

    def listen(operation, **fields):
        asked.append((operation, fields.get("name") or fields.get("exercise")))
        return original(operation, **fields)

    monkeypatch.setattr(client, "_ask", listen)
    exercises = ("vectorize", "update_count", "predict", "count_words_sql", "attach_sql_bridge")
    assert graded("", *exercises).verdict is Verdict.PASSED
    order = list(CHAPTER.grading_order)
    assert {name for operation, name in asked if operation == "load"} == set(exercises)
    for place, (operation, name) in enumerate(asked):
        if operation == "kit":
            loaded = {exercise for op, exercise in asked[place:] if op == "load"}
            assert all(order.index(name) < order.index(exercise) for exercise in loaded)


def test_a_student_without_the_kits_parts_is_graded_on_their_own(client, reference, monkeypatch):
    from autograder import grade as grading
    from autograder.submission import reading as files

    monkeypatch.setattr(Chapter, "solution", CHAPTER.solution.with_name("not there.py"))
    text = "from collections import Counter\ndef update_count(n, l):\n    return 1\n"
    cells = tuple(files.split(f"{reference}\n# %%\n{text}"))
    options = grading.Options(public_only=True, exercises=("update_count", "evaluate"))
    report = grading.grade_with(client, files.Submission("s.py", "", cells), options)
    assert lost(report) == {"update_count"}
    assert {check.visibility for check in report.checks} == {Visibility.PUBLIC}


@pytest.mark.parametrize(
    ("body", "exercises"),
    [
        ("return None", ("vectorize", "update_trending", "count_words_sql", "attach_sql_bridge")),
        ("raise ValueError", ("vectorize", "update_count", "count_words_sql", "attach_sql_bridge")),
        ("return __import__('unittest.mock').mock.MagicMock()", ("update_count", "evaluate", "get_spark_session")),
    ],
)
def test_a_function_that_does_nothing_of_use_gets_nothing(graded, body, exercises):
    report = graded("\n".join(f"def {name}(*args):\n    {body}" for name in exercises), *exercises)
    assert [check.id for check in report.checks if check.points] == []


UNTRIED = "def trending_processor():\n    raise NotImplementedError\n"
WRONG = "def trending_processor():\n    return None\n"


def test_extra_credit_that_nobody_has_tried_to_get_is_no_fault(graded):
    report = graded(UNTRIED, "update_count", "trending_processor")
    assert (report.verdict, report.score, report.extra_credit) == (Verdict.PASSED, report.max_score, 0)
    assert {check.verdict for check in report.checks if check.exercise in CHAPTER.extra_credit} == {
        Verdict.NOT_SUBMITTED
    }
    assert graded(UNTRIED, "trending_processor").verdict is Verdict.NOT_SUBMITTED


def test_extra_credit_that_somebody_has_tried_to_get_is_judged_and_costs_nothing(graded):
    report = graded(WRONG, "update_count", "trending_processor")
    assert report.verdict is not Verdict.PASSED
    assert (report.score, report.extra_credit) == (report.max_score, 0)
    assert graded("", "update_count", "trending_processor").extra_credit == 2
