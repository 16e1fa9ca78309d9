"""What is said of an exercise whose fault lies in an earlier one of the same submission."""

import pytest

from autograder.feedback.needs import unproved, with_needs
from autograder.model import CheckResult, Counterexample, Verdict, Visibility


def result(exercise, verdict, message="", needs=()):
    table = Counterexample(("call",), (("f()",),)) if verdict is Verdict.FAILED else None
    return CheckResult(
        f"{exercise}_works", exercise, "It works.", 0, 1, verdict, Visibility.PUBLIC, message, "H.", table, "out", needs
    )


def told(*checks):
    return {check.exercise: check for check in with_needs(checks, checks)}


def test_an_earlier_exercise_that_is_not_written_is_named_in_place_of_what_it_broke():
    checks = [
        result("update_count", Verdict.NOT_SUBMITTED, "`update_count` is not written yet."),
        result("running_word_counts", Verdict.ERROR, "It raised", ("update_count",)),
    ]
    found = told(*checks)
    assert found["update_count"] == checks[0]
    assert found["running_word_counts"].message == "Needs `update_count`, which is still to be written."
    assert found["running_word_counts"].verdict is Verdict.NOT_SUBMITTED
    assert found["running_word_counts"].counterexample is None


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.ERROR, Verdict.TIMEOUT])
def test_one_that_fails_is_named_before_what_is_wrong(verdict):
    found = told(result("a", verdict), result("b", verdict, "The counts differ.", ("a",)))["b"]
    assert found.message == "Needs `a`, which is not right yet: mend that one first.\nThe counts differ."
    assert (found.verdict, found.hint) == (verdict, "H.")


def test_the_first_one_that_is_not_written_comes_before_those_that_need_it():
    checks = [
        result("a", Verdict.NOT_SUBMITTED),
        result("b", Verdict.ERROR, "", ("a",)),
        result("c", Verdict.ERROR, "", ("a", "b")),
    ]
    assert told(*checks)["c"].message == "Needs `a`, which is still to be written."


def test_what_passed_or_needs_only_what_is_right_is_left_alone():
    checks = [
        result("a", Verdict.PASSED),
        result("b", Verdict.FAILED, "No.", ("a",)),
        result("c", Verdict.FAILED),
        result("d", Verdict.PASSED, "", ("c",)),
    ]
    assert with_needs(checks, checks) == checks


def test_what_a_failed_check_needs_and_nobody_has_checked():
    checks = [
        result("b", Verdict.FAILED, "", ("a", "c")),
        result("c", Verdict.PASSED, "", ("d",)),
    ]
    assert unproved(checks) == ("a",)
