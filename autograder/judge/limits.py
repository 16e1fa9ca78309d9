"""Every limit of a grading run, in one place. Work is bounded by counts; seconds only guard against hanging."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one submission. CPU seconds are those of the harness with its JVM and workers."""

    call_cpu: float = 20
    """CPU seconds of one request; honest ones need less than two."""
    call_wall: float = 90
    """Seconds of one request: a distant guard for code that sleeps."""
    submission_cpu: float = 900
    """CPU seconds of a whole submission; honest ones need less than sixty."""
    start_wall: float = 300
    """Seconds until a new harness must have Spark ready; after that the grader gives up, not the submission."""
    small_calls: int = 400
    """Requests that one check may spend on making a counterexample smaller."""
    small_streams: int = 24
    """The same for streams, which take longer."""
