"""A large example that fails is made smaller, within a budget."""

from autograder.judge.smaller import is_large, smallest


def failing(when):
    asked = []

    def fails(example):
        asked.append(example)
        return ValueError(repr(example)) if when(example) else None

    return fails, asked


def test_a_list_and_its_texts_lose_what_does_not_matter():
    fails, _ = failing(lambda e: any("#" in text for text in e["tweets"]))
    found = smallest({"tweets": ["a b"] * 700 + ["long " * 200 + "#x"] + ["c"] * 300, "n": 3}, fails, 400)
    assert str(found) == repr({"tweets": ["#"], "n": 3})


def test_pairs_lose_their_texts():
    fails, _ = failing(lambda e: any(label == 2 for _, label in e["batch"]))
    found = smallest({"batch": [("good", 0)] * 50 + [("bad", 2)]}, fails, 200)
    assert str(found) == repr({"batch": [("d", 2)]})


def test_the_budget_holds():
    fails, asked = failing(lambda e: True)
    assert smallest({"tweets": ["a"] * 4000}, fails, 3) is not None
    assert len(asked) == 3
    assert smallest({"tweets": ["a"] * 4000}, fails, 0) is None


def test_what_is_smallest_stays():
    fails, _ = failing(lambda e: False)
    assert smallest({"tweets": ["a", "b"]}, fails, 100) is None


def test_only_what_nobody_reads_is_large():
    assert is_large({"tweets": ["a"] * 100})
    assert not is_large({"tweets": ["a"] * 5})
