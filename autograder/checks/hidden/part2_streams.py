"""Hidden checks of Part 2."""

from __future__ import annotations

import sys

from hypothesis import strategies as st

from autograder.checks import streaming
from autograder.checks.answers import states, total
from autograder.checks.comparing import asked, call_text, expect_counts, wrong_call
from autograder.checks.oracles import BatchCounts, RunningCounts, WindowedHashtags
from autograder.checks.strategies import LONG_LINE, LONG_LINE_OF_HASHTAGS, counts, wide_histories
from autograder.judge.checking import check, explore
from autograder.judge.harness import Batch, Harness
from autograder.judge.values import call, exact, kept, library, loose, show, student

large = st.sampled_from((2**53, 2**53 + 1, -(2**60)))  # 64 bits are enough for a count of words
OTHER_LOOPBACK = "127.0.0.2" if sys.platform.startswith("linux") else "localhost"


@check(
    "lines_from_directory", 1, hint="A file is read once, when it appears; nothing of a line is changed.", spark=True
)
def check_files_are_read_once_and_unchanged(harness: Harness) -> None:
    """A file's lines come once, whatever they hold, and blank ones too."""
    odd = "  leading\ttab \n\nx\u2028y\x85z\x0c\n日本語 👩‍💻 \"quoted\", 'too'\nlast without a newline"
    streaming.expect_files(harness, [{"b.txt": odd}, {}, {"a.txt": "x\n" * 3}])


@check("lines_from_socket", 1, hint="Connect to the host and the port that were given.", spark=True)
def check_host_is_honoured(harness: Harness) -> None:
    """The lines come from the given host, whichever that is."""
    streaming.expect_sent(harness, OTHER_LOOPBACK, ["x", "x", " y\t", "x\u2028y\x85z", LONG_LINE])


@check(
    "count_words",
    1,
    hint="What a batch gives depends neither on its partitions nor on whether anything came.",
    spark=True,
)
def check_partitions_and_empty_batches(harness: Harness) -> None:
    """Batches in several partitions, empty ones and ones without partitions give their counts too."""
    history = harness.draw(wide_histories(2, slices=(3, 2)))
    quiet = (Batch((), 0), Batch(()), Batch(("", "  "), 2), *history, Batch((), 0))
    expect_counts(harness, streaming.count_words(), BatchCounts, quiet)


@check(
    "count_words",
    1,
    hint="White space is more than one kind of sign, and may come in a row; all else belongs to the word.",
    spark=True,
)
def check_words_are_what_split_gives(harness: Harness) -> None:
    """Any white space parts words; their case and their signs stay."""
    lines = (
        "A a  a\tA",
        " the The, the\u3000THE ",
        "x\u2028y\x1fx",
        "don't -- don't",
        "\u00a0",
        "日本語 naïve 日本語",
        "nai\u0308ve",
    )
    expect_counts(harness, streaming.count_words(), BatchCounts, (Batch((*lines, LONG_LINE)), Batch(lines[:1])))


@check("update_count", 1, hint="It depends on its arguments alone and changes neither.")
@explore(120, one=st.lists(counts, max_size=4), other=st.lists(counts, max_size=4), last=st.none() | counts)
def check_update_is_pure(harness: Harness, one: list[int], other: list[int], last: int | None) -> None:
    """Values together or in two steps give the same total; the arguments stay as they are."""
    one = one or [1]
    first = total(one, last)
    told = call_text("update_count", one, last)
    asked(told, show(first), lambda: _expect_arguments_unchanged(harness, first, one, last))
    harness.keep("middle", call(student("update_count"), one, last))
    middle = loose(harness.value(kept("middle")))
    second = call_text("update_count", other, middle)
    expected = first + sum(other)
    got = asked(second, show(expected), lambda: loose(harness.call("update_count", other, kept("middle"))))
    if got != expected:
        raise wrong_call(
            "Two steps do not give what one would.",
            second,
            show(expected),
            show(got),
            (told, show(first), show(middle)),
        )


@check("update_count", 1, hint="0 is a count like any other; only None would forget the word.")
@explore(120, values=st.lists(st.integers(-3, 3) | large, max_size=4), last=st.none() | st.integers(-6, 6))
def check_answer_is_an_int(harness: Harness, values: list[int], last: int | None) -> None:
    """The answer is exactly an `int`, also when the values cancel to 0."""
    values = values or ([] if last is not None else [0])
    shown = call_text("update_count", values, last)
    expected = total(values, last)
    got = asked(shown, show(expected), lambda: harness.call("update_count", values, last))
    if not exact(got, expected):
        raise wrong_call("The answer is not the `int` that is due.", shown, show(expected), show(got))


@check(
    "running_word_counts", 1, hint="It runs in several partitions and with checkpoints as it does without.", spark=True
)
def check_partitions_and_checkpoints(harness: Harness) -> None:
    """Batches in several partitions give the same counts, with `ssc.checkpoint` on."""
    history = harness.draw(wide_histories(2, most=1, slices=(2, 3)))
    initial = {"ab": 1, "absent": 2, "zero": 0}
    expect_counts(
        harness,
        streaming.running_word_counts(initial),
        lambda: RunningCounts(initial),
        history,
        checkpoint=True,
        message=f"The counts are not the expected ones. They start from {show(list(initial.items()))}.",
    )


@check("running_word_counts", 1, hint="A batch without words changes no count.", spark=True)
def check_quiet_batches_change_nothing(harness: Harness) -> None:
    """Empty batches, first or later, lose no count and add none."""
    history = (
        Batch((), 0),
        Batch(("b a", "b")),
        Batch(()),
        Batch(("", " \t")),
        Batch((), 0),
        Batch(("a", LONG_LINE), 3),
    )
    expect_counts(harness, streaming.running_word_counts(), RunningCounts, history)


@check("update_trending", 2, hint="Count the quiet batches: the word goes with the third in a row.")
@explore(
    120,
    first=st.lists(counts | large, min_size=1, max_size=2),
    history=st.lists(st.sampled_from(([], [], [0], [2])), max_size=6),
)
def check_forgotten_when_due(harness: Harness, first: list[int], history: list[list[int]]) -> None:
    """A word is forgotten with its third quiet batch in a row, neither earlier nor later, and starts anew."""
    streaming.expect_trend(harness, _with_states([first, *history]))


@check("update_trending", 1, hint="Only what the state holds may be remembered between two calls.")
@explore(60, first=st.lists(counts, min_size=1, max_size=2), second=st.lists(counts, min_size=1, max_size=2))
def check_words_do_not_share_a_state(harness: Harness, first: list[int], second: list[int]) -> None:
    """Two words in turn have states of their own."""
    streaming.expect_trend(harness, _with_states([first, [], []]), _with_states([second, [], [], second]))


@check("hashtag_counts", 1, hint="A hashtag is a word that starts with `#`; its case stays.", spark=True)
def check_what_a_hashtag_is(harness: Harness) -> None:
    """A word is a hashtag when it starts with `#`, a bare `#` too."""
    lines = ("# #a x#y #A", "##b #a#b @c (#d) a# #", "\t#a\u3000#é", "&#39; no", LONG_LINE_OF_HASHTAGS)
    expect_counts(harness, streaming.hashtag_counts(1, 1), lambda: WindowedHashtags(1, 1), (Batch(lines, 2),))


@check("hashtag_counts", 1, hint="A hashtag whose last batch has left the window is gone, not 0.", spark=True)
def check_long_windows_forget(harness: Harness) -> None:
    """In a long window hashtags come, stay as long as it covers them, and go."""
    texts = ("#a #b", "#a", "#c", "", "", "#d", "#b", "")
    expect_counts(
        harness,
        streaming.hashtag_counts(6, 1),
        lambda: WindowedHashtags(6, 1),
        tuple(Batch((text,) if text else (), 2) for text in texts),
        message="The counts are not those of `hashtag_counts(lines, 6, 1)` with a batch each second.",
    )


def _expect_arguments_unchanged(harness: Harness, expected: int, values: list[int], last: int | None) -> None:
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


def _with_states(history: list[list[int]]) -> tuple[list[list[int]], list[tuple[int, int] | None]]:
    return history, states(history)
