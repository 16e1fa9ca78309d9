"""What students read of a hidden check."""

import dataclasses

import pytest

from autograder.model import Counterexample, Verdict, Visibility
from autograder.report.html import to_fragment
from autograder.report.shown import shown

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


def test_of_a_hidden_check_they_read_the_points_and_the_hint(make_report, check):
    page = to_fragment(shown(make_report([dataclasses.replace(check, visibility=Visibility.HIDDEN)])))
    assert SECRET not in page
    assert "All labels" not in page
    for told in ("hidden check 1", "raised an error", "Look at the labels.", "-8"):
        assert told in page


def test_of_a_public_check_they_read_everything(make_report, check):
    report = make_report([dataclasses.replace(check, visibility=Visibility.PUBLIC)])
    assert shown(report) == report
    assert to_fragment(report).count(SECRET) == 5


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.NOT_SUBMITTED])
def test_nothing_is_said_of_a_hidden_check_that_did_not_fail(make_report, check, verdict):
    hidden = dataclasses.replace(check, verdict=verdict, visibility=Visibility.HIDDEN)
    (one,) = [one for one in shown(make_report([hidden])).checks if one.visibility is Visibility.HIDDEN]
    assert (one.message, one.counterexample, one.student_output) == ("", None, "")


def test_points_and_verdicts_stay(partial):
    page = shown(partial)
    assert [(one.exercise, one.points, one.verdict) for one in page.checks] == [
        (one.exercise, one.points, one.verdict) for one in partial.checks
    ]
    assert dataclasses.replace(page, checks=()) == dataclasses.replace(partial, checks=())
