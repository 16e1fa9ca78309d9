"""Evaluates the judge's expressions: calls, attributes, library objects, RDDs and DStreams made from plain JSON."""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Callable
from typing import Any

Names = dict[str, Any]


class Evaluator:
    """Holds the objects that the judge has named, and makes new ones.

    `sources` maps the kinds of leaves that depend on the state of the harness (`student`, `stream`, `context`, ...) to
    functions of the leaf.
    """

    def __init__(self, sources: dict[str, Callable[[dict[str, Any]], Any]]) -> None:
        self.kept: Names = {}
        self._sources = sources

    def value(self, node: Any) -> Any:
        """The Python object that an expression stands for."""
        if isinstance(node, list):
            return [self.value(item) for item in node]
        if not isinstance(node, dict):
            return node
        kind = node["$"]
        if kind in self._sources:
            return self._sources[kind](node)
        match kind:
            case "kept":
                return self.kept[node["name"]]
            case "call":
                arguments = [self.value(argument) for argument in node["args"]]
                keywords = {name: self.value(argument) for name, argument in node["kwargs"].items()}
                return self.value(node["of"])(*arguments, **keywords)
            case "attribute":
                return getattr(self.value(node["of"]), node["name"])
            case "item":
                return self.value(node["of"])[node["index"]]
            case "library":
                module, _, name = node["path"].rpartition(".")
                return getattr(importlib.import_module(module), name)
            case "tuple":
                return tuple(self.value(item) for item in node["items"])
            case "time":
                return datetime.datetime.fromtimestamp(node["ms"] / 1000)  # as Spark gives it, in whatever zone
        raise ValueError(f"an expression of kind {kind!r} is not known")
