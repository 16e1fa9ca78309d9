"""What the checks of Part 3 ask of sessions, views and the bridge's sink."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis.strategies import integers

from autograder.checks.comparing import LINES, MORE_LINES, STREAM, only_word, simpler_line
from autograder.checks.oracles import sql_rows, words
from autograder.judge.calls import CALL, asked, wrong_call
from autograder.judge.checking import Mismatch
from autograder.judge.compare import clock, exact, show
from autograder.judge.counts import batch_text, key_text
from autograder.judge.expressions import Expression, attribute, call, kept, leaf, library, method, rdd, student
from autograder.judge.facts import UNKNOWN, Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History, Step, sink
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Row, Table, Time
from autograder.model import Counterexample

_DAY_MS = 86_400_000
"""Further from a batch than any zone's time is the machine's own, which differs in each run."""


def session(harness: Harness, name: str) -> Expression:
    """What `get_spark_session(spark_conf)` gives, kept under a name."""
    harness.keep(name, call(student("get_spark_session"), kept("conf")))
    harness.values()
    return kept(name)


def keep_conf(harness: Harness) -> None:
    """Keeps the one SparkConf that all calls are given."""
    harness.keep("conf", leaf("conf"))


def settings(harness: Harness, conf: str = "conf") -> Any:
    """All that a kept SparkConf says."""
    return harness.value(method(kept(conf), "toDebugString"))


def expect_session_for_any_conf(harness: Harness, first: Expression) -> None:
    """Asked with an equal SparkConf, or with one of another name, `get_spark_session` gives the `first` session."""
    little = method(method(call(library("pyspark.SparkConf"), False), "setMaster", "local[2]"), "setAppName", "another")
    for told, conf in (("an equal SparkConf", leaf("conf")), ("a SparkConf with another name", little)):
        harness.keep("other", conf)
        before = settings(harness, "other")
        again = call(student("get_spark_session"), kept("other"))
        step = (f"get_spark_session({told})", "the same session", "another session")
        if harness.value(call(library("operator.is_"), first, again)) is not True:
            said = "With another SparkConf object it gives another session."
            raise Mismatch(said, session_steps(("get_spark_session(spark_conf)", "a session", "a session"), step))
        if settings(harness, "other") != before:
            step = (step[0], "the SparkConf as it was", "a SparkConf that says something else")
            raise Mismatch("The call changed the SparkConf that it was given.", session_steps(step), hint="")


def works(harness: Harness, spark: Expression) -> bool:
    """Whether a session answers a query, whose numbers are drawn so that no other object guesses the answer."""
    most = harness.draw(integers(1_000, 9_999))
    query = f"select sum(id) as answer from range({most})"
    try:
        answer = harness.value(method(method(spark, "sql", query), "collect"))
    except SubmissionError:
        return False
    return bool(answer == [Row(("answer",), (most * (most - 1) // 2,))])


def view_rows(harness: Harness) -> list[Any] | None:
    """The values of the view `words` in the session of `get_spark_session`, None where it has not one column `word`."""
    try:
        table = harness.value(method(_session_that_is_asked_for(harness), "table", "words"))
    except SubmissionError:
        return None
    if isinstance(table, Table) and table.columns == ("word",):
        return [row[0] for row in table.rows]
    return None


def _session_that_is_asked_for(harness: Harness) -> Expression:
    """What `get_spark_session` gives; where the submission's own wants more than a conf, the session of its answer."""
    conf = method(leaf("context"), "getConf")
    try:
        harness.keep("session", call(student("get_spark_session"), conf))
        harness.values()
    except SubmissionError:
        return attribute(kept("answer"), "sparkSession")
    return kept("session")


def count(harness: Harness, lines: list[str], slices: int = 1) -> Any:
    """What `count_words_sql(time, rdd)` answers for an RDD of these lines."""
    harness.answered = UNKNOWN
    harness.keep("answer", call(student("count_words_sql"), harness.time(), rdd(lines, slices)))
    harness.answered = answer = harness.value(kept("answer"))
    return answer


def totals(rows: list[tuple[Any, Any]]) -> str:
    """(word, total) pairs as they stand in a table."""
    return (
        ", ".join(f"{key_text(text)} {show(total)}" for text, total in rows[:8]) + (", …" if len(rows) > 8 else "")
        or "(none)"
    )


def expect_sql_counts(harness: Harness, lines: list[str], slices: int = 1, examine_view: bool = False) -> None:
    """`count_words_sql` answers the totals of these lines; a smaller set of lines is shown where one fails too."""

    def examine(history: History) -> None:
        (batch,) = history
        shown = f"count_words_sql(time, {batch_text(batch)})"
        expected = sql_rows(batch.items)
        told = totals(expected) if expected else "None"
        facts = Facts(dict(expected) if expected else None, given=history)
        got = asked(shown, told, lambda: count(harness, list(batch.items), batch.slices), facts)
        facts = replace(facts, got=got)
        if examine_view:
            _expect_view(harness, shown, list(batch.items), facts)
            return
        if not expected:
            if got is not None:
                raise wrong_call("A batch without words does not give None.", shown, "None", show(got), facts=facts)
            return
        if not isinstance(got, Table) or got.kind != "spark":
            raise wrong_call("The answer is not a Spark DataFrame.", shown, told, show(got), facts=facts, hint="")
        if got.columns != ("word", "total"):
            raise wrong_call(
                "The columns are not `word` and `total`.",
                shown,
                "word, total",
                ", ".join(map(str, got.columns)),
                hint="",
            )
        found = sorted(((row[0], row[1]) for row in got.rows), key=repr)
        right = sorted(expected, key=repr)
        if not exact([list(pair) for pair in found], [list(pair) for pair in right]):
            wrong = [pair for pair in found if pair not in right] or found
            missed = [pair for pair in right if pair not in found]
            culprits = tuple({repr(text): text for text, _ in (*missed, *wrong)}.values())
            error = wrong_call(
                "The totals are not those of the batch.",
                shown,
                totals(missed or expected),
                totals(wrong),
                facts=replace(facts, got=_as_counts(found)),
            )
            error.batch, error.culprits = 1, culprits
            raise error

    history = (Batch(tuple(lines), slices),)
    examine_and_shrink(history, examine, harness.limits.small_streams, simpler_line, only_word, harness.found)


def _as_counts(rows: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """Rows as a count per word; a word that has two rows has both."""
    counted: dict[Any, Any] = {}
    for text, total in rows:
        key = text if isinstance(text, str) else show(text)
        counted[key] = f"{show(counted[key])} and {show(total)}" if key in counted else total
    return counted


def _expect_view(harness: Harness, shown: str, lines: list[str], facts: Facts) -> None:
    expected = sorted(words(lines))
    found = view_rows(harness)
    query = f"{shown}\nselect word from words"
    if found is None:
        raise wrong_call(
            "There is no view `words` with one column `word`.",
            query,
            show(expected),
            "no such view or column",
            facts=facts,
        )
    if sorted(found, key=repr) != sorted(expected, key=repr):
        raise wrong_call(
            "The view does not hold a row per occurrence.",
            query,
            show(expected),
            show(sorted(found, key=repr)),
            facts=facts,
        )


def attach_sql_bridge(lines: Expression = LINES, name: str = "sink") -> Expression:
    """`attach_sql_bridge(lines, sink)`, with a sink of this name."""
    return call(student("attach_sql_bridge"), lines, sink(name))


def expect_bridge(
    harness: Harness,
    history: History,
    checkpoint: bool = False,
    in_order: bool = True,
    at_once: bool = False,
    interval: float = 1,
) -> None:
    """`attach_sql_bridge` calls its sink as is due, batch by batch.

    `at_once` with another one, whose lines come when this one has none: no two results of a program have the same time.
    """

    def examine(shown: History) -> None:
        rows: list[tuple[str, str, str, str]] = []
        lines = 0
        both = [attach_sql_bridge(), attach_sql_bridge(MORE_LINES, "other")] if at_once else attach_sql_bridge()
        with harness.stream(both, interval, checkpoint) as stream:
            for number, batch in enumerate(shown, 1):
                expected = sql_rows(batch.items)
                told = f"sink({clock(stream.time(number).ms)}, {totals(expected)})" if expected else "no call"
                lines += len(batch.items)
                try:
                    step = stream.step(lines=batch, more=_meanwhile(batch)) if at_once else stream.step(lines=batch)
                except SubmissionError as error:
                    rows.append((str(number), batch_text(batch), told, error.told()))
                    error.batch, error.counterexample = number, Counterexample(STREAM, tuple(rows), number, lines)
                    error.facts = Facts(expected, given=shown[:number])
                    raise
                calls = step.calls_of("sink")
                rows.append((str(number), batch_text(batch), told, _calls_text(calls, stream.time(number))))
                if at_once:
                    _expect_other(step, stream.time(number), _meanwhile(batch), number)
                if said := _wrong_calls(calls, expected, number, stream.time(number), in_order):
                    table = Counterexample(STREAM, tuple(rows), number, lines)
                    facts = Facts(expected, calls, shown[:number])
                    raise Mismatch(said, table, number, _out_of_place(calls, expected), facts)

    examine_and_shrink(history, examine, harness.limits.small_streams, simpler_line, _only_words, harness.found)


def _meanwhile(batch: Batch) -> Batch:
    """What the other of two bridges gets: lines where the first has none."""
    return Batch(()) if batch.items else Batch(("x y x",))


def _expect_other(step: Step, due: Time, batch: Batch, number: int) -> None:
    """What the sink of the second of two bridges is told."""
    calls, expected = step.calls_of("other"), sql_rows(batch.items)
    if _wrong_calls(calls, expected, number, due, in_order=True):
        told = f"sink({clock(due.ms)}, {totals(expected)})" if expected else "no call"
        row = (str(number), batch_text(batch), told, _calls_text(calls, due))
        said = "Where two bridges run at once, the second sink is not told of its own lines."
        raise Mismatch(said, Counterexample(STREAM, (row,), 1, len(batch.items)), number, hint="")


def _out_of_place(calls: list[Any], expected: list[tuple[str, int]]) -> tuple[tuple[Any, ...], ...]:
    """The word of the first row that is out of place and the word that is expected there, as one culprit."""
    for one in calls:
        found = one[2] if len(one) == 3 and isinstance(one[2], list) else []
        for row, (text, total) in zip(found, expected, strict=False):
            if isinstance(row, Row) and row.items and row.items != (text, total):
                return ((row.items[0], text),)
    return ()


def _only_words(line: str, culprits: Any) -> str | None:
    """What a line has of some words."""
    return " ".join(text for text in line.split() if text in culprits) or None


def _wrong_calls(calls: list[Any], expected: list[tuple[str, int]], number: int, due: Time, in_order: bool) -> str:
    if len(calls) != bool(expected):
        return f"The sink was called {len(calls)} times in batch {number}, not {'once' if expected else 'never'}."
    if not calls:
        return ""
    if len(calls[0]) != 3 or type(calls[0][2]) is not list:
        return "The sink was not called as `sink(time, rows)` with a list of rows."
    _, time, rows = calls[0]
    if time != due:
        return "The sink was not given the time that foreachRDD gave."
    if any(not isinstance(row, Row) or row.names != ("word", "total") for row in rows):
        return "The rows are not `Row(word=..., total=...)`."
    found = [[*row.items] for row in rows]
    if in_order:
        return (
            ""
            if exact(found, [list(pair) for pair in expected])
            else "The rows are not the expected ones in their order."
        )
    pairs = sorted(([*pair] for pair in expected), key=repr)
    return "" if exact(sorted(found, key=repr), pairs) else "The rows are not the expected ones."


def _calls_text(calls: list[Any], due: Time) -> str:
    if not calls:
        return "no call"
    return "; ".join(_call_text(one, due) for one in calls[:3]) + ("; …" if len(calls) > 3 else "")


def _call_text(one: list[Any], due: Time) -> str:
    match one:
        case [_, Time(ms=ms), list(rows)] if all(isinstance(row, Row) and len(row.items) == 2 for row in rows):
            time = clock(ms) if abs(ms - due.ms) < _DAY_MS else "(the time of no batch)"
            return f"sink({time}, {totals([row.items for row in rows])})"
    return f"sink({', '.join(show(value, 100) for value in one[1:])})"


def session_steps(*rows: tuple[str, str, str]) -> Counterexample:
    """Steps of a session's life as a table."""
    return Counterexample(CALL, rows, len(rows), len(rows))
