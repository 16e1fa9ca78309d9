"""Values on the wire, judge side: expressions out, and answers in as plain data whose types can be compared exactly."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from autograder.judge.faults import DiedError

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
    """One of the objects that the harness itself owns: `stream`, `sink`, `conf`, `context`, `directory`, `port`."""
    return {"$": kind, **fields}


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


def loose(value: Any) -> Any:
    """The same without what a contract leaves open: any sequence is a list, any number a Python number."""
    match value:
        case Tuple(items=items) | Row(items=items) | Series(items=items):
            return [loose(item) for item in items]
        case Array(shape=shape, items=items):
            return _nested(shape, [loose(item) for item in items])
        case Number(value=number):
            return loose(number)
        case list():
            return [loose(item) for item in value]
        case Mapping(items=items):
            return [[loose(key), loose(item)] for key, item in items]
    return value


def _nested(shape: tuple[int, ...], cells: list[Any]) -> Any:
    """The cells of an array as lists in lists; an array without cells is an empty list."""
    if not shape:
        return cells[0]
    if len(shape) == 1 or not cells:
        return cells
    size = len(cells) // shape[0]
    return [_nested(shape[1:], cells[start : start + size]) for start in range(0, len(cells), size)]


def exact(one: Any, other: Any) -> bool:
    """Equality that also tells True from 1 and 1 from 1.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(exact(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Tuple | Row):
        return exact(list(one.items), list(other.items))
    return bool(one == other)


def show(value: Any, limit: int = 300) -> str:
    """A value as a student would write it, cut to a length."""
    text = _shown(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _shown(value: Any) -> str:
    match value:
        case Tuple(items=items):
            inner = ", ".join(_shown(item) for item in items)
            return f"({inner},)" if len(items) == 1 else f"({inner})"
        case Row(names=names, items=items):
            pairs = zip(names, items, strict=False)
            return f"Row({', '.join(f'{name}={_shown(item)}' for name, item in pairs)})"
        case Number(kind=kind, value=number):
            return f"{_shown(number)} (a numpy {_KINDS.get(kind, 'value')})"
        case Array(kind=kind):
            return f"array({_shown(loose(value))})" + (" of float" if kind == "f" else "")
        case Series(items=items):
            return f"Series([{', '.join(_shown(item) for item in items)}])"
        case Sparse(shape=shape, entries=entries):
            return f"sparse {shape[0]} x {shape[1] if len(shape) > 1 else '?'} with {len(entries)} entries"
        case Table(columns=columns, rows=rows):
            return f"{len(rows)} rows x {len(columns)} columns"
        case Mapping(items=items):
            return "{" + ", ".join(f"{_shown(key)}: {_shown(item)}" for key, item in items) + "}"
        case Time(ms=ms):
            return clock(ms)
        case Other(type=kind):
            return kind if kind in ("nan", "inf", "-inf") else f"<{kind}>"
        case list():
            return "[" + ", ".join(_shown(item) for item in value) + "]"
    return repr(value)


def clock(ms: int) -> str:
    """A time as a reader of a table wants it: `2026-01-05 08:00:01`, in UTC."""
    try:
        return (datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)).isoformat(" ")
    except OverflowError:
        return f"{ms} ms since 1970"


_MOST_DIMENSIONS = 64  # as numpy has it
_KINDS = {"i": "int", "u": "int", "f": "float", "b": "bool", "U": "str", "O": "object"}
