"""Fewer messages to the JVM, and the same answers."""

from __future__ import annotations

import pytest

from autograder.judge.expressions import call, student
from autograder.judge.harness import Harness
from autograder.judge.values import Tuple
from autograder.submission.reading import split

SETTINGS = """
from pyspark import SparkConf, SparkContext
def count_words(lines):
    conf = SparkConf().set("two", "lines\\nof = text").set("spark.some.password", "secret").set("plain", "a=b")
    few = SparkConf(False).set("plain", "a=b").set("other", "")
    conf.set("late", "1")
    context = SparkContext.getOrCreate()
    copy = context.getConf().set("changed", "in the copy")
    return [
        dict(conf.getAll())["two"], dict(conf.getAll())["spark.some.password"], dict(conf.getAll())["late"],
        sorted(few.getAll()), dict(copy.getAll())["changed"], context.getConf().contains("changed"),
    ]
"""

MANY = """
import gc
from pyspark import SparkContext
def count_words(lines):
    context = SparkContext.getOrCreate()
    kept = [context._jvm.java.lang.Object() for _ in range(10)]
    for _ in range(900):
        context._jvm.java.lang.Object()
    gc.collect()
    return context._gateway.java_gateway_server.getGateway().getBindings().size()
"""


@pytest.fixture
def ask(client):
    def answer(text):
        client.begin(split(text))
        client.warm()
        client.load("count_words")
        return Harness(client, 0).value(call(student("count_words"), []))

    return answer


def test_settings_are_those_that_spark_has(ask):
    assert ask(SETTINGS) == [
        "lines\nof = text",
        "secret",
        "1",
        [Tuple(("other", "")), Tuple(("plain", "a=b"))],
        "in the copy",
        False,
    ]


def test_forgotten_objects_do_not_stay_in_the_jvm(client, ask):
    first = ask(MANY)
    assert first > 900
    assert ask(MANY) < first + 600
