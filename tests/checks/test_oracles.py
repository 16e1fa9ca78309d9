"""The oracles against the libraries whose behaviour they describe in plain Python."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Perceptron
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from autograder.checks import answers, oracles, perceptron
from autograder.checks.strategies import contradicting_batches, labelled_batches, training_tweets, tweet_lists

pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=12)


@given(training_tweets, tweet_lists)
def test_counts_are_those_of_a_count_vectorizer(training, tweets):
    vectorizer = CountVectorizer().fit(training)
    terms = oracles.vocabulary(training)
    assert terms == vectorizer.get_feature_names_out().tolist()
    if tweets:
        assert oracles.term_counts(terms, tweets) == vectorizer.transform(tweets).toarray().tolist()


@given(pairs)
def test_measures_are_those_of_scikit_learn(labels):
    true, predicted = [a for a, _ in labels], [b for _, b in labels]
    accuracy, f1, matrix = answers.evaluation(true, predicted)
    assert accuracy == pytest.approx(accuracy_score(true, predicted))
    assert f1 == pytest.approx(f1_score(true, predicted, labels=[0, 1, 2], average="macro", zero_division=0))
    assert matrix == confusion_matrix(true, predicted, labels=[0, 1, 2]).tolist()


@settings(max_examples=50)
@given(labelled_batches, tweet_lists)
def test_naive_bayes_is_that_of_scikit_learn(batches, tweets):
    terms = oracles.vocabulary(["good bad great awful train late coffee phone happy sad"])
    vectorizer = CountVectorizer(vocabulary=terms)
    for kind, binary in ((MultinomialNB, False), (BernoulliNB, True)):
        model, theirs = oracles.NaiveBayes(terms, binary=binary), kind()
        for batch in batches:
            model.learn(batch)
            if batch:
                theirs.partial_fit(
                    vectorizer.transform([t for t, _ in batch]), [y for _, y in batch], classes=[0, 1, 2]
                )
        if not model.fitted:
            assert model.state() == {"class_count_": None, "feature_count_": None}
            continue
        assert model.state() == {
            "class_count_": theirs.class_count_.tolist(),
            "feature_count_": theirs.feature_count_.tolist(),
        }
        sure = model.decided(tweets)
        if sure and not binary:
            with np.errstate(divide="ignore"):
                assert model.predict(sure) == theirs.predict(vectorizer.transform(sure)).tolist()


@settings(max_examples=50)
@given(labelled_batches | contradicting_batches, tweet_lists)
def test_perceptron_is_that_of_scikit_learn(batches, tweets):
    terms = oracles.vocabulary(["good bad great awful train late coffee phone happy sad"])
    vectorizer = CountVectorizer(vocabulary=terms)
    model, theirs = perceptron.Perceptron(terms), Perceptron(fit_intercept=False)
    assert model.state() == {"coef_": None}
    for batch in batches:
        model.learn(batch)
        if batch:
            rows = vectorizer.transform([tweet for tweet, _ in batch])
            theirs.partial_fit(rows, [label for _, label in batch], classes=[0, 1, 2])
            assert model.state() == {"coef_": theirs.coef_.tolist()}
    if any(batches) and tweets:
        assert model.predict(tweets) == theirs.predict(vectorizer.transform(tweets)).tolist()


def test_an_exact_tie_is_not_decided():
    model = oracles.NaiveBayes(["bad", "good"], (0, 1))
    model.learn([("good", 1), ("bad", 0)])
    assert model.decided(["good", "zebra"]) == ["good"]


def test_a_window_covers_its_batches_and_answers_every_slide():
    model = oracles.WindowedHashtags(window=4, slide=2)
    given = [("#a x",), ("#b",), ("#c #c",), (), (), ("#a",)]
    assert [model.step(batch) for batch in given] == [
        None,
        {"#a": 1, "#b": 1},
        None,
        {"#a": 1, "#b": 1, "#c": 2},
        None,
        {"#c": 2, "#a": 1},
    ]


def test_running_counts_start_from_the_initial_ones():
    model = oracles.RunningCounts({"a": 2})
    assert [model.step(batch) for batch in ((), ("a b",), ())] == [{"a": 2}, {"a": 3, "b": 1}, {"a": 3, "b": 1}]


def test_a_word_is_forgotten_with_its_third_quiet_batch():
    state, states = None, []
    for values in ([2], [], [], []):
        state = answers.trending(values, state)
        states.append(state)
    assert states == [(2, 0), (2, 1), (2, 2), None]
    assert answers.trending([0], (5, 2)) == (5, 0)


def test_rows_come_by_total_then_code_point():
    assert oracles.sql_rows(["b é Z a", "b"]) == [("b", 2), ("Z", 1), ("a", 1), ("é", 1)]


def test_what_is_due_after_each_batch():
    assert answers.states([[], [2], [], [], [], [], [1]]) == [None, (2, 0), (2, 1), (2, 2), None, None, (1, 0)]
