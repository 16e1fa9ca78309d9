"""Pins what would let Hypothesis draw other examples from the same seed on another machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import configuration
from hypothesis.internal.conjecture import providers


def is_pinned() -> bool:
    """Whether Hypothesis is pinned now."""
    return providers._get_local_constants is providers.Constants  # type: ignore[attr-defined]


@contextmanager
def pinned() -> Iterator[None]:
    """While this holds, Hypothesis harvests no constants from local modules and writes no files of its own here."""
    original = providers._get_local_constants
    providers._get_local_constants = providers.Constants  # type: ignore[attr-defined]
    providers.CONSTANTS_CACHE.cache.clear()
    with tempfile.TemporaryDirectory(prefix="hypothesis-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(None)
            providers._get_local_constants = original
            providers.CONSTANTS_CACHE.cache.clear()
