"""What the answers should be, in plain Python: functions for calls, models with a `step` for streams.

Students have this file. What they could hand in as it stands is in `answers`, which they have not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from autograder.judge.counts import Counts

_TOKEN = re.compile(r"(?u)\b\w\w+\b")


LABELS = (0, 1, 2)


def tokens(tweet: str) -> list[str]:
    """The tokens of scikit-learn's default analyzer: lower case, runs of at least two word characters."""
    return _TOKEN.findall(tweet.lower())


def vocabulary(tweets: Iterable[str]) -> list[str]:
    """The terms of these tweets, in column order."""
    return sorted({token for tweet in tweets for token in tokens(tweet)})


def term_counts(terms: list[str], tweets: list[str]) -> list[list[int]]:
    """A row per tweet and a column per term: how often it occurs there."""
    counted = [Counter(tokens(tweet)) for tweet in tweets]
    return [[counter[term] for term in terms] for counter in counted]


def words(lines: Iterable[str]) -> list[str]:
    """The words of these lines."""
    return [word for line in lines for word in line.split()]


class BatchCounts:
    """`count_words`: each batch on its own."""

    def step(self, items: tuple[str, ...]) -> Counts:
        """The counts of this batch."""
        return dict(Counter(words(items)))


class RunningCounts:
    """`running_word_counts`: everything since the start, on top of the initial counts."""

    def __init__(self, initial: Counts | None = None) -> None:
        self._total = Counter(initial or {})

    def step(self, items: tuple[str, ...]) -> Counts:
        """The counts so far."""
        self._total.update(words(items))
        return dict(self._total)


class WindowedHashtags:
    """`hashtag_counts`: the hashtags of the last `window` batches, every `slide` batches."""

    def __init__(self, window: int, slide: int) -> None:
        self._window = window
        self._slide = slide
        self._batches: list[tuple[str, ...]] = []

    def step(self, items: tuple[str, ...]) -> Counts | None:
        """The window's counts, None between two slides."""
        self._batches.append(items)
        if len(self._batches) % self._slide:
            return None
        shown = [line for batch in self._batches[-self._window :] for line in batch]
        return dict(Counter(word for word in words(shown) if word.startswith("#")))


def sql_rows(lines: Iterable[str]) -> list[tuple[str, int]]:
    """The words of a batch and their totals, the most frequent first, then by code point."""
    return sorted(Counter(words(lines)).items(), key=lambda pair: (-pair[1], pair[0]))


class NaiveBayes:
    """What scikit-learn's multinomial naive Bayes learns and predicts, by its textbook formula with add-one smoothing.

    With `binary` only presence is learned, as its Bernoulli sister does; that one's predictions are not modelled.
    """

    def __init__(self, terms: list[str], labels: tuple[int, ...] = LABELS, binary: bool = False) -> None:
        self._terms = terms
        self._labels = labels
        self._binary = binary
        self.fitted = False
        self.class_count = [0.0] * len(labels)
        self.feature_count = [[0.0] * len(terms) for _ in labels]

    def learn(self, batch: Iterable[tuple[str, int]]) -> None:
        """Learns one batch; an empty one changes nothing."""
        for tweet, label in batch:
            self.fitted = True
            row = self._labels.index(label)
            self.class_count[row] += 1
            for column, count in enumerate(term_counts(self._terms, [tweet])[0]):
                self.feature_count[row][column] += min(count, 1) if self._binary else count

    def state(self) -> dict[str, Any]:
        """The attributes that hold what it learned; none when it was never fitted."""
        if not self.fitted:
            return {"class_count_": None, "feature_count_": None}
        return {"class_count_": list(self.class_count), "feature_count_": [list(row) for row in self.feature_count]}

    def predict(self, tweets: list[str]) -> list[int]:
        """The most probable label of each tweet, the first of equals."""
        return [self._labels[max(range(len(scores)), key=scores.__getitem__)] for scores in map(self._scores, tweets)]

    def decided(self, tweets: list[str]) -> list[str]:
        """The tweets whose label is no near tie: rounding, which depends on how it is computed, does not decide it."""
        ranked = {tweet: sorted(self._scores(tweet)) for tweet in tweets}
        return [tweet for tweet in tweets if ranked[tweet][-1] - ranked[tweet][-2] > 1e-6]

    def _scores(self, tweet: str) -> list[float]:
        counts = term_counts(self._terms, [tweet])[0]
        scores = []
        for seen, row in zip(self.class_count, self.feature_count, strict=True):
            prior = math.log(seen / sum(self.class_count)) if seen else -math.inf
            total = sum(row) + len(row)
            scores.append(prior + sum(n * math.log((f + 1) / total) for n, f in zip(counts, row, strict=True)))
        return scores
