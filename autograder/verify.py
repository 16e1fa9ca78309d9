"""Grades submissions whose verdicts are known, and says how right the grader is."""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import grade as grading
from autograder import submission as files
from autograder.checks import chapter
from autograder.harness import definitions
from autograder.judge.client import Client
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.model import Verdict
from fixtures import submissions as zoo

FIXTURES = Path(zoo.__file__).parent


@dataclass(frozen=True)
class Outcome:
    """A fixture, the exercise that must lose points (none for a correct one), those that did, and what was said.

    `smallest` is the size of its smallest counterexample in batches and lines.
    """

    path: Path
    blamed: str | None
    lost: tuple[str, ...]
    smallest: tuple[int, int] | None
    said: str

    @property
    def right(self) -> bool:
        """Whether points were lost in the right exercise only, or nowhere."""
        return self.lost == ((self.blamed,) if self.blamed else ())


def fixtures(names: list[str]) -> list[Path]:
    """The fixtures whose path below the folder holds one of the words, all for no words."""
    found = [path for folder in ("accepted", "wrong") for path in zoo.fixtures(folder)]
    return [path for path in found if not names or any(name in str(path.relative_to(FIXTURES)) for name in names)]


def compose(path: Path) -> files.Submission:
    """A fixture as a submission: the reference solution with the fixture's cells after it."""
    text = zoo.compose(grading.SOLUTION.read_text("utf-8"), path.read_text("utf-8"))
    return files.Submission(path.name, "", tuple(files.split(text)))


def touched(path: Path) -> tuple[str, ...]:
    """The exercises that a fixture can change: those that need one of its definitions.

    The others load exactly what they load of the reference, whose full marks are proved by a fixture of its own.
    """
    cells = compose(path).cells
    own = {f"<submission cell {number}>" for number in range(_reference_cells() + 1, len(cells) + 1)}
    defined = definitions.read(list(cells))
    order = chapter.GRADING_ORDER
    return tuple(
        name
        for place, name in enumerate(order)
        if any(statement.filename in own for statement in defined.needed(name, given=order[:place]))
        or defined.broken_cell_of(name)
    )


def _reference_cells() -> int:
    return len(files.split(grading.SOLUTION.read_text("utf-8")))


_client: Client | None = None


def _start(seed: int, limits: Limits | None = None) -> None:
    """Gives this worker process a harness that stays warm from fixture to fixture."""
    global _client, _seed
    _seed = seed
    client = grading.open_client(limits or Limits())
    _client = client.__enter__()
    multiprocessing.util.Finalize(None, client.__exit__, (None, None, None), exitpriority=10)


_seed = 0


def outcome(path: Path) -> Outcome:
    """Grades one fixture in a worker process."""
    assert _client is not None
    blamed = None if path.parent.name == "accepted" else zoo.blamed(path)
    options = grading.Options(seed=_seed, exercises=touched(path))
    try:
        report = grading.grade_with(_client, compose(path), options)
    except JudgeError as error:
        _client.close()
        return Outcome(path, blamed, ("(no score)",), None, f"judge error: {error}")
    lost = tuple(exercise.name for exercise in report.exercises if exercise.score < exercise.max_score)
    shown = [check.counterexample for check in report.checks if check.counterexample is not None]
    smallest = min(((c.batches, c.lines) for c in shown), default=None)
    said = "; ".join(f"{c.id}: {c.message}" for c in report.checks if c.verdict is not Verdict.PASSED)
    return Outcome(path, blamed, lost, smallest, said)


def verify(names: list[str], jobs: int, seed: int, console: Console) -> bool:
    """Grades the fixtures, prints what was caught where, and says whether all of it was right."""
    paths = fixtures(names)
    if not paths:
        console.print(f"No fixture has one of {', '.join(names)} in its path.")
        return False
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    found: list[Outcome] = []
    context = multiprocessing.get_context("spawn")
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        context.Pool(min(jobs, len(paths)), _start, (seed,)) as pool,
    ):
        task = progress.add_task("grading fixtures", total=len(paths))
        for result in pool.imap_unordered(outcome, paths):
            found.append(result)
            progress.advance(task)
            if not result.right:
                progress.console.print(Text(_complaint(result), "red"), soft_wrap=True)
        pool.close()
        pool.join()
    _print(found, console)
    return all(result.right for result in found)


def _complaint(result: Outcome) -> str:
    wanted = f"only {result.blamed} should lose points" if result.blamed else "nothing should lose points"
    lost = ", ".join(result.lost) or "nothing"
    return f"{result.path.parent.name}/{result.path.name}: {wanted}; lost: {lost}. {result.said}"


def _print(found: list[Outcome], console: Console) -> None:
    table = Table(
        "exercise", "faults", "caught", "missed", "blamed elsewhere", box=None, header_style="bold", pad_edge=False
    )
    wrong = [result for result in found if result.blamed]
    for name in chapter.EXERCISES:
        of_exercise = [result for result in wrong if result.blamed == name]
        if of_exercise:
            caught = sum(name in result.lost for result in of_exercise)
            elsewhere = sum(bool(set(result.lost) - {name}) for result in of_exercise)
            table.add_row(name, *map(str, (len(of_exercise), caught, len(of_exercise) - caught, elsewhere)))
    if wrong:
        console.print(table)
    right = sum(result.right for result in wrong)
    accepted = [result for result in found if not result.blamed]
    full = sum(result.right for result in accepted)
    sizes = [result.smallest for result in wrong if result.smallest is not None]
    if sizes:
        batches, lines = sorted(size[0] for size in sizes), sorted(size[1] for size in sizes)
        middle = len(sizes) // 2
        console.print(
            f"smallest counterexample: median {batches[middle]} batches and {lines[middle]} lines, "
            f"worst {batches[-1]} batches, {lines[-1]} lines"
        )
    if wrong:
        console.print(f"faults caught in the right exercise only: {right} of {len(wrong)}")
    if accepted:
        console.print(f"correct solutions with full marks:        {full} of {len(accepted)}")
