"""How often a student was graded in the last hour, by the history that the system keeps which grades on submission."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_HOUR = timedelta(hours=1)
_MOST_BYTES = 100_000_000


class HistoryError(Exception):
    """A history that cannot be read; the text says why."""


@dataclass(frozen=True)
class Attempt:
    """One that was graded: when it was handed in, and what Gradescope keeps of its results."""

    time: datetime
    results: dict[str, Any]


@dataclass(frozen=True)
class History:
    """When this submission was handed in, how many came before it, and which of them were graded, oldest first."""

    now: datetime
    earlier: int
    graded: tuple[Attempt, ...]

    def refusal(self, most: int) -> str:
        """Why this submission is not graded, when so many an hour may be; nothing when it is."""
        recent = [attempt.time for attempt in self.graded if self.now - _HOUR < attempt.time <= self.now]
        if len(recent) < most:
            return ""
        again = (recent[-most] + _HOUR).astimezone(UTC)
        return (
            f"This submission was not graded: {most} an hour may be. "
            f"One that is handed in after {again:%H:%M} UTC is graded again. The earlier score stands."
        )


def read(path: Path) -> History:
    """The history in Gradescope's `submission_metadata.json`, GitHub's list of workflow runs or GitLab's of pipelines.

    Times are those at which something was handed in, so that a second look at an old submission counts as it did then.
    Raises HistoryError.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise HistoryError(f"The history {path} has more than {_MOST_BYTES // 1_000_000} MB.")
        made = json.loads(path.read_text("utf-8"))
        match made:
            case {"created_at": str(now), "previous_submissions": list(before)}:
                return _of_gradescope(now, before)
            case {"workflow_runs": list(runs)} | list(runs):
                return _of_runs(runs)
    except OSError as error:
        raise HistoryError(f"The history {path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise HistoryError(f"The history {path} cannot be read: {type(error).__name__}: {error}.") from None
    raise HistoryError(
        f"{path} is no history: neither Gradescope's submission_metadata.json, "
        "nor GitHub's list of workflow runs, nor GitLab's of pipelines."
    )


def _of_gradescope(now: str, before: list[Any]) -> History:
    """A submission was graded when its results say so; those that only repeat a score do not."""
    graded = []
    for one in before:
        results = one.get("results") or {"score": one["score"], "extra_data": {"graded": one["score"] is not None}}
        if (results.get("extra_data") or {}).get("graded") is True:
            graded.append(Attempt(_time(one["submission_time"]), results))
    return History(_time(now), len(before), tuple(sorted(graded, key=lambda attempt: attempt.time)))


def _of_runs(runs: list[Any]) -> History:
    """The newest run is the one that asks. All others count but those that came to nothing."""
    counted = [
        run for run in runs if not {run.get("conclusion"), run.get("status")} & {"cancelled", "canceled", "skipped"}
    ]
    times = sorted(_time(run["created_at"]) for run in counted)
    if not times:
        raise ValueError("it names no run, not even the one that asks")
    return History(times[-1], len(times) - 1, tuple(Attempt(time, {}) for time in times[:-1]))


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
