"""Hints on the sources of lines: `due` and `got` are the lines of a batch, sorted; `given` what came before."""

from __future__ import annotations

from collections import Counter

from autograder.checks.hints.choosing import Rule, answered, first, raised
from autograder.judge.facts import Facts

CHANGED = "A line is handed on as it is: nothing of it is changed, and nothing parts or joins it."
BLANK = "A blank line is a line too."
ONCE = "A file is read once, when it appears."
FILES = "Spark has a text source for directories; the directory is the one that was given."
SERVER = "Spark has a text source for TCP; host and port are the ones that were given."
REPEATED = "A line that comes again is there again."


def _nothing_came(facts: Facts) -> bool:
    return answered(facts) and not facts.got and bool(facts.due)


def _blank_missed(facts: Facts) -> bool:
    missed = Counter(facts.due) - Counter(facts.got)
    return answered(facts) and bool(missed) and not any(line.strip() for line in missed) and not _strange(facts)


def _strange(facts: Facts) -> bool:
    return bool(set(facts.got) - set(facts.due))


def _repeated_missed(facts: Facts) -> bool:
    return answered(facts) and set(facts.got) == set(facts.due) and len(facts.got) < len(facts.due)


def _again(facts: Facts) -> bool:
    return answered(facts) and (not facts.due or set(facts.got) == set(facts.due)) and len(facts.got) > len(facts.due)


_LINES: tuple[Rule, ...] = (
    (_blank_missed, BLANK),
    (_repeated_missed, REPEATED),
)
OF_FILES = first((_nothing_came, FILES), *_LINES, (_again, ONCE), otherwise=CHANGED)
OF_THE_SERVER = first(
    (raised("ConnectionError", "refused", "not connect", "Py4JError"), SERVER),
    (_nothing_came, SERVER),
    *_LINES,
    otherwise=CHANGED,
)
