"""Public checks of Part 3, with their points and hints: the bridge to Spark SQL."""

from __future__ import annotations

from autograder.checks import bridging
from autograder.checks.hints import sink, words
from autograder.judge.calls import wrong_call
from autograder.judge.checking import Mismatch, check
from autograder.judge.compare import show
from autograder.judge.expressions import attribute, call, library, method
from autograder.judge.facts import Facts
from autograder.judge.harness import Batch, Harness


@check("get_spark_session", 1, hint="The builder makes a session from a SparkConf.", spark=True)
def check_session_answers_queries(harness: Harness) -> None:
    """The session answers an SQL query."""
    harness.forget_sessions()
    bridging.keep_conf(harness)
    spark = bridging.session(harness, "first")
    if not bridging.works(harness, spark):
        got = harness.value(spark)
        raise wrong_call(
            "The answer is not a session that answers queries.",
            "get_spark_session(spark_conf)",
            "a SparkSession",
            show(got),
            facts=Facts(got=got),
        )


@check("get_spark_session", 1, hint="Make it on first use and give the same one ever after.", spark=True)
def check_session_is_the_same_object(harness: Harness) -> None:
    """A second call gives the session of the first: the same object, with its views and settings."""
    harness.forget_sessions()
    bridging.keep_conf(harness)
    first = bridging.session(harness, "first")
    harness.value(method(method(first, "range", 3), "createOrReplaceTempView", "mark_of_the_first"))
    second = bridging.session(harness, "second")
    found, same = harness.values(
        method(attribute(second, "catalog"), "tableExists", "mark_of_the_first"),
        call(library("operator.is_"), first, second),
    )
    harness.value(method(attribute(first, "catalog"), "dropTempView", "mark_of_the_first"))
    if not bridging.works(harness, second):  # any object can claim to have the view
        step = ("get_spark_session(spark_conf)", "a session", "an object that answers no query")
        raise Mismatch("The answer is not a session that answers queries.", bridging.session_steps(step), hint="")
    if found is not True or same is not True:
        steps = (
            ("first = get_spark_session(spark_conf)", "a session", "a session"),
            ("second = get_spark_session(spark_conf)", "the same session", "another session"),
        )
        raise Mismatch("The second call does not give the session of the first.", bridging.session_steps(*steps))
    bridging.expect_session_for_any_conf(harness, first)


@check(
    "count_words_sql",
    3,
    hint=words.SQL,
    spark=True,
)
def check_totals_of_the_batch(harness: Harness) -> None:
    """The DataFrame holds each word of the batch and how often it occurs, in columns `word` and `total`."""
    bridging.expect_sql_counts(harness, ["the cat the dog", "", "a  b\ta", "The"])


@check(
    "count_words_sql",
    2,
    hint="SQL finds only what has a name. A word that comes twice in the batch is there twice.",
    spark=True,
)
def check_view_holds_the_words(harness: Harness) -> None:
    """The temporary view `words` has a column `word` and a row per occurrence."""
    bridging.expect_sql_counts(harness, ["b a b", "c"], examine_view=True)


@check("count_words_sql", 1, hint=words.SQL, spark=True)
def check_no_words_give_none(harness: Harness) -> None:
    """A batch without a word, with or without lines, gives None and no error."""
    for lines, slices in (([], 1), (["", "  \t"], 1), ([], 0)):
        bridging.expect_sql_counts(harness, lines, slices)
    if bridging.count(harness, ["a"]) is None:  # or giving None always would do
        said = "A batch with words gives None too."
        raise wrong_call(said, "count_words_sql(time, 'a')", "a 1", "None", facts=Facts({"a": 1}, None), hint="")


@check(
    "attach_sql_bridge",
    3,
    hint=sink.BRIDGE,
    spark=True,
)
def check_sink_gets_each_batch(harness: Harness) -> None:
    """Each batch with words calls `sink(time, rows)` once, the most frequent word first."""
    bridging.expect_bridge(harness, (Batch(("b a b", "c b")), Batch(("c", "a a"))))


@check("attach_sql_bridge", 1, hint=sink.BRIDGE, spark=True)
def check_sink_rests_without_words(harness: Harness) -> None:
    """A batch without words does not call the sink, and the next one with words does."""
    history = (Batch(()), Batch(("x",)), Batch(("", " ")), Batch((), 0), Batch(("x",), 2))
    bridging.expect_bridge(harness, history, in_order=False, interval=0.5)
