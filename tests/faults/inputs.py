"""Texts, batches and histories that are far larger than those of any check."""

from __future__ import annotations

from random import Random

from autograder.checks.many import HASHTAG_LINES, LINES, TWEETS
from autograder.checks.strategies import AWKWARD_WORDS, HASHTAGS, KNOWN
from autograder.judge.harness import Batch

WORDS = (
    *KNOWN,
    *AWKWARD_WORDS,
    *HASHTAGS,
    *(f"{sign}sign{sign}" for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    *("true", "False", "nan", "inf", "-1", "3.5", "2024-02-29", "1e5", "x" * 150, "y" * 1200, "HTTP", "http://a.b/c"),
    *(f"w{number}" for number in range(1500)),
)
SIZES = (3, 0, 1, 2, 40, 1, 1100, 0, 0, 0, 0, 5, 7, 300, 1, 2, 9, 0, 25, 3, 60, 1, 4, 130, 2)
"""Of the batches or calls one after the other."""
GAPS = (" ", " ", " ", "  ", "\t", "\u00a0", "\u3000")


def text(random: Random) -> str:
    """A line or a tweet of any length, from a few words on to more than a thousand, with many that come again."""
    if random.random() < 0.1:
        return random.choice((*LINES, *HASHTAG_LINES))
    count = (
        random.choice((0, 1, 1, 2, 3, 5, 8, 8)) if random.random() < 0.96 else random.choice((30, 60, 150, 600, 1200))
    )
    words = random.choices(WORDS[: random.choice((30, 150, len(WORDS)))], k=count)
    if random.random() < 0.1:
        words = words[:1] * count
    found = "".join(word + random.choice(GAPS) for word in words)
    return random.choice((found, found.strip(), found.upper(), " " + found, found.strip().capitalize()))


def texts(random: Random, size: int) -> list[str]:
    """So many of them; some come again, at once or later."""
    found: list[str] = []
    while len(found) < size:
        found.append(random.choice(found) if found and random.random() < 0.2 else text(random))
        if random.random() < 0.1 and len(found) < size:
            found.append(found[-1])
    return found


def stream_history(random: Random) -> list[Batch]:
    """A stream with batches of all sizes, in few and in many partitions."""
    return [
        Batch(tuple(texts(random, size)), random.choice((1, 1, 2, 3, 12)) if size else n % 3)
        for n, size in enumerate(SIZES)
    ]


def tweet(random: Random) -> str:
    """A tweet of words that the classifier knows and others."""
    if random.random() < 0.1:
        return random.choice(TWEETS)
    known = " ".join(random.choices(KNOWN, k=random.randint(1, 4)))
    return random.choice((known, f"{known} {text(random)}", f"{text(random)} {known}", text(random)))
