"""Hidden checks of Part 1, with their points and hints."""

from __future__ import annotations

from autograder.checks.hints import vectors
from autograder.checks.hints.choosing import always, raised
from autograder.checks.hints.choosing import first as choose
from autograder.checks.many import COLUMNS, ROWS, TRAINING
from autograder.checks.oracles import term_counts, vocabulary
from autograder.checks.strategies import RARE_TRAINING, RARE_TWEETS, training_tweets, tweet_lists
from autograder.checks.vectorizing import columns, fitted, in_order, rows, terms, vectorizer_of, with_vocabulary
from autograder.judge.calls import Name, asked, call_text, wrong_call
from autograder.judge.checking import check, explore
from autograder.judge.compare import loose, show
from autograder.judge.expressions import kept, method
from autograder.judge.facts import Facts
from autograder.judge.harness import Harness
from autograder.judge.values import Table

REFIT = "To fit is to choose columns anew, and the classifier knows the old ones only."
ASK = "The vectorizer says which column is which term; do not sort or count again."
NOT_REFITTED = choose((raised("empty vocabulary"), REFIT), otherwise=REFIT)
GIVEN_TABLE = vectors.TABLE.but((vectors.other_columns, ASK))
RARE = [{"training": ["good bad"], "tweets": tweets} for tweets in RARE_TWEETS]


@check("fit_vectorizer", 1, hint="It counts: neither presence only, nor weights, nor its own idea of a word.")
@explore(
    40,
    [
        *RARE,
        *({"training": tweets, "tweets": []} for tweets in RARE_TRAINING),
        COLUMNS,
        {"training": list(TRAINING), "tweets": ["w7"]},
    ],
    training=training_tweets,
    tweets=tweet_lists,
)
def check_vectorizer_counts_as_by_default(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """The vectorizer counts the tokens of new tweets as `CountVectorizer` does by default."""
    if not vocabulary(training):
        return
    tweets = [*tweets, " ".join([*training[:5], *training[:5]])]
    shown = call_text("fit_vectorizer", training)
    vectorizer = vectorizer_of(harness, training, shown)
    shown = f"{shown}.transform({show(tweets)})"
    expected = term_counts(vocabulary(training), tweets)
    got = asked(shown, show(expected), lambda: harness.value(method(vectorizer, "transform", tweets)))
    if in_order(rows(got), terms(harness, vectorizer)) != expected:
        raise wrong_call("The vectorizer counts in another way.", shown, show(expected), show(rows(got) or got))


@check("fit_vectorizer", 1, hint="Each call makes a vectorizer of its own.")
@explore(
    20,
    [{"first": first, "second": ["bad"]} for first in (["good"], ["good", "good"])],
    first=training_tweets,
    second=training_tweets,
)
def check_earlier_vectorizers_are_left_alone(harness: Harness, first: list[str], second: list[str]) -> None:
    """Fitting a second vectorizer does not change the first."""
    shown = call_text("fit_vectorizer", first)
    vectorizer = vectorizer_of(harness, first, shown)
    harness.keep("first", vectorizer)
    before = asked(shown, show(vocabulary(first)), lambda: terms(harness, kept("first")))
    if vocabulary(first) and not {str(term).lower() for term in before} & set(vocabulary(first)):
        raise wrong_call("It has no term of its own tweets.", shown, show(vocabulary(first)), show(before), hint="")
    again = call_text("fit_vectorizer", second)
    asked(again, show(vocabulary(second)), lambda: vectorizer_of(harness, second, again))
    after = asked(f"the first after {again}", show(before), lambda: terms(harness, kept("first")))
    if after != before:
        raise wrong_call(
            "The vectorizer of the first call changed.",
            f"the first after {again}",
            show(before),
            show(after),
            (shown, show(before), show(before)),
        )


@check("vectorize", 2, hint=NOT_REFITTED)
@explore(40, training=training_tweets, tweets=tweet_lists)
def check_vectorizer_is_not_refitted(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """The vocabulary is the same after the call as before."""
    tweets = [*tweets, "zebra good"]
    vectorizer = fitted(harness, training)
    shown = call_text("vectorize", Name(f"fitted on {show(training)}"), tweets)
    expected = {name: column for column, name in enumerate(vocabulary(training))}
    got = asked(shown, show(list(expected)), lambda: harness.call("vectorize", vectorizer, tweets))
    if len(rows(got) or ()) != len(tweets):
        raise wrong_call(
            "The answer has not a row for each tweet.", shown, f"{len(tweets)} rows", show(got), hint=vectors.ROWS
        )
    after = columns(harness, vectorizer)
    if after != expected:
        raise wrong_call(
            "The call changed the vectorizer's vocabulary.", shown, show(list(expected)), show(sorted(after, key=repr))
        )


@check("vectorize", 2, hint=vectors.COUNTS)
@explore(
    50,
    [
        *({"training": ["good bad"], "one": tweets, "other": []} for tweets in RARE_TWEETS),
        *({"training": many["training"], "one": [], "other": many["tweets"]} for many in (COLUMNS, ROWS)),
    ],
    training=training_tweets,
    one=tweet_lists,
    other=tweet_lists,
)
def check_rows_follow_the_tweets(harness: Harness, training: list[str], one: list[str], other: list[str]) -> None:
    """Tweets vectorized together or apart, once or twice, forwards or backwards, have the same rows."""
    tweets = [*one, *other, *reversed(one)]
    if not tweets or not vocabulary(training):
        return
    vectorizer = fitted(harness, training)
    shown = call_text("vectorize", Name(f"fitted on {show(training)}"), tweets)
    expected = term_counts(vocabulary(training), tweets)
    got = asked(shown, show(expected), lambda: harness.call("vectorize", vectorizer, tweets))
    if rows(got) != expected:
        yours, facts = show(rows(got) or got), Facts(expected, got if rows(got) is None else rows(got))
        raise wrong_call("The rows do not follow the tweets.", shown, show(expected), yours, facts=facts)


@check("term_frequency_table", 1, hint=choose((always, "Without tweets the table still has its columns.")))
@explore(10, training=training_tweets)
def check_table_of_no_tweets(harness: Harness, training: list[str]) -> None:
    """No tweets give a table of no rows and all the columns."""
    vectorizer = fitted(harness, training)
    shown = call_text("term_frequency_table", Name(f"fitted on {show(training)}"), [])
    names = vocabulary(training)
    told = f"0 rows, columns {show(names)}"
    got = asked(shown, told, lambda: harness.call("term_frequency_table", vectorizer, []))
    if not isinstance(got, Table) or got.rows or loose(list(got.columns)) != names:
        yours = (
            f"{len(got.rows)} rows, columns {show(loose(list(got.columns)))}" if isinstance(got, Table) else show(got)
        )
        raise wrong_call("The table is not the expected one.", shown, told, yours)


@check("term_frequency_table", 1, hint=GIVEN_TABLE)
@explore(20, [*RARE, COLUMNS, ROWS], training=training_tweets, tweets=tweet_lists)
def check_columns_of_a_given_vocabulary(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """The columns stand in the vectorizer's own order, also when that is not the alphabet's."""
    names = list(reversed(vocabulary(training)))
    if not names:
        return
    harness.keep("vectorizer", with_vocabulary(names))
    shown = call_text("term_frequency_table", Name(f"with the vocabulary {show(names)}"), tweets)
    expected = term_counts(names, tweets)
    told = f"columns {show(names)}, rows {show(expected)}"
    got = asked(shown, told, lambda: harness.call("term_frequency_table", kept("vectorizer"), tweets))
    if not isinstance(got, Table) or loose(list(got.columns)) != names or rows(got) != expected:
        yours = (
            f"columns {show(loose(list(got.columns)))}, rows {show(rows(got))}" if isinstance(got, Table) else show(got)
        )
        facts = Facts((names, expected), (loose(list(got.columns)), rows(got)) if isinstance(got, Table) else got)
        raise wrong_call("The table is not the expected one.", shown, told, yours, facts=facts)
