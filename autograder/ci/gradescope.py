"""What Gradescope runs for each submission: `python -m autograder.ci.gradescope /autograder`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from autograder.chapter import Chapter, load
from autograder.ci.pick import pick
from autograder.report.files import put_all
from autograder.report.gradescope import ungraded
from autograder.report.shown import FAILED
from autograder.sandbox.choose import tried
from autograder.submission.reading import SubmissionFileError
from autograder.text import visible

SETTINGS = "settings.json"
"""Lies beside `run_autograder` in the zip: what `make gradescope` was told. `options` are further ones for `grade`."""
KIT = Path(__file__).resolve().parents[2]
_SANDBOXES = ("bubblewrap", "account")
_KEPT = ("PATH", "LANG", "JAVA_HOME")
_WITH_RESULTS = (0, 3, 4)
_UNUSABLE = 2


def main(base: Path) -> int:
    """Grades what lies below `base` and writes its results. The status is 0 unless the grader failed.

    The whole report is printed: Gradescope shows that to the staff alone.
    """
    results, settings = base / "results" / "results.json", _settings(base / "source" / SETTINGS)
    results.parent.mkdir(exist_ok=True)
    results.parent.chmod(0o700)
    chapter = load(KIT / settings["chapter"] if settings.get("chapter") else None)
    try:
        submission = pick(base / "submission", chapter)
    except SubmissionFileError as error:
        put_all({results: ungraded(visible(str(error)))})
        return 0
    done = _grade(base, submission, results, settings, chapter)
    if done.returncode == _UNUSABLE:
        lines = done.stderr.strip().splitlines() or ["The file cannot be graded."]
        put_all({results: ungraded(_without(base, lines[-1]))})
        return 0
    if done.returncode not in _WITH_RESULTS:
        put_all({results: ungraded(FAILED)})
    return 0 if done.returncode in (0, 4) else 1


def _grade(
    base: Path, submission: Path, results: Path, settings: dict[str, Any], chapter: Chapter
) -> subprocess.CompletedProcess[str]:
    """Runs `grade` away from what was handed in, without this process's environment."""
    words = [sys.executable, "-I", "-m", "autograder", "grade", str(submission), "--gradescope", str(results)]
    words += [*chapter.option, "--history", str(base / "submission_metadata.json")]
    words += ["--sandbox", settings.get("sandbox") or sandbox()]
    if settings.get("attempts_per_hour"):
        words += ["--attempts-per-hour", str(settings["attempts_per_hour"])]
    words += settings.get("options") or []
    if settings.get("leaderboard"):
        words.append("--leaderboard")
    report = results.parent / "report.json"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {"HOME": "/tmp"}
    done = subprocess.run(
        [*words, "--json", str(report)], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    print(done.stderr, file=sys.stderr, end="")
    if report.is_file():
        print(report.read_text("utf-8"))
        report.unlink()
    return done


def sandbox() -> str:
    """The first that works here; when none does, grading is refused, and the staff see why."""
    return next((name for name in _SANDBOXES if tried(name).works), _SANDBOXES[-1])


def _settings(path: Path) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return made


def _without(base: Path, sentence: str) -> str:
    """A sentence for a student, in which the machine's folders say nothing."""
    return visible(sentence.replace(f"{base / 'submission'}/", ""))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
