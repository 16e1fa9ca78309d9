"""The whole table of exercises, checks and points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from autograder.judge.checking import Check
from autograder.model import Part
from autograder.report.ledger import points


def render(parts: Sequence[Part], exercises: Mapping[str, int], checks: Sequence[Check], console: Console) -> None:
    """Prints every part, exercise and check with its points, and their sum."""
    width = min(console.width, 100)
    for part in parts:
        of_part = [check for check in checks if exercises[check.exercise] == part.number]
        if not of_part:
            continue
        head = Text(f"Part {part.number}  {part.title}", "bold")
        if part.extra_credit:
            head.append("  extra credit", "dim")
        _line(console, width, head, points_of(of_part))
        for name in (name for name, number in exercises.items() if number == part.number):
            of_exercise = [check for check in of_part if check.exercise == name]
            _line(console, width, Text(f"  {name}"), points_of(of_exercise))
            for check in of_exercise:
                label = Text(f"    {check.title}", "dim")
                label.append(f" ({check.id}, {check.visibility})", "dim italic")
                _line(console, width, label, points_of([check]))
        console.print()
    parts_of_extra = {part.number for part in parts if part.extra_credit}
    extra = [check for check in checks if exercises[check.exercise] in parts_of_extra]
    value = points_of([check for check in checks if check not in extra])
    _line(console, width, Text("All", "bold"), f"{value} + {points_of(extra)} extra" if extra else value)


def points_of(checks: Sequence[Check]) -> str:
    """Their points together, as they are written."""
    return points(sum(check.points for check in checks))


def _line(console: Console, width: int, label: Text, value: str) -> None:
    lines = label.wrap(console, width - 8)
    for line in lines:
        line.rstrip()
    for line in lines[:-1]:
        console.print(line)
    gap = " " * (width - len(value) - lines[-1].cell_len)
    console.print(Text.assemble(lines[-1], gap, value), soft_wrap=True)
