"""What is fuzzed: the bytes of a reply, all the way to the values that checks compare and reports show."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import strategies as st

from autograder.judge.compare import exact, loose, show
from autograder.judge.faults import DiedError
from autograder.judge.values import read
from autograder.wire import WireError, decode

VARIANTS = 24
KINDS = (
    {"$": "tuple", "items": [1, "a", None]},
    {"$": "series", "items": [1.5, True]},
    {"$": "row", "names": ["word", "total"], "items": ["a", 1]},
    {"$": "numpy", "kind": "i", "is": 3},
    {"$": "array", "kind": "f", "shape": [2, 2], "items": [1.0, 2.0, 3.0, 4.0]},
    {"$": "sparse", "format": "csr", "kind": "i", "shape": [2, 3], "entries": [[0, 1, 2], [1, 2, 1]]},
    {"$": "table", "columns": ["a", "b"], "rows": [[1, 2], [3, 4]]},
    {"$": "dataframe", "columns": ["word"], "rows": [["a"]]},
    {"$": "dict", "items": [["accuracy", 0.5], [1, []]]},
    {"$": "time", "ms": 1767600000000},
    {"$": "float", "is": "nan"},
    {"$": "object", "type": "generator"},
)
WORDS = (
    *(b"{ } [ ] , : \" \\ \\u0000 \\ud800 \\udfff true false null NaN Infinity -Infinity - 0 1e999 -0.0 1E+3".split()),
    *(json.dumps(word).encode() for word in sorted({word for kind in KINDS for word in kind})),
    *(json.dumps(kind["$"]).encode() for kind in KINDS),
    *(json.dumps(kind).encode() for kind in KINDS),
    b'"id"', b'"value"', b'"output"', b'"error"', b'{"value":', b"[[", b"]]", b"9" * 50, b"9" * 5000, b"\xff",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\x00", b"\n", b" " * 9, b"[" * 120, b"]" * 120,
)  # fmt: skip


def values() -> st.SearchStrategy[Any]:
    """Replies of a harness, right in their outer form."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    kinds = st.sampled_from(KINDS)
    changed = st.builds(lambda kind, key, new: {**kind, key: new}, kinds, st.sampled_from(sorted(KINDS[4])), leaves)
    return st.recursive(
        leaves | kinds | changed, lambda inner: st.lists(inner, max_size=4) | nested(inner), max_leaves=6
    )


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Kinds whose fields hold other values, of the right form or not."""
    some = st.lists(inner, max_size=4)
    return st.builds(
        lambda kind, fields: {"$": kind["$"], **{key: fields[n % 3] for n, key in enumerate(kind) if key != "$"}},
        st.sampled_from(KINDS),
        st.tuples(some, inner, some),
    )


def lines() -> st.SearchStrategy[bytes]:
    """Any bytes, words of our own in any order, and right replies with a part exchanged."""
    written = values().map(lambda value: json.dumps({"id": "x", "value": value, "output": ""}).encode())
    soup = st.lists(st.sampled_from(WORDS), max_size=12).map(b"".join)
    return st.binary(max_size=60) | soup | written | st.builds(_spliced, written, st.integers(0, 400), soup)


def _spliced(line: bytes, at: int, new: bytes) -> bytes:
    at %= len(line) + 1
    return line[:at] + new + line[at + len(new) // 2 :]


def variants(line: bytes) -> list[bytes]:
    """Lines that are almost this one: a bit turned, a part left out, doubled or exchanged; the same ones every time."""
    choose = random.Random(line)
    found = []
    for change in range(VARIANTS):
        start = choose.randrange(len(line) + 1)
        end = min(len(line), start + choose.randrange(1, 12))
        part, word = line[start:end], choose.choice(WORDS)
        new = (bytes([part[0] ^ 1 << choose.randrange(8)]) + part[1:] if part else b"", b"", part + part, word)[
            change % 4
        ]
        found.append(line[:start] + new + line[end:])
    return found


def examine(line: bytes) -> str:
    """Takes a line as the judge does; says how far it came. Raises what must never be raised."""
    try:
        message = decode(line)
    except WireError:
        return "no message"
    try:
        answers = [read(value) for value in message.values()]
    except DiedError:
        return "no answer"
    for answer in answers:
        shown, plain = show(answer), loose(answer)
        if len(shown) > 300 or not exact(answer, answer) or type(plain) is tuple:
            raise AssertionError(f"{answer!r} is shown as {shown!r}")
    return "an answer"
