"""What the input of each exercise can be much of, and how much of it the checks must try at least.

A cell of this table is a dimension and a least size. Checks take their inputs from `many`; a test measures what they
really ask for, and fails where a cell is empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from autograder.checks.many import BATCHES, BEYOND, LOOK_ALIKES, SIGNS, WIDE


@dataclass
class Asked:
    """What one check has asked of one exercise: texts and numbers by call, or by batch, and what ran at once."""

    texts: list[Sequence[str]] = field(default_factory=list)
    numbers: list[Sequence[int]] = field(default_factory=list)
    partitions: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    at_once: int = 1
    in_turn: int = 0
    begun_again: int = 0


Measure = Callable[[Asked], int]


def _words(asked: Asked) -> list[list[str]]:
    return [text.split() for texts in asked.texts for text in texts]


def _most(sizes: list[int]) -> int:
    return max(sizes, default=0)


MEASURES: dict[str, Measure] = {
    "texts of a call or a batch": lambda a: _most([len(texts) for texts in a.texts]),
    "characters of a text": lambda a: _most([len(text) for texts in a.texts for text in texts]),
    "words of a text": lambda a: _most([len(words) for words in _words(a)]),
    "characters of a word": lambda a: _most([len(word) for words in _words(a) for word in words]),
    "different words of a call or a batch": lambda a: _most(
        [len({word for text in texts for word in text.split()}) for texts in a.texts]
    ),
    "times that a word comes in a call or a batch": lambda a: _most(
        [n for texts in a.texts for n in Counter(w for text in texts for w in text.split()).values()]
    ),
    "equal texts of a call or a batch": lambda a: _most([n for texts in a.texts for n in Counter(texts).values()]),
    "signs that a text begins with": lambda a: len({t[:1] for texts in a.texts for t in texts} & set(SIGNS)),
    "signs that a text ends with": lambda a: len({t[-1:] for texts in a.texts for t in texts} & set(SIGNS)),
    "words that look like another type": lambda a: len({w for words in _words(a) for w in words} & set(LOOK_ALIKES)),
    "batches of look-alikes only": lambda a: sum(
        bool(words) and all(word.isdigit() for word in words)
        for words in ([word for text in texts for word in text.split()] for texts in a.texts)
    ),
    "calls or batches without a word": lambda a: sum(not any(text.split() for text in texts) for texts in a.texts),
    "numbers of a call": lambda a: _most([len(numbers) for numbers in a.numbers]),
    "size of a number": lambda a: _most([abs(number) for numbers in a.numbers for number in numbers]),
    "partitions of a batch": lambda a: _most(a.partitions),
    "batches without partitions": lambda a: a.partitions.count(0),
    "files of a batch": lambda a: _most(a.files),
    "batches of a stream": lambda a: _most(a.batches),
    "at once in one program": lambda a: a.at_once,
    "in turn in one program": lambda a: a.in_turn,
    "times that a stream is begun again": lambda a: a.begun_again,
}
"""How much of each dimension a check has tried."""

_TEXTS = {
    "texts of a call or a batch": BEYOND,
    "characters of a text": 5 * BEYOND,
    "words of a text": BEYOND,
    "characters of a word": BEYOND,
    "equal texts of a call or a batch": 2,
    "signs that a text begins with": len(SIGNS),
    "signs that a text ends with": len(SIGNS),
    "words that look like another type": len(LOOK_ALIKES),
    "in turn in one program": 2,
}
_COUNTED = _TEXTS | {
    "different words of a call or a batch": BEYOND,
    "times that a word comes in a call or a batch": BEYOND,
    "calls or batches without a word": 1,
    "in turn in one program": 1,
}
_STREAM = {"batches of a stream": BATCHES, "partitions of a batch": 3}
_TWO = {"at once in one program": 2}

CELLS: dict[str, dict[str, int]] = {
    "fit_vectorizer": _TEXTS | {"different words of a call or a batch": 12_000},
    "vectorize": _TEXTS | {"calls or batches without a word": 1},
    "term_frequency_table": _TEXTS | {"calls or batches without a word": 1},
    "lines_from_directory": _TEXTS
    | {"files of a batch": WIDE, "batches of a stream": BATCHES, "in turn in one program": 1},
    "lines_from_socket": _TEXTS | {"in turn in one program": 1},
    "count_words": _COUNTED
    | _STREAM
    | _TWO
    | {"partitions of a batch": WIDE, "batches of look-alikes only": 1}
    | {"batches without partitions": 1},
    "update_count": {"numbers of a call": BEYOND, "size of a number": 2**53, "in turn in one program": 2},
    "running_word_counts": _COUNTED | _STREAM | _TWO | {"partitions of a batch": WIDE, "batches without partitions": 1},
    "update_trending": {"numbers of a call": BEYOND, "size of a number": 2**53, "in turn in one program": BATCHES},
    "hashtag_counts": _COUNTED | _TWO | {"batches of a stream": BATCHES, "partitions of a batch": 2},
    "get_spark_session": {"in turn in one program": 2},
    "count_words_sql": _COUNTED
    | {"partitions of a batch": WIDE, "batches of look-alikes only": 1}
    | {"batches without partitions": 1},
    "attach_sql_bridge": _COUNTED
    | _STREAM
    | _TWO
    | {"partitions of a batch": WIDE, "batches of look-alikes only": 1}
    | {"batches without partitions": 1},
    "predict": _TEXTS | {"in turn in one program": 1},
    "update_classifier": _TEXTS | {"calls or batches without a word": 1, "in turn in one program": BATCHES},
    "evaluate": {"numbers of a call": 3 * BEYOND, "in turn in one program": 2},
    "attach_classifier": _TEXTS
    | _STREAM
    | _TWO
    | {"partitions of a batch": WIDE, "batches without partitions": 1}
    | {"calls or batches without a word": 1, "in turn in one program": 1},
    "attach_classifier_structured": _TEXTS
    | {"batches of a stream": BATCHES, "partitions of a batch": 3, "files of a batch": WIDE}
    | {"calls or batches without a word": 1, "times that a stream is begun again": 3},
    "resume_or_create": {"batches of a stream": BATCHES, "times that a stream is begun again": 4}
    | {"calls or batches without a word": 1, "in turn in one program": 2},
    "trending_processor": {"numbers of a call": BEYOND, "size of a number": 2**53, "in turn in one program": 4},
}
"""For each exercise, and each dimension of its input, the least that some check must try."""
