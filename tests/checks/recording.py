"""Notes what the checks of an exercise ask, while a right answer is judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from autograder.checks.cells import CELLS, MEASURES, Asked
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
                _note_rows(asked, step["expression"])
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
            if not fields["files"] and not fields["batches"]:
                asked.texts.append([])
            elif fields["files"]:
                asked.files.append(len(fields["files"]))
                asked.texts.append([line for text in fields["files"].values() for line in text.split("\n")])
        case "open_query" | "open_resumed":
            asked.batches.append(0)
            asked.in_turn += 1
        case "restart_query" | "resume":
            asked.begun_again += 1
        case "step_query" if fields["files"]:
            tables = [[json.loads(line)["tweet"] for line in text.splitlines()] for text in fields["files"]]
            asked.batches[-1] += 1
            asked.files.append(len(tables))
            asked.partitions.append(len(tables))
            asked.texts.append([tweet for tweets in tables for tweet in tweets])
        case "step_feed":
            asked.texts.append(fields["lines"])


def _note_call(asked: Asked, node: dict[str, Any]) -> None:
    asked.in_turn += 1
    for argument in node["args"]:
        is_rdd = isinstance(argument, dict) and argument.get("$") == "rdd"
        if is_rdd:
            asked.partitions.append(argument["slices"])
        items = argument["items"] if is_rdd else argument
        if isinstance(items, list) and items and isinstance(items[0], int):
            asked.numbers.append(items)
        elif isinstance(items, list):
            asked.texts.append(_texts(items))


def _note_rows(asked: Asked, node: dict[str, Any]) -> None:
    """The numbers of the rows that a stateful processor is given."""
    match node:
        case {"$": "call", "of": {"name": "test"}, "args": [_, list(rows)]}:
            asked.numbers.append([row["kwargs"]["mentions"] for row in rows])


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


def section(exercise: str, tried: dict[str, dict[str, int]]) -> str:
    """The part of the page on one exercise: each cell, how much is tried at most, and by which checks."""
    rows = [f"## {exercise}", "", "| dimension | at least | tried | by |", "|---|---|---|---|"]
    for dimension, least in CELLS[exercise].items():
        most = max(sizes[dimension] for sizes in tried.values())
        checks = ", ".join(f"`{check}`" for check, sizes in tried.items() if sizes[dimension] >= least)
        rows.append(f"| {dimension} | {least:,} | {most:,} | {checks} |")
    sentences = [f"- {declared(function).title} (`{declared(function).id}`)" for function in checks_of(exercise)]
    return "\n".join([*rows, "", *sentences, ""])
