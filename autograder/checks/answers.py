"""What the exercises that are plain functions of plain data should answer.

Each of these would do as a solution, so a student's bundle has `worked.json` in place of this file: see `worked`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

Pairs = list[tuple[int, int]]


def total(values: list[int], last: int | None) -> int:
    """`update_count`."""
    return sum(values) + (last or 0)


def trending(values: list[int], state: tuple[int, int] | None) -> tuple[int, int] | None:
    """`update_trending`: total and quiet batches so far, None once three in a row were quiet."""
    total, idle = state or (0, 0)
    if values:
        return total + sum(values), 0
    return (total, idle + 1) if idle + 1 < 3 else None


def states(history: list[list[int]]) -> list[tuple[int, int] | None]:
    """The states of a word after each batch; a word that is not known stays so without values."""
    after: list[tuple[int, int] | None] = []
    for values in history:
        before = after[-1] if after else None
        after.append(trending(values, before) if values or before else None)
    return after


def evaluation(y_true: list[int], y_pred: list[int]) -> tuple[float, float, list[list[int]]]:
    """Accuracy, macro F1 over all three classes, and the 3 x 3 confusion matrix (row = true label)."""
    matrix = [[0, 0, 0] for _ in range(3)]
    for true, predicted in zip(y_true, y_pred, strict=True):
        matrix[true][predicted] += 1
    right = [matrix[label][label] for label in range(3)]
    claimed = [sum(row[label] for row in matrix) for label in range(3)]
    f1 = [2 * right[k] / (sum(matrix[k]) + claimed[k]) if sum(matrix[k]) + claimed[k] else 0.0 for k in range(3)]
    return sum(right) / len(y_true), sum(f1) / 3, matrix


def measures(y_true: list[int], y_pred: list[int]) -> dict[str, Any]:
    """`evaluate`."""
    accuracy, macro_f1, matrix = evaluation(y_true, y_pred)
    return {"accuracy": accuracy, "macro_f1": macro_f1, "confusion_matrix": matrix}


def _measure(name: str) -> Callable[[Pairs], dict[str, Any]]:
    return lambda pairs: {name: measures([a for a, _ in pairs], [b for _, b in pairs])[name]}


OF_CHECKS: dict[str, Callable[..., Any]] = {
    "new_values_are_added": total,
    "busy_batches_add_up": states,
    "quiet_batches_are_counted": lambda first, quiet: states([first, *itertools.repeat([], quiet)]),
    "accuracy": _measure("accuracy"),
    "macro_f1": _measure("macro_f1"),
    "confusion_matrix": _measure("confusion_matrix"),
}
"""The public checks that expect one of these answers, and which."""
