"""Public checks of Part 2, with their points and hints: streams and their state."""

from __future__ import annotations

from hypothesis import strategies as st

from autograder.checks import streaming
from autograder.checks.comparing import expect_counts, only_word
from autograder.checks.hints import lines, updates, words
from autograder.checks.oracles import BatchCounts, RunningCounts, WindowedHashtags
from autograder.checks.strategies import HASHTAGS, counts, wide_histories
from autograder.checks.worked import expected
from autograder.judge.calls import asked, call_text, wrong_call
from autograder.judge.checking import check, explore
from autograder.judge.compare import loose, show
from autograder.judge.facts import Facts
from autograder.judge.harness import Batch, Harness


@check(
    "lines_from_directory",
    1,
    hint=lines.OF_FILES,
    spark=True,
)
def check_lines_of_new_files(harness: Harness) -> None:
    """Each batch holds the lines of the files that appeared in it."""
    streaming.expect_files(harness, [{"one.txt": "a b\n\n  c\n"}, {}, {"two.txt": "d\n", "three.txt": "A\na\n"}])


@check("lines_from_socket", 1, hint=lines.OF_THE_SERVER, spark=True)
def check_lines_of_the_server(harness: Harness) -> None:
    """The stream holds the lines that the server sends."""
    streaming.expect_sent(harness, "127.0.0.1", ["a b", "", "  c ", "A", "naïve 日本語"])


@check(
    "count_words",
    2,
    hint=words.COUNT_WORDS,
    spark=True,
)
def check_words_of_each_batch(harness: Harness) -> None:
    """Each batch's words are counted, and those of this batch only."""
    history = harness.draw(wide_histories(2))
    expect_counts(harness, streaming.count_words(), BatchCounts, history)


@check("update_count", 2, hint=updates.UPDATE_COUNT)
@explore(
    200,
    expected=expected("new_values_are_added"),
    values=st.lists(counts, min_size=1, max_size=6),
    last=st.none() | counts,
)
def check_new_values_are_added(harness: Harness, values: list[int], last: int | None, expected: int) -> None:
    """The answer is the last count plus all the new values."""
    call = call_text("update_count", values, last)
    got = asked(call, show(expected), lambda: harness.call("update_count", values, last))
    if loose(got) != expected or isinstance(got, bool):
        raise wrong_call("The answer is not the new total.", call, show(expected), show(got))


@check("update_count", 1, hint=updates.UPDATE_COUNT)
@explore(50, last=counts)
def check_a_quiet_word_keeps_its_count(harness: Harness, last: int) -> None:
    """Without new values the last count stays."""
    call = call_text("update_count", [], last)
    facts = Facts(last, given={"values": [], "last": last})
    got = asked(call, show(last), lambda: harness.call("update_count", [], last), facts)
    if loose(got) != last or isinstance(got, bool):
        raise wrong_call("A quiet word does not keep its count.", call, show(last), show(got), facts=facts)


@check(
    "running_word_counts",
    2,
    hint=words.RUNNING,
    spark=True,
)
def check_counts_since_the_start(harness: Harness) -> None:
    """Each batch gives the counts of all words since the start."""
    history = harness.draw(wide_histories(3))
    expect_counts(harness, streaming.running_word_counts(), RunningCounts, history)


@check(
    "running_word_counts",
    2,
    hint=words.RUNNING,
    spark=True,
)
def check_initial_counts(harness: Harness) -> None:
    """The counts start from those of `initial_rdd`, and a word that never comes keeps its initial count."""
    history = harness.draw(wide_histories(2, most=1))
    initial = {"a": 2, "the": 5, "absent": 7}
    expect_counts(
        harness,
        streaming.running_word_counts(initial),
        lambda: RunningCounts(initial),
        history,
        message=f"The counts are not the expected ones. They start from {show(list(initial.items()))}.",
    )


@check("update_trending", 2, hint=updates.UPDATE_TRENDING)
@explore(
    150,
    expected=expected("busy_batches_add_up"),
    history=st.lists(st.lists(counts, min_size=1, max_size=3), min_size=1, max_size=4),
)
def check_busy_batches_add_up(harness: Harness, history: list[list[int]], expected: streaming.States) -> None:
    """A batch with values adds them to the total and sets the idle batches to 0."""
    streaming.expect_trend(harness, (history, expected))


@check("update_trending", 1, hint=updates.UPDATE_TRENDING)
@explore(
    100,
    expected=expected("quiet_batches_are_counted"),
    first=st.lists(counts, min_size=1, max_size=3),
    quiet=st.integers(1, 2),
)
def check_quiet_batches_are_counted(harness: Harness, first: list[int], quiet: int, expected: streaming.States) -> None:
    """A batch without values adds 1 to the idle batches."""
    streaming.expect_trend(harness, ([first] + [[]] * quiet, expected))


@check("hashtag_counts", 2, hint=words.HASHTAGS, spark=True)
def check_hashtags_of_the_window(harness: Harness) -> None:
    """Each result counts the hashtags of the batches in the window, and no other."""
    history = harness.draw(wide_histories(4, vocabulary=HASHTAGS, filler="#w"))
    expect_counts(
        harness,
        streaming.hashtag_counts(2, 1),
        lambda: WindowedHashtags(2, 1),
        history,
        message="The counts are not those of `hashtag_counts(lines, 2, 1)` with a batch each second.",
        only=only_word,
    )


@check("hashtag_counts", 1, hint=words.HASHTAGS, spark=True)
def check_one_result_per_slide(harness: Harness) -> None:
    """There is one result per slide, over the whole window."""
    expect_counts(
        harness,
        streaming.hashtag_counts(4, 2),
        lambda: WindowedHashtags(4, 2),
        tuple(Batch((text,)) for text in ("#a #b", "#a", "", "#b x", "#c", "")),
        message="The counts are not those of `hashtag_counts(lines, 4, 2)` with a batch each second.",
    )
