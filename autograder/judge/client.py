"""The judge's end of a harness: sends requests, enforces the limits, starts a new harness after one was lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, Protocol

from autograder.judge.channel import LostError, exchange
from autograder.judge.faults import (
    DiedError,
    JudgeError,
    LimitError,
    NotSubmittedError,
    SubmissionError,
    TimedOutError,
)
from autograder.judge.limits import Limits
from autograder.judge.loaded import Loaded, sentences
from autograder.judge.loaded import read as read_loaded
from autograder.judge.watch import OverLimit, Watch, Watched
from autograder.wire import WireError, decode, encode

FIRST_MS = 1_767_600_000_000
"""When the first stream of a submission begins: 2026-01-05 08:00 UTC, in milliseconds since 1970."""
_HALF_A_YEAR_MS = 182 * 86_400_000
"""More than all streams of one exercise take together."""
_MINUTE_MS = 60_000
MOST_BROKEN = 20
"""Sentences on cells that are no Python; who has more of them knows by then."""


class Process(Watched, Protocol):
    """What the client needs of a confined harness process."""

    stdin: Any
    stdout: Any

    @property
    def stderr_text(self) -> str:
        """The end of its standard error."""

    def status(self) -> int | None:
        """Its exit status, None while it lives."""

    def end(self) -> None:
        """Kills it with all its children."""


class Client:
    """A harness, made on first use and again whenever it was lost.

    `kit_parts` maps exercises that have been graded, in that order, to the kit's own versions of them. `broken` are
    sentences on the cells of the submission that are no Python, each once.
    """

    def __init__(self, start: Callable[[bool], Process], limits: Limits, ahead: bool = True) -> None:
        """`start` is told whether Spark shall start ahead: with the first harness perhaps, never with another one."""
        self._start = start
        self._ahead = ahead
        self._cells: list[str | dict[str, Any]] = []
        self.limits = limits
        self._process: Process | None = None
        self.warm_queries = False
        """Whether Spark's first query is run ahead: whoever lost a harness may have less time for each call."""
        self._introduced = False
        self._sent_parts: set[str] = set()
        self._watch = Watch()
        self._ran_student_code = False
        self._now_ms = self._began_ms = FIRST_MS
        self._exercises_here: set[str] = set()
        self._changed, self._asked = False, ""
        self.kit_parts: dict[str, str] = {}
        self.loaded = ""
        self.student_output = ""
        self.requests = 0
        self.broken: tuple[str, ...] = ()

    def begin(self, cells: Sequence[str | dict[str, Any]]) -> None:
        """The next submission. Its harness starts, and is not waited for before the first request.

        A harness that is still there serves it too: only for submissions that are trusted.
        """
        self._cells = list(cells)
        self.kit_parts = {}
        self._now_ms = self._began_ms = FIRST_MS
        self._exercises_here = set()
        self._changed, self._asked = False, ""
        self.broken = ()
        self._watch.begin(self._process)
        self._introduced = False
        self._ensure()

    def start(self) -> None:
        """Starts the harness ahead of its submission, and does not wait for it."""
        self._ensure()

    @property
    def peak_memory(self) -> int:
        """The most bytes that a harness has been seen to hold."""
        return self._watch.peak_memory

    def load(self, exercise: str, others: Sequence[str] = ()) -> Loaded:
        """Brings one exercise to life, on a fresh harness where the last one was lost. Says what is known of it."""
        self.loaded = exercise
        self._hand_over_kit_parts()
        kit = sorted(self.kit_parts.keys() - {exercise})
        self._exercises_here.add(exercise)
        found = self.student("load", exercise=exercise, kit=kit, others=list(others))
        if type(found) is dict and found.get("worn") is True and len(self._exercises_here) > 1:
            self.close()
            return self.load(exercise, others)
        self._changed = type(found) is dict and found.get("changed") is True
        loaded = read_loaded(found, others)
        self._note_broken(loaded.broken)
        return loaded

    def begin_exercise(self, place: int) -> None:
        """The times and limits of an exercise depend on its place: graded by itself, it has the same ones."""
        self._now_ms = self._began_ms = FIRST_MS + place * _HALF_A_YEAR_MS
        self._watch.begin_exercise()

    def begin_check(self) -> None:
        """What follows is one check's: a second try of it has the same times."""
        self._began_ms = self._now_ms

    def renew_if_suspect(self) -> bool:
        """Ends a harness in which an exercise failed, if it may owe that to another one of the same submission.

        So a failure counts only where nothing else of the submission had touched what a process shares. As the next
        harness runs this exercise first, there is one second try at most.
        """
        if len(self._exercises_here) < 2 or self._asked == self.loaded:
            return False
        self._asked = self.loaded
        if self._process is None:
            suspect = self._changed
        else:
            try:
                suspect = self._ask("suspect") is not False
            except (SubmissionError, DiedError, TimedOutError, LimitError):
                suspect = True
        if suspect:
            self.close()
            self._now_ms = self._began_ms
        return suspect

    def warm(self) -> None:
        """Waits until Spark is ready. Where it is not, a fresh harness tells whether student code is to blame."""
        self._hand_over_kit_parts()  # what they import is imported while Spark starts
        try:
            self._ask("warm", wall=self.limits.start_wall, queries=self.warm_queries)
        except (SubmissionError, DiedError, TimedOutError, LimitError):
            self.close()
            self._ensure()
            # No student code has run on it: a failure is the grader's.
            self._ask("warm", wall=self.limits.start_wall, queries=self.warm_queries)
            self.load(self.loaded)
            self._ask("warm", wall=self.limits.start_wall, queries=self.warm_queries)

    def kit(self, operation: str, **fields: Any) -> Any:
        """A request that runs no student code; whatever goes wrong before any has run is the grader's own fault."""
        return self._ask(operation, **fields)

    def student(self, operation: str, **fields: Any) -> Any:
        """A request that runs student code. Raises one of the faults."""
        self._ran_student_code = True
        return self._ask(operation, **fields)

    def take_time(self, ms: int = 0) -> int:
        """The time of something that takes so long. As in life, no two things of a submission have the same time."""
        begun = self._now_ms
        self._now_ms += (ms // _MINUTE_MS + 1) * _MINUTE_MS
        return begun

    def close_stream(self) -> None:
        """Stops the open stream, if its harness is still there."""
        if self._process is not None:
            self._ask("close")

    def close(self) -> None:
        """Ends the harness."""
        if self._process is not None:
            self._watch.lost(self._process)
            self._process.end()
            self._process = None
            self.warm_queries = True

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ensure(self) -> None:
        if self._process is None:
            try:
                self._process, self._ahead = self._start(self._ahead), False
            except OSError as error:
                raise JudgeError(f"The harness could not be started: {error}") from error
            self._ran_student_code = self._introduced = False
            self._exercises_here = set()

    def _hand_over_kit_parts(self) -> None:
        if self._watch.spent:
            raise TimedOutError(self._watch.spent.reason)
        self._ensure()
        if not self._introduced:
            self._sent_parts = set()
            self._ask("submission", wall=self.limits.start_wall, cells=self._cells)
            self._introduced = True
        try:
            self._hand_over_those_not_sent()
        except (SubmissionError, DiedError, TimedOutError, LimitError):
            if not self._exercises_here:
                raise
            self.close()  # some exercise before has left nothing to load them with
            self._hand_over_kit_parts()

    def _hand_over_those_not_sent(self) -> None:
        for name, source in self.kit_parts.items():  # a part uses those before it
            if name not in self._sent_parts:
                self._ask("kit", name=name, source=source)
                self._sent_parts.add(name)

    def _note_broken(self, said: Sequence[str]) -> None:
        self.broken = tuple(dict.fromkeys((*self.broken, *said)))[:MOST_BROKEN]

    def _ask(self, operation: str, wall: float | None = None, **fields: Any) -> Any:
        if self._process is None:
            raise JudgeError(f"There is no harness for the request `{operation}`.")
        self.requests += 1
        identity = secrets.token_hex(16)
        try:
            message = encode({"id": identity, "op": operation, **fields})
        except WireError as error:
            raise JudgeError(f"The request `{operation}` cannot be sent: {error}") from error
        reply = self._reply(identity, self._exchange(message, wall))
        self.student_output = reply["output"]
        if "error" in reply:
            self._raise(reply["error"])
        return reply["value"]

    def _exchange(self, message: bytes, wall: float | None) -> bytes:
        process = self._process
        assert process is not None
        if not self._ran_student_code:  # a slow machine is not the submission's fault
            wall = wall or self.limits.start_wall
        self._watch.request(self.limits, wall)
        try:
            line = exchange(process.stdin, process.stdout, message, lambda: self._watch.look(process))
            self._watch.answered(process)
            return line
        except LostError as error:
            self._lost(str(error))
        except OverLimit as error:
            self._give_up(error)

    def _reply(self, identity: str, line: bytes) -> dict[str, Any]:
        try:
            reply = decode(line)
        except WireError as error:
            self._lost(f"sent something that is not a reply ({error})")
        facts = reply.get("error")
        well_formed = (
            reply.get("id") == identity
            and type(reply.get("output")) is str
            and reply.keys() in ({"id", "value", "output"}, {"id", "error", "output"})
            and (facts is None or _is_error(facts))
            and not ("error" in reply and facts is None)
        )
        if not well_formed:
            self._lost("sent a reply to another question")
        return reply

    def _give_up(self, over: OverLimit) -> NoReturn:
        ran = self._ran_student_code
        self.close()
        if not ran:
            raise JudgeError(f"The harness was not ready in time: {over.reason}.")
        if over.late:
            raise TimedOutError(over.reason)
        raise LimitError(f"The submission {over.reason} in `{self.loaded}`.")

    def _lost(self, how: str) -> NoReturn:
        assert self._process is not None
        complaint = self._process.stderr_text.strip()
        ran = self._ran_student_code
        self.close()
        if not ran:
            raise JudgeError(f"The harness {how} before student code had run. {complaint[-1000:]}")
        raise DiedError(f"the process that ran it {how}")

    def _raise(self, facts: dict[str, str]) -> NoReturn:
        assert self._process is not None
        try:  # an error may be no more than what a full disk looks like from inside
            self._watch.check_amounts(self._process, self._process.usage())
        except OverLimit as over:
            self._give_up(over)
        self._note_broken(sentences(facts.get("broken")))
        raise fault(facts, self._ran_student_code)


def fault(facts: dict[str, str], ran_student_code: bool) -> BaseException:
    """What an error of a harness means."""
    kind = facts["kind"]
    if kind == "missing":
        return NotSubmittedError(facts["message"] if " " in facts["message"] else "")
    if kind in ("raised", "load") and facts["type"] == "NotImplementedError":
        return NotSubmittedError()
    if kind == "fault" and not ran_student_code:
        return JudgeError(f"{facts['type']}: {facts['message']}")
    loading = facts.get("name", "") if kind == "load" else ""
    return SubmissionError(facts["type"], facts["message"], facts["where"], facts["line"], loading)


def _is_error(facts: Any) -> bool:
    return (
        type(facts) is dict
        and facts.keys() >= {"kind", "type", "message", "where", "line"}
        and all(type(value) is str for value in facts.values())
    )
