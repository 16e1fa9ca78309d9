"""What students read of a hidden check."""

import dataclasses

import pytest

from autograder.model import Counterexample, Verdict, Visibility
from autograder.report.html import to_fragment
from autograder.report.students import for_students

SECRET = "what was tried"


@pytest.fixture
def check(make_check):
    """A failed check that tells all that it can."""
    return dataclasses.replace(
        make_check("evaluate", 8, Verdict.ERROR),
        title="All labels",
        message=f"{SECRET} 1",
        hint="Look at the labels.",
        counterexample=Counterexample(("call", "expected", "yours"), ((SECRET, SECRET, SECRET),)),
        student_output=f"{SECRET} 2",
    )


def test_of_a_hidden_check_they_read_what_it_is_about(make_report, check):
    shown = to_fragment(for_students(make_report([dataclasses.replace(check, visibility=Visibility.HIDDEN)])))
    assert SECRET not in shown
    for told in ("All labels", "raised an error", "Look at the labels.", "-8", "What was tried is not shown."):
        assert told in shown


def test_of_a_public_check_they_read_everything(make_report, check):
    report = make_report([dataclasses.replace(check, visibility=Visibility.PUBLIC)])
    assert for_students(report) == report
    assert to_fragment(report).count(SECRET) == 5


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.NOT_SUBMITTED])
def test_nothing_is_said_of_a_hidden_check_that_did_not_fail(make_report, check, verdict):
    hidden = dataclasses.replace(check, verdict=verdict, visibility=Visibility.HIDDEN)
    shown = next(one for one in for_students(make_report([hidden])).checks if one.id == check.id)
    assert (shown.message, shown.counterexample, shown.student_output) == ("", None, "")


def test_points_and_verdicts_stay(partial):
    shown = for_students(partial)
    assert [(one.id, one.points, one.verdict) for one in shown.checks] == [
        (one.id, one.points, one.verdict) for one in partial.checks
    ]
    assert dataclasses.replace(shown, checks=()) == dataclasses.replace(partial, checks=())
