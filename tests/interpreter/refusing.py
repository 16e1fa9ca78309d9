"""What the interpreter does not know, it refuses: no verdict is better than a wrong one."""

from __future__ import annotations

from typing import NoReturn

_refused: list[str] = []


class Refused(BaseException):
    """Something would need the JVM."""


def refuse(what: str) -> NoReturn:
    """Remembers the refusal, for whoever runs student code may catch it."""
    _refused.append(what)
    raise Refused(f"the interpreter does not know {what}")


def take_refusal() -> str:
    """What was refused since the last time, empty for nothing."""
    said = _refused[0] if _refused else ""
    _refused.clear()
    return said


class Jvmless:
    """An object of pyspark's without its Java half."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        if name.startswith("_j") or name in ("_gateway", "_accumulatorServer"):
            refuse(f"{type(self).__mro__[2].__name__}'s {name}")
        raise AttributeError(f"{type(self).__mro__[2].__name__!r} object has no attribute {name!r}")
