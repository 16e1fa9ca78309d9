"""Grades some submissions again and again, each time in other surroundings: `make flakes`, `make flakes N=5`.

Prints how many bytes of the reports differ, and where.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.checks.chapter import CHAPTER
from fixtures import submissions as zoo
from tests.flakes.comparing import comparable, differing_bytes, places, written
from tests.flakes.surroundings import Surroundings, busy, grade, install, kit_in_use, surroundings

WRONG = (
    "vectorize__refits",
    "update_count__none_plus_int",
    "evaluate__micro_f1",
    "update_classifier__fits_anew",
    "running_word_counts__quiet_word_lost",
    "hashtag_counts__slides_every_batch",
    "count_words_sql__single_spaces",
    "attach_sql_bridge__ascending",
    "attach_classifier__trains_first",
)
ACCEPTED = ("prints_and_logs", "session_in_a_module_variable")
BROKEN = {
    "update_trending__shows_what_varies": "def update_trending(new_values, state):\n"
    "    print(object(), set('abc'), update_trending)\n    raise ValueError(f'{object()} {hash(\"a\")}')",
    "evaluate__no_python": "def evaluate(y_true, y_pred:\n    pass",
    "predict__endless": "def predict(classifier, vectorizer, tweets):\n    while True:\n        pass",
}


def submissions(folder: Path) -> list[tuple[Path, str | None]]:
    """The chosen ones as files, each with the one exercise that is graded, or None for all."""
    reference = CHAPTER.solution.read_text("utf-8")
    overlays = {name: (zoo._HERE / "wrong" / f"{name}.py").read_text("utf-8") for name in WRONG} | BROKEN
    overlays |= {name: (zoo._HERE / "accepted" / f"{name}.py").read_text("utf-8") for name in ACCEPTED}
    chosen = []
    for name, text in overlays.items():
        path = folder / f"{name}.py"
        path.write_text(zoo.compose(reference, text), "utf-8")
        chosen.append((path, None if name in ACCEPTED else name.partition("__")[0]))
    return chosen


def main(rounds: int, words: list[str], console: Console) -> bool:
    """Prints the number of differing bytes and says whether it is none."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    first, differing = dict[str, Any](), 0
    with tempfile.TemporaryDirectory() as folder, Progress(*columns, console=Console(stderr=True)) as progress:
        chosen = [one for one in submissions(Path(folder)) if not words or any(word in one[0].stem for word in words)]
        installed = install(Path(folder)).resolve()
        task = progress.add_task("grading", total=rounds * len(chosen))
        for number in range(rounds):
            around = surroundings(number, installed)
            if kit_in_use(around) != around.kit:
                raise RuntimeError(f"The kit of {kit_in_use(around)} was used, not that of {around.kit}.")
            for name, report in _round(chosen, around, lambda: progress.advance(task)):
                expected = first.setdefault(name, report)
                found = differing_bytes(written(expected), written(report))
                if found:
                    differing += found
                    told = "\n  ".join(places(expected, report))
                    console.print(Text(f"{name}, round {number} ({around}): {found} bytes differ\n  {told}", "red"))
    console.print(f"{rounds} rounds of {len(chosen)} submissions: {differing} differing bytes")
    return differing == 0


def _round(chosen: list[tuple[Path, str | None]], around: Surroundings, done: Any) -> list[tuple[str, Any]]:
    """The comparable reports of all submissions, two graded at a time, each the other's load."""

    def one(path: Path, exercise: str | None) -> tuple[str, Any]:
        report = comparable(grade(path, around, exercise))
        done()
        return path.stem, report

    with busy(around.loops), ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda chosen_one: one(*chosen_one), chosen))


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    sys.exit(0 if main(times, sys.argv[2:], Console(highlight=False)) else 1)
