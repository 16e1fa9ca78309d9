"""Shrinking a stream history by counted runs."""

import pytest

from autograder.checks.comparing import only_word, simpler_line
from autograder.judge.checking import Mismatch
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch
from autograder.judge.history import examine_and_shrink, project, size
from autograder.model import Counterexample

SHOWN = Counterexample(("batch",), (("1",),))


def run(history, fails, budget=50, found=None):
    """The histories that were run for a predicate of their words per batch, and the failure that is reported."""
    runs = []

    def examine(shown):
        runs.append(shown)
        if (found := fails([[w for line in b.items for w in line.split()] for b in shown])) is not None:
            raise Mismatch("wrong", SHOWN, found[0], found[1]) if isinstance(found, tuple) else found

    with pytest.raises((Mismatch, SubmissionError)) as error:
        examine_and_shrink(history, examine, budget, simpler_line, only_word, found)
    return runs, error.value


def quiet_words_are_forgotten(batches):
    for number in range(1, len(batches)):
        gone = tuple(sorted({w for batch in batches[:number] for w in batch} - set(batches[number])))
        if gone:
            return number + 1, gone
    return None


def test_the_word_that_went_wrong_is_shown_alone():
    history = tuple(Batch((f"a w{n} x y z", "b c d"), 2) for n in range(6))
    runs, failure = run(history, quiet_words_are_forgotten)
    assert failure.batch == 2
    assert any(size(shown)[:2] == (2, 1) for shown in runs)
    assert len(runs) <= 20


LONG = tuple(Batch((f"a w{n} x y z", "b c d"), 2) for n in range(6))


def test_what_was_smallest_for_one_check_is_tried_first_for_the_next():
    found = {}
    _, first = run(LONG, quiet_words_are_forgotten, found=found)
    ((smallest, searched),) = found.items()
    assert searched
    runs, second = run((*LONG[:2], Batch(("q r",)), *LONG[2:]), quiet_words_are_forgotten, found=found)
    assert runs[1:] == [smallest]
    assert second.batch == first.batch == 2
    runs, failure = run(LONG, lambda batches: (1, ("b",)) if "b" in batches[0] else None, found=found)
    assert runs[1] == smallest
    assert (Batch(("b",)),) in runs
    assert failure.batch == 1


def test_what_was_not_searched_to_the_end_is_searched_on():
    found = {}
    run(LONG, quiet_words_are_forgotten, budget=2, found=found)
    assert [*found.values()] == [False]
    runs, _ = run(LONG, quiet_words_are_forgotten, found=found)
    assert runs[1] in found
    assert len(runs) > 3
    assert True in found.values()


def test_the_budget_bounds_the_runs():
    history = tuple(Batch(tuple(f"w{n} w{n + k}" for k in range(20))) for n in range(8))
    runs, _ = run(history, quiet_words_are_forgotten, budget=3)
    assert len(runs) == 4


def test_a_history_that_cannot_be_smaller_stays():
    history = (Batch(("a b",)), Batch(()), Batch(("b",)))
    runs, failure = run(history, lambda batches: (3, ()) if batches == [["a", "b"], [], ["b"]] else None)
    assert failure.batch == 3
    assert min(map(size, runs)) < size(history)


def test_an_error_is_not_traded_for_another():
    def fails(batches):
        flat = [w for batch in batches for w in batch]
        if "boom" in flat:
            return SubmissionError("ValueError", "boom", counterexample=SHOWN)
        return SubmissionError("KeyError", "other", counterexample=SHOWN) if flat else None

    runs, failure = run((Batch(("a boom", "c")), Batch(("d",))), fails)
    assert (Batch(("boom",)),) in runs
    assert failure.kind == "ValueError"


def test_no_history_without_batches_is_tried():
    runs, _ = run((Batch(("a",)),), lambda history: Mismatch("always", SHOWN))
    assert () not in runs


def test_a_failure_that_shows_no_history_is_not_made_smaller():
    runs, _ = run((Batch(("a", "b")), Batch(("c",))), lambda history: Mismatch("It returned nothing."))
    assert len(runs) == 1


def test_what_passes_raises_nothing():
    examine_and_shrink((Batch(("a",)),), lambda history: None, 5)


def test_projection_keeps_the_batches():
    history = (Batch(("a b", "b"), 3), Batch((), 0))
    assert project(history, lambda line: only_word(line, "b")) == (Batch(("b", "b"), 3), Batch((), 0))
