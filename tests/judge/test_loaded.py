"""What a harness says of an exercise is read from a process that may say anything."""

import pytest

from autograder.judge.loaded import Loaded, Traits, read, sentences


def test_what_a_harness_says_is_read():
    told = {
        "uses": ["b", "c"],
        "traits": {"kind": "function", "returns": "never", "shows": True, "given": ["x"], "hidden": {"sum": "sum = 0"}},
        "notes": ["`N` is assigned twice."],
        "broken": ["Line 1 of cell 2 is not Python."],
    }
    traits = Traits(kind="function", returns="never", shows=True, given=("x",), hidden={"sum": "sum = 0"})
    assert read(told, ["a", "b"]) == Loaded(("b",), traits, tuple(told["notes"]), tuple(told["broken"]))


@pytest.mark.parametrize(
    "told",
    [
        None,
        3,
        [1, 2],
        {},
        {"uses": "ab", "traits": [], "notes": {"a": 1}, "broken": 7},
        {
            "uses": [["a"], 1, None],
            "traits": {"kind": 1, "shows": 1, "hidden": {"sum": 3}},
            "notes": [{}],
            "broken": [0],
        },
    ],
)
def test_what_has_another_form_is_passed_over(told):
    assert read(told, ["a"]) == Loaded()


def test_all_of_it_has_a_size():
    told = {"notes": [f"{'x' * 5000}{n}" for n in range(3)] + [str(n) for n in range(5000)], "broken": ["a\nb", "a"]}
    loaded = read(told)
    assert len(loaded.notes) <= 20
    assert max(map(len, loaded.notes)) <= 300
    assert loaded.broken == ("a",)
    assert len(sentences("x\n" * 100_000)) == 1
    assert sentences(None) == sentences("") == ()
