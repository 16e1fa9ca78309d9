"""The messages between judge and harness: one JSON object a line, distrusted on arrival.

A request is `{"id", "op", ...}`, its reply `{"id", "value", "output"}` or `{"id", "error", "output"}`. Values that
JSON has no form for are objects with a key `$` that names their kind: the harness writes them in `harness/values.py`,
the judge reads them in `judge/values.py`.
"""

from __future__ import annotations

import json
from typing import Any

LINE_LIMIT = 8 << 20
"""Bytes: a longer line is refused before it is parsed."""

DEPTH_LIMIT = 100
"""Objects and lists within each other: what reads a message goes down into it."""


class WireError(ValueError):
    """A line that is not a message."""


def encode(message: dict[str, Any]) -> bytes:
    """One line, newline included. Raises WireError for a message that is too long or that JSON cannot hold."""
    try:
        line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"the message cannot be written as JSON: {error}") from None
    if len(line) > LINE_LIMIT:
        raise WireError(f"the message has {len(line):,} bytes, more than {LINE_LIMIT:,}")
    return line


def decode(line: bytes) -> dict[str, Any]:
    """The message in a line. Raises WireError, and nothing else, for anything that is not strict JSON of our form."""
    if len(line) > LINE_LIMIT:
        raise WireError(f"the message has {len(line):,} bytes, more than {LINE_LIMIT:,}")
    try:
        text = line.decode("utf-8")
        message = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique)
        if type(message) is not dict:
            raise WireError("the message is not a JSON object")
        _require_shallow(message)
        json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8")  # lone surrogates and 1e999 end here
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError(f"the message is not valid: {type(error).__name__}") from None
    return message


def _require_shallow(message: dict[str, Any]) -> None:
    level: list[Any] = [message]
    for _ in range(DEPTH_LIMIT):
        members = [node.values() if type(node) is dict else node for node in level]
        level = [inner for node in members for inner in node if type(inner) in (dict, list)]
        if not level:
            return
    raise WireError(f"the message has more than {DEPTH_LIMIT} objects and lists within each other")


def _no_constant(name: str) -> None:
    raise WireError(f"{name} is not a JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise WireError("a JSON object repeats a key")
    return members
