"""What grading needs of a machine: what is there, what is missing, and how to get it."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from autograder.chapter import current
from autograder.machine.java import JavaNotFoundError, find_java
from autograder.sandbox.choose import SANDBOXES, fix, tried

_PACKAGES = (
    "pyspark",
    "scikit-learn",
    "hypothesis",
    "pytest",
    "nbgrader",
    "psutil",
    "rich",
    "typer",
    "jinja2",
    "matplotlib",
)


@dataclass(frozen=True)
class Finding:
    """One thing that is needed: whether it is there, and what was found or what to do."""

    name: str
    good: bool
    text: str


def examine() -> list[Finding]:
    """Looks at this machine."""
    return [_python(), _java(), _sandbox(), *map(_package, _PACKAGES)]


def render(findings: list[Finding], console: Console) -> None:
    """Prints a line per finding."""
    for finding in findings:
        sign = Text("  ok       " if finding.good else "  missing  ", "green" if finding.good else "bold red")
        console.print(Text.assemble(sign, f"{finding.name:14}", finding.text), soft_wrap=True)


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding("Python", good, platform.python_version() + ("" if good else "; install Python 3.11 or newer"))


def _java() -> Finding:
    try:
        java = find_java()
    except JavaNotFoundError as error:
        return Finding("Java", False, str(error))
    return Finding("Java", True, f"{java.version} (from {java.source})")


def _sandbox() -> Finding:
    tries = [tried(name) for name in SANDBOXES]
    works = [each.name for each in tries if each.works]
    fails = "; ".join(f"{each.name}: {each.reason}" for each in tries if not each.works)
    if works:
        return Finding("sandbox", True, f"{works[0]} works" + (f" ({fails})" if fails else ""))
    if not current().has_hidden_checks():
        return Finding("sandbox", True, "none, and none is needed to grade what you wrote yourself")
    return Finding("sandbox", False, f"none works ({fails}). {fix(tries[0].reason)}")


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "run `make setup`, which installs what the kit needs")
