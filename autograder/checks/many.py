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
_TAIL = "Ab c-d  e_f"
"""What shows that a line was changed: capitals, signs, and more than one blank."""
SPELLED = ("na\u00efve", "nai\u0308ve", "\u212b", "\u00c5", "\ufb01ne", "\uff41\uff42")
"""Words that one form or another of Unicode spells in another way."""
NAMES = "index level_0 columns values tweet tweets term terms count label labels total word words name size shape time"
"""Words that name something in a table, too."""
_WORD = "xY" * (BEYOND // 2)
_SAME_WORD = " ".join(["same"] * BEYOND)
_WORDS = " ".join(f"w{number}" for number in range(BEYOND))
_LENGTHS = tuple(f"{text} {_TAIL} " for text in (_WORD, _SAME_WORD, _WORDS, "y" * 5_000))
NUMBERS = ("1 2", "3", "1")
"""Lines of nothing but numbers."""

_KINDS = (
    *(form for sign in SIGNS for form in (f"{sign}Xy {sign}x {_TAIL} ", f" {_TAIL}{sign}", f"x{sign}y Xy{sign}", sign)),
    *(form for word in (*LOOK_ALIKES, *_FORMS) for form in (word, f" {word} ", f"{word} {_TAIL}")),
    *(f" {_TAIL.upper()} ", _TAIL.lower(), f" {_TAIL.title()} "),
    *(*_LENGTHS, *SPELLED, *(f" {word} " for word in SPELLED), NAMES, "", " ", "twice", "twice", "again"),
)
LINES = (*_KINDS, " ".join(["ten"] * 10), *["again"] * (BEYOND - len(_KINDS)), "again b", "last")
"""Lines of each kind, more words in a line and more lines than anybody would stop at, and equal ones, one after the
other and far from each other."""

_TAGS = "#Ab #c-d  x #e_f"
HASHTAG_LINES = (
    *(f"{sign}x {_TAGS} #{sign}y #z{sign} #{sign} {sign} #{sign}Xy #Xy{sign}" for sign in SIGNS),
    *(f" {_TAGS}{sign}" for sign in SIGNS),
    *(_TAGS.upper(), _TAGS.lower(), f" {_TAGS.title()} "),
    *(form for word in (*LOOK_ALIKES, *_FORMS) for form in (f"#{word} {word} {_TAGS}", f"{word} #{word} {_TAGS}")),
    *(
        "#UPPER",
        "#Title #Case",
        "Before #q #r",
        f"#{_WORD} {_TAGS}",
        "#twice",
        "#twice",
        "# q",
        " #q",
        "#q  #q\t#q ",
        "",
        "q",
        "#a",
    ),
    *(f"#{word}" for word in SPELLED),
    " ".join(f"#t{number}" for number in range(BEYOND)) + f" {_TAGS}",
    *["#again"] * BEYOND,
    " ".join(["#ten"] * 10),
    "last #again #last",
)

_TALES = tuple(
    f"{KNOWN[number % len(KNOWN)]}-{KNOWN[number % len(KNOWN)]} {KNOWN[number // 2 % len(KNOWN)]} straße"
    for number in range(BEYOND)
)
_ONCE = "train"
"""A word that counts for less than what came before, and twice for more."""
_POSITIVE, _MIXED = "good-good bad straße", "bad bad good-good good straße"
"""What shows that a tweet was changed: to be positive, the first needs its hyphen, the second its second half."""
TWEETS = (
    *(form for sign in SIGNS for form in (f"{sign}{_POSITIVE}", f"{sign} {_MIXED}", f"{_MIXED}{sign}")),
    *(f"{word} {_MIXED}" for word in (*LOOK_ALIKES, *_FORMS)),
    *LOOK_ALIKES,
    *("GOOD", "Good", "good", "good  late", "good\tbad ", " bad", "x", "", "9 good", "日本 late"),
    *(f"{word} good" for word in SPELLED),
    *(form for tweet in (_POSITIVE, _MIXED) for form in (tweet.upper(), tweet.title(), tweet.capitalize())),
    NAMES,
    *(f"{sign} {word}" for sign in SIGNS for word in ("good", _ONCE)),
    *(
        f"{text} {last}"
        for text in (_WORD, _SAME_WORD, _WORDS, "bad " * BEYOND, "zebra " * 60)
        for last in (_POSITIVE, _MIXED, _ONCE)
    ),
    *("twice good", "twice good"),
    *_TALES,
    "last awful",
)
"""Tweets of each kind, more words in a tweet and more tweets than anybody would stop at."""

COLUMNS = {"training": [_WORDS, NAMES], "tweets": [f"w{BEYOND - 1} {_WORD}", "w7 w7 w0", NAMES, _WORDS]}
ROWS = {"training": ["good late bad zebra straße", *SPELLED], "tweets": list(TWEETS)}
"""More columns, and more rows, than a table might stop at."""

LABELLED: list[tuple[str, int]] = [(tweet, (number + number // 3) % 3) for number, tweet in enumerate(TWEETS)]
"""The same with labels; equal tweets have other ones, and so have those with the same sign."""

TRAINING = tuple(
    f"once{number} {tweet}" if tweet.endswith(tuple(SIGNS)) else f"{tweet} once{number}"
    for number, tweet in enumerate(TWEETS)
)
"""The same with a word in each that no other has."""
