"""The streams that the checks of Part 2 run, and what is compared in them."""

from __future__ import annotations

import itertools

from autograder.checks.comparing import STREAM, lines_text, simpler_line, wrong_call
from autograder.checks.oracles import trending
from autograder.judge.checking import Mismatch
from autograder.judge.faults import SubmissionError
from autograder.judge.harness import Batch, Harness, History, queue
from autograder.judge.history import examine_and_shrink
from autograder.judge.values import Expression, Tuple, call, exact, kept, leaf, library, loose, rdd, show, student
from autograder.model import Counterexample

LINES = queue("lines")
_SOCKETS = 8
"""Servers that one check may open to make a counterexample smaller: each has to wait for a connection."""
WORDS = ("a", "b", "b a", "", "  ", "don't stop", 'say "so"', "naïve 日本語", "a\tb", "#tag @you", "&amp;")


def count_words() -> Expression:
    """`count_words(lines)`."""
    return call(student("count_words"), LINES)


def running_word_counts(initial: dict[str, int] | None = None) -> Expression:
    """`running_word_counts(lines)`, with `initial_rdd` where initial counts are given."""
    if initial is None:
        return call(student("running_word_counts"), LINES)
    return call(student("running_word_counts"), LINES, rdd(list(initial.items()), 2))


def hashtag_counts(window: int, slide: int) -> Expression:
    """`hashtag_counts(lines, window, slide)`."""
    return call(student("hashtag_counts"), LINES, window, slide)


def expect_files(harness: Harness, batches: list[dict[str, str]]) -> None:
    """`lines_from_directory` gives each batch the lines of the files that appeared in it, in any order."""
    expression = call(student("lines_from_directory"), leaf("streaming_context"), leaf("directory"))
    rows: list[tuple[str, str, str, str]] = []
    with harness.stream(expression) as stream:
        stream.require_dstream()
        for number, files in enumerate(batches, 1):
            expected = sorted(line for text in files.values() for line in text.removesuffix("\n").split("\n") if files)
            told = ", ".join(f"{name}: {show(text)}" for name, text in files.items()) or "(no file)"
            got = sorted((loose(record) for record in stream.step(files=files).records or []), key=repr)
            rows.append((str(number), told, show(expected), show(got)))
            if not exact(got, sorted(expected, key=repr)):
                shown = Counterexample(("batch", "new files", "expected", "yours"), tuple(rows), number, number)
                raise Mismatch("The lines are not those of the files that appeared.", shown)


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
                error.counterexample = Counterexample(STREAM, (("1", lines_text(batch), show(sent), error.message),))
                raise
        if not exact(got, sorted(sent, key=repr)):
            shown = Counterexample(STREAM, (("1", lines_text(batch), show(sent), show(got)),), 1, len(sent))
            raise Mismatch(f"The lines are not those that the server on {host} sent.", shown)

    examine_and_shrink((Batch(tuple(lines)),), examine, _SOCKETS, simpler_line)


def expect_trend(harness: Harness, *histories: list[list[int]]) -> None:
    """`update_trending`, batch by batch, each time on the state that it answered before; several words take turns."""
    states: list[tuple[int, int] | None] = [None] * len(histories)
    rows: list[tuple[str, str, str, str]] = []
    shown = 0

    def table() -> Counterexample:
        return Counterexample(("batch", "new values", "expected", "yours"), tuple(rows), int(rows[-1][0]), shown)

    for number, batch in enumerate(itertools.zip_longest(*histories), 1):
        for word, values in enumerate(batch):
            if values is None:
                continue
            told = show(values) if len(histories) == 1 else f"{show(values)} for word {word + 1}"
            if not values and states[word] is None:
                rows.append((str(number), f"{told} (the word is not known: no call)", "", ""))
                continue
            state_now = kept(f"state {word}") if states[word] is not None else None
            states[word] = state = trending(values, states[word])
            expected = None if state is None else Tuple(state)
            shown += len(values)
            harness.keep("values", call(library("builtins.list"), values))
            harness.keep(f"state {word}", call(student("update_trending"), kept("values"), state_now))
            try:
                got, after = harness.values(kept(f"state {word}"), kept("values"))
            except SubmissionError as error:
                rows.append((str(number), told, show(expected), f"{error.kind}: {error.message}"[:300]))
                error.counterexample = table()
                raise
            rows.append((str(number), told, show(expected), show(got)))
            if not exact(got, expected):
                raise Mismatch("The state is not the expected one.", table())
            if not exact(after, values):
                rows[-1] = (str(number), told, f"new_values still {show(values)}", f"new_values {show(after)}")
                raise Mismatch("The call changed its arguments.", table())


def expect_arguments_unchanged(harness: Harness, expected: int, values: list[int], last: int | None) -> None:
    """`update_count` answers the same twice and leaves the list of values as it was."""
    shown = f"update_count({show(values)}, {show(last)})"
    harness.keep("values", call(library("builtins.list"), values))
    update = call(student("update_count"), kept("values"), last)
    got, after, again = harness.values(update, kept("values"), update)
    if not exact(after, values):
        raise wrong_call(
            "The call changed its arguments.", shown, f"new_values still {show(values)}", f"new_values {show(after)}"
        )
    if not exact(loose(got), loose(again)):
        first = (shown, show(expected), show(got))
        raise wrong_call(
            "The same call has another answer the second time.", f"{shown} again", show(expected), show(again), first
        )
