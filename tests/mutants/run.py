"""Grades mutants on warm harnesses and says which of them the checks let live."""

from __future__ import annotations

import multiprocessing
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.handout.release import answer_cells
from autograder.judge.faults import JudgeError
from autograder.judge.limits import Limits
from autograder.proof import verify
from autograder.submission import reading as files
from fixtures import submissions as zoo
from tests.mutants.mutator import Mutant, mutants, unchanged

LIMITS = Limits(call_cpu=5, small_calls=0, small_streams=0)
"""Nobody reads a mutant's counterexample, so none is made smaller; and one that hangs is soon given up."""
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
FULL, FEWER, NONE = "full marks", "points lost", "no score"
Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Graded:
    """A mutant and what became of it: full marks, points lost, or no score because the grader itself failed."""

    mutant: Mutant
    marks: str
    said: str = ""


def grade(mutant: Mutant) -> Graded:
    """Grades a mutant's exercise in a worker process of `verify`."""
    client = verify._client
    assert client is not None
    text = zoo.compose(CHAPTER.solution.read_text("utf-8"), mutant.code)
    submission = files.Submission("mutant.py", "", tuple(files.split(text)))
    options = grading.Options(exercises=(mutant.exercise,), limits=LIMITS)
    try:
        report = grading.grade_with(client, submission, options)
    except JudgeError as error:
        client.close()
        return Graded(mutant, NONE, str(error))
    (exercise,) = report.exercises
    return Graded(mutant, FULL if exercise.score == exercise.max_score else FEWER)


def listed(text: str) -> dict[Key, str]:
    """The mutants that are known to be equivalent, each with the reason."""
    return {
        (one["exercise"], one["before"], one["after"], one.get("place", 0)): one["reason"]
        for one in tomllib.loads(text).get("mutant", [])
    }


@dataclass(frozen=True)
class Verdicts:
    """What the graded mutants say of the checks and of the list of equivalent ones."""

    killed: list[Mutant]
    survived: list[Mutant]
    equivalent: list[Mutant]
    complaints: list[str]

    @property
    def right(self) -> bool:
        """Whether each mutant is killed or listed, and the list is true."""
        return not self.survived and not self.complaints


def judge(results: list[Graded], known: dict[Key, str], exercises: list[str]) -> Verdicts:
    """Sorts the results. A listed mutant of these exercises that was killed, or is no mutant, is a complaint."""
    complaints = [f"{_told(r.mutant)}\nThe grader itself failed: {r.said}" for r in results if r.marks == NONE]
    real, reference = list[Graded](), list[Graded]()
    for result in results:
        (real if result.mutant.before != result.mutant.after else reference).append(result)
    complaints += [
        f"{r.mutant.exercise}: the answer without a change loses points." for r in reference if r.marks == FEWER
    ]
    killed = [r.mutant for r in real if r.marks == FEWER]
    alive = [r.mutant for r in real if r.marks == FULL]
    complaints += [f"{_told(m)}\nIt is listed as equivalent, but it was killed." for m in killed if m.key in known]
    there = {r.mutant.key for r in real}
    complaints += [
        f"{exercise}: - {before}  + {after}\nIt is listed as equivalent, but there is no such mutant any more."
        for exercise, before, after, place in known
        if exercise in exercises and (exercise, before, after, place) not in there
    ]
    survived, equivalent = ([m for m in alive if (m.key in known) is wanted] for wanted in (False, True))
    return Verdicts(killed, survived, equivalent, complaints)


def main(words: list[str], console: Console) -> bool:
    """Grades the mutants of the exercises whose names hold one of the words, and says whether all is right."""
    cells = {n: c for n, c in answer_cells(CHAPTER.solution).items() if not words or any(word in n for word in words)}
    work = [one for name, cell in cells.items() for one in (unchanged(name, cell), *mutants(name, cell))]
    if not work:
        console.print(f"No exercise has one of {', '.join(words)} in its name.")
        return False
    results = _grade_all(work)
    verdicts = judge(results, listed(EQUIVALENT.read_text("utf-8")), list(cells))
    _print(verdicts, list(cells), console)
    return verdicts.right


def _grade_all(work: list[Mutant]) -> list[Graded]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    results: list[Graded] = []
    context = multiprocessing.get_context("spawn")
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        context.Pool(min(2, len(work)), verify._start, (CHAPTER, 0, LIMITS)) as pool,
    ):
        task = progress.add_task("grading mutants", total=len(work))
        for result in pool.imap_unordered(grade, work):
            results.append(result)
            progress.advance(task)
            if result.marks == FULL and result.mutant.before != result.mutant.after:
                progress.console.print(Text(f"full marks: {_told(result.mutant)}"), soft_wrap=True)
        pool.close()
        pool.join()
    return results


def _told(mutant: Mutant) -> str:
    return f"{mutant.exercise}\n  - {mutant.before}\n  + {mutant.after}"


def _print(verdicts: Verdicts, names: list[str], console: Console) -> None:
    table = Table(
        "exercise", "mutants", "killed", "survived", "equivalent", box=None, header_style="bold", pad_edge=False
    )
    groups = (verdicts.killed, verdicts.survived, verdicts.equivalent)
    for name in sorted(names, key=list(CHAPTER.exercises).index):
        counts = [sum(one.exercise == name for one in group) for group in groups]
        table.add_row(name, *map(str, (sum(counts), *counts)))
    console.print(table)
    for mutant in verdicts.survived:
        console.print(Text(f"survived: {_told(mutant)}", "red"), soft_wrap=True)
    for complaint in verdicts.complaints:
        console.print(Text(complaint, "red"), soft_wrap=True)
    killed, survived, equivalent = map(len, groups)
    console.print(f"mutants killed: {killed} of {killed + survived}; {equivalent} more are listed as equivalent")
