"""Answers of a harness, read from the wire as plain data that keeps the types which matter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from autograder.judge.faults import DiedError

_MOST_DIMENSIONS = 64  # as numpy has it


@dataclass(frozen=True)
class Tuple:
    """A tuple, named or not."""

    items: tuple[Any, ...]


@dataclass(frozen=True)
class Row:
    """A Spark SQL row and the names of its columns."""

    names: tuple[str, ...]
    items: tuple[Any, ...]


@dataclass(frozen=True)
class Number:
    """A numpy scalar: the kind of its dtype (`i`, `u`, `f`, `b`, `U`) and its value."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Array:
    """A numpy array in row-major order."""

    kind: str
    shape: tuple[int, ...]
    items: tuple[Any, ...]


@dataclass(frozen=True)
class Sparse:
    """A scipy sparse matrix or array: its non-zero entries by (row, column)."""

    format: str
    kind: str
    shape: tuple[int, ...]
    entries: tuple[tuple[int, int, Any], ...]


@dataclass(frozen=True)
class Table:
    """A pandas DataFrame (`kind` "pandas") or a collected Spark DataFrame ("spark")."""

    kind: str
    columns: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Series:
    """A pandas Series, its index left aside."""

    items: tuple[Any, ...]


@dataclass(frozen=True)
class Mapping:
    """A dict, its items in order."""

    items: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class Time:
    """A datetime without a zone, in milliseconds since 1970 UTC."""

    ms: int


@dataclass(frozen=True)
class Other:
    """Something that has no plain form; only its type's name is known."""

    type: str


def read(value: Any) -> Any:
    """An answer from the wire as builtins and the classes above. Raises DiedError for what no harness of ours sends."""
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError, RecursionError):
        raise DiedError("the process that ran it sent something that is not an answer") from None


def _read(value: Any) -> Any:
    if type(value) is list:
        return [_read(item) for item in value]
    if type(value) is not dict:
        return value
    match value["$"]:
        case "tuple" | "series" as kind:
            return (Tuple if kind == "tuple" else Series)(_many(value["items"]))
        case "row":
            return Row(_many(value["names"]), _many(value["items"]))
        case "numpy":
            return Number(_text(value["kind"]), _read(value["is"]))
        case "array":
            return _array(_text(value["kind"]), _shape(value["shape"]), _many(value["items"]))
        case "sparse":
            entries = tuple((_whole(row), _whole(column), _read(n)) for row, column, n in value["entries"])
            return _sparse(_text(value["format"]), _text(value["kind"]), _shape(value["shape"]), entries)
        case "table" | "dataframe" as kind:
            rows = tuple(_many(row) for row in _list(value["rows"]))
            return _table("pandas" if kind == "table" else "spark", _many(value["columns"]), rows)
        case "dict":
            return Mapping(tuple((_read(key), _read(item)) for key, item in value["items"]))
        case "time":
            return Time(_whole(value["ms"]))
        case "float":
            return Other({"nan": "nan", "inf": "inf", "-inf": "-inf"}[value["is"]])
        case "object":
            return Other(_text(value["type"]))
    raise ValueError(value["$"])


def _array(kind: str, shape: tuple[int, ...], items: tuple[Any, ...]) -> Array:
    if min(shape, default=0) < 0 or math.prod(shape) != len(items):
        raise ValueError(shape)
    return Array(kind, shape, items)


def _sparse(form: str, kind: str, shape: tuple[int, ...], entries: tuple[tuple[int, int, Any], ...]) -> Sparse:
    if len(shape) not in (1, 2) or min(shape) < 0:
        raise ValueError(shape)
    return Sparse(form, kind, shape, entries)


def _table(kind: str, columns: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...]) -> Table:
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(columns)
    return Table(kind, columns, rows)


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError(type(value))
    return value


def _many(value: Any) -> tuple[Any, ...]:
    return tuple(_read(item) for item in _list(value))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(type(value))
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(type(value))
    return value


def _shape(value: Any) -> tuple[int, ...]:
    if len(_list(value)) > _MOST_DIMENSIONS:
        raise ValueError(value)
    return tuple(_whole(n) for n in value)
