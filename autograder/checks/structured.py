"""What the checks of Part 5 ask of the classifier on a query: each batch tested, then learned, once in all."""

from __future__ import annotations

from enum import Enum
from typing import Any

from autograder.checks.comparing import STREAM
from autograder.checks.learning import HISTORY, MULTINOMIAL, Kind, Twin, state_text
from autograder.checks.sinks import decided, sink_text, wrong_calls
from autograder.judge.checking import Mismatch
from autograder.judge.compare import show
from autograder.judge.counts import batch_text
from autograder.judge.expressions import call, method, student
from autograder.judge.facts import UNKNOWN, Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History, sink
from autograder.judge.history import examine_and_shrink
from autograder.judge.queries import FRAME, Query, query
from autograder.model import Counterexample

NAME = "classifier"
"""What the query has to be called."""
SCHEMA = "tweet string, label int"
OTHER_SCHEMA = "id long, label int, words long, tweet string"
"""More columns than are asked for, in another order."""


_NO_LABEL = 9


class Again(Enum):
    """Why each batch comes a second time, with the same number."""

    NEVER = ""
    BEGUN_AGAIN = "the query is begun again, and the batch comes again"
    SAVED = "the classifier is saved and read, the query is begun again, and the batch comes again"
    BROKEN = "the sink has failed, the query is begun again, and the batch comes again"


def expect_structured(
    harness: Harness,
    history: History,
    again: Again = Again.NEVER,
    kind: Kind = MULTINOMIAL,
    schema: str = SCHEMA,
    look_at_sink: bool = True,
    look_at_state: bool = True,
) -> None:
    """`attach_classifier_structured` tests each batch on the model as it was before it, then learns it, once in all.

    A batch's partitions are files, which appear at once.
    """

    def examine(shown: History) -> None:
        twin = Twin(harness, kind, HISTORY)
        expression = call(student("attach_classifier_structured"), FRAME, *twin.arguments, sink())
        with query(harness, expression, schema) as running:
            if running.name != NAME:
                told = f"is called `{running.name}`" if running.name else "has no name"
                raise Mismatch(f"The query {told}; its name is to be `{NAME}`.", hint="")
            run = _Run(twin, running, again, look_at_sink, look_at_state)
            for batch in shown:
                run.feed(decided(twin, batch))

    examine_and_shrink(history, examine, harness.limits.small_streams, found=harness.found)


def expect_error_is_heard(harness: Harness) -> None:
    """An error of Spark's, in the midst of a batch, ends the query, and the batch comes again."""
    twin = Twin(harness, MULTINOMIAL, HISTORY)
    strict = method(FRAME, "selectExpr", "tweet", f"if(label = {_NO_LABEL}, raise_error('no label'), label) as label")
    expression = call(student("attach_classifier_structured"), strict, *twin.arguments, sink())
    told = show(("good", _NO_LABEL))
    with query(harness, expression, SCHEMA) as running:
        try:
            running.step(files(Batch((("good", _NO_LABEL),))))
        except SubmissionError:
            return
    shown = Counterexample(STREAM, (("1", f"{told}, at which Spark raises an error", "the error", "no error"),), 1, 1)
    raise Mismatch("Spark has raised an error in a batch, and nobody has heard of it.", shown, hint="")


class _Run:
    """A run of a history: what it has shown so far."""

    def __init__(self, twin: Twin, running: Query, again: Again, look_at_sink: bool, look_at_state: bool) -> None:
        self._twin = twin
        self._running = running
        self._again = again
        self._look_at_sink = look_at_sink
        self._look_at_state = look_at_state
        self._rows: list[tuple[str, str, str, str]] = []
        self._lines = self._number = 0

    def feed(self, batch: Batch) -> None:
        """One batch, which perhaps comes again."""
        texts, labels = [text for text, _ in batch.items], [label for _, label in batch.items]
        self._number += 1
        self._lines += len(labels)
        model = self._twin.model
        self._labels, self._predicted = labels, model.predict(texts)
        self._given = {"batch": batch, "before": model.state(), "start": None, "again": False, "failed": False}
        model.learn(list(batch.items))
        self._given["after"] = model.predict(texts)
        self._told = f"true {show(labels)}, predicted {show(self._predicted)}" if labels else "no call"
        self._shown = batch_text(batch)
        if self._again is Again.BROKEN and labels:
            self._fail_and_come_again(batch)
            return
        calls = self._ask(batch)
        self._expect_calls(calls)
        self._expect_state("The classifier that was given has not learned this batch once, with all its tweets.")
        self._note(self._told, sink_text(calls))
        if self._again is not Again.NEVER:
            self._come_again()

    def _come_again(self) -> None:
        if self._again is Again.SAVED:
            self._twin.save_and_read()
        self._running.restart(again=True)
        self._given["again"] = True
        self._shown, self._told = f"({self._again.value})", "no call"
        calls = self._ask()
        if calls:
            said = "A batch that was learned already came again, and the sink was called again."
            raise Mismatch(said, self._table(sink_text(calls)), self._number, facts=self._facts([], calls))
        self._expect_state("A batch that was learned already came again, and changed the classifier.")
        self._note(self._told, sink_text(calls))

    def _fail_and_come_again(self, batch: Batch) -> None:
        """The sink fails, perhaps after the batch was learned; when it comes again, it is to be learned by then."""
        try:
            self._ask(batch, broken_sink=True)
        except SubmissionError as error:
            if error.kind != "SinkError":
                raise
            if error.message.endswith("again"):
                said = "The sink has raised an error, and was called once more for the same batch."
                shown = self._table(error.told(), "the error of the sink, called once")
                raise Mismatch(said, shown, self._number, facts=self._facts()) from None
            self._note("the error of the sink", error.told())
        else:
            said = "The sink has raised an error, and nobody has heard of it."
            raise Mismatch(said, self._table("no error", "the error of the sink"), self._number, facts=self._facts())
        self._running.restart()
        self._given["failed"] = True
        self._shown = f"({self._again.value})"
        calls = self._ask()
        if calls:
            self._expect_calls(calls)
        self._expect_state("The sink has failed, the batch came again, and the classifier has not learned it once.")
        self._note(self._told, sink_text(calls))

    def _ask(self, batch: Batch | None = None, broken_sink: bool = False) -> list[list[Any]]:
        try:
            return self._running.step(files(batch) if batch else (), broken_sink)
        except SubmissionError as error:
            if not (broken_sink and error.kind == "SinkError"):
                error.batch, error.facts = self._number, self._facts()
                error.counterexample = self._table(error.told())
            raise

    def _expect_calls(self, calls: list[list[Any]]) -> None:
        said = wrong_calls(calls, self._labels, self._predicted, self._number, ("batch_id", self._number - 1))
        if said and self._look_at_sink:
            facts = self._facts([self._labels, self._predicted], calls)
            raise Mismatch(said, self._table(sink_text(calls)), self._number, facts=facts)

    def _expect_state(self, said: str) -> None:
        due, found = self._twin.model.state(), self._twin.state_there()
        if self._look_at_state and found != due:
            shown = self._table(state_text(found), state_text(due))
            raise Mismatch(said, shown, self._number, facts=self._facts(due, found))

    def _facts(self, due: Any = UNKNOWN, got: Any = UNKNOWN) -> Facts:
        return Facts(due, got, self._given)

    def _note(self, due: str, yours: str) -> None:
        self._rows.append((str(self._number), self._shown, due, yours))

    def _table(self, yours: str, due: str = "") -> Counterexample:
        last = (str(self._number), self._shown, due or self._told, yours)
        return Counterexample(STREAM, (*self._rows, last), self._number, self._lines)


def files(batch: Batch) -> list[list[dict[str, Any]]]:
    """The rows of a batch, as many files as it has partitions; one that is empty where it has no rows.

    Each row has all the columns that a table may have; some have no value in those that are not asked for.
    """
    rows = [
        {"id": number if number % 2 else None, "label": label, "words": len(tweet.split()), "tweet": tweet}
        for number, (tweet, label) in enumerate(batch.items)
    ]
    count = max(1, batch.slices)
    return [rows[place * len(rows) // count : (place + 1) * len(rows) // count] for place in range(count)]
