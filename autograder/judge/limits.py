"""Every limit of a grading run, in one place. Work is bounded by counts; seconds only guard against hanging."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

KIB = 1 << 10
MIB = 1 << 20
GIB = 1 << 30
_UNITS = {"": 1, "s": 1, "KiB": KIB, "MiB": MIB, "GiB": GIB}


class LimitOptionError(ValueError):
    """A limit that cannot be set; the sentence says why."""


@dataclass(frozen=True)
class Limits:
    """Limits of one submission, for its harness with the JVM and all other children together."""

    call_cpu: float = 20
    """CPU seconds of one request; honest ones need less than two."""
    call_wall: float = 45
    """Seconds of one request, for code that sleeps: a third of it after two requests of a submission have run into it,
    and less after four. Twice as long on a crowded machine."""
    exercise_cpu: float = 90
    """CPU seconds of one exercise with all its checks, less once calls were too long; honest ones need ten."""
    exercise_idle: float = 60
    """Seconds in which one exercise lets its caller wait while next to nothing is worked; less, as above."""
    submission_time: float = 240
    """CPU seconds of all that one judge asks of a submission, with those in which it was waited for and next to nothing
    was worked; honest ones need thirty."""
    submission_wall: float = 3600
    """Seconds of a whole submission: more distant still."""
    start_wall: float = 300
    """Seconds until a new harness must have Spark ready; after that the grader gives up, not the submission."""
    memory: int = 3 * GIB
    """Bytes in total, files in the sandbox included; Spark and Python need less than one GiB."""
    processes: int = 256
    """Processes; Spark itself needs a dozen."""
    threads: int = 1024
    """Threads of all processes; Spark lets one live on for two seconds after each task, so a fast machine has many."""
    files: int = 20_000
    """Files and folders made, where a sandbox can count them."""
    disk: int = 256 * MIB
    """Bytes in files: of all together in a sandbox, of each one without."""
    output: int = 16 * MIB
    """Bytes written to standard output and standard error behind the grader's back."""
    small_calls: int = 400
    """Requests that one check may spend on making a counterexample smaller."""
    small_streams: int = 24
    """The same for streams, which take longer."""

    @classmethod
    def of(cls, words: Iterable[str]) -> Limits:
        """The usual limits but for those that words such as `memory=4GiB` set. Raises LimitOptionError."""
        usual = asdict(cls())
        own: dict[str, Any] = {}
        for word in words:
            name, _, amount = word.partition("=")
            if name not in usual:
                raise LimitOptionError(f"There is no limit `{name}`. The limits are {', '.join(usual)}.")
            match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|KiB|MiB|GiB|)", amount, re.ASCII)
            if match is None or float(match[1]) <= 0:
                raise LimitOptionError(f"`{word}` sets no limit; write a number, as in `memory=4GiB` or `call_cpu=60`.")
            own[name] = type(usual[name])(float(match[1]) * _UNITS[match[2]])
        return cls(**own)

    def kernel(self, alone: bool) -> dict[str, int]:
        """What the kernel enforces for each process, a little above what is watched; `alone` in a sandbox.

        A count of processes is one of the whole account, unless the harness has a namespace for itself.
        """
        stacks = self.most_threads * MIB
        each = {
            "core": 0,
            "nofile": 4096,
            "fsize": self.disk,
            "data": self.memory + stacks,
            "as": self.memory + 3 * stacks,
        }
        return each | {"nproc": self.most_threads} if alone else each

    @property
    def most_threads(self) -> int:
        """What the kernel allows where it can count them: some more than what is watched."""
        return self.threads + self.threads // 4


@dataclass(frozen=True)
class Usage:
    """What a harness with all its children has used: CPU seconds, bytes, counts."""

    cpu: float = 0
    memory: int = 0
    processes: int = 0
    threads: int = 0
    files: int = 0
    disk: int = 0
    output: int = 0
