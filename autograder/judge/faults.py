"""How a request can end other than with an answer. Those that end a check at once are no ordinary exceptions, so that
Hypothesis does not look for a smaller example of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.judge.facts import Facts
from autograder.model import Counterexample


@dataclass
class SubmissionError(Exception):
    """Student code raised: `kind: message`, in the function `where`, whose text is `line`."""

    kind: str
    message: str
    where: str = ""
    line: str = ""
    loading: str = ""
    counterexample: Counterexample | None = None
    batch: int | None = None
    facts: Facts = field(default_factory=Facts)

    def told(self) -> str:
        """What was raised, as it stands in a table in the place of an answer."""
        return f"{self.kind}: {self.message}"[:300]

    def __str__(self) -> str:
        """A sentence for the submission's author."""
        if self.loading and self.message.startswith("`"):  # a whole sentence, on a cell that is not Python
            return self.message
        said = f"{self.kind}: {self.message}" if self.message else self.kind
        place = f"`{self.loading}` could not be loaded" if self.loading else "It raised"
        text = f"{place}: {said}" if self.loading else f"{place} {said}"
        if self.line:
            text += f"\nat `{self.line}`" + (f" in `{self.where}`" if self.where else "")
        return text


class NotSubmittedError(BaseException):
    """The exercise is missing, or raises NotImplementedError as the skeleton does."""


class TimedOutError(BaseException):
    """Student code did not come to an end within its limits."""


class LimitError(BaseException):
    """Student code used more than its limits allow: of memory, processes, files, disk or output."""


class DiedError(BaseException):
    """The harness ended, or spoke out of turn, while student code ran."""


class JudgeError(BaseException):
    """The grader itself failed; nothing can be said of the submission."""
