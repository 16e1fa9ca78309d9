"""A report for the cell of a notebook: never more than a page, and nothing is lost of what is short."""

import dataclasses

import pytest

from autograder.model import Counterexample, Verdict
from autograder.report import brief as short
from autograder.report.brief import brief

TABLE = ("batch", "lines in", "expected", "yours")


@pytest.fixture
def mistake(make_check):
    def make(message="Wrong.", rows=2, cell="a 1"):
        table = Counterexample(TABLE, tuple((str(number), cell, cell, "") for number in range(1, rows + 1)))
        check = make_check("evaluate", 2, Verdict.FAILED, counterexample=table)
        return dataclasses.replace(check, message=message, hint="Look again.")

    return make


def failed(report):
    return [check for check in report.checks if check.verdict is Verdict.FAILED]


def test_what_is_short_stays(partial, perfect, make_report, mistake):
    assert brief(perfect) == perfect
    report = make_report([mistake()] * 3)
    assert brief(report) == report
    assert brief(partial).exercises == partial.exercises


def test_long_texts_are_cut(make_report, mistake):
    (check,) = failed(brief(make_report([mistake("many words " * 100, cell="b" * 500)])))
    assert short.TEXT - 1 <= len(check.message) <= short.TEXT
    assert check.message.endswith("more characters)")
    assert {len(cell) for row in check.counterexample.rows for cell in row[1:3]} == {short.CELL}
    (check,) = failed(brief(make_report([mistake("line\n" * 50)])))
    assert check.message.split("\n") == ["line"] * (short.LINES - 1) + ["…"]


def test_a_long_history_shows_how_it_begins_and_ends(make_report, mistake):
    (check,) = failed(brief(make_report([mistake(rows=20)])))
    assert [row[0] for row in check.counterexample.rows] == ["1", "2", "3", "4", "…", "20"]
    assert {len(row) for row in check.counterexample.rows} == {len(TABLE)}


def test_the_first_mistakes_get_the_room(make_report, mistake):
    checks = failed(brief(make_report([mistake("word " * 100, rows=8, cell="c" * 60)] * 4)))
    assert [check.counterexample is not None for check in checks] == [True, False, False, False]
    assert all(check.message.endswith(short.LATER) for check in checks[1:])
    assert all(check.points == 0 and check.hint == "Look again." for check in checks)
