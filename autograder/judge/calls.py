"""What a check says of calls: how one is shown, what was asked in vain, what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, show
from autograder.judge.facts import NO_FACTS, Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness
from autograder.model import Counterexample

CALL = ("call", "expected", "yours")


def call_text(name: str, *args: Any) -> str:
    """A call as a student would write it; an argument that is a name stands as a `Name`."""
    return f"{name}({', '.join(arg if isinstance(arg, Name) else show(arg) for arg in args)})"


class Name(str):
    """Text that stands in a shown call without quotes, for an object such as a vectorizer."""


def wrong_call(
    message: str,
    call: str,
    expected: str,
    yours: str,
    *before: tuple[str, str, str],
    facts: Facts = NO_FACTS,
    hint: str | None = None,
) -> Mismatch:
    """A mismatch of one call, perhaps after others."""
    rows = (*before, (call, expected, yours))
    shown = Counterexample(CALL, rows, batches=len(rows), lines=len(rows))
    return Mismatch(message, shown, facts=facts, hint=hint)


def expect_call(harness: Harness, expected: Any, name: str, *args: Any, message: str = "") -> None:
    """The function's answer, types and all, must be the expected one."""
    with_row = call_text(name, *args)
    got = asked(with_row, show(expected), lambda: harness.call(name, *args))
    if not exact(got, expected):
        raise wrong_call(message or "The answer is not the expected one.", with_row, show(expected), show(got))


def asked(call: str, expected: str, ask: Callable[[], Any], facts: Facts = NO_FACTS) -> Any:
    """What `ask` answers; an error of the submission is shown beside the call that caused it."""
    try:
        return ask()
    except SubmissionError as error:
        error.facts = facts
        error.counterexample = Counterexample(CALL, ((call, expected, error.told()),))
        raise
