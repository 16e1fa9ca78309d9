"""Answers as the judge reads them."""

import pytest

from autograder.judge.compare import exact, loose, show
from autograder.judge.faults import DiedError
from autograder.judge.values import Array, Number, Other, Row, Series, Sparse, Time, Tuple, read


def test_types_are_told_apart():
    assert not exact(1, True)
    assert not exact(1, 1.0)
    assert not exact(1, Number("i", 1))
    assert not exact([1], Tuple((1,)))
    assert not exact([1, 2], [1])
    assert exact(Tuple((1, "a")), Tuple((1, "a")))
    assert exact([[1], None], [[1], None])


def test_what_a_contract_leaves_open_is_made_equal():
    answers = [
        [1, 2],
        Tuple((1, 2)),
        Array("i", (2,), (1, 2)),
        [Number("i", 1), 2],
        Row(("a", "b"), (1, 2)),
        Series((1, 2)),
    ]
    assert all(loose(answer) == [1, 2] for answer in answers)
    assert loose(Array("f", (2, 2), (1.0, 2.0, 3.0, 4.0))) == [[1.0, 2.0], [3.0, 4.0]]
    assert loose(True) is True


@pytest.mark.parametrize(
    "message",
    [
        {"$": "nonsense"},
        {"items": []},
        {"$": "tuple"},
        {"$": "tuple", "items": 3},
        {"$": "array", "kind": "i", "shape": ["x"], "items": []},
        {"$": "sparse", "format": "csr", "kind": "i", "shape": [1, 1], "entries": [[0]]},
        {"$": "sparse", "format": "csr", "kind": "i", "shape": [1, 1], "entries": [["0", 0, 1]]},
        {"$": "sparse", "format": "csr", "kind": "i", "shape": [], "entries": []},
        {"$": "sparse", "format": "csr", "kind": "i", "shape": [-1, 2], "entries": []},
        {"$": "sparse", "format": "csr", "kind": "i", "shape": [1, 1, 1], "entries": []},
        {"$": "time", "ms": True},
        {"$": "float", "is": "1"},
        {"$": "dict", "items": [[1]]},
        {"$": ["tuple"]},
    ],
)
def test_what_no_harness_sends_is_refused(message):
    with pytest.raises(DiedError):
        read([message])


def test_a_series_is_no_array():
    assert read({"$": "series", "items": [0, 2]}) == Series((0, 2))
    assert not exact(Series((0, 2)), Array("i", (2,), (0, 2)))


def test_a_hostile_shape_is_not_unfolded():
    from autograder.checks.vectorizing import rows

    assert rows(Sparse("csr", "i", (10**9, 10**9), ())) is None
    assert rows(Sparse("csr", "i", (2, 2), ((0, 5, 1),))) is None
    assert rows(Sparse("csr", "i", (2,), ())) is None
    assert rows(Sparse("csr", "i", (-1, 2), ())) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("it's", '"it\'s"'),
        (Tuple((1,)), "(1,)"),
        (Tuple((1, [2])), "(1, [2])"),
        (Number("i", 3), "3 (a numpy int)"),
        (Row(("word", "total"), ("a", 1)), "Row(word='a', total=1)"),
        (Series((0, "a")), "Series([0, 'a'])"),
        (Other("nan"), "nan"),
        (Other("DStream"), "<DStream>"),
        ("x" * 1000, "'" + "x" * 298 + "…"),
    ],
)
def test_values_are_shown_as_a_student_writes_them(value, text):
    assert show(value) == text


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "1970-01-01 00:00:00"),
        (1_767_600_001_000, "2026-01-05 08:00:01"),
        (1_500, "1970-01-01 00:00:01.500000"),
        (10**20, "100000000000000000000 ms since 1970"),
    ],
)
def test_a_time_is_shown_as_a_reader_wants_it(ms, shown):
    assert show(Time(ms)) == shown
