"""Queries over files: a step is a batch, a batch may come again, and an error names the student's line."""

from __future__ import annotations

import pytest

from autograder.judge.checking import Mismatch
from autograder.judge.expressions import call, library, student
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Harness, sink
from autograder.judge.queries import FRAME, query
from autograder.submission.reading import split

NAME = "attach_classifier_structured"
SCHEMA = "word string, count int"
TELLS = """
def attach_classifier_structured(frame, classifier, vectorizer, sink):
    def tell(batch, batch_id):
        sink(batch_id, sorted(row.word for row in batch.collect()), batch.rdd.getNumPartitions())

    return frame.writeStream.queryName("tells").foreachBatch(tell).start()
"""


def opened(client, text):
    client.begin(split(text))
    client.load(NAME)
    client.warm()
    return query(Harness(client, 0), call(student(NAME), FRAME, None, None, sink()), SCHEMA)


def rows(*words):
    return [{"word": word, "count": 1} for word in words]


def test_a_step_is_a_batch_however_many_files_it_has(client):
    with opened(client, TELLS) as running:
        assert running.name == "tells"
        for number in range(3):
            files = [rows(f"a{number}", "b"), rows("c"), rows("d"), rows()]
            assert running.step(files) == [["sink", number, [f"a{number}", "b", "c", "d"], 3]]
        assert running.step() == []
        assert running.step([rows()]) == [["sink", 3, [], 0]]


def test_a_batch_comes_again_only_where_it_was_not_noted(client):
    with opened(client, TELLS) as running:
        running.step([rows("a")])
        running.step([rows("b")])
        running.restart()
        assert running.step() == []
        running.restart(again=True)
        assert running.step() == [["sink", 1, ["b"], 1]]
        assert running.step([rows("c")]) == [["sink", 2, ["c"], 1]]


def test_a_batch_whose_sink_has_failed_comes_again(client):
    with opened(client, TELLS) as running:
        with pytest.raises(SubmissionError) as error:
            running.step([rows("a")], broken_sink=True)
        assert error.value.kind == "SinkError"
        running.restart()
        assert running.step() == [["sink", 0, ["a"], 1]]


def test_an_error_names_the_students_line(client):
    text = TELLS.replace("sink(batch_id", "batch_id / 0\n        sink(batch_id")
    with opened(client, text) as running, pytest.raises(SubmissionError) as error:
        running.step([rows("a")])
    assert (error.value.kind, error.value.where, error.value.line) == ("ZeroDivisionError", "tell", "batch_id / 0")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("None", "returned nothing, not a StreamingQuery"),
        ("frame.writeStream", "returned a DataStreamWriter, not"),
        (
            "[query := frame.writeStream.format('noop').start(), query.stop()][0]",
            "has ended already",
        ),
    ],
)
def test_what_is_no_running_query_is_told(client, answer, said):
    text = f"def {NAME}(frame, classifier, vectorizer, sink):\n    return {answer}\n"
    with pytest.raises(Mismatch, match=said), opened(client, text):
        pass


def test_nothing_runs_when_it_is_over(client):
    with opened(client, TELLS):
        pass
    builder = {"$": "attribute", "of": library("pyspark.sql.SparkSession"), "name": "builder"}
    session = call({"$": "attribute", "of": builder, "name": "getOrCreate"})
    streams = {"$": "attribute", "of": session, "name": "streams"}
    active = {"$": "attribute", "of": streams, "name": "active"}
    assert Harness(client, 0).value(call(library("builtins.len"), active)) == 0
