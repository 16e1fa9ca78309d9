"""Grades every hostile submission, each in a fresh harness: `make attacks`, `make attacks ONLY=word`."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from rich.console import Console
from rich.text import Text

from autograder.text import visible
from tests.attacks.attack import attacks
from tests.attacks.grading import HONEST, Outcome, grade_one, honest_report, outcome, strongest
from tests.attacks.traces import Traces

ALL_LANES = (*HONEST, "count_words")


def main(words: list[str], jobs: int = 2) -> int:
    """Prints a row per attack. Exit status 1 when one gained something, or when something was left behind."""
    console = Console(highlight=False)
    sandbox = strongest()
    named = attacks(words)
    chosen = [attack for attack in named if sandbox != "none" or not attack.needs_sandbox]
    if not chosen:
        console.print(f"No attack that can be run has one of {', '.join(words)} in its name.")
        return 1
    console.print(f"sandbox: {sandbox}\n{'attack':42} points     time")
    found: list[Outcome] = []

    def show(one: Outcome) -> None:
        found.append(one)
        console.print(Text(visible(_row(one)), "red" if one.gained else ""), soft_wrap=True)

    with Traces() as traces:
        before, honest = honest_report(sandbox, ALL_LANES), honest_report(sandbox)
        with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
            together = [attack for attack in chosen if not attack.alone]
            for done in as_completed(pool.submit(grade_one, attack, sandbox, traces.secret) for attack in together):
                show(done.result())
        left = traces.found()
        for attack in chosen:
            if attack.alone:
                show(outcome(attack, traces, honest, sandbox))
        after = honest_report(sandbox, ALL_LANES)
        left |= traces.found()
    console.print(f"{len(found)} attacks, {sum(not one.gained for one in found)} gained nothing")
    if len(chosen) < len(named):
        console.print(f"{len(named) - len(chosen)} attacks were not run: they need a sandbox, and there is none.")
    console.print(f"the next honest report: {'the same, byte for byte' if after == before else 'ANOTHER ONE'}")
    console.print(f"left behind: {left or 'no process, no file, no mount'}")
    return int(any(one.gained for one in found) or after != before or bool(left))


def _row(one: Outcome) -> str:
    gained = "; ".join(f"{kind} ({how})" for kind, how in one.gained.items()) or "nothing"
    return (
        f"{one.attack.name:42} {one.points:>6g}  {one.seconds:>5.1f} s  gained {gained}; stopped by {one.stopped:.110}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
