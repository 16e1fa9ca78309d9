"""What can be seen in counted words: `due` and `got` are the counts after the last of the given batches."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

from autograder.checks.hints.choosing import Fits, answered, raised
from autograder.checks.oracles import words
from autograder.judge.facts import Facts
from autograder.judge.harness import Batch


def _counts(facts: Facts) -> bool:
    return answered(facts) and isinstance(facts.due, dict) and isinstance(facts.got, dict)


def _strange(facts: Facts) -> list[str]:
    """Words of the answer that should not be there."""
    return [key for key in facts.got if isinstance(key, str) and key not in facts.due] if _counts(facts) else []


def _missed(facts: Facts) -> list[str]:
    return [key for key in facts.due if key not in facts.got]


def white_space(facts: Facts) -> bool:
    """A word of the answer is empty, or holds what should have parted it."""
    return any(key.split() != [key] for key in _strange(facts))


def _alike(change: Callable[[str], str]) -> Fits:
    """Every strange word is a due one after a change, as if the answer's words had gone through it."""

    def fits(facts: Facts) -> bool:
        strange = _strange(facts)
        wrong = [key for key in facts.due if facts.got.get(key) != facts.due[key]] if strange else []
        return bool(strange) and {change(key) for key in wrong} >= {change(key) for key in strange}

    return fits


def _composed(word: str) -> str:
    return unicodedata.normalize("NFC", word)


def _plain(word: str) -> str:
    return "".join(sign for sign in word if sign.isalnum())


def case_lost(facts: Facts) -> bool:
    """Only the case of the words differs, or words that differ in case have become one."""
    if _alike(str.casefold)(facts):
        return True
    missed = _missed(facts) if _counts(facts) else []
    folded = {key.casefold() for key in facts.got if isinstance(key, str)} if missed else set()
    return bool(missed) and all(key.casefold() in folded and key != key.lower() for key in missed)


def signs_lost(facts: Facts) -> bool:
    """Only signs of the words differ, or the way in which a letter is encoded."""
    return any(fits(facts) for fits in (_alike(_plain), _alike(_composed), _in_pieces))


def _in_pieces(facts: Facts) -> bool:
    """Signs that are no letters have parted a word."""
    strange = _strange(facts)
    cut = [key for key in _missed(facts) if _plain(key) != key] if strange else []
    return bool(strange) and all(piece.isalnum() and any(piece in key for key in cut) for piece in strange)


def _batches(facts: Facts) -> tuple[Batch, ...]:
    return tuple(facts.given) if isinstance(facts.given, tuple) else ()


def _count_of(batch: Batch) -> dict[str, int]:
    return dict(Counter(words(batch.items)))


def parted(facts: Facts) -> bool:
    """A word stands twice in the answer, or a batch of several partitions has too small a count."""
    if not _counts(facts):
        return False
    if any(isinstance(value, str) for value in facts.got.values()):
        return True
    last = _batches(facts)[-1:]
    return any(batch.slices > 1 for batch in last) and _too_small(facts)


def _too_small(facts: Facts) -> bool:
    pairs = [(facts.due[key], facts.got[key]) for key in facts.due if key in facts.got]
    return any(isinstance(mine, int) and mine < due for due, mine in pairs)


def twice_in_a_line(facts: Facts) -> bool:
    """Each line has counted a word once."""
    if not _counts(facts):
        return False
    lines = [line for batch in _batches(facts)[-1:] for line in batch.items]
    once = dict(Counter(word for line in lines for word in set(line.split())))
    return bool(facts.got != facts.due) and facts.got == {key: once[key] for key in facts.due}


def of_earlier_batches(facts: Facts) -> bool:
    """The answer holds what earlier batches had."""
    before = Counter(words(line for batch in _batches(facts)[:-1] for line in batch.items))
    if not _counts(facts) or not before:
        return False
    wrong = {key for key in facts.got if facts.got[key] != facts.due.get(key)}
    return bool(wrong) and all(facts.got[key] in (before[key], before[key] + facts.due.get(key, 0)) for key in wrong)


def last_batch_only(facts: Facts) -> bool:
    """The answer counts the last batch and forgets those before it."""
    last = _batches(facts)[-1:]
    return len(_batches(facts)) > 1 and _counts(facts) and bool(facts.got == _count_of(last[0]) != facts.due)


def initial_lost(facts: Facts) -> bool:
    """A count without what it started from, or a word that no batch has had."""
    if not _counts(facts):
        return False
    seen = Counter(words(line for batch in _batches(facts) for line in batch.items))
    unseen = [key for key in facts.due if key not in seen]
    wrong = [key for key in facts.due if facts.got.get(key) != facts.due[key]]
    return any(key in unseen for key in _missed(facts)) or (
        bool(wrong) and all(facts.got.get(key) == seen[key] != facts.due[key] for key in wrong)
    )


def quiet_lost(facts: Facts) -> bool:
    """A word that the last batch has not is gone, or has another count than before."""
    if not _counts(facts) or not _batches(facts):
        return False
    now = _count_of(_batches(facts)[-1])
    wrong = [key for key in facts.due if facts.got.get(key) != facts.due[key]]
    return bool(wrong) and all(key not in now for key in wrong)


def added_twice(facts: Facts) -> bool:
    """Counts are larger than they should be, and no word is strange."""
    pairs = [(facts.due[key], facts.got[key]) for key in facts.due if key in facts.got] if _counts(facts) else []
    wrong = [(due, mine) for due, mine in pairs if due != mine]
    return (
        bool(wrong)
        and not _strange(facts)
        and not _missed(facts)
        and all(isinstance(mine, int) and mine > due for due, mine in wrong)
    )


def empty_crash(facts: Facts) -> bool:
    """Nothing to work on was an error, in a batch that has nothing in it, or may have a partition without anything."""
    last = _batches(facts)[-1:]
    return _of_nothing(facts) and any(not words(batch.items) or batch.slices > 1 for batch in last)


def without_words(facts: Facts) -> bool:
    """The last batch has no word."""
    return any(not words(batch.items) for batch in _batches(facts)[-1:])


_of_nothing = raised("empty", "out of range", "StopIteration", "division by zero")


def swapped(facts: Facts) -> bool:
    """Counts stand where words are due."""
    return _counts(facts) and bool(facts.got) and all(isinstance(key, int) for key in facts.got)


def too_small(facts: Facts) -> bool:
    """All words are right, and some of their counts too small."""
    return _counts(facts) and facts.got.keys() == facts.due.keys() and _too_small(facts)


def before_any_batch(facts: Facts) -> bool:
    """An error of None before there was a batch."""
    return "NoneType" in facts.error and not _batches(facts)


def no_hashtag(facts: Facts) -> bool:
    """A word that is no hashtag is counted, or a hashtag is not."""
    there = words(line for batch in _batches(facts) for line in batch.items)
    strange = _strange(facts)
    return any(not key.startswith("#") or key not in there for key in strange) or (
        _counts(facts) and any(not _plain(key) for key in _missed(facts))
    )


def hash_lost(facts: Facts) -> bool:
    """The words are those of the hashtags without what makes them such."""
    strange = _strange(facts)
    return bool(strange) and {key.lstrip("#") for key in _missed(facts)} >= set(strange)


def whole_lines(facts: Facts) -> bool:
    """Lines are counted, and not their words."""
    lines = [line for batch in _batches(facts) for line in batch.items]
    return any(key in lines and key == " ".join(key.split()) for key in _strange(facts))


def from_elsewhere(facts: Facts) -> bool:
    """A word of the answer is not in the batch at all."""
    text = "\n".join(line for batch in _batches(facts) for line in batch.items).casefold()
    return any(key.casefold() not in text for key in _strange(facts))


def counted_otherwise(facts: Facts) -> bool:
    """Some count is not the due one."""
    return _counts(facts) and not facts.got.items() <= facts.due.items()


def zero_left(facts: Facts) -> bool:
    """A hashtag stands there with the count 0."""
    return any(facts.got[key] == 0 for key in _strange(facts))


def wrong_window(facts: Facts) -> bool:
    """Another number of batches is counted."""
    return len(_batches(facts)) > 1 and _counts(facts)


def no_result(facts: Facts) -> bool:
    """There is a result where none is due, or the other way round."""
    return answered(facts) and (facts.due is None) != (facts.got is None)
