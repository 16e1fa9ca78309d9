"""Grades submissions whose verdicts are known, and says how right the grader is."""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import grade as grading
from autograder.chapter import Chapter
from autograder.feedback import misconceptions
from autograder.harness import definitions
from autograder.judge.client import Client
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.model import Verdict
from autograder.proof import recognise, zoo
from autograder.submission import reading as files

FOLDERS = ("broken", "accepted", "wrong")
"""In the order of grading. What breaks its harness comes first, while there is little to lose."""
BROKEN_LIMITS = Limits(call_cpu=5, call_wall=60)
"""For broken fixtures, which are expected to hang: an honest request needs less than two seconds of processor time."""


@dataclass(frozen=True)
class Outcome:
    """A fixture, the exercise that must lose points (none for a correct one), those that did, and what was said.

    `expected` are the verdicts that its failed checks may have, `verdicts` those that they have; `shown` are the sizes
    of its counterexamples in batches and lines; `pattern` is how the exercise's checks failed.
    """

    path: Path
    blamed: str | None
    lost: tuple[str, ...]
    expected: frozenset[str]
    verdicts: frozenset[str]
    shown: tuple[tuple[int, int], ...]
    said: str
    pattern: misconceptions.Pattern = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Whether points were lost in the right exercise only, or nowhere, and with the right verdict."""
        return self.lost == ((self.blamed,) if self.blamed else ()) and self.verdicts <= self.expected


def fixtures(chapter: Chapter, names: list[str]) -> list[Path]:
    """The fixtures whose path below the folder holds one of the words, all for no words."""
    place = chapter.submissions
    found = [path for folder in FOLDERS for path in zoo.fixtures(place, folder)]
    return [path for path in found if not names or any(name in str(path.relative_to(place)) for name in names)]


def expected(path: Path) -> tuple[str | None, frozenset[str]]:
    """The exercise that must lose points, and the verdicts that its failed checks may have."""
    match path.parent.name:
        case "accepted":
            return None, frozenset()
        case "broken":
            return zoo.blamed(path), frozenset({zoo.verdict(path)})
    return zoo.blamed(path), frozenset({Verdict.FAILED, Verdict.ERROR})


def base(path: Path, chapter: Chapter) -> str:
    """What a fixture is put after: the reference solution, for a broken one without the answer that it breaks."""
    reference = chapter.solution.read_text("utf-8")
    return zoo.without_answer(reference, zoo.blamed(path)) if path.parent.name == "broken" else reference


def compose(path: Path, chapter: Chapter) -> files.Submission:
    """A fixture as a submission: the reference solution with the fixture's cells after it."""
    text = zoo.compose(base(path, chapter), path.read_text("utf-8"))
    return files.Submission(path.name, "", tuple(files.split(text)))


def graded(path: Path, chapter: Chapter) -> tuple[str, ...]:
    """The exercises to grade: those that a fixture can change, and after what may break a harness the next one too."""
    names = set(touched(path, chapter))
    if path.parent.name == "broken":
        place = chapter.grading_order.index(zoo.blamed(path))
        names |= set(chapter.grading_order[place : place + 2])
    return tuple(name for name in chapter.grading_order if name in names)


def touched(path: Path, chapter: Chapter) -> tuple[str, ...]:
    """The exercises that a fixture can change: those that need one of its definitions.

    The others load exactly what they load of the reference, whose full marks are proved by a fixture of its own.
    """
    cells = compose(path, chapter).cells
    own = {f"<submission cell {number}>" for number in range(_cells_before(path, chapter) + 1, len(cells) + 1)}
    defined = definitions.read(list(cells))
    order = chapter.grading_order
    return tuple(
        name
        for place, name in enumerate(order)
        if any(statement.filename in own for statement in defined.needed(name, given=order[:place]))
        or defined.broken_cell_of(name)
    )


def _cells_before(path: Path, chapter: Chapter) -> int:
    return len(files.split(base(path, chapter)))


_client: Client | None = None


def _start(chapter: Chapter, seed: int, limits: Limits | None = None) -> None:
    """Gives this worker process a harness that stays warm from fixture to fixture."""
    global _client, _chapter, _seed
    _chapter, _seed = chapter, seed
    client = grading.open_client(limits or Limits())
    _client = client.__enter__()
    _client.warm_queries = True
    multiprocessing.util.Finalize(None, client.__exit__, (None, None, None), exitpriority=10)


_chapter: Chapter | None = None
_seed = 0


def outcome(path: Path) -> Outcome:
    """Grades one fixture in a worker process."""
    assert _client is not None
    assert _chapter is not None
    blamed, allowed = expected(path)
    # A fault that defines nothing must be missed, not fail.
    exercises = graded(path, _chapter) or ((blamed,) if blamed else ())
    options = grading.Options(_chapter, seed=_seed, exercises=exercises)
    usual = _client.limits
    try:
        _client.limits = BROKEN_LIMITS if path.parent.name == "broken" else usual
        report = grading.grade_with(_client, compose(path, _chapter), options)
    except JudgeError as error:
        _client.close()
        return Outcome(path, blamed, ("(no score)",), allowed, frozenset(), (), f"judge error: {error}")
    finally:
        _client.limits = usual
    lost = tuple(exercise.name for exercise in report.exercises if exercise.score < exercise.max_score)
    failed = [check for check in report.checks if check.verdict is not Verdict.PASSED]
    shown = tuple((c.counterexample.batches, c.counterexample.lines) for c in failed if c.counterexample is not None)
    said = "; ".join(f"{c.id}: {c.verdict}: {c.message}" for c in failed)
    pattern = misconceptions.pattern(check for check in report.checks if check.exercise == blamed)
    return Outcome(path, blamed, lost, allowed, frozenset(c.verdict for c in failed), shown, said, pattern)


def verify(chapter: Chapter, names: list[str], jobs: int, seed: int, console: Console, learn: bool = False) -> bool:
    """Grades the fixtures, prints what was caught where, and says whether all of it was right.

    Where it learns, the patterns of the graded faults are recorded for the grader to recognise.
    """
    paths = fixtures(chapter, names)
    if not paths:
        console.print(f"No fixture has one of {', '.join(names)} in its path.")
        return False
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    found: list[Outcome] = []
    context = multiprocessing.get_context("spawn")
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        context.Pool(min(jobs, len(paths)), _start, (chapter, seed)) as pool,
    ):
        task = progress.add_task("grading fixtures", total=len(paths))
        for result in pool.imap_unordered(outcome, paths):
            found.append(result)
            progress.advance(task)
            if not result.right:
                progress.console.print(Text(_complaint(result), "red"), soft_wrap=True)
        pool.close()
        pool.join()
    _print(found, chapter.exercises, console)
    if not names:
        console.print(f"edition of the fixtures: {zoo.edition(chapter.submissions)}")
    known = recognise.known_faults(chapter, {result.path: result.pattern for result in found})
    if learn:
        misconceptions.write(known, chapter.misconceptions)
    return recognise.prove(known, console) and all(result.right for result in found)


def _complaint(result: Outcome) -> str:
    wanted = f"only {result.blamed} should lose points" if result.blamed else "nothing should lose points"
    if result.blamed and result.path.parent.name == "broken":
        wanted += f" ({', '.join(sorted(result.expected))})"
    lost = ", ".join(result.lost) or "nothing"
    return f"{result.path.parent.name}/{result.path.name}: {wanted}; lost: {lost}. {result.said}"


def _print(found: list[Outcome], exercises: Iterable[str], console: Console) -> None:
    table = Table(
        "exercise", "faults", "caught", "missed", "blamed elsewhere", box=None, header_style="bold", pad_edge=False
    )
    wrong, accepted, broken = (
        [result for result in found if result.path.parent.name == folder] for folder in ("wrong", "accepted", "broken")
    )
    for name in exercises:
        of_exercise = [result for result in wrong if result.blamed == name]
        if of_exercise:
            caught = sum(name in result.lost for result in of_exercise)
            elsewhere = sum(bool(set(result.lost) - {name}) for result in of_exercise)
            table.add_row(name, *map(str, (len(of_exercise), caught, len(of_exercise) - caught, elsewhere)))
    if wrong:
        console.print(table)
    if wrong and any(result.shown for result in wrong):
        _print_sizes(wrong, console)
    for said, results in (
        ("faults caught in the right exercise only: ", wrong),
        ("correct solutions with full marks:        ", accepted),
        ("broken ones with the right verdict:       ", broken),
    ):
        if results:
            console.print(f"{said}{sum(result.right for result in results)} of {len(results)}")


MOST_BATCHES = 4
"""Of a counterexample that nobody has to explain."""


def _print_sizes(wrong: list[Outcome], console: Console) -> None:
    """How large counterexamples are, in batches and in lines, whose is the largest, and whose are long."""
    for unit, name in enumerate(("batches", "lines")):
        sizes = sorted((size[unit], result.path.stem) for result in wrong for size in result.shown)
        most, whose = sizes[-1]
        console.print(
            f"{name} in {len(sizes)} counterexamples: median {sizes[len(sizes) // 2][0]}, worst {most} ({whose})"
        )
    long = {
        result.path.stem: most
        for result in wrong
        if (most := max((b for b, _ in result.shown), default=0)) > MOST_BATCHES
    }
    if long:
        console.print(
            f"above {MOST_BATCHES} batches: {', '.join(f'{name} {most}' for name, most in sorted(long.items()))}"
        )
