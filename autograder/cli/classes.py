"""`python -m autograder class DIR` grades a whole class; `class diff` compares runs, `class report` tells of one."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.cli.common import ChapterFolder, Exit, SandboxName, chapter_in, refuse, sandbox_for
from autograder.machine.options import Commands, Group

if TYPE_CHECKING:
    from autograder.cohort.compare import Change
    from autograder.cohort.grading import Begun
    from autograder.cohort.results import Student

INTERRUPTED = 130
_SHOWN = 20
ResultsFolder = Annotated[Path, typer.Argument(help="The folder of results.")]


class _Folder(Group):
    """A first word that names no command is the folder to grade."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["grade", *args]
        return super().resolve_command(ctx, args)


class _Rate(ProgressColumn):
    """Submissions a minute."""

    def render(self, task: Task) -> Text:
        return Text("" if not task.speed else f"{60 * task.speed:.1f} a minute")


app = Commands(cls=_Folder, no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def classes() -> None:
    """A whole class: grade the folder that is named, compare two runs, report to the lecturer."""


@app.command()
def grade(
    folder: Annotated[Path, typer.Argument(help="Files, folders and archives of students, or an nbgrader course.")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Submissions at the same time.")] = 1,
    out: Annotated[Path, typer.Option(help="Where results are kept.")] = Path("results"),
    master: Annotated[str | None, typer.Option(help="A Spark cluster to grade on, as spark://host:7077.")] = None,
    conf: Annotated[
        list[str] | None, typer.Option(help="A setting of the cluster's Spark, as spark.task.cpus=2; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides which examples are drawn.")] = 0,
    sandbox: Annotated[SandboxName | None, typer.Option(help="What confines each submission.")] = None,
    chapter: ChapterFolder = None,
) -> None:
    """Grade everybody in a folder. An interrupted run goes on; what is known is not graded again.

    Exit status 3 when the grader failed for somebody, who then has no score.
    """
    from autograder.cohort.cluster import ClusterError, on_cluster
    from autograder.cohort.gather import FolderError, gather
    from autograder.cohort.grading import grade_class, here
    from autograder.cohort.results import Results, ResultsError
    from autograder.grade import Options

    of = chapter_in(chapter)
    try:
        handed_in = gather(folder, of)
    except FolderError as error:
        refuse(str(error))
    options = Options(of, seed=seed, sandbox=sandbox_for(sandbox, folder, of))
    results = Results(out)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    errors = Console(stderr=True)
    try:
        grader = here(jobs) if master is None else on_cluster(master, conf or ())
    except ClusterError as error:
        refuse(str(error))
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("grading", total=None)

        def begun(found: Begun) -> None:
            progress.console.print(_counted(found), highlight=False)
            progress.update(task, total=found.waiting)

        started = time.monotonic()
        try:
            students = grade_class(handed_in, options, results, grader, begun, lambda: progress.advance(task))
        except KeyboardInterrupt:
            progress.stop()
            print("Interrupted. The same command goes on from here.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED)
        except ClusterError as error:
            progress.stop()
            refuse(str(error))
        except (OSError, ResultsError) as error:
            refuse(f"The results cannot be kept in {out}: {error}")
    _print(students, time.monotonic() - started, out)
    if results.has_before():
        _print_changes(results, results, before=True)
    if any(one.key is None and one.file for one in students):
        raise typer.Exit(Exit.JUDGE_ERROR)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The results of an earlier run.")],
    new: Annotated[Path, typer.Argument(help="Those of a later one.")],
) -> None:
    """Say whose points changed, and in which checks. Exit status 1 when somebody lost some."""
    from autograder.cohort.results import Results, ResultsError

    try:
        lost = _print_changes(Results(old), Results(new))
    except ResultsError as error:
        refuse(str(error))
    if lost:
        raise typer.Exit(Exit.BELOW_MINIMUM)


@app.command()
def report(
    results: ResultsFolder = Path("results"),
    html: Annotated[Path | None, typer.Option(help="Write the page to this file.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write grades.csv and items.csv into this folder.")] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Without names and code, to be shown.")] = False,
    chapter: ChapterFolder = None,
) -> None:
    """Say what a class's results are together: a page for the lecturer, tables of grades and of items."""
    from autograder.cohort import page
    from autograder.cohort.results import Results, ResultsError
    from autograder.report.files import put_all

    if html is None and csv is None:
        refuse("Say what to write: `--html page.html`, `--csv folder`, or both.")
    of = chapter_in(chapter)
    try:
        found = page.read_class(Results(results))
        found = page.nameless(found) if anonymous else found
        texts = {} if html is None else {html: page.to_html(found, of)}
        if csv is not None:
            csv.mkdir(parents=True, exist_ok=True)
            texts |= {csv / "grades.csv": page.grades_csv(found), csv / "items.csv": page.items_csv(found)}
        put_all(texts)
    except (OSError, ResultsError) as error:
        refuse(str(error))
    for path in texts:
        print(f"wrote {path}")


def _counted(found: Begun) -> str:
    said = f"{found.students} students: {found.waiting} submissions to grade"
    said += f", {found.known} graded before" if found.known else ""
    return said + (f", {found.equal} equal to another one" if found.equal else "") + "."


def _print(students: list[Student], seconds: float, out: Path) -> None:
    console = Console(highlight=False)
    without = [one for one in students if one.score is None]
    if without:
        table = Table("without a score", "why", box=None, header_style="bold", pad_edge=False)
        for one in without[:_SHOWN]:
            table.add_row(Text(one.student), Text(one.note))
        console.print(table)
        if len(without) > _SHOWN:
            console.print(f"and {len(without) - _SHOWN} more")
        console.print()
    scores = sorted(one.score for one in students if one.score is not None)
    if scores:
        console.print(
            f"{len(scores)} scores, from {scores[0]:g} to {scores[-1]:g}, the median {scores[len(scores) // 2]:g}; "
            f"{seconds:.0f} s. They are in {out}.",
            markup=False,
        )


def _print_changes(old: Any, new: Any, before: bool = False) -> bool:
    """Prints what changed, and gives whether somebody lost points."""
    from autograder.cohort.compare import changes

    found = changes(old, new, before)
    console = Console(highlight=False)
    lost = sum(change.lost for change in found)
    since = "since another kit graded this class" if before else "from the first run to the second"
    console.print(
        f"{len(found)} scores changed {since}, {lost} of them lost points." if found else f"No score changed {since}."
    )
    for change in found[:_SHOWN] if before else found:
        console.print(_told(change))
    if before and len(found) > _SHOWN:
        console.print(f"and {len(found) - _SHOWN} more")
    return lost > 0


def _told(change: Change) -> Text:
    was, now = ("no score" if score is None else f"{score:g}" for score in (change.before, change.after))
    told = Text(f"\n{change.student}  {was} → {now}", style="bold red" if change.lost else "bold")
    if change.why:
        told.append(f"  {change.why}", style="not bold")
    for check in change.checks:
        first = check.said.strip().split("\n")[0]
        told.append(f"\n  {check.gain:+g}  {check.exercise}: {check.title}  {first}", style="not bold default")
    return told
