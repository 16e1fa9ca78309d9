"""Looks at what a harness uses while it works, and says when that is more than it may."""

from __future__ import annotations

import os
import time
from typing import NoReturn, Protocol

from autograder.judge.limits import GIB, MIB, Limits, Usage

_LOOK_SECONDS = 0.25
_SHORTER = (1, 1, 1 / 3, 1 / 3, 1 / 4)
"""What is left of the limits of a request, after so many requests of the submission have run into theirs."""
_LESS = (1, 1 / 3, 1 / 6)
"""The same of the limits of an exercise."""
_SPAN_SECONDS = 1
_NEXT_TO_NOTHING = 0.1
_CROWD = 2
"""Processes that wait for each processor of a crowded machine."""


def _of(shares: tuple[float, ...], times: int) -> float:
    return shares[min(times, len(shares) - 1)]


def crowded() -> bool:
    """Whether so many wait for this machine's processors that a request may be late through no fault of its own."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _CROWD * (os.cpu_count() or 1)


class Watched(Protocol):
    """What can be asked of a process."""

    def usage(self) -> Usage:
        """What it and its children have used."""

    def memory_exactly(self) -> int:
        """Bytes of memory, shared ones counted once."""


class OverLimit(Exception):
    """More than a limit was used; `late` when it was time."""

    def __init__(self, reason: str, late: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.late = late


class Watch:
    """The account of one submission, over all the harnesses that it had; `spent` says why it gets no more."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._cpu_of_lost = 0.0
        self._next_look = 0.0
        self._cpu_before: float | None = None
        self._late = 0
        self._span_cpu = self._waited = 0.0
        self.spent: OverLimit | None = None
        self.peak_memory = 0
        self.begin_exercise()

    def begin(self, process: Watched | None) -> None:
        """A new submission; what its harness has used for others does not count."""
        self._begun = time.monotonic()
        self._span_cpu = process.usage().cpu if process is not None else 0.0
        self._cpu_of_lost = -self._span_cpu
        self._late = 0
        self._waited = 0.0
        self.spent = None
        self.peak_memory = 0
        self.begin_exercise()

    def begin_exercise(self) -> None:
        """Another exercise of the submission."""
        self._span = self._worked = self._idle = 0.0

    def lost(self, process: Watched) -> None:
        """A harness ends; what it has used still counts."""
        self._cpu_of_lost += process.usage().cpu
        self._span_cpu = 0.0

    def request(self, limits: Limits, wall: float | None) -> None:
        """A request begins. One that has seconds of its own has no other limit of time."""
        self._limits = limits
        self._patience = wall or limits.call_wall * _of(_SHORTER, self._late)
        self._asked = time.monotonic()
        self._deadline = self._asked + self._patience
        self._limited = wall is None
        self._cpu_before = None

    def answered(self, process: Watched) -> None:
        """A request has ended. Raises OverLimit when those of the exercise have taken too much together.

        Seconds in which next to nothing is worked were slept: who waits for a slow machine works a part of them.
        """
        self._span += time.monotonic() - self._asked if self._limited else 0
        if self._span < _SPAN_SECONDS:
            return
        cpu = process.usage().cpu
        worked, self._span_cpu = cpu - self._span_cpu, cpu
        self._worked += worked
        if worked < self._span * _NEXT_TO_NOTHING and not crowded():
            self._idle += self._span
            self._waited += self._span
        self._span = 0.0
        most_cpu, most_idle = self._limits.exercise_cpu, self._limits.exercise_idle
        if self._worked > most_cpu * _of(_LESS, self._late) or self._idle > most_idle * _of(_LESS, self._late):
            self._give_up(
                f"its calls took more than {most_cpu:.0f} s of processor time together, or {most_idle:.0f} s without "
                "working, or what was left of these after other calls had been too long"
            )

    def look(self, process: Watched) -> None:
        """Raises OverLimit when too much was used; looks closely a few times a second only."""
        now = time.monotonic()
        if now > self._deadline and (not self._limited or not crowded() or now > self._deadline + self._patience):
            self._waited += now - self._asked if self._limited else 0
            self._give_up(self._too_long)
        if self._limited and now - self._begun > self._limits.submission_wall:
            self._end()
        if now >= self._next_look:
            usage = process.usage()
            self._next_look = time.monotonic() + _LOOK_SECONDS
            if self._limited:
                self._check_time(usage.cpu)
            self.check_amounts(process, usage)

    def _give_up(self, reason: str) -> NoReturn:
        self._late += 1
        raise OverLimit(reason, late=True)

    def _end(self) -> NoReturn:
        """Nothing more is asked of this submission."""
        seconds, wall = self._limits.submission_time, self._limits.submission_wall
        self.spent = OverLimit(
            f"the submission took more than {seconds:.0f} s of processor time or idling, or {wall:.0f} s by the clock",
            late=True,
        )
        raise self.spent

    def check_amounts(self, process: Watched, usage: Usage) -> None:
        """Raises OverLimit for anything but time."""
        limits = self._limits
        self.peak_memory = max(self.peak_memory, usage.memory)
        if usage.processes > limits.processes:
            raise OverLimit(f"ran more than {limits.processes:,} processes", late=False)
        if usage.threads > limits.threads:
            raise OverLimit(f"ran more than {limits.threads:,} threads", late=False)
        # Only now: exact memory takes long to read of very many processes.
        if usage.memory > limits.memory and process.memory_exactly() > limits.memory:
            raise OverLimit(f"used more than {size(limits.memory)} of memory", late=False)
        if usage.files > limits.files:
            raise OverLimit(f"made more than {limits.files:,} files", late=False)
        if usage.disk > limits.disk:
            raise OverLimit(f"wrote more than {size(limits.disk)} into files", late=False)
        if usage.output > limits.output:
            raise OverLimit(f"printed more than {size(limits.output)}", late=False)

    def _check_time(self, cpu: float) -> None:
        limits = self._limits
        if self._cpu_of_lost + cpu + self._waited > limits.submission_time:
            self._end()
        if self._cpu_before is None:
            self._cpu_before = cpu
        if cpu - self._cpu_before > limits.call_cpu * _of(_SHORTER, self._late):
            self._give_up(self._too_long)

    @property
    def _too_long(self) -> str:
        """Names both limits, for which of them is reached first is a matter of the machine's load."""
        if not self._limited:
            return f"it did not come to an end within {self._patience:.0f} s by the clock"
        shorter = _of(_SHORTER, self._late)
        cpu, wall = self._limits.call_cpu * shorter, self._limits.call_wall * shorter
        return f"it did not come to an end within {cpu:.0f} s of processor time, or {wall:.0f} s by the clock"


def size(number: int) -> str:
    """Bytes as people write them: `3 GiB`."""
    return f"{number / GIB:g} GiB" if number >= GIB else f"{number / MIB:g} MiB"
