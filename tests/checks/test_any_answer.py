"""Whatever a submission answers, a check says that it is wrong, and never fails by itself."""

from __future__ import annotations

import importlib
import pkgutil
from random import Random

import pytest
from hypothesis.errors import Flaky

from autograder.checks import hidden, public
from autograder.judge.checking import Mismatch
from autograder.judge.determinism import pinned
from autograder.judge.faults import DiedError, SubmissionError
from autograder.judge.harness import Harness
from autograder.judge.limits import Limits
from autograder.wire import encode

NUMBERS = [
    0,
    1,
    -1,
    2**70,
    10**399,
    0.5,
    1e308,
    True,
    {"$": "float", "is": "nan"},
    {"$": "numpy", "kind": "i", "is": 1},
]
KEYS = ["word", "a", "", "\ud83d", None, *NUMBERS]
ODD = [
    [],
    {"$": "tuple", "items": []},
    {"$": "array", "kind": "f", "shape": [1000000000, 0], "items": []},
    {"$": "array", "kind": "O", "shape": [2, 3, 1], "items": ["x", None]},
    {"$": "array", "kind": "i", "shape": [], "items": [3]},
    {"$": "array", "kind": "i", "shape": [-1, 2], "items": []},
    {"$": "sparse", "format": "csr", "kind": "i", "shape": [10**9, 10**9], "entries": []},
    {"$": "sparse", "format": "coo", "kind": "O", "shape": [1, 1], "entries": [[5, -5, "x"]]},
    {"$": "sparse", "format": "csr", "kind": "i", "shape": [3], "entries": []},
    {"$": "table", "columns": ["a", "a"], "rows": [[1], [None, "x", 3]]},
    {"$": "table", "columns": [], "rows": []},
    {"$": "dataframe", "columns": ["word", "total"], "rows": [[], ["a"], [1, 2, 3]]},
    {"$": "dataframe", "columns": ["word", "total"], "rows": [[None, None], ["a", "x"], [[], 1]]},
    {"$": "dataframe", "columns": [None, 3], "rows": []},
    {"$": "dataframe", "columns": ["word"], "rows": [[[1]], [None]]},
    {"$": "row", "names": ["a"], "items": [1, 2]},
    {"$": "series", "items": [1, "x", None]},
    {"$": "time", "ms": 1_767_600_001_000},
    {"$": "time", "ms": 10**399},
    {"$": "sparse", "format": "csr", "kind": "i", "shape": [10**12, 0], "entries": []},
    {"$": "sparse", "format": "csr", "kind": "i", "shape": [2, 2], "entries": [[0, 0, [1]]]},
    {"$": "table", "columns": ["a"], "rows": [[[1]]]},
    {"$": "array", "kind": "i", "shape": [1] * 500, "items": [1]},
    {"$": "array", "kind": "i", "shape": [1] * 60, "items": [1]},
    {"$": "array", "kind": "f", "shape": [1, 3], "items": [10**399, 1e308, 0.5]},
    {"$": "object", "type": "MultinomialNB"},
    {"$": "object", "type": "DataFrame"},
]


class Oracle:
    """A client whose harness answers nonsense, chosen by a seed."""

    limits = Limits(small_calls=5, small_streams=3)
    student_output = ""
    loaded = ""

    def __init__(self, number: int) -> None:
        self._random = Random(number)
        self.requests = 0

    def begin_check(self) -> None:
        pass

    def take_time(self, ms: int = 0) -> int:
        return 0

    def student(self, operation: str, **fields: object) -> object:
        self.requests += 1
        encode({"id": "", "op": operation, **fields})  # nothing of an answer finds its way into a question
        if self._random.random() < 0.05:
            raise SubmissionError("ValueError", "no", "line", "f")
        match operation:
            case "do":
                return [self._value(3) for step in fields["steps"] if not step["keep"]]
            case "open":
                count = len(fields["expression"]) if isinstance(fields["expression"], list) else 1
                return {"state": "ACTIVE", "returned": ["DStream"] * count}
            case _:
                calls = [
                    [self._random.choice(("sink", "sink", "other", self._value(1))), *self._values()]
                    for _ in range(self._few())
                ]
                answers = {f"answer {n}": [self._record() for _ in range(self._few())] for n in range(2)}
                return {"outputs": answers, "calls": calls}

    def kit(self, operation: str, **fields: object) -> object:
        self.requests += 1
        return True

    def load(self, exercise: str) -> None:
        self.loaded = exercise

    def close_stream(self) -> None:
        pass

    def _values(self) -> list[object]:
        return [self._value(2) for _ in range(self._random.randint(0, 4))]

    def _few(self) -> int:
        return self._random.choice((0, 1, 1, 1, 2))

    def _record(self) -> object:
        pair = [self._random.choice(KEYS), self._random.choice(NUMBERS)]
        odd = [self._random.choice(ODD), 1]
        return self._random.choice(({"$": "tuple", "items": pair}, pair, odd, self._value(2)))

    def _value(self, depth: int) -> object:
        pool = self._random.choice((NUMBERS, KEYS, ODD, ODD))
        if depth and self._random.random() < 0.35:
            inner = [self._value(depth - 1) for _ in range(self._few())]
            numbers = [self._random.choice(KEYS) for _ in range(self._random.randint(0, 4))]
            return self._random.choice(
                (
                    inner,
                    {"$": "tuple", "items": inner},
                    {"$": "dict", "items": [[self._random.choice(KEYS), one] for one in inner]},
                    {"$": "dict", "items": [[name, self._value(1)] for name in ("accuracy", "confusion_matrix")]},
                    {"$": "array", "kind": self._random.choice("iufO"), "shape": [len(numbers)], "items": numbers},
                    {"$": "dataframe", "columns": ["word", "total"], "rows": [numbers, inner]},
                    {"$": "table", "columns": numbers, "rows": [numbers, inner]},
                )
            )
        return self._random.choice(pool)


def check_functions():
    for package in (public, hidden):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for name, found in vars(importlib.import_module(module.name)).items():
                if name.startswith("check_"):
                    yield pytest.param(found, id=f"{name}")


def hint_of(hint, failure):
    return hint if isinstance(hint, str) else hint(failure.facts)


@pytest.mark.parametrize("function", list(check_functions()))
def test_nonsense_is_a_mismatch(function):
    told, hints = 0, []
    for number in range(20):
        harness = Harness(Oracle(number), number)
        with pinned():
            try:
                function(harness)
            except (Mismatch, SubmissionError) as failure:
                told += 1
                hints.append(hint_of(function.check.hint, failure))
            except (DiedError, Flaky):
                told += 1
    assert told > 12
    assert all(isinstance(hint, str) for hint in hints)
