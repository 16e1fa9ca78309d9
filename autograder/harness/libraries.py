"""The functions and classes of libraries, put back where a submission has put something else in their place."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Iterator
from typing import Any

_MODULES = {
    *("builtins", "json", "operator", "functools", "collections", "math", "random", "re", "datetime", "time", "os"),
    *("numpy", "pandas", "pandas.core.frame", "pandas.core.series", "scipy.sparse", "scipy.sparse._csr"),
    *(
        "sklearn.base",
        "sklearn.metrics",
        "sklearn.naive_bayes",
        "sklearn.linear_model",
        "sklearn.feature_extraction.text",
    ),
    *("sklearn.linear_model._stochastic_gradient", "sklearn.linear_model._perceptron"),
    *("pyspark", "pyspark.core.rdd", "pyspark.core.context", "pyspark.core.conf", "pyspark.serializers", "pyspark.sql"),
    *("pyspark.sql.session", "pyspark.sql.dataframe", "pyspark.sql.classic.dataframe", "pyspark.sql.types"),
    *("pyspark.sql.functions", "pyspark.streaming", "pyspark.streaming.context", "pyspark.streaming.dstream"),
    *("pyspark.sql.functions.builtin", "pyspark.cloudpickle"),
}
"""Those that answers use. Of others it is noticed when a submission has put something of its own into them."""
_OWN_FILES = ("<submission cell", "<kit part")
_CODE = (type, property, classmethod, staticmethod, types.ModuleType)


class Libraries:
    """The libraries as they were when they had been imported."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[Any, dict[str, Any]]]] = {}
        self._modules = 0
        self.meet()

    def meet(self) -> None:
        """Remembers those that were imported since the last time."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        for name in _MODULES - self._known.keys():
            module = sys.modules.get(name)
            if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
                self._known[name] = [(owner, dict(vars(owner))) for owner in _owners(name, module)]

    def put_back(self) -> list[str]:
        """Brings back what is not what it was, and says which that is."""
        changed = []
        for module, owners in self._known.items():
            for owner, before in owners:
                now = vars(owner)
                for name, value in before.items():
                    if now.get(name) is not value and _is_code(value) and not _is_renewed(now.get(name), name):
                        changed.append(f"{module}.{name}")
                        with contextlib.suppress(Exception):
                            setattr(owner, name, value)
        return changed


def strangers() -> bool:
    """Whether some library holds a function or a class of the submission's: looks through all that is imported."""
    for name, module in list(sys.modules.items()):
        if name == "__main__" or name.startswith("autograder.") or not isinstance(module, types.ModuleType):
            continue
        for owner in _owners(name, module):
            if any(is_own(value) for value in list(vars(owner).values())):
                return True
    return False


def _owners(name: str, module: Any) -> Iterator[Any]:
    """A module and the classes that are defined in it."""
    yield module
    for value in list(vars(module).values()):
        if isinstance(value, type) and getattr(value, "__module__", "") == name:
            yield value


def _is_code(value: Any) -> bool:
    return callable(value) or isinstance(value, _CODE)


def _is_renewed(value: Any, name: str) -> bool:
    """Whether a library has itself put another function of the same name into its place, as Spark does."""
    return isinstance(value, types.FunctionType) and value.__name__ == name and not is_own(value)


def is_own(value: Any) -> bool:
    """Whether it is a function or a class that the submission has defined."""
    inner = value.fget if isinstance(value, property) else value
    inner = inner.__func__ if isinstance(inner, types.MethodType | classmethod | staticmethod) else inner
    if isinstance(inner, types.FunctionType):
        return inner.__code__.co_filename.startswith(_OWN_FILES)
    return isinstance(inner, type) and inner.__module__ == "__main__"
