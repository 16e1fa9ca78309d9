"""Grades an attack in a fresh harness, and says what stopped it and what it gained all the same."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, replace

from rich.console import Console

from autograder import grade
from autograder.checks.chapter import CHAPTER
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.model import Report, Verdict
from autograder.proof import verify
from autograder.report.formats import FORMATS
from autograder.report.json_report import to_json
from autograder.report.terminal import render
from autograder.sandbox.child import SandboxError
from autograder.sandbox.choose import choose
from autograder.submission import reading as files
from autograder.text import visible
from tests.attacks.attack import Attack
from tests.attacks.traces import Traces

LIMITS = replace(Limits(), call_cpu=12, call_wall=40, small_calls=4, small_streams=1)
HONEST = ("update_count", "evaluate")


@dataclass(frozen=True)
class Outcome:
    """What became of an attack: what stopped it, what it gained (nothing, if all is well), and how long it took."""

    attack: Attack
    stopped: str
    points: float
    gained: dict[str, str]
    seconds: float


def grade_one(attack: Attack, sandbox: str, secret: str) -> Outcome:
    """Grades an attack in a sandbox of this name, and looks at its report."""
    begun = time.monotonic()
    gained: dict[str, str] = {}
    points, stopped = 0.0, "nothing"
    try:
        with grade.open_client(LIMITS, attack.uses_spark, sandbox) as client:
            options = grade.Options(exercises=(attack.exercise,))
            report = grade.grade_with(client, verify.compose(attack.path, CHAPTER), options)
    except JudgeError as error:
        gained["no score"] = stopped = f"judge error: {error}"
    else:
        points, stopped = report.score or 0.0, _stopped(report)
        if points and "points" in attack.gains:
            gained["points"] = f"{points:g} of {attack.exercise}"
        gained |= _shown(report, secret)
    return Outcome(attack, stopped, points, gained, time.monotonic() - begun)


def outcome(attack: Attack, traces: Traces, honest: str, sandbox: str) -> Outcome:
    """The same, with a look at what it left or took; `honest` is what an honest submission got before."""
    found = grade_one(attack, sandbox, traces.secret)
    gained = found.gained | traces.found()
    if "the next report" in attack.gains and honest_report(sandbox) != honest:
        gained["the next report"] = "it is another one than before"
    return replace(found, gained=gained)


def honest_report(sandbox: str, exercises: tuple[str, ...] = HONEST) -> str:
    """What the reference solution gets, without what may differ."""
    cells = tuple(files.split(CHAPTER.solution.read_text("utf-8")))
    with grade.open_client(LIMITS, False, sandbox) as client:
        report = grade.grade_with(client, files.Submission("x", "", cells), grade.Options(exercises=exercises))
    return to_json(replace(report, timing={}))


def strongest() -> str:
    """The strongest sandbox that works here, `none` where there is none."""
    try:
        return choose("auto")
    except SandboxError:
        return "none"


def _stopped(report: Report) -> str:
    """The verdict on the first check that did not pass, and the sentence that goes with it."""
    failed = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    return f"{failed[0].verdict.value}: {failed[0].message.splitlines()[0]}" if failed else "nothing"


def _shown(report: Report, secret: str) -> dict[str, str]:
    """What a report shows that it may not, in any of its forms."""
    gained: dict[str, str] = {}
    terminal = io.StringIO()
    render(report, Console(file=terminal, width=100))
    forms = {name: write(report) for name, write in FORMATS.items()} | {"terminal": terminal.getvalue()}
    for form, text in forms.items():
        if secret in text:
            gained["a secret"] = f"in the {form} report"
        if visible(text) != text:
            gained["markup"] = f"a character that hides or steers others in the {form} report"
    if any(tag in forms["html"] for tag in ("<script>hostile", "<img src=x", "</td><script", "<link=")):
        gained["markup"] = "a tag in the html report"
    for check in report.checks:
        for text in (check.message, check.student_output):
            if "\u202e" in text or "\x1b" in text:
                gained["markup"] = f"a character that steers others in {check.id}"
    return gained
