"""Hidden checks of Part 3, with their points and hints."""

from __future__ import annotations

from autograder.checks import bridging
from autograder.checks.comparing import STREAM
from autograder.checks.hints import sink as sinks
from autograder.checks.hints import words
from autograder.checks.many import BATCHES, LINES, NUMBERS, WIDE
from autograder.checks.oracles import sql_rows
from autograder.checks.strategies import wide_histories
from autograder.judge.calls import wrong_call
from autograder.judge.checking import Mismatch, check
from autograder.judge.compare import show
from autograder.judge.expressions import call, library, method, rdd, student
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, queue, sink
from autograder.judge.values import Table
from autograder.model import Counterexample


@check("get_spark_session", 1, hint="Nothing of a session exists until the function is called.", spark=True)
def check_no_session_before_first_use(harness: Harness) -> None:
    """Loading the function makes no session; its first call does."""
    harness.forget_sessions()
    harness.load_again()
    early = not harness.made_no_session()
    bridging.keep_conf(harness)
    works = bridging.works(harness, bridging.session(harness, "first"))
    if early or not works:
        steps = (
            ("before the first call", "no session", "a session" if early else "no session"),
            ("get_spark_session(spark_conf)", "a session", "a session" if works else "none that answers queries"),
        )
        raise Mismatch("The session is not made on first use.", bridging.session_steps(*steps))


@check(
    "get_spark_session", 2, hint="A session is dead once its SparkContext was stopped; the builder knows.", spark=True
)
def check_session_after_a_restart(harness: Harness) -> None:
    """After the SparkContext was stopped and another started, the session is a live one, and one only."""
    harness.forget_sessions()
    bridging.keep_conf(harness)
    bridging.session(harness, "first")
    harness.restart_context()
    spark = bridging.session(harness, "second")
    again = bridging.session(harness, "third")
    steps = [
        ("get_spark_session(spark_conf)", "a session", "a session"),
        ("sc.stop(); sc = SparkContext(conf=spark_conf)", "", ""),
    ]
    if not bridging.works(harness, spark):
        steps.append(("get_spark_session(spark_conf).sql(...)", "an answer", "an error"))
        raise Mismatch("The session does not work after its SparkContext was stopped.", bridging.session_steps(*steps))
    if harness.value(call(library("operator.is_"), spark, again)) is not True:
        asked = ("get_spark_session(spark_conf)", "a session", "a session")
        steps += [asked, (asked[0], "the same session", "another session")]
        raise Mismatch("It does not keep to the session that it made after a restart.", bridging.session_steps(*steps))


@check("count_words_sql", 1, hint=sinks.REPLACED, spark=True)
def check_view_is_replaced(harness: Harness) -> None:
    """The second batch's totals and view are those of the second batch."""
    first, second = ["old old", "x"], ["new x"]
    bridging.count(harness, first)
    shown = f"count_words_sql(time, {show(second)}) after {show(first)}"
    expected = sql_rows(second)
    try:
        got = bridging.count(harness, second)
    except SubmissionError as error:
        error.counterexample = bridging.session_steps((shown, bridging.totals(expected), error.told()))
        raise
    rows = got.rows if isinstance(got, Table) and len(got.columns) == 2 else ()
    found = sorted(((text, total) for text, total in rows), key=repr)
    view = sorted(bridging.view_rows(harness) or [], key=repr)
    if found != sorted(expected) or view != ["new", "x"]:
        yours = f"{bridging.totals(found)}; the view {show(view)}"
        raise wrong_call("Something of the first batch is left in the second.", shown, bridging.totals(expected), yours)


@check("count_words_sql", 1, hint=words.SQL, spark=True)
def check_any_word_can_be_counted(harness: Harness) -> None:
    """Quotes, backslashes, signs of SQL and words of any script are counted as they are, in any partitions."""
    (batch,) = harness.draw(wide_histories(1, most=3))
    bridging.expect_sql_counts(harness, [*batch.items, "x' or '1'='1", "; drop view words", *LINES], slices=3)
    bridging.expect_sql_counts(harness, ["a"], slices=2)
    bridging.expect_sql_counts(harness, list(NUMBERS), slices=WIDE)


@check("attach_sql_bridge", 1, hint=sinks.BRIDGE, spark=True)
def check_ties_are_in_order(harness: Harness) -> None:
    """Words with the same total come in the order of their code points."""
    (many,) = harness.draw(wide_histories(1, most=1))
    bridging.expect_bridge(harness, (Batch(("b é Z a", "#x a Z", "日本 ß _", "x " * 10, *LINES, *many.items), 3),))
    bridging.expect_bridge(harness, (Batch(("b a", "a b", "c")), Batch(())), at_once=True)


@check("attach_sql_bridge", 1, hint="Let errors through: a stream that fails silently loses data.", spark=True)
def check_errors_are_not_swallowed(harness: Harness) -> None:
    """An error in a batch, of Spark or of the sink, stops the stream."""
    bridge = call(student("attach_sql_bridge"), queue("lines"), sink())
    unreadable = method(rdd(["a"]), "map", library("operator.neg"))  # a list of texts, and so any filter, lets it pass
    for batch, broken, told in (
        (unreadable, False, "lines that cannot be read: Spark raises"),
        (Batch(("a",)), True, "'a', and the sink raises"),
    ):
        with harness.stream(bridge) as stream:
            calls = stream.step(lines=Batch(("a",))).calls  # a bridge that always raises has not let this one through
            if len(calls) != 1:
                row = ("1", "'a'", "one call of the sink", f"{len(calls)} calls")
                raise Mismatch("A good batch does not reach the sink.", Counterexample(STREAM, (row,), 1, 1), hint="")
            try:
                stream.step(lines=batch, broken_sink=broken)
            except SubmissionError:
                continue
        rows = (("1", "'a'", "one call of the sink", "one call"), ("2", told, "the error", "no error"))
        raise Mismatch("The error does not reach Spark.", Counterexample(STREAM, rows, 2, 2))


@check(
    "attach_sql_bridge",
    1,
    hint=sinks.BRIDGE,
    spark=True,
)
def check_works_with_checkpoints(harness: Harness) -> None:
    """With `ssc.checkpoint` on, the sink is called just the same."""
    history = (
        Batch(("a b", "a")),
        Batch((), 0),
        Batch(NUMBERS, 2),
        *(Batch((f"a b{number} a", "")) for number in range(BATCHES - 4)),
        Batch(("a b a",), WIDE),
    )
    bridging.expect_bridge(harness, history, checkpoint=True, in_order=False)
