"""Runs a chapter's checks on one submission: cells of text in, check results out."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.judge import remembered
from autograder.judge.checking import Check
from autograder.judge.client import Client
from autograder.judge.determinism import pinned
from autograder.judge.faults import JudgeError
from autograder.judge.plugin import CollectingPlugin, GradingPlugin
from autograder.model import CheckResult

_PLUGINS_OFF = ("cacheprovider", "hypothesispytest", "warnings", "terminal", "logging", "capture")


@dataclass(frozen=True)
class Plan:
    """What is graded: the packages that hold the checks, the exercises in order of grading, the kit's own parts."""

    packages: tuple[str, ...]
    order: tuple[str, ...]
    kit_parts: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    exercises: tuple[str, ...] | None = None


def run_checks(
    client: Client, plan: Plan, progress: Callable[[Check], None], timing: dict[str, float]
) -> list[CheckResult]:
    """One result for every check of the plan, in the order of grading. Raises JudgeError when the grader failed.

    `timing` receives the seconds of each exercise.
    """
    plugin = GradingPlugin(client, list(plan.order), plan.kit_parts, plan.seed, _wanted(plan), progress, timing)
    said = _pytest(plugin, list(plan.packages))
    remembered.keep()
    if plugin.judge_error is not None:
        raise plugin.judge_error
    missing = [check.id for check in plugin.expected if check.id not in plugin.results]
    if missing or not plugin.expected:
        raise JudgeError(f"No result came of {', '.join(missing) or 'any check'}. {said[-1500:]}")
    return [plugin.results[check.id] for check in plugin.expected]


def collect(plan: Plan) -> list[Check]:
    """The checks of a plan without running them."""
    plugin = CollectingPlugin(list(plan.order), _wanted(plan))
    said = _pytest(plugin, ["--collect-only", *plan.packages])
    if not plugin.expected:
        raise JudgeError(f"No check was found. {said[-1500:]}")
    return plugin.expected


def _wanted(plan: Plan) -> Callable[[Check], bool]:
    return lambda check: check.exercise in plan.order and (plan.exercises is None or check.exercise in plan.exercises)


def _pytest(plugin: CollectingPlugin, arguments: list[str]) -> str:
    """Runs pytest without its surroundings: no configuration, no conftest, no other plugin, no files written."""
    said = io.StringIO()
    own = [
        [word for name in _PLUGINS_OFF for word in ("-p", f"no:{name}")],
        ["--noconftest", "--assert=plain", "--pyargs", "--override-ini=python_files=*.py"],
        ["--override-ini=python_functions=check_*", "-c", os.devnull, "--rootdir", str(Path(__file__).parents[2])],
    ]
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        with pinned(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            pytest.main([*(word for words in own for word in words), *arguments], plugins=[plugin])
    finally:
        if before is None:
            del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        else:
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = before
    return said.getvalue()
