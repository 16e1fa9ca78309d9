"""The streams that the checks of Part 2 run, and what is compared in them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from autograder.checks.comparing import LINES, STREAM, simpler_line
from autograder.judge.checking import Mismatch
from autograder.judge.compare import exact, loose, show
from autograder.judge.counts import batch_text
from autograder.judge.expressions import Expression, call, kept, leaf, library, rdd, student
from autograder.judge.facts import Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Tuple
from autograder.model import Counterexample

States = Sequence[Sequence[int] | None]
_SOCKETS = 8
"""Servers that one check may open to make a counterexample smaller: each has to wait for a connection."""
WORDS = ("a", "b", "b a", "", "  ", "don't stop", 'say "so"', "naïve 日本語", "a\tb", "#tag @you", "&amp;")


def count_words(lines: Expression = LINES) -> Expression:
    """`count_words(lines)`."""
    return call(student("count_words"), lines)


def running_word_counts(initial: dict[str, int] | None = None, lines: Expression = LINES) -> Expression:
    """`running_word_counts(lines)`, with `initial_rdd` where initial counts are given."""
    if initial is None:
        return call(student("running_word_counts"), lines)
    return call(student("running_word_counts"), lines, rdd(list(initial.items()), 2))


def hashtag_counts(window: int, slide: int, lines: Expression = LINES) -> Expression:
    """`hashtag_counts(lines, window, slide)`."""
    return call(student("hashtag_counts"), lines, window, slide)


def expect_files(harness: Harness, batches: list[dict[str, str]]) -> None:
    """`lines_from_directory` gives each batch the lines of the files that appeared in it, in any order."""
    expression = call(student("lines_from_directory"), leaf("streaming_context"), leaf("directory"))
    rows: list[tuple[str, str, str, str]] = []
    with harness.stream(expression) as stream:
        stream.require_dstream()
        for number, files in enumerate(batches, 1):
            expected = sorted(line for text in files.values() for line in text.removesuffix("\n").split("\n") if text)
            told = ", ".join(f"{name}: {show(text)}" for name, text in files.items()) or "(no file)"
            got = sorted((loose(record) for record in stream.step(files=files).records or []), key=repr)
            rows.append((str(number), told, show(expected), show(got)))
            if not exact(got, sorted(expected, key=repr)):
                shown = Counterexample(("batch", "new files", "expected", "yours"), tuple(rows), number, number)
                facts = Facts(sorted(expected), got)
                raise Mismatch("The lines are not those of the files that appeared.", shown, facts=facts)


def expect_sent(harness: Harness, host: str, lines: list[str]) -> None:
    """`lines_from_socket` gives the lines that the server sends, whatever batches they fall into."""
    port = leaf("port", name="server", host=host)
    expression = call(student("lines_from_socket"), leaf("streaming_context"), host, port)

    def examine(history: History) -> None:
        (batch,) = history
        sent = list(batch.items)
        with harness.stream(expression) as stream:
            stream.require_dstream()
            try:
                got = sorted((loose(record) for record in stream.send("server", sent).records or []), key=repr)
            except SubmissionError as error:
                error.counterexample = Counterexample(STREAM, (("1", batch_text(batch), show(sent), error.message),))
                raise
        if not exact(got, sorted(sent, key=repr)):
            shown = Counterexample(STREAM, (("1", batch_text(batch), show(sent), show(got)),), 1, len(sent))
            facts = Facts(sorted(sent), got)
            raise Mismatch(f"The lines are not those that the server on {host} sent.", shown, facts=facts)

    examine_and_shrink((Batch(tuple(lines)),), examine, _SOCKETS, simpler_line, found=harness.found)


def expect_trend(harness: Harness, *words: tuple[list[list[int]], States]) -> None:
    """`update_trending` gives a word these states, batch by batch, each time on the one before; words take turns.

    A word is the batches of its values and the state that is due after each.
    """
    histories, due = [history for history, _ in words], [states for _, states in words]
    known = [False] * len(words)
    rows: list[tuple[str, str, str, str]] = []
    shown = 0

    def table() -> Counterexample:
        return Counterexample(("batch", "new values", "expected", "yours"), tuple(rows), int(rows[-1][0]), shown)

    for number, batch in enumerate(itertools.zip_longest(*histories), 1):
        for word, values in enumerate(batch):
            if values is None:
                continue
            told = show(values) if len(histories) == 1 else f"{show(values)} for word {word + 1}"
            if not values and not known[word]:
                rows.append((str(number), f"{told} (the word is not known: no call)", "", ""))
                continue
            state_now = kept(f"state {word}") if known[word] else None
            state = due[word][number - 1]
            before = due[word][number - 2] if known[word] else None
            expected = None if state is None else Tuple(tuple(state))
            facts = Facts(state, given={"values": values, "state": before}, none_is_an_answer=not values)
            known[word] = state is not None
            shown += len(values)
            harness.keep("values", call(library("builtins.list"), values))
            harness.keep(f"state {word}", call(student("update_trending"), kept("values"), state_now))
            try:
                got, after = harness.values(kept(f"state {word}"), kept("values"))
            except SubmissionError as error:
                rows.append((str(number), told, show(expected), error.told()))
                error.counterexample, error.facts = table(), facts
                raise
            rows.append((str(number), told, show(expected), show(got)))
            if not exact(got, expected):
                raise Mismatch("The state is not the expected one.", table(), facts=replace(facts, got=got))
            if not exact(after, values):
                rows[-1] = (str(number), told, f"new_values still {show(values)}", f"new_values {show(after)}")
                raise Mismatch("The call changed its arguments.", table(), hint="")
