"""The `sink` that a student's function is given: a plain recorder that survives being pickled into a checkpoint."""

from __future__ import annotations

from typing import Any

from autograder.harness.values import plain

_calls: list[Any] = []
_broken = False
_refused = 0
AGAIN = ", and was called again"
"""What an error says besides where a sink had raised one already."""


def calls() -> list[Any]:
    """What sinks have been called with since this list was last cleared."""
    return _calls


def break_sinks(broken: bool) -> None:
    """From now on every call of a sink raises, as a database that is down would."""
    global _broken, _refused
    _broken, _refused = broken, 0


class SinkError(RuntimeError):
    """What a broken sink raises."""


class Sink:
    """Called as `sink(*values)`; records them as they are at that moment."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *values: Any) -> None:
        """Notes one call."""
        global _refused
        if _broken:
            _refused += 1
            raise SinkError("the sink is out of order" + (AGAIN if _refused > 1 else ""))
        _calls.append([self.name, *[plain(value) for value in values]])
