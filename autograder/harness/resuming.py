"""A stream that ends and is taken up again from what Spark saved of it, by a function of somebody else's."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.harness.streams import WORK, Stream, StreamError, fact

Describe = Callable[[], None]
_MOST_BATCHES = 100
"""Batches to be made up for; an honest stream has one or two."""
_SAVED = re.compile(r"\.?checkpoint-(\d+)")


class Resumed(Stream):
    """A stream of files whose StreamingContext is made by `create`, or found in the directory `checkpoints`.

    `describe` says what happens to the batches of a new context; `created` counts those that were made.
    """

    def __init__(self, context: Any, interval: float, start_ms: int, there: bool, describe: Describe) -> None:
        self._describe = describe
        self._saved_here = Path(tempfile.mkdtemp(prefix="saved streams-", dir=WORK)) / "of this" / "stream"
        if there:
            self._saved_here.mkdir(parents=True)
            (self._saved_here / "notes.txt").write_text("somebody else's\n")
        self.created = 0
        super().__init__(context, interval, False, start_ms)

    @property
    def checkpoints(self) -> str:
        """Where the stream is saved: before the first start a directory in which it is not, or none."""
        return str(self._saved_here)

    def create(self) -> Any:
        """Makes a new context, and describes its stream."""
        self.created += 1
        ssc = self.made()
        self.take(ssc)
        self._describe()
        return ssc

    def was_saved(self) -> bool:
        """Whether the context was found, not made."""
        return bool(self._jvm_ssc.isCheckpointPresent())

    def start(self) -> None:
        """Starts the context. One that was found begins with the batch that it was saved in, and makes up for others.

        Its clock stands at that batch's time.
        """
        super().start()
        if not self.was_saved():
            return
        now = self._now
        self._now = int(self._clock.getTimeMillis())
        if not 0 <= now - self._now <= _MOST_BATCHES * self.interval_ms:
            raise StreamError(fact("the stream that was taken up is another one than was saved here"))
        self._wait_for(1)
        while self._now < now:
            self._advance()

    def lose_what_was_saved_last(self) -> None:
        """As if the machine had died before it had saved the last batch."""
        saved = [(int(found[1]), path) for path in self._saved_here.glob("*") if (found := _SAVED.match(path.name))]
        for time, path in saved:
            if time == max(saved)[0]:
                path.unlink()
