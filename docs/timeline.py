"""Draws where the time of one cold grade goes (`make timeline`): what the judge waits for, and whose processor time."""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
import psutil

from autograder import grade as grading
from autograder.checks.chapter import CHAPTER
from autograder.judge.client import Client
from autograder.report.plot import COLOURS
from autograder.submission.reading import parse

HERE = Path(__file__).parent
SAMPLE_SECONDS = 0.2
TOGETHER_SECONDS = 0.02
"""Requests that follow each other so soon are drawn as one."""
KINDS = {
    "load": "definitions are loaded",
    "do": "functions are called",
    "stream": "streams are run",
    "spark": "Spark starts, or starts again",
}
_KIND = {"load": "load", "kit": "load", "submission": "load", "do": "do", "warm": "spark", "restart_context": "spark"}
WHOSE = ("judge", "harness", "Python workers", "JVM")


@dataclass
class Timeline:
    """Requests as (kind, exercise, begin, end) in seconds, and the processor seconds of each process as they grow."""

    begun: float = field(default_factory=time.perf_counter)
    requests: list[tuple[str, str, float, float]] = field(default_factory=list)
    busy: list[tuple[float, dict[str, float]]] = field(default_factory=list)

    def now(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun


def main() -> None:
    """Grades the reference, and writes timeline.svg beside this file."""
    timeline = Timeline()
    _record_requests(timeline)
    ended = threading.Event()
    sampler = threading.Thread(target=_sample, args=(timeline, ended))
    sampler.start()
    data = CHAPTER.solution.read_bytes()
    report = grading.grade(parse(CHAPTER.script, data, CHAPTER.exercises), grading.Options(CHAPTER))
    seconds = timeline.now()
    ended.set()
    sampler.join()
    if report.score != CHAPTER.points:
        sys.exit(f"The reference got {report.score} points: {report.message}")
    draw(timeline, seconds, HERE / "timeline.svg")
    print(f"{seconds:.1f} s, {len(timeline.requests)} requests")
    for kind, told in KINDS.items():
        print(f"  {told}: {sum(end - begin for k, _, begin, end in timeline.requests if k == kind):.1f} s")
    for whose, used in timeline.busy[-1][1].items():
        print(f"  processor time of the {whose}: {used:.1f} s")


def _record_requests(timeline: Timeline) -> None:
    original = Client._ask

    def ask(self: Client, operation: str, *args: Any, **fields: Any) -> Any:
        begin = timeline.now()
        try:
            return original(self, operation, *args, **fields)
        finally:
            kind = _KIND.get(operation, "stream")
            timeline.requests.append((kind, self.loaded, begin, timeline.now()))

    Client._ask = ask  # type: ignore[method-assign]


def _sample(timeline: Timeline, ended: threading.Event) -> None:
    """What each process has used, from time to time; one that has ended keeps what it had."""
    judge, seen = psutil.Process(), dict[int, tuple[str, float]]()
    while not ended.wait(SAMPLE_SECONDS):
        for process in (judge, *judge.children(recursive=True)):
            try:
                used = process.cpu_times()
                seen[process.pid] = (_whose(process, judge), used.user + used.system)
            except psutil.Error:
                continue
        totals = dict.fromkeys(WHOSE, 0.0)
        for whose, seconds in seen.values():
            totals[whose] += seconds
        timeline.busy.append((timeline.now(), totals))


def _whose(process: psutil.Process, judge: psutil.Process) -> str:
    if process == judge:
        return "judge"
    words = process.cmdline()
    if any("autograder.harness.daemon" in word for word in words):
        return "Python workers"
    return "JVM" if words and words[0].endswith("java") else "harness"


def draw(timeline: Timeline, seconds: float, path: Path) -> None:
    """Requests by exercise above, and below how many processors were busy, and for whom."""
    order = CHAPTER.grading_order
    colours = dict(zip(KINDS, COLOURS, strict=False))
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(10, 7), sharex=True, height_ratios=(3, 1), layout="constrained"
    )
    bars: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for kind, exercise, begin, end in timeline.requests:
        spans = bars[exercise or order[0]][kind]
        if spans and begin - sum(spans[-1]) < TOGETHER_SECONDS:
            spans[-1] = (spans[-1][0], end - spans[-1][0])
        else:
            spans.append((begin, end - begin))
    for row, exercise in enumerate(order):
        for kind, spans in bars[exercise].items():
            above.broken_barh(spans, (row - 0.4, 0.8), color=colours[kind], linewidth=0)
    above.set_yticks(range(len(order)), order)
    above.invert_yaxis()
    handles = [plt.Rectangle((0, 0), 1, 1, color=colours[kind]) for kind in KINDS]
    above.legend(handles, KINDS.values(), loc="lower left", frameon=False)
    times, shares = _shares(timeline)
    below.stackplot(times, *shares, labels=WHOSE, colors=COLOURS)
    below.set_ylabel("processors busy")
    below.set_xlabel("seconds")
    below.legend(loc="upper right", ncols=len(WHOSE), frameon=False)
    below.set_xlim(0, seconds)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _shares(timeline: Timeline, every: float = 0.5) -> tuple[list[float], list[list[float]]]:
    """How many processors each had, on average over half a second."""
    times, shares = list[float](), [list[float]() for _ in WHOSE]
    last_time, last = timeline.busy[0]
    for moment, totals in timeline.busy[1:]:
        if moment - last_time >= every:
            times.append((moment + last_time) / 2)
            for place, whose in enumerate(WHOSE):
                shares[place].append(max(0.0, totals[whose] - last[whose]) / (moment - last_time))
            last_time, last = moment, totals
    return times, shares


if __name__ == "__main__":
    main()
