"""Public checks of Part 1, with their points and hints: text becomes vectors."""

from __future__ import annotations

from autograder.checks.hints import vectors
from autograder.checks.hints.choosing import always, first
from autograder.checks.oracles import term_counts, vocabulary
from autograder.checks.strategies import RARE_TRAINING, RARE_TWEETS, many_terms, training_tweets, tweet_lists
from autograder.checks.vectorizing import fitted, rows, terms, vectorizer_of
from autograder.judge.calls import Name, asked, call_text, wrong_call
from autograder.judge.checking import check, explore
from autograder.judge.compare import loose, show
from autograder.judge.facts import Facts
from autograder.judge.harness import Harness
from autograder.judge.values import Sparse, Table

RARE = [{"training": ["good bad"], "tweets": tweets} for tweets in RARE_TWEETS]


@check(
    "fit_vectorizer",
    2,
    hint="The vocabulary comes from these tweets alone, and what a word is is left to the library's default.",
)
@explore(
    50,
    [{"tweets": tweets, "more": ""} for tweets in RARE_TRAINING],
    tweets=training_tweets,
    more=many_terms,
)
def check_vocabulary_is_that_of_the_tweets(harness: Harness, tweets: list[str], more: str) -> None:
    """The vocabulary holds every term of the tweets, and no other."""
    tweets = [*tweets, more] if more else tweets
    call = call_text("fit_vectorizer", tweets)
    expected = vocabulary(tweets)
    found = asked(call, show(expected), lambda: terms(harness, vectorizer_of(harness, tweets, call)))
    if sorted(found, key=repr) != sorted(expected, key=repr):  # which term has which column is not promised
        yours = show(found)
        if yours == show(expected):  # both are cut to a length
            known = set(map(str, found))
            missing = [term for term in expected if term not in known]
            yours = f"{len(found)} terms, not among them {show(missing)}"
        raise wrong_call("The vocabulary is not that of the tweets.", call, show(expected), yours)


@check("vectorize", 3, hint=vectors.COUNTS)
@explore(100, RARE, training=training_tweets, tweets=tweet_lists)
def check_known_words_are_counted(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """Each row counts the known words of its tweet; unknown words are passed over."""
    if not tweets:
        return
    vectorizer = fitted(harness, training)
    names = vocabulary(training)
    call = call_text("vectorize", Name(f"fitted on {show(training)}"), tweets)
    expected = term_counts(names, tweets)
    told = f"{show(expected)} for {show(names)}"
    got = asked(call, told, lambda: harness.call("vectorize", vectorizer, tweets))
    if rows(got) != expected:
        yours, facts = show(rows(got) or got), Facts(expected, got if rows(got) is None else rows(got))
        raise wrong_call("The counts are not those of the tweets.", call, told, yours, facts=facts)


@check(
    "vectorize",
    2,
    hint="Nearly all counts are zero, and a sparse matrix does not store those; the others are whole numbers.",
)
@explore(20, training=training_tweets, tweets=tweet_lists)
def check_matrix_is_sparse_and_of_integers(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """The answer is a sparse CSR matrix of integers with a row per tweet and a column per term."""
    if not tweets:
        return
    vectorizer = fitted(harness, training)
    call = call_text("vectorize", Name(f"fitted on {show(training)}"), tweets)
    shape = (len(tweets), len(vocabulary(training)))
    told = f"CSR, integer, {shape[0]} x {shape[1]}"
    got = asked(call, told, lambda: harness.call("vectorize", vectorizer, tweets))
    if not isinstance(got, Sparse):
        raise wrong_call("The answer is not a scipy sparse matrix.", call, told, show(got))
    if got.format != "csr" or got.kind not in "iu" or got.shape != shape:
        size = " x ".join(str(n) for n in got.shape)
        raise wrong_call(
            "The matrix is of another form.",
            call,
            told,
            f"{_form(got)}, {size}",
            hint=_hint(got.shape, shape),
        )


@check("vectorize", 1, hint=first((always, vectors.EMPTY)))
@explore(10, training=training_tweets)
def check_no_tweets_give_no_rows(harness: Harness, training: list[str]) -> None:
    """No tweets give a matrix of no rows and all the columns."""
    vectorizer = fitted(harness, training)
    call = call_text("vectorize", Name(f"fitted on {show(training)}"), [])
    width = len(vocabulary(training))
    told = f"a matrix of 0 x {width}"
    got = asked(call, told, lambda: harness.call("vectorize", vectorizer, []))
    if not isinstance(got, Sparse) or got.shape != (0, width):
        shape = f"a matrix of {' x '.join(map(str, got.shape))}" if isinstance(got, Sparse) else show(got)
        raise wrong_call("The matrix has another shape.", call, told, shape)
    if got.format != "csr" or got.kind not in "iu":
        raise wrong_call("The matrix is of another form.", call, "CSR, integer", _form(got), hint=vectors.FORM)


@check(
    "term_frequency_table",
    3,
    hint=vectors.TABLE,
)
@explore(40, RARE, training=training_tweets, tweets=tweet_lists)
def check_table_counts_terms(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """A column per term, named by it and in column order, holds what `vectorize` counts."""
    tweets = list(dict.fromkeys(tweets)) or ["good"]
    vectorizer = fitted(harness, training)
    names = vocabulary(training)
    call = call_text("term_frequency_table", Name(f"fitted on {show(training)}"), tweets)
    expected = term_counts(names, tweets)
    told = f"columns {show(names)}, rows {show(expected)}"
    got = asked(call, told, lambda: harness.call("term_frequency_table", vectorizer, tweets))
    if not isinstance(got, Table) or got.kind != "pandas":
        raise wrong_call("The answer is not a pandas DataFrame.", call, told, show(got), hint="")
    known = [index for index, row in enumerate(expected) if any(row)]
    shown = rows(got) or []
    if loose(list(got.columns)) != names or [row for row in shown if any(row)] != [expected[index] for index in known]:
        yours = f"columns {show(loose(list(got.columns)))}, rows {show(shown)}"
        facts = Facts((names, expected), (loose(list(got.columns)), shown))
        raise wrong_call("The table is not the expected one.", call, told, yours, facts=facts)


@check("term_frequency_table", 1, hint=vectors.TABLE_ROWS)
@explore(25, RARE, training=training_tweets, tweets=tweet_lists)
def check_every_tweet_has_a_row(harness: Harness, training: list[str], tweets: list[str]) -> None:
    """Repeated tweets and tweets without a known word have rows of their own, in order."""
    tweets = [*tweets, *tweets[:1], "zebra"]
    vectorizer = fitted(harness, training)
    call = call_text("term_frequency_table", Name(f"fitted on {show(training)}"), tweets)
    expected = term_counts(vocabulary(training), tweets)
    told = f"{len(tweets)} rows: {show(expected)}"
    got = asked(call, told, lambda: harness.call("term_frequency_table", vectorizer, tweets))
    found = rows(got)
    if (
        found is None
        or not isinstance(got, Table)
        or len(found) != len(tweets)
        or [sorted(row, key=repr) for row in found] != [sorted(row) for row in expected]
    ):
        count = f"{len(found)} rows: {show(found)}" if found is not None else show(got)
        facts = Facts(expected, got if found is None else found)
        raise wrong_call("There is not one row per tweet, in order.", call, told, count, facts=facts)


def _form(matrix: Sparse) -> str:
    """How a matrix is stored, and what kind of numbers it holds."""
    kind = "integer" if matrix.kind in "iu" else f"dtype kind {matrix.kind!r}"
    return f"{matrix.format.upper()}, {kind}"


def _hint(shape: tuple[int, ...], due: tuple[int, int]) -> str | None:
    """Of a matrix of another size, which side is wrong."""
    if shape == due:
        return None
    return vectors.CHOSEN if shape[0] == due[0] else vectors.ROWS
