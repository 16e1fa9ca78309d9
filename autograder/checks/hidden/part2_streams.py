"""Hidden checks of Part 2, with their points and hints."""

from __future__ import annotations

import sys
from typing import Any

from hypothesis import strategies as st

from autograder.checks import streaming
from autograder.checks.answers import states, total
from autograder.checks.comparing import MORE_LINES, expect_counts
from autograder.checks.hints import lines, updates, words
from autograder.checks.many import BATCHES, BEYOND, HASHTAG_LINES, LINES, NUMBERS, WIDE
from autograder.checks.oracles import BatchCounts, RunningCounts, WindowedHashtags
from autograder.checks.strategies import counts, wide_histories
from autograder.judge.calls import asked, call_text, wrong_call
from autograder.judge.checking import Mismatch, check, explore
from autograder.judge.compare import exact, loose, show
from autograder.judge.expressions import call, kept, library, student
from autograder.judge.facts import Facts
from autograder.judge.harness import Batch, Harness

large = st.sampled_from((2**53, 2**53 + 1, -(2**60)))  # 64 bits are enough for a count of words
ALONE = "Only what the state holds may be remembered between two calls."
TWO_WORDS = updates.UPDATE_TRENDING.but((updates.quiet(lambda due, got: got[1] > due[1]), ALONE), otherwise=ALONE)
OTHER_LOOPBACK = "127.0.0.2" if sys.platform.startswith("linux") else "localhost"


@check("lines_from_directory", 1, hint=lines.OF_FILES, spark=True)
def check_files_are_read_once_and_unchanged(harness: Harness) -> None:
    """A file's lines come once, whatever they hold, and blank ones too."""
    odd = "  leading\ttab \n\nx\u2028y\x85z\x0c\n日本語 👩‍💻 \"quoted\", 'too'\nlast without a newline"
    many = {"many.txt": "".join(f"{line}\n" for line in LINES)}
    equal = {f"{number}.txt": "x\nx y\n" for number in range(WIDE)}
    later = [{f"later{number}.txt": f"{number}\n"} for number in range(7)]
    streaming.expect_files(harness, [{"b.txt": odd}, {}, {"a.txt": "x\n" * 3, "empty.txt": ""}, equal, many, *later])


@check("lines_from_socket", 1, hint=lines.OF_THE_SERVER, spark=True)
def check_host_is_honoured(harness: Harness) -> None:
    """The lines come from the given host, whichever that is."""
    streaming.expect_sent(harness, OTHER_LOOPBACK, ["x", "x", " y\t", "x\u2028y\x85z", *LINES])


@check(
    "count_words",
    1,
    hint=words.COUNT_WORDS,
    spark=True,
)
def check_partitions_and_empty_batches(harness: Harness) -> None:
    """Batches in several partitions, empty ones and ones without partitions give their counts too."""
    wide = harness.draw(wide_histories(2, slices=(3, 2)))
    history = (Batch((), 0), Batch(()), Batch(("", "  "), 2), *wide, Batch(NUMBERS, 2), Batch((), 0))
    later = (Batch(("a a", "b a"), WIDE), *(Batch((f"a b{number} a", "c c", "c c")) for number in range(4)))
    expect_counts(harness, streaming.count_words(), BatchCounts, (*history, *later))


@check(
    "count_words",
    1,
    hint=words.COUNT_WORDS,
    spark=True,
)
def check_words_are_what_split_gives(harness: Harness) -> None:
    """Any white space parts words; their case and their signs stay."""
    texts = (
        "A a  a\tA",
        " the The, the\u3000THE ",
        "x\u2028y\x1fx",
        "don't -- don't",
        "\u00a0",
        "日本語 naïve 日本語",
        "nai\u0308ve",
    )
    history = (Batch((*texts, *LINES), 3), Batch(texts[:1]))
    beside = (streaming.count_words(MORE_LINES), BatchCounts)
    expect_counts(harness, streaming.count_words(), BatchCounts, history, beside=beside)


@check("update_count", 1, hint=updates.UPDATE_COUNT)
@explore(
    120,
    [{"one": [3, -1] * BEYOND + [2**40], "other": [2, 0] * BEYOND, "last": last} for last in (None, -BEYOND, BEYOND)],
    one=st.lists(counts, max_size=4),
    other=st.lists(counts, max_size=4),
    last=st.none() | counts,
)
def check_update_is_pure(harness: Harness, one: list[int], other: list[int], last: int | None) -> None:
    """Values together or in two steps give the same total; the arguments stay as they are."""
    one = one or [1]
    first = total(one, last)
    told = call_text("update_count", one, last)
    facts = Facts(given={"values": one, "last": last})
    asked(told, show(first), lambda: _expect_arguments_unchanged(harness, first, one, last), facts)
    harness.keep("one", call(library("builtins.list"), one))
    harness.keep("middle", call(student("update_count"), kept("one"), last))
    middle, after = map(loose, harness.values(kept("middle"), kept("one")))
    if after != one:
        raise _changed(told, one, after)
    second = call_text("update_count", other, middle)
    expected = first + sum(other)
    facts = Facts(expected, given={"values": other, "last": first})
    got = asked(second, show(expected), lambda: loose(harness.call("update_count", other, kept("middle"))), facts)
    if got != expected:
        raise wrong_call(
            "Two steps do not give what one would.",
            second,
            show(expected),
            show(got),
            (told, show(first), show(middle)),
            facts=facts if middle == first else Facts(first, middle, {"values": one, "last": last}),
        )


@check("update_count", 1, hint=updates.UPDATE_COUNT)
@explore(
    120,
    [
        {"values": [], "last": None},
        *(
            {"values": values, "last": BEYOND + number}
            for number in (0, 1)
            for values in ([], [1], [-2, 1, 1] * BEYOND)
        ),
    ],
    values=st.lists(st.integers(-3, 12) | large, max_size=4),
    last=st.none() | st.integers(-6, 6),
)
def check_answer_is_an_int(harness: Harness, values: list[int], last: int | None) -> None:
    """The answer is exactly an `int`, also when there is nothing to add or the values cancel to 0."""
    shown = call_text("update_count", values, last)
    expected = total(values, last)
    facts = Facts(expected, given={"values": values, "last": last})
    got = asked(shown, show(expected), lambda: harness.call("update_count", values, last), facts)
    if not exact(got, expected):
        raise wrong_call("The answer is not the `int` that is due.", shown, show(expected), show(got), facts=facts)


@check("running_word_counts", 1, hint=words.RUNNING, spark=True)
def check_partitions_and_checkpoints(harness: Harness) -> None:
    """Batches in several partitions give the same counts, with `ssc.checkpoint` on."""
    history = harness.draw(wide_histories(2, most=1, slices=(2, 3)))
    initial = {"ab": 1, "absent": 2, "zero": 0, "much": BEYOND, **{f"i{number}": 1 for number in range(BEYOND)}}
    expect_counts(
        harness,
        streaming.running_word_counts(initial),
        lambda: RunningCounts(initial),
        history,
        checkpoint=True,
        beside=(streaming.running_word_counts(lines=MORE_LINES), RunningCounts),
        message=f"The counts are not the expected ones. They start from {show(list(initial.items())[:5])} and more.",
    )


@check("running_word_counts", 1, hint=words.RUNNING, spark=True)
def check_quiet_batches_change_nothing(harness: Harness) -> None:
    """Empty batches, first or later, lose no count and add none."""
    history = (
        Batch((), 0),
        Batch(("b a quiet again", "b")),
        Batch(()),
        Batch(("", " \t")),
        Batch((), 0),
        Batch(("a", *LINES), 3),
        *(Batch((f"a b{number} a a", "c c"), 2) for number in range(5)),
        Batch(("quiet a a", "again again"), WIDE),
    )
    expect_counts(harness, streaming.running_word_counts(), RunningCounts, history, checkpoint=True)


@check("update_trending", 2, hint=updates.UPDATE_TRENDING)
@explore(
    120,
    [
        {"first": [2, -1] * BEYOND, "history": [[], [3, 0] * BEYOND, [], [], [0], *[[1], []] * 3, [], [], [5]]},
        {"first": [2], "history": [[1]] * BATCHES},
        *({"first": [first], "history": [[1, 2], [3, 1], [], [2, 2]]} for first in (1, 2)),
    ],
    first=st.lists(counts | large, min_size=1, max_size=2),
    history=st.lists(st.sampled_from(([], [], [0], [2])), max_size=6),
)
def check_forgotten_when_due(harness: Harness, first: list[int], history: list[list[int]]) -> None:
    """A word is forgotten with its third quiet batch in a row, neither earlier nor later, and starts anew."""
    streaming.expect_trend(harness, _with_states([first, *history]))


@check("update_trending", 1, hint=TWO_WORDS)
@explore(60, first=st.lists(counts, min_size=1, max_size=2), second=st.lists(counts, min_size=1, max_size=2))
def check_words_do_not_share_a_state(harness: Harness, first: list[int], second: list[int]) -> None:
    """Two words in turn have states of their own."""
    streaming.expect_trend(harness, _with_states([first, [], []]), _with_states([second, [], [], second]))


@check("hashtag_counts", 1, hint=words.HASHTAGS, spark=True)
def check_what_a_hashtag_is(harness: Harness) -> None:
    """A word is a hashtag when it starts with `#`, a bare `#` too."""
    texts = ("# #a x#y #A", "##b #a#b @c (#d) a# #", "\t#a\u3000#é", "&#39; no", *HASHTAG_LINES)
    history = (Batch(texts, 2), Batch(("#a",)), Batch(("#b more", "#")))
    beside = (streaming.hashtag_counts(2, 2, MORE_LINES), lambda: WindowedHashtags(2, 2))
    expect_counts(harness, streaming.hashtag_counts(1, 1), lambda: WindowedHashtags(1, 1), history, beside=beside)


@check("hashtag_counts", 1, hint=words.HASHTAGS, spark=True)
def check_long_windows_forget(harness: Harness) -> None:
    """In a long window hashtags come, stay as long as it covers them, and go; a short one passes some over."""
    texts = ("#a #b", "#a", "#c", "", "", "#d", "#b", "", "#a #a", "#1", "#b #b", "#c #a #c")
    expect_counts(
        harness,
        streaming.hashtag_counts(6, 1),
        lambda: WindowedHashtags(6, 1),
        tuple(Batch((text,) if text else (), 2) for text in texts),
        message="The counts are not those of `hashtag_counts(lines, 6, 1)` with a batch each second.",
    )
    expect_counts(
        harness,
        streaming.hashtag_counts(2, 4),
        lambda: WindowedHashtags(1, 2),
        tuple(Batch((text,)) for text in texts[:4]),
        message="The counts are not those of `hashtag_counts(lines, 2, 4)` with a batch every two seconds.",
        interval=2,
    )


def _expect_arguments_unchanged(harness: Harness, expected: int, values: list[int], last: int | None) -> None:
    """`update_count` answers the same twice and leaves the list of values as it was."""
    shown = f"update_count({show(values)}, {show(last)})"
    harness.keep("values", call(library("builtins.list"), values))
    update = call(student("update_count"), kept("values"), last)
    got, after, again = harness.values(update, kept("values"), update)
    if not exact(after, values):
        raise _changed(shown, values, after)
    if not exact(loose(got), loose(again)):
        first = (shown, show(expected), show(got))
        raise wrong_call(
            "The same call has another answer the second time.",
            f"{shown} again",
            show(expected),
            show(again),
            first,
            hint=updates.PURE,
        )


def _changed(shown: str, before: list[int], after: Any) -> Mismatch:
    said, still = "The call changed its arguments.", f"new_values still {show(before)}"
    return wrong_call(said, shown, still, f"new_values {show(after)}", hint=updates.PURE)


def _with_states(history: list[list[int]]) -> tuple[list[list[int]], list[tuple[int, int] | None]]:
    return history, states(history)
