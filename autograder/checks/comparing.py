"""What is compared in this chapter, and how a line is made simpler: the engine's comparing, told of lines and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograder.judge import counts
from autograder.judge.counts import Beside, Counted, StreamModel
from autograder.judge.expressions import Expression
from autograder.judge.harness import Batch, Harness, History, queue

WORDS, MORE_WORDS = Counted("lines", "word"), Counted("more", "word")
STREAM = WORDS.columns
LINES, MORE_LINES = queue(WORDS.items), queue(MORE_WORDS.items)
"""The inputs of one stream, and of another one that runs beside it."""
_LONG_LINE = 40
"""Words, so many that not each of them can be tried alone."""


def simpler_line(line: str) -> list[str]:
    """Simpler forms of a line: each word alone, all words with single spaces, plain words in their places.

    White space of other kinds is tried as two blanks, which everybody has seen.
    """
    split = line.split()
    plain = ["#a" if word.startswith("#") else "a" for word in split]
    if len(split) > _LONG_LINE:
        half = len(split) // 2
        return [" ".join(split[:half]), " ".join(split[half:]), "  ".join(split), split[0], split[-1]]
    forms = (*split, " ".join(plain), " ".join(split), "  ".join(plain), "  ".join(split), line.strip())
    return [form for form in forms if form != line]


def only_word(line: str, culprit: Any) -> str | None:
    """What a line has of one word."""
    found = [text for text in line.split() if text == culprit]
    return " ".join(found) or None


def expect_counts(
    harness: Harness,
    expression: Expression,
    model: Callable[[], StreamModel],
    history: History,
    checkpoint: bool = False,
    message: str = "The counts are not the expected ones.",
    only: Callable[[Any, Any], Any] | None = only_word,
    beside: tuple[Expression, Callable[[], StreamModel]] | None = None,
    interval: int = 1,
) -> None:
    """A stream of (word, count) against a model of it.

    Another one `beside` it, of `MORE_LINES`, runs at once with it: each of its lines has one word more.
    """
    other = Beside(MORE_WORDS, *beside, more_of) if beside else None
    counts.expect_counts(
        harness, WORDS, expression, model, history, checkpoint, message, simpler_line, only, other, interval
    )


def more_of(batch: Batch) -> Batch:
    """What comes at the same time into another stream."""
    return replace(batch, items=tuple(f"{line} more" for line in batch.items))
