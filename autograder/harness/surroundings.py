"""What all code of a process shares, put back between exercises: what one of them sets must not cost another."""

from __future__ import annotations

import contextlib
import decimal
import gc
import locale
import logging
import os
import signal
import socket
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shared:
    """One thing that a process has once: how to look at it, and how to bring it back to what it was."""

    look: Callable[[], Any]
    bring_back: Callable[[Any], Any]


class Surroundings:
    """The process as it was before any student code ran."""

    def __init__(self) -> None:
        self._before = {name: shared.look() for name, shared in SHARED.items()}

    def put_back(self) -> list[str]:
        """Brings back what was changed, and says what that was."""
        changed = []
        for name, shared in SHARED.items():
            try:
                if shared.look() == self._before[name]:
                    continue
            except Exception:  # a folder that is gone, a name that was taken away
                pass
            changed.append(name)
            with contextlib.suppress(Exception):
                shared.bring_back(self._before[name])
        return changed


def working_directory() -> str:
    """The working directory, nothing where somebody has removed it."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return ""


def _environment() -> dict[str, str]:
    """Without what Spark and the libraries of scikit-learn set themselves."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_SET_BY_LIBRARIES)}


def _bring_back_environment(before: dict[str, str]) -> None:
    for name in _environment().keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)
    _set_time_zone(None)


def _set_time_zone(_: object) -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def _strict_filters() -> list[Any]:
    """The filters that make errors of warnings; libraries that are imported add others."""
    return [one for one in warnings.filters if one[0] == "error"]


def _bring_back_filters(before: list[Any]) -> None:
    kept = [one for one in warnings.filters if one[0] != "error"]
    warnings.resetwarnings()
    warnings.filters[:] = [*before, *kept]  # type: ignore[index]


def _bring_back_signals(before: list[Any]) -> None:
    for one, handler in zip(_SIGNALS, before, strict=True):
        if handler is not None and signal.getsignal(one) is not handler:
            signal.signal(one, handler)


def _bring_back_timers(_: object) -> None:
    for timer in _TIMERS:
        signal.setitimer(timer, 0)


def _bring_back_collector(before: tuple[bool, tuple[int, int, int]]) -> None:
    (gc.enable if before[0] else gc.disable)()
    gc.set_threshold(*before[1])


def _bring_back_logging(before: tuple[int, int, list[Any]]) -> None:
    logging.root.setLevel(before[0])
    logging.disable(before[1])
    logging.root.handlers[:] = before[2]


def _of_library(name: str, look: Callable[[Any], Any], bring_back: Callable[[Any], Any]) -> Shared:
    """What a library has; before it is imported, what it will have then."""

    def _look() -> bool:
        module = sys.modules.get(name)
        return module is None or bool(look(module))

    return Shared(_look, lambda _: bring_back(sys.modules[name]))


def _attributes(owner: Any, *names: str) -> Shared:
    def bring_back(before: list[Any]) -> None:
        for name, value in zip(names, before, strict=True):
            setattr(owner, name, value)

    return Shared(lambda: [getattr(owner, name) for name in names], bring_back)


def _list(items: list[Any]) -> Shared:
    """A list to which libraries may add; what was in it has to stay, and in front."""

    def bring_back(before: tuple[Any, ...]) -> None:
        items[:] = before

    length = len(items)
    return Shared(lambda: tuple(one for one in items if type(one).__module__ != "__main__")[:length], bring_back)


def _first_places() -> Shared:
    """Where modules are looked for; Spark puts a folder of its own second."""

    def bring_back(before: list[str]) -> None:
        sys.path[:] = before

    return Shared(
        lambda: [place for place in sys.path if not os.path.basename(place).startswith("userFiles-")], bring_back
    )


_NUMPY_ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_SET_BY_LIBRARIES = ("PYSPARK_GATEWAY", "SPARK_", "KMP_")
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_SIGNALS = [one for one in signal.Signals if one not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGINT)]

SHARED: dict[str, Shared] = {
    "environment": Shared(_environment, _bring_back_environment),
    "time zone": Shared(lambda: time.tzname, _set_time_zone),
    "working directory": Shared(working_directory, os.chdir),
    "warnings as errors": Shared(_strict_filters, _bring_back_filters),
    "ways of warning": _attributes(warnings, "showwarning", "formatwarning", "warn", "warn_explicit"),
    "signal handlers": Shared(lambda: [signal.getsignal(one) for one in _SIGNALS], _bring_back_signals),
    "timers": Shared(lambda: [signal.getitimer(timer) for timer in _TIMERS], _bring_back_timers),
    "locale": Shared(lambda: locale.setlocale(locale.LC_ALL), lambda before: locale.setlocale(locale.LC_ALL, before)),
    "recursion limit": Shared(sys.getrecursionlimit, sys.setrecursionlimit),
    "switch interval": Shared(sys.getswitchinterval, sys.setswitchinterval),
    "digits of a number": Shared(sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    "socket timeout": Shared(socket.getdefaulttimeout, socket.setdefaulttimeout),
    "stack size": Shared(threading.stack_size, threading.stack_size),
    "trace": Shared(sys.gettrace, sys.settrace),
    "profile": Shared(sys.getprofile, sys.setprofile),
    "streams": _attributes(sys, "stdin", "stdout", "stderr", "displayhook", "excepthook", "unraisablehook"),
    "module path": _first_places(),
    "module finders": _list(sys.meta_path),
    "collector": Shared(lambda: (gc.isenabled(), gc.get_threshold()), _bring_back_collector),
    "decimal": Shared(lambda: repr(decimal.getcontext()), lambda _: decimal.setcontext(decimal.Context())),
    "logging": Shared(
        lambda: (logging.root.level, logging.root.manager.disable, list(logging.root.handlers)), _bring_back_logging
    ),
    "numpy's errors": _of_library(
        "numpy", lambda numpy: numpy.geterr() == _NUMPY_ERRORS, lambda numpy: numpy.seterr(**_NUMPY_ERRORS)
    ),
    "scikit-learn's options": _of_library(
        "sklearn",
        lambda sklearn: sklearn.get_config() == sklearn._config._global_config,
        lambda sklearn: sklearn.set_config(**sklearn._config._global_config),
    ),
    "pandas' options": _of_library(
        "pandas",
        lambda pandas: all(
            pandas._config.config._get_root(name)[0].get(pandas._config.config._get_root(name)[1]) == option.defval
            for name, option in pandas._config.config._registered_options.items()
        ),
        lambda pandas: pandas.reset_option("all", silent=True),
    ),
}
"""Everything that is put back, by its name."""
