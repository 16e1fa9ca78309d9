"""What Jupyter puts at the hand of every cell, `get_ipython()` and `display()`, for code that runs without it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


class ZMQInteractiveShell:
    """Stands in for IPython's shell: magics and commands of the system do nothing and give nothing."""

    config: dict[str, Any] = {"IPKernelApp": {}}  # noqa: RUF012 - as programs look for it that ask where they run

    @property
    def user_ns(self) -> dict[str, Any]:
        """The names at the top of the notebook."""
        return sys.modules["__main__"].__dict__

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """What a command printed: nothing."""
        return []

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing

    def __repr__(self) -> str:
        return "<ipykernel.zmqshell.ZMQInteractiveShell object>"


ZMQInteractiveShell.__module__ = "ipykernel.zmqshell"
_shell = ZMQInteractiveShell()


def _nothing(*_: Any, **__: Any) -> None:
    """Every magic."""


def get_ipython() -> ZMQInteractiveShell:
    """The shell."""
    return _shell


def display(*objects: Any, **_: Any) -> None:
    """Prints what Jupyter would show."""
    for shown in objects:
        print(repr(shown))


NAMES: dict[str, Any] = {"get_ipython": get_ipython, "display": display}
