"""Looks at what a harness uses while it works, and says when that is more than it may."""

from __future__ import annotations

import time
from typing import Protocol

from autograder.judge.limits import GIB, MIB, Limits, Usage

_LOOK_SECONDS = 0.25


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
    """The account of one submission, over all the harnesses that it had."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._cpu_of_lost = 0.0
        self._next_look = 0.0
        self._cpu_before: float | None = None

    def begin(self, process: Watched | None) -> None:
        """A new submission; what its harness has used for others does not count."""
        self._begun = time.monotonic()
        self._cpu_of_lost = -process.usage().cpu if process is not None else 0.0

    def lost(self, process: Watched) -> None:
        """A harness ends; what it has used still counts."""
        self._cpu_of_lost += process.usage().cpu

    def request(self, limits: Limits, wall: float | None) -> None:
        """A request begins. One that has seconds of its own has no other limit of time."""
        self._limits = limits
        self._patience = wall or limits.call_wall
        self._deadline = time.monotonic() + self._patience
        self._limited = wall is None
        self._cpu_before = None

    def look(self, process: Watched) -> None:
        """Raises OverLimit when too much was used; looks closely a few times a second only."""
        now = time.monotonic()
        if now > self._deadline:
            raise OverLimit(self._too_long, late=True)
        if self._limited and now - self._begun > self._limits.submission_wall:
            raise OverLimit(self._too_long_in_all, late=True)
        if now >= self._next_look:
            usage = process.usage()
            self._next_look = time.monotonic() + _LOOK_SECONDS
            if self._limited:
                self._check_time(usage.cpu)
            self.check_amounts(process, usage)

    def check_amounts(self, process: Watched, usage: Usage) -> None:
        """Raises OverLimit for anything but time."""
        limits = self._limits
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
        if self._cpu_of_lost + cpu > limits.submission_cpu:
            raise OverLimit(self._too_long_in_all, late=True)
        if self._cpu_before is None:
            self._cpu_before = cpu
        if cpu - self._cpu_before > limits.call_cpu:
            raise OverLimit(self._too_long, late=True)

    @property
    def _too_long(self) -> str:
        """Names both limits, for which of them is reached first is a matter of the machine's load."""
        cpu = f"{self._limits.call_cpu:.0f} s of processor time, or " if self._limited else ""
        return f"it did not come to an end within {cpu}{self._patience:.0f} s by the clock"

    @property
    def _too_long_in_all(self) -> str:
        cpu, wall = self._limits.submission_cpu, self._limits.submission_wall
        return f"the submission took more than {cpu:.0f} s of processor time, or {wall:.0f} s by the clock"


def size(number: int) -> str:
    """Bytes as people write them: `3 GiB`."""
    return f"{number / GIB:g} GiB" if number >= GIB else f"{number / MIB:g} MiB"
