"""Values on the wire, harness side: requests' expressions in, plain data with the types that matter out."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np

MOST_ITEMS = 200_000


class NotPlainError(Exception):
    """An answer that is too large or too strange to be sent."""


def plain(value: Any, depth: int = 0) -> Any:
    """`value` as JSON. What JSON cannot hold, or holds less exactly, becomes an object with its kind under `$`."""
    if depth > 30:
        raise NotPlainError("the answer is nested more than 30 levels deep")
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if abs(value) < 10**400 else {"$": "object", "type": "int of more than 400 digits"}
    if kind is str:
        return _text(value)
    if kind is float:
        return value if math.isfinite(value) else {"$": "float", "is": repr(value)}
    if kind is list:
        return _items(value, depth)
    if isinstance(value, tuple):
        return _tuple(value, depth)
    if isinstance(value, dict):
        return {
            "$": "dict",
            "type": kind.__name__,
            "items": [[plain(k, depth + 1), plain(v, depth + 1)] for k, v in dict.items(value)],
        }
    if isinstance(value, datetime.datetime):
        return {"$": "time", "ms": round(value.timestamp() * 1000)}
    return _scientific(value, depth)


def _text(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"$": "object", "type": "str with lone surrogates"}
    return value


def _items(values: Any, depth: int) -> list[Any]:
    if len(values) > MOST_ITEMS:
        raise NotPlainError(f"the answer has {len(values):,} items, more than {MOST_ITEMS:,}")
    return [plain(item, depth + 1) for item in values]


def _tuple(value: tuple[Any, ...], depth: int) -> dict[str, Any]:
    from pyspark.sql import Row

    if isinstance(value, Row):
        names = [str(name) for name in getattr(value, "__fields__", [])]
        return {"$": "row", "names": names, "items": _items(list(tuple.__iter__(value)), depth)}
    return {"$": "tuple", "items": _items(list(tuple.__iter__(value)), depth)}


def _scientific(value: Any, depth: int) -> Any:
    import pandas as pd
    import scipy.sparse as sp
    from pyspark.sql import DataFrame

    if isinstance(value, np.generic):
        return {"$": "numpy", "kind": value.dtype.kind, "is": plain(value.item(), depth + 1)}
    if isinstance(value, np.ndarray):
        return {
            "$": "array",
            "kind": value.dtype.kind,
            "shape": list(value.shape),
            "items": _items(np.asarray(value).ravel().tolist(), depth),
        }
    if sp.issparse(value):
        return _sparse(value, depth)
    if isinstance(value, pd.DataFrame):
        return {
            "$": "table",
            "columns": _items([_unwrapped(name) for name in value.columns], depth),
            "rows": [
                _items([_unwrapped(cell) for cell in row], depth) for row in value.itertuples(index=False, name=None)
            ],
        }
    if isinstance(value, DataFrame):
        rows = [_items(list(row), depth) for row in value.collect()]
        return {"$": "dataframe", "columns": list(value.columns), "rows": rows}
    if isinstance(value, pd.Series):
        return {"$": "series", "items": _items([_unwrapped(cell) for cell in value], depth)}
    return {"$": "object", "type": type(value).__name__[:100]}


def _unwrapped(cell: Any) -> Any:
    """Which width a number has, and whether pandas or Python holds it, is not promised in a table."""
    return cell.item() if isinstance(cell, np.generic) else cell


def _sparse(value: Any, depth: int) -> dict[str, Any]:
    coordinates = value.tocoo(copy=True)
    coordinates.sum_duplicates()
    if coordinates.nnz > MOST_ITEMS:
        raise NotPlainError(f"the sparse matrix holds {coordinates.nnz:,} numbers, more than {MOST_ITEMS:,}")
    entries = sorted(zip(coordinates.row.tolist(), coordinates.col.tolist(), coordinates.data.tolist(), strict=True))
    return {
        "$": "sparse",
        "format": str(value.format),
        "kind": value.dtype.kind,
        "shape": [int(n) for n in value.shape],
        "entries": [[row, column, plain(number, depth + 1)] for row, column, number in entries if number != 0],
    }
