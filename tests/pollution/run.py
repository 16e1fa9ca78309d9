"""Grades the reference with a polluter in some of its answers; nobody else may lose a point."""

from __future__ import annotations

from dataclasses import dataclass

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.judge.limits import Limits
from autograder.submission import reading as files
from tests.pollution.polluters import EXHAUSTS, POLLUTERS

PLACES = {"even": CHAPTER.grading_order[::2], "odd": CHAPTER.grading_order[1::2]}
"""In which exercises a polluter stands: every other one, so that each has others after it, and comes after others."""
FEWER = {f"{number} of 4": CHAPTER.grading_order[number::4] for number in range(4)}
"""Where one stands that leaves nothing to work with: so often a submission may do that."""


def places(name: str) -> dict[str, tuple[str, ...]]:
    """The places of a polluter."""
    return FEWER if name in EXHAUSTS else PLACES


@dataclass(frozen=True)
class Pollution:
    """What became of a polluted reference: the exercises that lost points though they may not."""

    name: str
    place: str
    lost: tuple[str, ...]
    said: str
    seconds: float


def polluted(body: str, exercises: tuple[str, ...], at_the_top: bool = True) -> str:
    """The reference, with a polluter that runs when these exercises are loaded, and at each of their calls."""
    lines = ["", "", "# %%", "def pollute():", f"    {body}", "    return True", ""]
    for name in exercises:
        top = [f"polluted_{name} = pollute()"] if at_the_top else []
        test = f"polluted_{name} and pollute()" if at_the_top else "pollute()"
        lines += ["", "# %%", *top, f"right_{name} = {name}", "", f"def {name}(*args):", f"    {test}"]
        lines += [f"    return right_{name}(*args)", ""]
    return CHAPTER.solution.read_text("utf-8") + "\n".join(lines)


def pollute(name: str, place: str) -> Pollution:
    """Grades one, in a process of its own."""
    exercises = places(name)[place]
    text = polluted(POLLUTERS[name], exercises, at_the_top=name not in EXHAUSTS)
    submission = files.Submission("streaming.py", "0" * 64, tuple(files.split(text)))
    with grading.open_client(Limits()) as client:
        report = grading.grade_with(client, submission, grading.Options())
    lost = [one.name for one in report.exercises if one.score < one.max_score and one.name not in exercises]
    said = "; ".join(f"{c.id}: {c.message}" for c in report.checks if c.exercise in lost and c.message)
    return Pollution(name, place, tuple(lost), said, report.timing.get("total", 0.0))
