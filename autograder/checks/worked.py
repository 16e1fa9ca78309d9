"""What public checks expect of plain functions: any answer, or in a student's bundle that of worked examples.

The examples are the inputs that seed 0 draws, and small ones that other seeds draw: a bundle judges as the kit does.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ANSWERS = "autograder.checks.answers"
FILE = Path(__file__).with_name("worked.json")
_OTHER_SEEDS = (1, 2)
_SMALL = 60
"""Examples of other seeds for each check: the smallest."""

Expected = Callable[..., Any] | list[Mapping[str, Any]]


def expected(check: str) -> Expected:
    """The answer to any input of a check; or worked examples, the smallest first, each with what is `expected`."""
    if importlib.util.find_spec(ANSWERS) is None:
        examples: Expected = _file()[check]
        return examples
    answer: Callable[..., Any] = importlib.import_module(ANSWERS).OF_CHECKS[check]
    return answer


@cache
def _file() -> dict[str, Any]:
    worked: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return worked


def work(checks: Iterable[Callable[..., None]]) -> str:
    """The text of `worked.json` for those of these checks that compare with an answer."""
    worked = {
        check.check.id: _examples(check.inputs, check.expected)  # type: ignore[attr-defined]
        for check in checks
        if callable(getattr(check, "expected", None))
    }
    rows = {check: ",\n".join(map(json.dumps, examples)) for check, examples in sorted(worked.items())}
    return "{\n" + ",\n".join(f'"{check}": [\n{text}\n]' for check, text in rows.items()) + "\n}\n"


def _examples(inputs: Callable[[int], list[dict[str, Any]]], answer: Callable[..., Any]) -> list[Any]:
    texts = set(map(json.dumps, inputs(0)))
    others = {json.dumps(drawn) for seed in _OTHER_SEEDS for drawn in inputs(seed)} - texts
    chosen = [*texts, *sorted(others, key=_size)[:_SMALL]]
    drawn = [json.loads(text) for text in sorted(chosen, key=_size)]
    return [each | {"expected": answer(**each)} for each in drawn]


def _size(text: str) -> tuple[int, str]:
    return len(text.replace("null", "")), text
