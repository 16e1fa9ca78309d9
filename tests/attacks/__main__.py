"""Grades every hostile submission, each in a fresh harness: `make attacks`, `make attacks ONLY=word`."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from autograder.text import visible
from tests.attacks.attack import attacks
from tests.attacks.grading import HONEST, Outcome, honest_report, outcome
from tests.attacks.traces import Traces

ALL_LANES = (*HONEST, "count_words")


def main(words: list[str]) -> int:
    """Prints a row per attack. Exit status 1 when one gained something, or when something was left behind."""
    console = Console(highlight=False)
    sandbox = "none"
    named = attacks(words)
    chosen = [attack for attack in named if sandbox != "none" or not attack.needs_sandbox]
    if not chosen:
        console.print(f"No attack has one of {', '.join(words)} in its name.")
        return 1
    found: list[Outcome] = []
    console.print(f"{'attack':42} points   time")
    with Traces() as traces:
        before, honest = honest_report(sandbox, ALL_LANES), honest_report(sandbox)
        for attack in chosen:
            with console.status(f"{attack.name} ({len(found) + 1} of {len(chosen)})"):
                found.append(outcome(attack, traces, honest, sandbox))
            style = "red" if found[-1].gained else ""
            console.print(Text(visible(_row(found[-1])), style), soft_wrap=True)
        after, left = honest_report(sandbox, ALL_LANES), traces.found()
    harmless = sum(not one.gained for one in found)
    console.print(f"{len(found)} attacks, {harmless} gained nothing")
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
