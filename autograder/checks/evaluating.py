"""What the checks of Part 4 ask: predictions, measures and the prequential stream."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from autograder.checks.comparing import STREAM
from autograder.checks.hints.learning import LOOKING
from autograder.checks.learning import HISTORY, MULTINOMIAL, Kind, Labelled, Twin, state_text
from autograder.checks.oracles import LABELS
from autograder.checks.sinks import decided, sink_text, wrong_calls
from autograder.checks.updating import expect_same_columns
from autograder.checks.vectorizing import rows
from autograder.judge.calls import Name, asked, call_text, wrong_call
from autograder.judge.checking import Mismatch
from autograder.judge.compare import loose, show
from autograder.judge.counts import batch_text
from autograder.judge.expressions import call, library, student
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History, Step, queue, sink
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Array, Mapping
from autograder.model import Counterexample


def labels_of(answer: Any) -> list[Any] | None:
    """The labels of a one-dimensional numpy array of integers, None for anything else."""
    return list(answer.items) if isinstance(answer, Array) and len(answer.shape) == 1 and answer.kind in "iu" else None


def expect_predictions(harness: Harness, twin: Twin, texts: list[str], told: str) -> None:
    """`predict` gives the labels that the classifier gives, and leaves it as it was. No tweets, no question."""
    texts = twin.model.decided(texts)
    if not texts:
        return
    expected = twin.model.predict(texts)
    shown = f"predict({told}, vectorizer, {show(texts)})"
    got = asked(shown, show(expected), lambda: harness.call("predict", *twin.arguments, texts))
    found = loose(got)
    if found != expected:
        facts = Facts(expected, got if got is None or not isinstance(found, list) else found)
        said = "The labels are not those that the classifier gives."
        raise wrong_call(said, shown, show(expected), show(found), facts=facts)
    if labels_of(got) is None:
        raise wrong_call(
            "The answer is not a one-dimensional numpy array of integers.",
            shown,
            f"array({show(expected)})",
            show(got),
            hint="",
        )
    if (state := twin.state_there()) != twin.model.state():
        before, after = state_text(twin.model.state()), state_text(state)
        raise wrong_call("The classifier is not what it was before the call.", shown, before, after, hint=LOOKING)
    expect_same_columns(twin, shown)


def expect_evaluation(
    harness: Harness, y_true: list[int], y_pred: list[int], right: dict[str, Any], arrays: bool = False
) -> None:
    """`evaluate` gives these measures as they are, for lists or for arrays of labels."""
    shown, given = call_text("evaluate", y_true, y_pred), (y_true, y_pred)
    if arrays:
        shown = call_text("evaluate", *(Name(f"np.array({show(labels)})") for labels in given))
    told = ", ".join(f"{part} {_measure(value)}" for part, value in right.items())
    labels = [call(library("numpy.array"), each) for each in given] if arrays else given
    got = asked(shown, told, lambda: harness.call("evaluate", *labels))
    if not isinstance(got, Mapping):
        raise wrong_call("The answer is not a dict.", shown, told, show(got), facts=Facts(got=got), hint="")
    found = {loose(key): loose(value) for key, value in got.items if isinstance(loose(key), str)}
    for key, value in got.items:
        if loose(key) == "confusion_matrix" and (table := rows(value)) is not None:  # of whatever kind
            found["confusion_matrix"] = table
    for part, value in right.items():
        if part not in found:
            raise wrong_call(f"The answer has no `{part}`.", shown, told, f"the keys {show(sorted(found))}", hint="")
        if not _agrees(found[part], value):
            said = f"`{part}` is not the expected one."
            facts = Facts((part, value), (part, found[part]))
            raise wrong_call(said, shown, f"{part} {_measure(value)}", f"{part} {_measure(found[part])}", facts=facts)


def _agrees(found: Any, right: Any) -> bool:
    if isinstance(right, list):
        whole = isinstance(found, list) and all(
            isinstance(row, list) and all(type(n) is int for n in row) for row in found
        )
        return whole and bool(found == right)
    if type(found) is int:  # which may be too large to be a float
        return bool(found == right)
    return type(found) is float and math.isclose(found, right, rel_tol=1e-9, abs_tol=1e-9)


def _measure(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else show(value)


def expect_prequential(
    harness: Harness,
    history: History,
    kind: Kind = MULTINOMIAL,
    start: Labelled = HISTORY,
    look_at_sink: bool = True,
    look_at_state: bool = True,
    look_at_time: bool = False,
    at_once: bool = False,
    interval: float = 1,
) -> None:
    """`attach_classifier` tests each batch on the model as it was before it, then learns it.

    `at_once` with another classifier, which learns the same tweets with other labels.
    """

    def examine(shown: History) -> None:
        twin, shipped = Twin(harness, kind, start), kind.model(LABELS)
        other = Twin(harness, kind, start, name=" 2") if at_once else None
        shipped.learn(start)
        rows: list[tuple[str, str, str, str]] = []
        size = 0
        expression = call(student("attach_classifier"), queue("labelled"), *twin.arguments, sink())
        second = other and call(student("attach_classifier"), queue("more"), *other.arguments, sink("other"))
        with harness.stream([expression, second] if second else expression, interval) as stream:
            for number, given_batch in enumerate(shown, 1):
                batch = decided(twin, given_batch)
                texts, labels = [text for text, _ in batch.items], [label for _, label in batch.items]
                predicted, before = twin.model.predict(texts), twin.model.state()
                twin.model.learn(list(batch.items))
                after, first = twin.model.predict(texts), shipped.predict(texts)
                given = {"batch": batch, "before": before, "after": after, "start": first}
                told = f"true {show(labels)}, predicted {show(predicted)}" if texts else "no call"
                size += len(texts)
                more = replace(batch, items=tuple((text, (label + 1) % 3) for text, label in batch.items))
                try:
                    step = stream.step(labelled=batch, more=more) if other else stream.step(labelled=batch)
                except SubmissionError as error:
                    rows.append((str(number), batch_text(batch), told, error.told()))
                    error.batch, error.counterexample = number, Counterexample(STREAM, tuple(rows), number, size)
                    error.facts = Facts(given=given)
                    raise
                calls = step.calls_of("sink")
                table = (str(number), batch_text(batch), told, sink_text(calls))
                due = ("time", stream.time(number) if look_at_time else None)
                if look_at_sink and (said := wrong_calls(calls, labels, predicted, number, due)):
                    facts = Facts([labels, predicted], calls, given)
                    raise Mismatch(said, Counterexample(STREAM, (*rows, table), number, size), number, facts=facts)
                if look_at_state and (found := twin.state_there()) != twin.model.state():
                    row = (str(number), batch_text(batch), state_text(twin.model.state()), state_text(found))
                    said = "The classifier that was given has not learned this batch once, with all its tweets."
                    facts = Facts(twin.model.state(), found, given)
                    raise Mismatch(said, Counterexample(STREAM, (*rows, row), number, size), number, facts=facts)
                rows.append(table)
                if other:
                    _expect_other(other, step, more, number)

    examine_and_shrink(history, examine, harness.limits.small_streams, found=harness.found)


def _expect_other(other: Twin, step: Step, batch: Batch, number: int) -> None:
    """What the second of two classifiers predicts and learns."""
    texts, labels = [text for text, _ in batch.items], [label for _, label in batch.items]
    predicted = other.model.predict(texts)
    other.model.learn(list(batch.items))
    calls = step.calls_of("other")
    if wrong_calls(calls, labels, predicted, number) or other.state_there() != other.model.state():
        told = f"true {show(labels)}, predicted {show(predicted)}" if texts else "no call"
        row = (str(number), batch_text(batch), told, sink_text(calls))
        said = "Where two classifiers run at once, the second does not predict and learn its own batches."
        raise Mismatch(said, Counterexample(STREAM, (row,), 1, len(texts)), number, hint="")


def labelled(*batches: Labelled) -> History:
    """Batches of labelled tweets as a stream history."""
    return tuple(Batch(tuple(batch)) for batch in batches)
