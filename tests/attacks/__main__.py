"""Grades every hostile submission, each in a fresh harness: `make attacks`, `make attacks ONLY=word`."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.attacks.attack import attacks
from tests.attacks.grading import HONEST, Outcome, honest_report, outcome
from tests.attacks.traces import Traces

ALL_LANES = (*HONEST, "count_words")


def main(words: list[str]) -> int:
    """Prints a row per attack. Exit status 1 when one gained something, or when something was left behind."""
    console = Console(highlight=False)
    chosen = attacks(words)
    if not chosen:
        console.print(f"No attack has one of {', '.join(words)} in its name.")
        return 1
    found: list[Outcome] = []
    with Traces() as traces:
        before, honest = honest_report(ALL_LANES), honest_report()
        for attack in chosen:
            with console.status(f"{attack.name} ({len(found) + 1} of {len(chosen)})"):
                found.append(outcome(attack, traces, honest))
            if found[-1].gained:
                console.print(Text(f"{attack.name}: {found[-1].gained}", "red"), soft_wrap=True)
        after, left = honest_report(ALL_LANES), traces.found()
    _print(found, console)
    console.print(f"the next honest report: {'the same, byte for byte' if after == before else 'ANOTHER ONE'}")
    console.print(f"left behind: {left or 'no process, no file, no mount'}")
    return int(any(one.gained for one in found) or after != before or bool(left))


def _print(found: list[Outcome], console: Console) -> None:
    table = Table(
        "attack", "what stopped it", "points", "gained", "seconds", box=None, header_style="bold", pad_edge=False
    )
    for one in found:
        row = (
            one.attack.name,
            one.stopped,
            f"{one.points:g}",
            ", ".join(one.gained) or "nothing",
            f"{one.seconds:.1f}",
        )
        table.add_row(*map(Text, row))
    console.print(table)
    gained = [one.attack.name for one in found if one.gained]
    console.print(f"{len(found)} attacks, {len(found) - len(gained)} gained nothing")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
