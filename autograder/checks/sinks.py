"""What the sink of a classifier is told: true labels and predicted ones, each beside its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograder.checks.learning import Twin
from autograder.judge.compare import exact, loose, show
from autograder.judge.harness import Batch


def decided(twin: Twin, batch: Batch) -> Batch:
    """A batch without the tweets whose label hangs on rounding."""
    clear = set(twin.model.decided([text for text, _ in batch.items]))
    return replace(batch, items=tuple(pair for pair in batch.items if pair[0] in clear))


def wrong_calls(
    calls: list[Any], labels: list[int], predicted: list[int], number: int, due: tuple[str, Any] = ("time", None)
) -> str:
    """What is wrong with the calls of a sink in a batch, nothing where all is right.

    `due` is the name of the first argument, and what it has to be; None for anything.
    """
    if len(calls) != bool(labels):
        return f"The sink was called {len(calls)} times in batch {number}, not {'once' if labels else 'never'}."
    if not calls:
        return ""
    if len(calls[0]) != 4:
        return f"The sink was not called as `sink({due[0]}, y_true, y_pred)`."
    _, stamp, y_true, y_pred = calls[0]
    if due[1] is not None and not exact(stamp, due[1]):
        giver = "foreachRDD" if due[0] == "time" else "foreachBatch"
        return f"The sink was not given the {due[0]} that {giver} gave."
    true, pred = loose(y_true), loose(y_pred)
    if not isinstance(true, list) or not isinstance(pred, list) or len(true) != len(pred):
        return "The labels and the predictions are not two sequences of the same length."
    if sorted(true, key=repr) != sorted(labels):
        return "The labels are not those of the batch."
    pairs = sorted(zip(true, pred, strict=True), key=repr)
    if pairs != sorted(zip(labels, predicted, strict=True), key=repr):
        return "The predictions are not those of the model as it was before the batch, each beside its label."
    return ""


def sink_text(calls: list[Any]) -> str:
    """The calls of a sink as they stand in a table."""
    said = []
    for one in calls[:3]:
        match one:
            case [_, _, true, pred]:
                said.append(f"true {show(loose(true), 150)}, predicted {show(loose(pred), 150)}")
            case _:
                said.append(f"sink({', '.join(show(value, 100) for value in one[1:])})")
    return "; ".join(said) + ("; …" if len(calls) > 3 else "") or "no call"
