"""The picture in the report: the submission's classifier on the incoming tweets, beside the frozen pretrained one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from autograder.chapter import PictureError
from autograder.checks.vectorizing import fitted
from autograder.judge.checking import Mismatch
from autograder.judge.client import Client
from autograder.judge.compare import loose
from autograder.judge.expressions import call, kept, library, method, student
from autograder.judge.faults import DiedError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.harness import Harness, queue, sink
from autograder.model import Curve, Plot
from fixtures.tweets import Tweet, TweetFileError, batches, historical, load_tweets
from fixtures.tweets import incoming as shipped_incoming

WINDOW = 10
"""Batches that a point of the curve covers."""


def picture(path: Path | None) -> Callable[[Client, int], Plot]:
    """What draws the picture of the tweets in a file, or of the kit's own. Raises PictureError."""
    try:
        stream = incoming(path)
    except TweetFileError as error:
        raise PictureError(str(error)) from None
    return lambda client, seed: plot(client, seed, stream)


def incoming(path: Path | None) -> list[list[Tweet]]:
    """The batches of a file of tweets, or of the kit's own. Raises TweetFileError."""
    return batches(load_tweets(path) if path is not None else shipped_incoming())


def plot(client: Client, seed: int, stream: list[list[Tweet]]) -> Plot:
    """Runs the submission's `attach_classifier` over all batches; without a usable one, only the frozen curve."""
    from fixtures.tweets.pretrained import load_pretrained  # slow to import, and only a plot needs it

    vectorizer, classifier = load_pretrained()
    frozen = [
        _share([t.label for t in batch], classifier.predict(vectorizer.transform([t.text for t in batch])).tolist())
        for batch in stream
    ]
    curves = [Curve("pretrained, never updated", _rolling(frozen))]
    terms = list(vectorizer.get_feature_names_out())
    with contextlib.suppress(SubmissionError, Mismatch, NotSubmittedError, TimedOutError, LimitError, DiedError):
        curves.append(Curve("this submission", _rolling(_submission(client, seed, stream, terms))))
    title = f"Prequential accuracy on the incoming tweets (mean of the last {WINDOW} batches)"
    return Plot(title, "batch", "accuracy", tuple(reversed(curves)))


def _submission(client: Client, seed: int, stream: list[list[Tweet]], terms: list[str]) -> list[float]:
    """The share of right predictions in each batch."""
    from autograder.checks.evaluating import labelled

    client.load("attach_classifier")
    client.warm()
    harness = Harness(client, seed)
    fitted(harness, terms)
    harness.keep("classifier", call(library("sklearn.naive_bayes.MultinomialNB")))
    past = historical()
    matrix = method(kept("vectorizer"), "transform", [tweet.text for tweet in past])
    harness.keep(
        "trained", method(kept("classifier"), "partial_fit", matrix, [tweet.label for tweet in past], [0, 1, 2])
    )
    shares = []
    with harness.stream(
        call(student("attach_classifier"), queue("labelled"), kept("classifier"), kept("vectorizer"), sink())
    ) as running:
        for batch in labelled(*([(tweet.text, tweet.label) for tweet in batch] for batch in stream)):
            match running.step(labelled=batch).calls:
                case [[_, _, y_true, y_pred]] if _are(loose(y_true), [label for _, label in batch.items]):
                    shares.append(_share(loose(y_true), loose(y_pred)))
                case _:
                    raise Mismatch("The sink was not called once with labels and predictions.")
    return shares


def _are(found: object, labels: list[int]) -> bool:
    """Whether these are the labels of a batch, in any order: a submission may not choose what it is compared with."""
    return isinstance(found, list) and sorted(found, key=repr) == sorted(labels)


def _share(y_true: object, y_pred: object) -> float:
    if not isinstance(y_true, list) or not isinstance(y_pred, list) or len(y_true) != len(y_pred) or not y_true:
        raise Mismatch("The labels and the predictions are not two sequences of the same length.")
    hits: int = sum(a == b for a, b in zip(y_true, y_pred, strict=True))
    return hits / len(y_true)


def _rolling(shares: list[float]) -> tuple[float, ...]:
    return tuple(sum(shares[max(0, k - WINDOW + 1) : k + 1]) / min(WINDOW, k + 1) for k in range(len(shares)))
