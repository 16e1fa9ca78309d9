"""Limits that this process and all its children get from the kernel, before any student code runs."""

from __future__ import annotations

import contextlib


def apply(words: list[str]) -> None:
    """Sets limits given as `nofile=4096`, soft and hard, where the system knows them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for word in words:
        name, _, number = word.partition("=")
        kind = getattr(resource, f"RLIMIT_{name.upper()}", None)
        if kind is not None:
            most = resource.getrlimit(kind)[1]
            limit = int(number) if most == resource.RLIM_INFINITY else min(int(number), most)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (limit, limit))
