"""Expressions: what the judge has a harness evaluate, written as plain JSON."""

from __future__ import annotations

from typing import Any

Expression = dict[str, Any]


def expression(value: Any) -> Any:
    """`value` as the harness reads it: tuples are marked, expressions and plain JSON values stay."""
    if isinstance(value, tuple):
        return {"$": "tuple", "items": [expression(item) for item in value]}
    if isinstance(value, list):
        return [expression(item) for item in value]
    return value


def student(name: str) -> Expression:
    """The submission's own definition of `name`."""
    return {"$": "student", "name": name}


def library(path: str) -> Expression:
    """An attribute of an installed library, `package.module.Name`."""
    return {"$": "library", "path": path}


def kept(name: str) -> Expression:
    """The object that an earlier request kept under this name."""
    return {"$": "kept", "name": name}


def call(of: Expression, *args: Any, **kwargs: Any) -> Expression:
    """A call with positional and keyword arguments."""
    return {
        "$": "call",
        "of": of,
        "args": [expression(argument) for argument in args],
        "kwargs": {name: expression(argument) for name, argument in kwargs.items()},
    }


def attribute(of: Expression | str, name: str) -> Expression:
    """An attribute of an object."""
    return {"$": "attribute", "of": of, "name": name}


def item(of: Expression, index: Any) -> Expression:
    """`of[index]`."""
    return {"$": "item", "of": of, "index": index}


def method(of: Expression, name: str, *args: Any, **kwargs: Any) -> Expression:
    """A call of a method."""
    return call(attribute(of, name), *args, **kwargs)


def rdd(items: list[Any], slices: int = 1) -> Expression:
    """An RDD of these items in so many partitions; 0 is an RDD without partitions, as an idle source gives."""
    return {"$": "rdd", "items": expression(items), "slices": slices}


def leaf(kind: str, **fields: Any) -> Expression:
    """One of the objects that the harness itself owns: `stream`, `sink`, `conf`, `context`, `directory`, `port`, ..."""
    return {"$": kind, **fields}
