"""Notes what the checks of an exercise ask, while a right answer is judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.cells import MEASURES, Asked
from autograder.judge.client import Client
from tests.interpreter.judging import checks_of, declared, judge_with


def most_by_check(client: Client, cells: list[str], exercise: str) -> dict[str, dict[str, int]]:
    """For each check of an exercise how much of each dimension it tries, with a right answer."""
    found: dict[str, dict[str, int]] = {}
    original = client.student
    asked = Asked()

    def student(operation: str, **fields: Any) -> Any:
        _note(asked, exercise, operation, fields)
        return original(operation, **fields)

    client.student = student  # type: ignore[method-assign]
    try:
        for function in checks_of(exercise):
            asked = Asked()
            judged = judge_with(client, cells, exercise, checks=(function,))
            assert not judged.failed, judged.failed
            found[declared(function).id] = {name: measure(asked) for name, measure in MEASURES.items()}
    finally:
        client.student = original  # type: ignore[method-assign]
    return found


def _note(asked: Asked, exercise: str, operation: str, fields: dict[str, Any]) -> None:
    match operation:
        case "do":
            for step in fields["steps"]:
                _each_call(step["expression"], exercise, lambda node: _note_call(asked, node))
        case "open":
            expressions = fields["expression"]
            asked.at_once = max(asked.at_once, len(expressions) if isinstance(expressions, list) else 1)
            asked.batches.append(0)
            asked.in_turn += 1
        case "step":
            asked.batches[-1] += 1
            for batch in fields["batches"].values():
                if batch["$"] == "rdd":
                    asked.partitions.append(batch["slices"])
                    asked.texts.append(_texts(batch["items"]))
            if fields["files"]:
                asked.files.append(len(fields["files"]))
                asked.texts.append([line for text in fields["files"].values() for line in text.split("\n")])
        case "step_feed":
            asked.texts.append(fields["lines"])


def _note_call(asked: Asked, node: dict[str, Any]) -> None:
    asked.in_turn += 1
    for argument in node["args"]:
        if isinstance(argument, dict) and argument.get("$") == "rdd":
            asked.partitions.append(argument["slices"])
            argument = argument["items"]
        if isinstance(argument, list):
            numbers = [one for one in argument if isinstance(one, int)]
            (asked.numbers.append(numbers) if numbers else asked.texts.append(_texts(argument)))


def _texts(items: list[Any]) -> list[str]:
    """Lines, or the tweets of pairs of a tweet and a label."""
    return [one if isinstance(one, str) else str(one["items"][0]) for one in items]


def _each_call(node: Any, exercise: str, act: Callable[[dict[str, Any]], None]) -> None:
    """Every call of the exercise in an expression, and of what makes a list that it is given later."""
    if isinstance(node, dict):
        of = node.get("of")
        if node.get("$") == "call" and of in (
            {"$": "student", "name": exercise},
            {"$": "library", "path": "builtins.list"},
        ):
            act(node)
        for value in node.values():
            _each_call(value, exercise, act)
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for value in node:
            _each_call(value, exercise, act)
