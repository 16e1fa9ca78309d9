"""Patterns of failed checks, the names that they get, and how that is proved, on made-up checks."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.feedback import misconceptions
from autograder.feedback.misconceptions import Known, cross_validate, form, misconception, pattern, relation, with_names
from autograder.model import LOOKS_LIKE, CheckResult, Counterexample, Verdict, Visibility


def check(name="adds", verdict=Verdict.FAILED, message="The sum is wrong.", row=None, batches=1, exercise="add"):
    table = Counterexample(("call", "expected", "yours"), (row,), batches) if row else None
    return CheckResult(name, exercise, name, 0, 1, verdict, Visibility.PUBLIC, message, "Add.", table)


PASSED = check("is_int", Verdict.PASSED, "")


def known(fault, name, *checks, exercise="add"):
    return Known(fault, exercise, name, pattern(checks or [check()]))


@pytest.mark.parametrize(
    ("expected", "yours", "said"),
    [
        ("3", "3", "alike"),
        ("3", "2", "smaller"),
        ("3", "-4", "smaller"),
        ("a 1, b 2", "a 2, b 2", "larger"),
        ("[1, 2]", "[2, 1]", "another order"),
        ("[1, 5]", "[2, 4]", "other numbers"),
        ("3", "3.0", "the same otherwise written"),
        ("a 1", "None", "nothing"),
        ("no call", "a 1", "something for nothing"),
        ("a 1", "KeyError: 'a'", "an error"),
        ("a 1, b 2", "a 1", "less"),
        ("a 1", "a 1, b 2", "more"),
        ("a b", "b a", "another order"),
        ("The a", "the a", "another case"),
        ("a 1", "<Session>", "other"),
        ("", "", "alike"),
    ],
)
def test_how_an_answer_stands_to_the_expected_one(expected, yours, said):
    assert relation(expected, yours) == said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(['good bad', 'good'])", "f(['late train', 'late'])", True),
        ("f(['good bad', 'good'])", "f(['late train', 'train'])", False),
        ("f(['Good', 'good'])", "f(['Bad', 'bad'])", True),
        ("f(['good  bad'])", "f(['good bad'])", False),
        ("f([7], 12)", "f([9], 345)", True),
        ("f([0], None)", "f([7], None)", False),
        ("f(['a'])", "g(['a'])", False),
    ],
)
def test_the_form_of_an_input_is_free_of_its_data(one, other, same):
    assert (form(one) == form(other)) is same


def test_a_pattern_holds_the_failed_checks_only():
    assert pattern([check(), PASSED]).keys() == {"adds"}
    assert pattern([PASSED]) == {}


@pytest.mark.parametrize(
    "other",
    [
        check(verdict=Verdict.TIMEOUT),
        check(message="The answer is no number."),
        check(verdict=Verdict.ERROR, message="It raised KeyError: 'a'\nat `d[a]` in `add`"),
        check(row=("add(1)", "2", "1")),
        check("is_int"),
    ],
)
def test_another_way_to_fail_is_another_pattern(other):
    assert pattern([check()]) != pattern([other])


def test_data_makes_no_other_pattern():
    first = check(message="The sum of 3 numbers is wrong. It starts from [('a', 1)].", row=("add([7, 8])", "15", "14"))
    second = check(message="The sum of 4 numbers is wrong. It starts from [].", row=("add([9, 4])", "13", "6"))
    assert pattern([first]) == pattern([second])
    raised = [check(verdict=Verdict.ERROR, message=f"It raised KeyError: {key}\nat `d[k]`") for key in ("'a'", "'b'")]
    assert pattern(raised[:1]) == pattern(raised[1:])
    assert pattern([check(row=("add()", "2", "1"), batches=2)]) != pattern([check(row=("add()", "2", "1"))])


def test_a_name_is_given_when_all_that_are_known_share_it():
    faults = [known("one", "it adds twice."), known("two", "it adds twice."), known("three", "no.", check("is_int"))]
    assert misconception([check(), PASSED], faults) == "it adds twice."
    assert misconception([check(), PASSED], [*faults, known("four", "it never adds.")]) is None
    assert misconception([check(), PASSED], [*faults, known("four", None)]) is None
    assert misconception([check(), PASSED], []) is None
    assert misconception([PASSED], faults) is None
    assert misconception([dataclasses.replace(check(), exercise="other")], faults) is None


def test_there_is_no_telling_without_all_checks():
    fault, other = known("one", "it adds twice."), known("two", None, check("hidden"))
    passed = check("hidden", Verdict.PASSED)
    assert misconception([check(), passed], [fault, other]) == "it adds twice."
    assert misconception([check()], [fault, other]) is None


def test_the_first_failed_check_of_the_exercise_tells_the_name():
    checks = [PASSED, check(), check("second"), check(exercise="other")]
    told = with_names(checks, [known("one", "it adds twice.", check(), check("second"))])
    assert [each.hint for each in told] == ["Add.", f"Add.\n{LOOKS_LIKE}it adds twice.", "Add.", "Add."]
    assert with_names(checks, []) == checks


def test_a_check_without_a_hint_still_tells_the_name():
    bare = dataclasses.replace(check(), hint="")
    (told,) = with_names([bare], [known("one", "it waits.", bare)])
    assert told.hint == "Looks like: it waits."


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": Verdict.TIMEOUT},
        {"cause": "It gave back nothing."},
        {"verdict": Verdict.ERROR, "message": "It raised NameError: name 'x' is not defined"},
        {"verdict": Verdict.ERROR, "message": "It raised UnboundLocalError: cannot access local variable 'x'"},
        {"verdict": Verdict.ERROR, "message": "It raised ModuleNotFoundError: No module named 'x'"},
        {"verdict": Verdict.ERROR, "message": "It raised PySparkTypeError: [NOT_ITERABLE] Column is not iterable."},
    ],
)
def test_what_is_no_wrong_answer_gets_no_name(change):
    one = dataclasses.replace(check(), **change)
    assert with_names([one], [known("one", "it waits.", one)]) == [one]


def test_an_error_of_none_is_told_from_other_errors_of_its_type():
    of_none, other = (
        dataclasses.replace(check(verdict=Verdict.ERROR), message=f"It raised TypeError: {said}")
        for said in ("'NoneType' object is not iterable", "can only concatenate str")
    )
    name = [known("one", "a state is thought to be there.", of_none)]
    assert with_names([of_none], name)[0].hint.endswith("a state is thought to be there.")
    assert with_names([other], name) == [other]


def test_each_fault_is_looked_up_among_the_others():
    other = check(message="Nothing came.")
    faults = [
        known("a", "it adds twice."),
        known("b", "it adds twice."),
        known("alone", "it never adds.", other),
        known("untold", None, check("is_int")),
    ]
    figures = cross_validate(faults)
    assert (figures.right, figures.unnamed, figures.wrong) == (2, 1, ())


@pytest.mark.parametrize("name", [None, "it never adds."])
def test_a_wrong_name_is_seen(name):
    faults = [known("a", "it adds twice."), known("b", "it adds twice."), known("c", name)]
    figures = cross_validate(faults)
    assert [(fault.fault, said) for fault, said in figures.wrong] == [("c", "it adds twice.")]
    assert (figures.right, figures.unnamed) == (0, 2)


def test_known_faults_are_written_and_read(tmp_path):
    path = tmp_path / "misconceptions.json"
    faults = [known("b", "it adds „twice“."), known("a", None)]
    misconceptions.write(faults, path)
    assert misconceptions.read(path) == (faults[1], faults[0])
    assert misconceptions.read(tmp_path / "none.json") == ()
