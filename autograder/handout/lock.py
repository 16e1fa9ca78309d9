"""The part of a lock file that some packages need: they, and what they need in turn."""

from __future__ import annotations

import importlib.metadata
import itertools
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_PLATFORMS = (
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
)
_PYTHONS = tuple({"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"} for minor in range(11, 15))


def part(lock: Path, requirements: Iterable[str]) -> str:
    """The lines of `lock` that these requirements need on any platform, as the installed packages tell."""
    needed, todo = set[str](), [Requirement(text) for text in requirements]
    while todo:
        requirement = todo.pop()
        extras = ("", *requirement.extras)
        if requirement.name in needed and len(extras) == 1:
            continue
        needed.add(requirement.name)
        try:
            texts = importlib.metadata.requires(requirement.name) or []
        except importlib.metadata.PackageNotFoundError:  # one for another platform
            texts = []
        todo += [more for more in map(Requirement, texts) if _wanted(more, extras)]
    names = set(map(canonicalize_name, needed))
    blocks = re.findall(r"^\S.*(?:\n[ \t]+.*)*", lock.read_text("utf-8"), re.MULTILINE)
    return "".join(f"{block}\n" for block in blocks if canonicalize_name(re.split(r"[=\s\[]", block)[0]) in names)


def named(requirement: str) -> str:
    """The package that a requirement is about."""
    return Requirement(requirement).name


def _wanted(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    """Whether it is needed with one of these extras somewhere, by any Python that the kit runs on."""
    return requirement.marker is None or any(_holds_somewhere(str(requirement.marker), extra) for extra in extras)


@cache
def _holds_somewhere(marker: str, extra: str) -> bool:
    places = itertools.product(_PLATFORMS, _PYTHONS)
    return any(Marker(marker).evaluate({"extra": extra} | platform | python) for platform, python in places)
