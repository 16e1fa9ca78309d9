"""What a submission prints, kept apart from the protocol and cut to a size."""

from __future__ import annotations

import io
from typing import Any

from autograder.harness.errors import portable

LIMIT = 4000


class Output(io.TextIOBase):
    """Stands in for sys.stdout: keeps the first LIMIT characters since it was last taken."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LIMIT

    def write(self, text: Any) -> int:
        """Like a file's: str only; what does not fit is dropped."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """As a terminal's that can show everything."""
        return "utf-8"

    def take(self) -> str:
        """What was written since the last take."""
        text = "".join(self._parts)
        self._parts, self._room = [], LIMIT
        return portable(text)
