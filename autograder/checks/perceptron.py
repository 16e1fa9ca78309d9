"""scikit-learn's Perceptron in plain Python, for three classes and without intercepts: its weights are whole numbers.

Intercepts come out differently for sparse and for dense rows, and either may be learned from.
"""

from __future__ import annotations

from typing import Any

from autograder.checks.oracles import LABELS, term_counts

_SEEDS = (1702673635, 1586107549, 1930872371)
"""Of the order in which each class sees a batch, as scikit-learn draws them for its default `random_state`."""


class Perceptron:
    """One `partial_fit` passes once over a batch, in an order of its own: two halves teach something else."""

    def __init__(self, terms: list[str]) -> None:
        self._terms = terms
        self._weights: list[list[int]] | None = None

    def learn(self, batch: list[tuple[str, int]]) -> None:
        """One update with a whole batch; an empty one changes nothing."""
        if not batch:
            return
        if self._weights is None:
            self._weights = [[0] * len(self._terms) for _ in LABELS]
        rows = term_counts(self._terms, [tweet for tweet, _ in batch])
        for label, weights, seed in zip(LABELS, self._weights, _SEEDS, strict=True):
            for place in shuffled(len(batch), seed):
                wanted = 1 if batch[place][1] == label else -1
                if wanted * _dot(weights, rows[place]) <= 0:
                    weights[:] = [weight + wanted * count for weight, count in zip(weights, rows[place], strict=True)]

    def state(self) -> dict[str, Any]:
        """The attribute that holds what it learned, None when it was never fitted."""
        return {"coef_": None if self._weights is None else [[float(w) for w in row] for row in self._weights]}

    def predict(self, tweets: list[str]) -> list[int]:
        """The label with the highest score of each tweet, the first of equals."""
        assert self._weights is not None
        scores = [[_dot(row, counts) for row in self._weights] for counts in term_counts(self._terms, tweets)]
        return [max(LABELS, key=lambda label, each=each: each[label]) for each in scores]  # type: ignore[misc]

    def decided(self, tweets: list[str]) -> list[str]:
        """All of them: no rounding touches whole numbers."""
        return tweets


def _dot(weights: list[int], counts: list[int]) -> int:
    return sum(weight * count for weight, count in zip(weights, counts, strict=True))


def shuffled(count: int, seed: int) -> list[int]:
    """The places 0 to count - 1 as scikit-learn shuffles them, with its 32-bit XorShift generator."""
    order = list(range(count))
    for place in range(count - 1):
        seed ^= seed << 13 & 0xFFFFFFFF
        seed ^= seed >> 17
        seed ^= seed << 5 & 0xFFFFFFFF
        other = place + (seed & 0x7FFFFFFF) % (count - place)
        order[place], order[other] = order[other], order[place]
    return order
