"""More of everything than an answer might stop at, and one of each kind that it might take for something else."""

from __future__ import annotations

from autograder.checks.strategies import KNOWN

BEYOND = 1_100
"""More than any round number of lines, words, keys, tweets, values or rows that a program might stop at."""
BATCHES = 12
"""More than half a dozen, and more than those between two checkpoints, of which Spark makes one every ten batches."""
WIDE = 24
"""Partitions, and files of a batch, where some would do."""

SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
LOOK_ALIKES = (
    *("null", "None", "NaN", "nan", "inf", "true", "True", "false", "False"),
    *("0", "1", "-1", "007", "3.14", "+2.", "1e5", "2024-02-29", "12:30"),
)
"""Words that somebody might take for something else than text."""
_FORMS = ("UPPER", "Title Case", "lower", "x9", "9x", "http://example.org/a?b=1", "HTTP", "q", " q", "q  q\tq ")
_SIGNED = tuple(form for sign in SIGNS for form in (f"{sign}x y{sign}", f"x{sign}y", sign))
_WORD = "x" * BEYOND
_SAME_WORD = " ".join(["same"] * BEYOND)
_WORDS = " ".join(f"w{number}" for number in range(BEYOND))
_LONG = f"{'y' * 5_000} z"
NUMBERS = ("1 2", "3", "1")
"""Lines of nothing but numbers."""

_KINDS = (*_SIGNED, *LOOK_ALIKES, *_FORMS, _WORD, _SAME_WORD, _WORDS, _LONG, "", " ", "twice", "twice", "again")
LINES = (*_KINDS, *["again"] * (BEYOND - len(_KINDS)), "again b", "last")
"""Lines of each kind, more words in a line and more lines than anybody would stop at, and equal ones, one after the
other and far from each other."""

HASHTAG_LINES = (
    *(f"#{sign}x {sign}#y #z{sign} #{sign}" for sign in SIGNS),
    *(f"#{word} {word}" for word in LOOK_ALIKES),
    *("#UPPER", "#Title #Case", f"#{'x' * BEYOND}", "#twice", "#twice", "# q", " #q", "#q  #q\t#q ", "", "q"),
    " ".join(f"#t{number}" for number in range(BEYOND)),
    *["#again"] * BEYOND,
    "last #again #last",
)

_TALES = tuple(f"{KNOWN[number % len(KNOWN)]} {KNOWN[number // 2 % len(KNOWN)]}" for number in range(BEYOND))
TWEETS = (
    *(form for sign in SIGNS for form in (f"{sign}good late", f"bad happy{sign}", f"good{sign}train")),
    *(f"{word} good late" for word in LOOK_ALIKES),
    *(f"{form} bad coffee" for form in _FORMS),
    *("GOOD", "Good", "good", "good  late", "good\tbad ", " bad", "x", "", "9 good", "naïve good", "日本 late"),
    *(f"{_WORD} good", f"{_SAME_WORD} late", "bad " * BEYOND + "good", f"{_WORDS} sad", "twice good", "twice good"),
    *_TALES,
    "last awful",
)
"""Tweets of each kind, more words in a tweet and more tweets than anybody would stop at."""

COLUMNS = {"training": [_WORDS], "tweets": [f"w{BEYOND - 1} {_WORD}", "w7 w7 w0", _WORDS]}
ROWS = {"training": ["good late zebra"], "tweets": list(TWEETS)}
"""More columns, and more rows, than a table might stop at."""

LABELLED: list[tuple[str, int]] = [(tweet, (0, 1, 2, 2, 1)[number % 5]) for number, tweet in enumerate(TWEETS)]
"""The same with labels; equal tweets have other ones."""
