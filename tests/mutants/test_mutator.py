"""The mutator changes one thing at a time, and what became of mutants is judged as it should be."""

from __future__ import annotations

import ast

import pytest

from autograder.checks.chapter import CHAPTER
from autograder.handout.release import answer_cells
from tests.mutants import run
from tests.mutants.mutator import Mutant, mutants, unchanged


def lines(body, parameters="a, b"):
    """The changed lines of all mutants of a small function."""
    return {mutant.after for mutant in mutants("f", f"def f({parameters}):\n    {body}")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a == 2", {"return a != 2", "return a <= 2", "return a >= 2", "return a == 3", "return a == 1"}),
        ("return a + b", {"return a - b", "return a * b", "return a", "return b"}),
        ("return a or b", {"return a and b", "return a", "return b"}),
        ("return not a", {"return a"}),
        ("return a is not b", {"return a is b"}),
        ("return a.g(b, k=1)", {"return a", "return b", "return a.g(k=1)", "return a.g(b)", "return a.g(b, k=2)"}),
        ("return a(1, b)", {"return a(b)", "return a(1)", "return a(b, 1)", "return 1"}),
        ("return 'two words'", {"return ''", "return 'two wordsx'", "return 'words'", "return 'two'"}),
        ("return [a, b]", {"return [a]", "return [b]", "return [b, a]"}),
        ("return {'k': a}", {"return {}", "return {'': a}", "return {'kx': a}"}),
        ("return a[1:]", {"return a", "return a[:]", "return a[2:]", "return a[0:]"}),
        ("return (lambda x: x)", {"return lambda x: None"}),
        ("return True", {"return False"}),
        ("return None", {"return 0"}),
        ("if a: b()", {"if True:", "if False:", "if not a:"}),
        ("a(); return b", {"return b; a()", "return None"}),
    ],
)
def test_changes(body, expected):
    assert expected <= lines(body)


def test_returned_values_and_statements_are_dropped():
    assert {"return None", "pass"} <= lines("return a")


def test_what_is_no_answer_stays():
    cell = 'def f(a: int = 3) -> "text":\n    """Words and 1."""\n    return a\n\n\ndef g():\n    return 5'
    for mutant in mutants("f", cell):
        changed = ast.parse(mutant.code)
        assert ast.unparse(changed.body[0].args) == "a: int=3"
        assert ast.unparse(changed.body[0].returns) == "'text'"
        assert ast.get_docstring(changed.body[0]) == "Words and 1."
        assert ast.unparse(changed.body[1]) == "def g():\n    return 5"


@pytest.mark.parametrize(("name", "cell"), answer_cells(CHAPTER.solution).items())
def test_every_mutant_of_the_reference_is_another_program(name, cell):
    found = mutants(name, cell)
    assert len(found) >= 5
    codes = [unchanged(name, cell).code, *(mutant.code for mutant in found)]
    trees = [ast.dump(ast.parse(code)) for code in codes]
    assert len(set(trees)) == len(trees)
    assert len({mutant.key for mutant in found}) == len(found)


def test_equal_statements_are_told_apart():
    cell = "def f(a):\n    if a:\n        return 1\n    return 1"
    changes = [mutant.key for mutant in mutants("f", cell) if mutant.after == "return 2"]
    assert changes == [("f", "return 1", "return 2", 0), ("f", "return 1", "return 2", 1)]


ONE = Mutant("f", "return 1", "return 2", 0, "")
SAME = Mutant("f", "", "", 0, "")


def test_a_survivor_that_is_not_listed_is_wrong():
    verdicts = run.judge([run.Graded(ONE, run.FULL)], {}, ["f"])
    assert verdicts.survived == [ONE]
    assert not verdicts.right


def test_a_killed_mutant_and_a_listed_survivor_are_right():
    assert run.judge([run.Graded(ONE, run.FEWER)], {}, ["f"]).killed == [ONE]
    verdicts = run.judge([run.Graded(SAME, run.FULL), run.Graded(ONE, run.FULL)], {ONE.key: "reason"}, ["f"])
    assert verdicts.equivalent == [ONE]
    assert verdicts.right


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([run.Graded(ONE, run.FEWER)], "it was killed"),
        ([], "no such mutant any more"),
        ([run.Graded(ONE, run.NONE, "no Java")], "The grader itself failed: no Java"),
        ([run.Graded(ONE, run.FULL), run.Graded(SAME, run.FEWER)], "without a change loses points"),
    ],
)
def test_a_list_that_is_not_true_is_wrong(results, said):
    verdicts = run.judge(results, {ONE.key: "reason"}, ["f"])
    assert said in verdicts.complaints[0]
    assert not verdicts.right


def test_other_exercises_lists_are_left_alone():
    assert run.judge([], {ONE.key: "reason"}, ["g"]).right


def test_every_listed_mutant_exists_and_has_a_reason():
    known = run.listed(run.EQUIVALENT.read_text("utf-8"))
    there = {m.key for name, cell in answer_cells(CHAPTER.solution).items() for m in mutants(name, cell)}
    assert known.keys() <= there
    assert all(len(reason) > 20 for reason in known.values())
