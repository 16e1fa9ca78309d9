"""What the checks of Part 5 ask of a stream that is taken up again: its counts go on, and nothing is made anew."""

from __future__ import annotations

from autograder.checks.comparing import STREAM, WORDS
from autograder.checks.oracles import RunningCounts
from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, show
from autograder.judge.counts import counts_text, pairs
from autograder.judge.expressions import call, leaf, library, method, student
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness, Step
from autograder.judge.resuming import ADDS, CHECKPOINTS, CREATE, Resumable, resumable
from autograder.model import Counterexample

STOPPED, DIED = "stopped", "died"
_WORDS = method(
    method(leaf("streaming_context"), "textFileStream", leaf("directory")),
    "flatMap",
    call(library("operator.methodcaller"), "split"),
)
COUNTS = method(method(_WORDS, "countByValue"), "updateStateByKey", ADDS)
"""The words of a folder's files, counted since the start."""


def expect_resumed(harness: Harness, *runs: tuple[list[str], str], there: bool = False) -> None:
    """`resume_or_create` takes up the stream that was saved: its counts go on.

    A run is the lines of its batches, a file each (nothing where no file appears), and how it ends: it is stopped, or
    its machine dies before the last batch is saved. `there` is the directory before the first run.
    """
    expression = call(student("resume_or_create"), CHECKPOINTS, CREATE)
    with resumable(harness, expression, COUNTS, there) as stream:
        story = _Story(stream)
        for number, (lines, end) in enumerate(runs):
            story.begin(first=number == 0)
            for line in lines:
                story.feed(line)
            story.end(end)


def expect_create_is_called_once(harness: Harness) -> None:
    """Where `create` raises, its error is heard of, and it is not called again."""
    expression = call(student("resume_or_create"), CHECKPOINTS, CREATE)
    with resumable(harness, expression, call(library("operator.truediv"), 1, 0), False) as stream:
        try:
            stream.resume()
        except SubmissionError as error:
            if stream.count_created() == 1:
                return
            row = (
                "1",
                "(`create` raises an error)",
                "`create` is called once",
                f"{stream.created} times; {error.told()}",
            )
            said = "`create` raised an error, and was called again."
        else:
            row, said = (
                ("1", "(`create` raises an error)", "the error", "no error"),
                "Nobody heard of an error of `create`.",
            )
    raise Mismatch(said, Counterexample(STREAM, (row,), 1, 0), hint="")


class _Story:
    """What has happened to a stream so far."""

    def __init__(self, stream: Resumable) -> None:
        self._stream = stream
        self._model = RunningCounts()
        self._due = self._model.step(())
        self._rows: list[tuple[str, str, str, str]] = []
        self._batches = self._lines = 0
        self._ended = ""

    def begin(self, first: bool) -> None:
        """The stream is begun, or taken up again."""
        told = "(the context is asked for)" if first else f"(the stream has {self._ended}, and is taken up again)"
        due = "`create` is called" if first else f"{self._text(self._due)}; `create` is not called"
        created = self._stream.created
        try:
            step = self._stream.resume()
        except SubmissionError as error:
            error.counterexample, error.facts = self._shown(told, due, error.told()), Facts(given={"first": first})
            raise
        calls = self._stream.created - created
        facts = Facts(int(first), calls, {"first": first})
        if calls != int(first):
            said = (
                f"Nothing was saved yet, and `create` was called {calls} times, not once."
                if first
                else "A stream was saved, and `create` was called all the same."
            )
            raise Mismatch(said, self._shown(told, due, f"`create` is called ({calls} times)"), facts=facts)
        if not first:
            self._expect(step, told, "The stream that was taken up does not begin with the counts that were saved.")

    def feed(self, line: str) -> None:
        """One batch, with a file of one line or with none."""
        self._batches += 1
        self._due = self._model.step((line,) if line else ())
        self._lines += bool(line)
        told = show(line) if line else "(no file)"
        try:
            step = self._stream.step({f"{self._batches}.txt": f"{line}\n"} if line else {})
        except SubmissionError as error:
            error.counterexample = self._shown(told, self._text(self._due), error.told())
            error.facts = Facts(given={"first": False})
            raise
        self._expect(step, told, "The counts are not those since the first start.")

    def end(self, how: str) -> None:
        """The stream is stopped, or its machine dies."""
        self._ended = how
        self._stream.break_off(saved=how == STOPPED)

    def _expect(self, step: Step, told: str, said: str) -> None:
        got = pairs(step.records or [], self._batches, WORDS.key)
        shown = self._shown(told, self._text(self._due), self._text(got))
        if not exact(sorted(got.items(), key=repr), sorted(self._due.items(), key=repr)):
            raise Mismatch(said, shown, self._batches, facts=Facts(self._due, got, {"first": False}))
        self._rows.append((str(self._batches or 1), told, self._text(self._due), self._text(got)))

    def _text(self, found: dict[str, int]) -> str:
        return counts_text(found, sorted(found, key=repr))

    def _shown(self, told: str, due: str, yours: str) -> Counterexample:
        row = (str(self._batches or 1), told, due, yours)
        return Counterexample(STREAM, (*self._rows, row), max(1, self._batches), self._lines)
