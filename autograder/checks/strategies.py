"""Hypothesis strategies for tweets, lines, batches and whole stream histories.

Texts are drawn from fixed alphabets that hold the awkward characters on purpose: what a Python version's Unicode tables
or the constants of an imported module happen to be must not change an example.
"""

from __future__ import annotations

import itertools
from collections import Counter
from random import Random

from hypothesis import strategies as st

from autograder.judge.harness import Batch, History

KNOWN = ("good", "bad", "great", "awful", "train", "late", "coffee", "phone", "happy", "sad")
UNSEEN = ("zebra", "quux", "novel")
NOISE = ("a", "I", "the", "naïve", "!", "#", "@x", "&amp;", "😀", "👩‍💻", "don't", "http://example.org/a?b=1", "")

AWKWARD_WORDS = (
    "a",
    "A",
    "the",
    "The",
    "don't",
    'say"so"',
    "back\\slash",
    "semi;colon",
    "--",
    "%s",
    "{x}",
    "$1",
    "null",
    "None",
    "NaN",
    "0",
    "1",
    "naïve",
    "nai\u0308ve",
    "ß",
    "İ",
    "Ω",
    "привет",
    "שלום",
    "مرحبا",
    "日本語",
    "👍",
    "👩‍💻",
    "#spark",
    "#Spark",
    "#",
    "##",
    "#a#b",
    "x#y",
    "@you",
    "a,b",
    "(a)",
    "[",
    "'",
    '"',
    "`",
    "word",
    "words",
    "total",
    "ab",
    "ba",
)
"""Words as `str.split` gives them, many of them ones that a careless program takes for something else."""

HASHTAGS = ("#", "##", "#spark", "#Spark", "#a", "#a#b", "#é", "#日本", "#1", "x#y", "spark", "a", "@you", "(#a)")
"""Hashtags, and words that are none."""

SEPARATORS = (" ", " ", " ", "  ", "\t", " \t ", "\u3000", "\u00a0", "\u2028", "\x85", "\x1f")
BLANK_LINES = ("", " ", "\t", "\u3000 ")

LONG_LINE = " ".join(f"w{number}" for number in range(150))
LONG_LINE_OF_HASHTAGS = " ".join(f"#t{number}" for number in range(150))
"""More words than any round number that a program might stop at, in more characters than a tweet may have."""

seeds = st.integers(min_value=0, max_value=2**32 - 1)

counts = st.integers(min_value=-5, max_value=20)
labels = st.sampled_from((0, 1, 2))
known_words = st.sampled_from(KNOWN)
tweet_words = st.sampled_from(KNOWN + UNSEEN + NOISE)


def _spelled(words: list[str], separator: str, capital: bool) -> str:
    text = separator.join(words)
    return text.title() if capital else text


def _long(often: str, times: int, last: list[str]) -> str:
    return " ".join([*[often] * times, *last])


_short_tweets = st.builds(
    _spelled,
    st.lists(tweet_words, max_size=6),
    st.sampled_from((" ", "  ", ", ", "\n", ". ", "-")),
    st.booleans(),
)
_long_tweets = st.builds(
    _long, st.sampled_from(UNSEEN + KNOWN), st.sampled_from((100, 300)), st.lists(known_words, min_size=1, max_size=3)
)
tweets = st.integers(0, 9).flatmap(lambda number: _long_tweets if number == 9 else _short_tweets)
"""A tweet: words that are known, unseen or none at all, in lower and other case; now and then a very long one, of which
the last words count as much as the first."""

lopsided_tweets = st.builds(
    lambda often, times, once: " ".join([*[often] * times, once]), known_words, st.integers(2, 5), known_words
)
"""Tweets in which one word speaks louder than another: for whoever looks at presence only."""

RARE_TWEETS: tuple[list[str], ...] = (
    ["good " * 300],
    ["zebra " * 300 + "good"],
    ["Good good, GOOD"],
    ["good", "bad", "good"],
    ["zebra", "good"],
    ["good", ""],
    ["late", "late"],
)
"""Lists of tweets that no seed may leave out: a count beyond a byte, a tweet beyond any length, a word in three
spellings, a tweet that comes again, one of which no word is known, a blank one, equal ones only."""

TELLING_TWEETS: tuple[list[str], ...] = (
    ["good", "bad", "good"],
    ["good good good bad", "bad bad bad good"],
    ["zebra " * 300 + "good", "zebra " * 300 + "bad"],
    ["Good!", "BAD"],
)
"""Lists of tweets that no seed may leave out of what is predicted: a tweet that comes again, two that hold the same
words in other numbers, two of which only the last word tells, other spellings."""

tweet_lists = st.lists(tweets, max_size=5)

training_tweets = st.lists(
    st.builds(lambda first, rest: " ".join([first, *rest]), known_words, st.lists(tweet_words, max_size=5)),
    min_size=1,
    max_size=5,
)
"""Tweets that have at least one term between them, as a vectorizer needs."""

RARE_TRAINING: tuple[list[str], ...] = (
    ["the and a of to is it in this not"],
    ["good", "good bad", "good good good"],
    ["Good naïve don't 2nd snake_case"],
    ["zebra " * 300 + "good"],
)
"""What no seed may leave out of a vectorizer's tweets: words that some lists leave out, a word in all tweets and one in
a single tweet, signs inside words, a tweet beyond any length."""

many_terms = st.sampled_from((0, 0, 0, 5, 5, 60, 60, 12_000)).map(
    lambda n: " ".join(f"term{number}" for number in range(n))
)
"""A text of so many different terms: for limits that only a larger vocabulary reaches."""

labelled = st.lists(st.tuples(tweets, labels), min_size=1, max_size=6)
labelled_batches = st.lists(st.lists(st.tuples(tweets, labels), max_size=5), min_size=1, max_size=4)
contradicting_batches = st.lists(
    st.lists(st.tuples(st.sampled_from(("good", "bad", "good bad")), labels), min_size=2, max_size=6, unique=True),
    min_size=1,
    max_size=3,
)
"""Batches from which a classifier learns something else when it sees their tweets in another order."""


def lines_of(words: list[str], random: Random) -> list[str]:
    """The words in random order, cut into lines with odd spaces, and a few blank lines.

    About half of the words that occur again do so in one line, the others mostly in different ones.
    """
    groups = [
        group
        for word, times in Counter(words).items()
        for group in ([[word] * times] if random.random() < 0.5 else [[word]] * times)
    ]
    random.shuffle(groups)
    lines = []
    while groups:
        count = random.randint(1, 4)
        line, groups = [word for group in groups[:count] for word in group], groups[count:]
        text = line[0]
        for word in line[1:]:
            text += random.choice(SEPARATORS) + word
        lines.append(random.choice(("", "", " ", "\t")) + text + random.choice(("", "", " ")))
    for _ in range(random.randint(0, 2)):
        lines.insert(random.randint(0, len(lines)), random.choice(BLANK_LINES))
    return lines


def wide_history(
    seed: int,
    batches: int,
    most: int = 2,
    vocabulary: tuple[str, ...] = AWKWARD_WORDS,
    slices: tuple[int, ...] = (1,),
    filler: str = "w",
) -> History:
    """Every history of a word at once: a word for each way to occur 0 to `most` times in each of the batches.

    Words are independent of each other, so this one stream holds all small histories; which word lives which of them,
    and how lines are cut, follows from the seed. Words beyond the vocabulary are the filler with a number.
    """
    random = Random(seed)
    patterns = [p for p in itertools.product(range(most + 1), repeat=batches) if any(p)]
    names = list(vocabulary) + [f"{filler}{number}" for number in range(len(patterns) - len(vocabulary))]
    random.shuffle(names)
    random.shuffle(patterns)
    patterns = list(itertools.islice(itertools.cycle(patterns), len(names)))
    history = []
    for number in range(batches):
        words = [name for name, pattern in zip(names, patterns, strict=True) for _ in range(pattern[number])]
        history.append(Batch(tuple(lines_of(words, random)), slices[number % len(slices)]))
    return tuple(history)


def wide_histories(
    batches: int,
    most: int = 2,
    vocabulary: tuple[str, ...] = AWKWARD_WORDS,
    slices: tuple[int, ...] = (1,),
    filler: str = "w",
) -> st.SearchStrategy[History]:
    """Wide histories of so many batches."""
    return seeds.map(lambda seed: wide_history(seed, batches, most, vocabulary, slices, filler))
