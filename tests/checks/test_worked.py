"""Worked examples in place of answers: what a student's bundle has of the checks that compare with a plain value."""

import importlib
import json
import pkgutil
import types

import pytest

from autograder.checks import answers, public, worked
from autograder.judge.checking import Mismatch, check, explore


@pytest.fixture(scope="module")
def checks():
    modules = (importlib.import_module(f"{public.__name__}.{m.name}") for m in pkgutil.iter_modules(public.__path__))
    return [found for module in modules for name, found in vars(module).items() if name.startswith("check_")]


def test_each_check_with_an_answer_has_examples_the_smallest_first(checks):
    examples = json.loads(worked.work(checks))
    assert examples.keys() == answers.OF_CHECKS.keys()
    for each in examples.values():
        assert len(each) > 100
        inputs = [{name: value for name, value in one.items() if name != "expected"} for one in each]
        sizes = [len(json.dumps(one).replace("null", "")) for one in inputs]
        assert sizes == sorted(sizes)
    assert examples["new_values_are_added"][0] == {"values": [0], "last": None, "expected": 0}
    assert all(sum(one["values"]) + (one["last"] or 0) == one["expected"] for one in examples["new_values_are_added"])


def test_what_seed_0_draws_is_among_the_examples(checks):
    (busy,) = (one for one in checks if one.check.id == "busy_batches_add_up")
    examples = [one["history"] for one in json.loads(worked.work(checks))["busy_batches_add_up"]]
    assert all(drawn["history"] in examples for drawn in busy.inputs(0))


def test_without_the_answers_the_examples_are_read(monkeypatch, tmp_path):
    monkeypatch.setattr(worked, "ANSWERS", "autograder.checks.not_there")
    monkeypatch.setattr(worked, "FILE", tmp_path / "worked.json")
    (tmp_path / "worked.json").write_text('{"doubles": [{"n": 1, "expected": 2}, {"n": 5, "expected": 10}]}')
    seen = []

    @check("double", 1)
    @explore(20, expected=worked.expected("doubles"))
    def check_doubles(harness, n, expected):
        """It doubles."""
        seen.append(n)
        if n + 1 != expected:
            raise Mismatch(f"{n} is not doubled")

    with pytest.raises(Mismatch, match="5 is not doubled"):
        check_doubles(types.SimpleNamespace())
    assert seen == [1, 5]
    worked._file.cache_clear()
