"""Hints on counted words: which sentence goes with what was seen."""

from __future__ import annotations

from autograder.checks.hints.choosing import Rule, first, raised
from autograder.checks.hints.counted import (
    added_twice,
    before_any_batch,
    case_lost,
    counted_otherwise,
    empty_crash,
    from_elsewhere,
    hash_lost,
    initial_lost,
    last_batch_only,
    no_hashtag,
    no_result,
    of_earlier_batches,
    parted,
    quiet_lost,
    signs_lost,
    swapped,
    too_small,
    twice_in_a_line,
    white_space,
    whole_lines,
    without_words,
    wrong_window,
    zero_left,
)

WHITE_SPACE = "White space is more than one kind of sign, and may come in a row; all else belongs to the word."
CASE = "A word keeps its case: what differs in that is another word."
SIGNS = "All that is not white space belongs to the word, just as it was written."
TOGETHER = "Equal words of all lines and partitions belong together: each stands once in the batch's result."
GROUPS = "SQL counts the rows of a group: what must a row be, and what is it grouped by?"
REPLACED = "The next batch's words take the place of this batch's."
PAIR = "A record is a pair of a word and its count, in this order."
EVERY = "Every occurrence of a word counts, in whatever line it stands."
IN_A_LINE = "A word that comes twice in a line counts twice."
OWN_BATCH = "Each batch stands for itself: what came before does not count in it."
NO_STATE = "A batch knows nothing of those before it; Spark has to keep a state per word."
STAYS = "What was counted stays counted, also where a batch has nothing of it: each word has a state that goes on."
NO_INITIAL = "Without `initial_rdd`, which is None then, the counts start from nothing."
QUIET = "Spark calls your function for every known key in every batch, also when nothing is new."
NEW_KEY = "A word that is new has no state yet: it is None."
INITIAL = "A state need not start from nothing, and a word may be in it before it is in any batch."
ONCE = "What has been added is in the state already; nothing is added a second time."
EMPTY = "What a batch gives depends neither on its partitions nor on whether anything came."
PICKLED = "Spark pickles your functions: nothing alive, such as an RDD or a session, may hang on them."
HASHTAG = "A hashtag is a word that starts with `#`, whatever follows, if anything does."
GONE = "A hashtag whose last batch has left the window is gone, not 0."
WINDOW = "A window of n seconds covers the batches of the last n seconds."
SLIDE = "The slide says how often there is a result, the window what it covers."

_WORDS: tuple[Rule, ...] = (
    (white_space, WHITE_SPACE),
    (case_lost, CASE),
    (signs_lost, SIGNS),
)
COUNT_WORDS = first(
    (empty_crash, EMPTY),
    (swapped, PAIR),
    *_WORDS,
    (of_earlier_batches, OWN_BATCH),
    (twice_in_a_line, IN_A_LINE),
    (parted, TOGETHER),
    (too_small, EVERY),
)
RUNNING = first(
    (raised("PicklingError", "pickle"), PICKLED),
    (before_any_batch, NO_INITIAL),
    (raised("NoneType"), NEW_KEY),
    (empty_crash, EMPTY),
    (swapped, PAIR),
    *_WORDS,
    (initial_lost, INITIAL),
    (added_twice, ONCE),
    (quiet_lost, STAYS),
    (last_batch_only, NO_STATE),
    (twice_in_a_line, IN_A_LINE),
    (parted, TOGETHER),
    (too_small, EVERY),
)
HASHTAGS = first(
    (empty_crash, EMPTY),
    (swapped, PAIR),
    (no_result, SLIDE),
    (zero_left, GONE),
    (hash_lost, HASHTAG),
    (white_space, WHITE_SPACE),
    (case_lost, CASE),
    (no_hashtag, HASHTAG),
    (twice_in_a_line, IN_A_LINE),
    (parted, TOGETHER),
    (wrong_window, WINDOW),
)
SQL = first(
    (without_words, "An RDD is never false; ask it whether it has a word."),
    (raised("ParseException", "syntax error"), "A word is data and never a part of the query's text."),
    (raised("ALREADY_EXISTS", "already exists"), REPLACED),
    (raised("INFER_SCHEMA"), GROUPS),
    (from_elsewhere, REPLACED),
    (whole_lines, GROUPS),
    *_WORDS,
    (twice_in_a_line, IN_A_LINE),
    (parted, TOGETHER),
    (counted_otherwise, GROUPS),
)
