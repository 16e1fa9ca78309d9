"""The command line: `python -m autograder grade|explain|verify|rubric|release|doctor|course`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from autograder import __version__
from autograder.course import cli as course

if TYPE_CHECKING:
    from autograder.attempts import History

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
app.add_typer(course.app, name="course")


class SandboxName(StrEnum):
    """What a submission can be confined by."""

    AUTO = "auto"
    BUBBLEWRAP = "bubblewrap"
    CONTAINER = "container"
    ACCOUNT = "account"
    NONE = "none"


class Exit(IntEnum):
    """What the exit status of `grade` says."""

    GRADED = 0
    BELOW_MINIMUM = 1
    UNUSABLE = 2
    JUDGE_ERROR = 3
    TOO_OFTEN = 4


@app.command()
def grade(
    submission: Annotated[Path, typer.Argument(help="The notebook, script or archive to grade.")],
    public: Annotated[bool, typer.Option("--public", help="Only the checks that students have.")] = False,
    exercise: Annotated[str | None, typer.Option(help="Only this exercise.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the report as JSON to this file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML page to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML for a CI to this file.")] = None,
    gradescope: Annotated[Path | None, typer.Option(help="Write Gradescope's results.json to this file.")] = None,
    classroom: Annotated[Path | None, typer.Option(help="Write what GitHub Classroom reads to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write a CI job's summary to this file.")] = None,
    sandbox: Annotated[
        SandboxName | None, typer.Option(help="What confines the submission; auto is the strongest that works.")
    ] = None,
    limit: Annotated[
        list[str] | None, typer.Option(help="A limit of your own, as `memory=4GiB` or `call_cpu=60`; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides which examples are drawn.")] = 0,
    min_score: Annotated[float | None, typer.Option(help="Exit with status 1 below this score.")] = None,
    tweets: Annotated[
        Path | None, typer.Option(help="Tweets of your own for the plot (JSONL or CSV: text,label).")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(help="Gradescope's submission_metadata.json, GitHub's workflow runs or GitLab's pipelines."),
    ] = None,
    attempts_per_hour: Annotated[
        int | None, typer.Option(min=1, help="Do not grade (status 4) when the history has so many in the last hour.")
    ] = None,
    leaderboard: Annotated[bool, typer.Option("--leaderboard", help="Put the points on Gradescope's.")] = False,
) -> None:
    """Grade one submission and print its report."""
    from autograder import attempts, intake
    from autograder import grade as grading
    from autograder import submission as files
    from autograder.checks import chapter, prequential
    from autograder.judge.limits import LimitOptionError, Limits
    from autograder.report import files as reports
    from autograder.report.formats import renderers

    if attempts_per_hour is not None and history is None:
        _refuse("Attempts are counted in a history: name one with `--history`.")
    names = list(chapter.EXERCISES)
    if exercise is not None and exercise not in names:
        _refuse(f"There is no exercise `{exercise}`. The exercises are {', '.join(names)}.")
    asked = {"json": json, "html": html, "junit": junit}
    asked |= {"gradescope": gradescope, "classroom": classroom, "markdown": markdown}
    paths = {name: path for name, path in asked.items() if path is not None}
    _check_folders(paths.values())
    try:
        limits = Limits.of(limit or [])
        read = intake.read(submission, names) if intake.is_archive(submission) else files.read(submission, names)
        incoming = prequential.incoming(tweets) if html is not None or tweets is not None else None
        past = None if history is None else attempts.read(history)
    except (files.SubmissionFileError, prequential.TweetFileError, LimitOptionError, attempts.HistoryError) as error:
        _refuse(str(error))
    options = grading.Options(
        public_only=public,
        exercises=(exercise,) if exercise else None,
        seed=seed,
        limits=limits,
        sandbox=_sandbox(sandbox, submission, grading.needs_sandbox(public)),
    )
    _remove_old(paths.values())
    if past is not None and attempts_per_hour is not None:
        _refuse_too_often(past, attempts_per_hour, paths)
    write = renderers(paths, None if past is None else past.earlier, leaderboard)
    errors = Console(stderr=True)
    with errors.status("Starting Spark …") as status:
        draw = None if incoming is None else lambda client: prequential.plot(client, seed, incoming)
        report = grading.grade(read, options, lambda check: status.update(f"Grading {check.exercise} …"), draw)
    try:
        reports.write_all(report, write)
    except Exception as error:
        print(f"The report could not be written: {error}; no score is published.", file=sys.stderr)
        failed = grading.failed(read, options, f"The report could not be written: {error}")
        for path in write.keys() - {html}:
            with contextlib.suppress(Exception):  # the formats that still can say so do
                reports.write_all(failed, {path: write[path]})
        raise typer.Exit(Exit.JUDGE_ERROR)
    if json is None:
        from autograder.report.terminal import render

        render(report, Console(highlight=False))
    if report.score is None:
        raise typer.Exit(Exit.JUDGE_ERROR)
    if min_score is not None and report.score < min_score:
        raise typer.Exit(Exit.BELOW_MINIMUM)


@app.command()
def explain(
    result: Annotated[Path, typer.Argument(help="The report that `grade --json` wrote.")],
    check: Annotated[str, typer.Argument(help="The check, by its id or its title.")],
    submission: Annotated[
        Path | None, typer.Argument(help="The file that was graded, if it is no longer where it was.")
    ] = None,
    sandbox: Annotated[SandboxName | None, typer.Option(help="What confines the submission.")] = None,
) -> None:
    """Replay one check of a report and show its counterexample. Exit status 1 when something else comes out."""
    from autograder import explain as explaining
    from autograder import grade as grading
    from autograder.report.terminal import render

    try:
        report = explaining.recorded(result)
        told = explaining.find(report, check)
        read = explaining.graded_file(report, submission)
        confined = _sandbox(sandbox, submission or Path(report.submission_path), grading.needs_sandbox(False))
        with Console(stderr=True).status(f"Grading {told.exercise} …"):
            now = explaining.replay(report, told, read, grading.Options(sandbox=confined))
    except explaining.ExplainError as error:
        _refuse(str(error))
    render(now, Console(highlight=False))
    if now.score is None:
        raise typer.Exit(Exit.JUDGE_ERROR)
    if said := explaining.compared(told, now):
        print(said, file=sys.stderr)
        raise typer.Exit(Exit.BELOW_MINIMUM)


@app.command()
def rubric() -> None:
    """Print every exercise and check with its points."""
    from autograder import grade as grading
    from autograder.checks import chapter
    from autograder.rubric import render

    render(chapter.PARTS, chapter.EXERCISES, grading.checks(grading.Options()), Console(highlight=False))


@app.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Only fixtures whose path holds one of these words.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Harnesses at the same time.")] = 2,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    learn: Annotated[
        bool, typer.Option("--learn", help="Record how their checks fail, to name misconceptions.")
    ] = False,
) -> None:
    """Grade the submissions whose verdicts are known, and say how right the grader is."""
    from autograder import verify as proving

    proved = proving.verify(names or [], jobs, seed, Console(highlight=False), learn)
    raise typer.Exit(Exit.GRADED if proved else Exit.BELOW_MINIMUM)


@app.command()
def release(check: Annotated[bool, typer.Option("--check", help="Only say whether it is up to date.")] = False) -> None:
    """Make the assignment from the solution, and the student's bundle from both."""
    from autograder import bundle
    from autograder import grade as grading
    from autograder import release as releasing

    destination = grading.SOLUTION.parents[1] / "assignment"
    try:
        if not check:
            for path in releasing.release(grading.SOLUTION, destination):
                print(f"wrote {path.relative_to(destination.parent)}")
            packed = bundle.build(destination.parent, destination.parent / "dist" / "student")
            print(f"wrote {packed.relative_to(destination.parent)}, and the same as a folder")
            return
        stale = releasing.check(grading.SOLUTION, destination)
    except releasing.ReleaseError as error:
        _refuse(str(error))
    if stale:
        _refuse(
            f"{', '.join(path.name for path in stale)} in {destination.name}/ is not what the solution gives. "
            "Run `make release`."
        )


@app.command()
def doctor() -> None:
    """Say what grading needs, what is there, and how to get what is missing."""
    from autograder import doctor as examining

    console = Console(highlight=False)
    findings = examining.examine()
    examining.render(findings, console)
    if not all(finding.good for finding in findings):
        raise typer.Exit(Exit.UNUSABLE)


@app.callback(invoke_without_command=True)
def version(show: Annotated[bool, typer.Option("--version", help="Print the kit's version.")] = False) -> None:
    """Grades the Spark Streaming assignment."""
    if show:
        print(__version__)
        raise typer.Exit()


def main() -> None:
    """Runs the command line; whatever was not foreseen is the grader's own failure and ends with status 3."""
    try:
        app()
    except Exception as error:
        import traceback

        traceback.print_exc()
        print(f"The grader itself failed ({type(error).__name__}); no score is published.", file=sys.stderr)
        sys.exit(Exit.JUDGE_ERROR)


def _sandbox(name: SandboxName | None, submission: Path, needed: bool) -> str:
    """The sandbox to use. What somebody else wrote is not graded without one unless that is asked for."""
    from autograder import grade as grading
    from autograder.sandbox.child import SandboxError
    from autograder.sandbox.choose import choose

    if name is None and not needed:
        return "none"
    try:
        return choose(name or "auto")
    except SandboxError as error:
        if name is None and grading.SOLUTION.exists() and submission.resolve() == grading.SOLUTION:
            print(f"{error} This is the kit's own reference: it is graded without.", file=sys.stderr)
            return "none"
        _refuse(
            f"{error} Or grade without one, `--sandbox none`: "
            "what was submitted can then read and change all that your account can."
        )
    return ""


def _refuse_too_often(past: History, most: int, paths: dict[str, Path]) -> None:
    """Ends without grading when so many were graded in the last hour; what can, repeats the earlier score."""
    from autograder.checks import chapter
    from autograder.report import files as reports
    from autograder.report.formats import refusals

    if said := past.refusal(most):
        last = past.graded[-1].results if past.graded else {}
        reports.put_all(refusals(paths, chapter.TITLE, said, last))
        print(said)
        raise typer.Exit(Exit.TOO_OFTEN)


def _check_folders(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.parent.is_dir():
            _refuse(f"There is no folder {path.parent} to write {path.name} to.")


def _remove_old(paths: Iterable[Path]) -> None:
    from autograder.report import files as reports

    try:
        reports.remove_old(paths)
    except OSError as error:
        _refuse(f"The report of an earlier run cannot be replaced: {error}.")


def _refuse(sentence: str) -> Any:
    from autograder.text import visible

    print(visible(sentence), file=sys.stderr)
    raise typer.Exit(Exit.UNUSABLE)
