"""How much of two reports differs, and where; what may differ is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any


def comparable(text: str) -> Any:
    """A JSON report without what may differ: its timing and the submission's path."""
    report = json.loads(text)
    del report["timing"], report["submission"]["path"]
    return report


def written(report: Any) -> bytes:
    """The bytes that are compared. The order of fields counts."""
    return json.dumps(report, ensure_ascii=False, indent=1).encode()


def differing_bytes(one: bytes, other: bytes) -> int:
    """How many bytes of either stand where the other has something else."""
    lines = one.splitlines(), other.splitlines()
    matcher = SequenceMatcher(None, *lines, autojunk=False)
    return sum(
        _between(b"\n".join(lines[0][a:b]), b"\n".join(lines[1][c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    )


def _between(one: bytes, other: bytes) -> int:
    """Differing bytes of two lines; never 0, as where lines are missing."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return max(1, max(len(one), len(other)) - sum(block.size for block in blocks))


def places(one: Any, other: Any, path: str = "report") -> Iterator[str]:
    """The paths of the fields that differ, with what stands there."""
    match one, other:
        case dict(), dict():
            if list(one) != list(other):
                yield f"{path}: the fields {', '.join(one)} against {', '.join(other)}"
            for key in one.keys() & other.keys():
                yield from places(one[key], other[key], f"{path}.{key}")
        case list(), list() if len(one) == len(other):
            for number, (mine, yours) in enumerate(zip(one, other, strict=True)):
                yield from places(mine, yours, f"{path}[{number}]")
        case _:
            if one != other or type(one) is not type(other):
                yield f"{path}: {one!r} against {other!r}"
