"""Whether two answers are equal, types and all or without what a contract leaves open, and how one is shown."""

from __future__ import annotations

import datetime
from typing import Any

from autograder.judge.values import Array, Mapping, Number, Other, Row, Series, Sparse, Table, Time, Tuple

_KINDS = {"i": "int", "u": "int", "f": "float", "b": "bool", "U": "str", "O": "object"}
_HALF_A_SECOND_MS = 500
"""Streams begin and step by whole and half seconds. Any other time is the machine's own, and differs in each run."""


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
    if isinstance(one, Row):
        return bool(one.names == other.names) and exact(list(one.items), list(other.items))
    if isinstance(one, Tuple):
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
            named = [f"{name}=" for name in names] or [""] * len(items)
            return f"Row({', '.join(name + _shown(item) for name, item in zip(named, items, strict=False))})"
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
            return clock(ms) if ms % _HALF_A_SECOND_MS == 0 else "(the time of no batch)"
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
