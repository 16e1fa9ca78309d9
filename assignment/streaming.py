# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Learning from a stream of tweets

# %% [markdown]
# A company reads what people tweet about trains, concerts and coffee. A classifier sorts every tweet into one of
# three classes: **Negative** (0), **Positive** (1) or **Neutral** (2). It was trained once, on a pile of historical
# tweets that people had labelled by hand.
#
# Since then the world has moved on. New places open, old words take a new meaning, and the classifier grows stale. To
# train it anew, every night, on everything there is, takes long and still comes a day late. New labelled tweets
# arrive all the time, so the company wants a classifier that **keeps learning from tweets as they stream in**.

# %% [markdown]
# In this chapter you build it, in four parts.
#
# | part | what you build | exercises | points |
# |---|---|---|---|
# | 1 | text turned into numbers | `fit_vectorizer`, `vectorize`, `term_frequency_table` | 20 |
# | 2 | words counted in a stream, with and without a memory | `lines_from_directory`, `lines_from_socket`, `count_words`, `update_count`, `running_word_counts`, `update_trending`, `hashtag_counts` | 30 |
# | 3 | a bridge from the stream to SQL | `get_spark_session`, `count_words_sql`, `attach_sql_bridge` | 20 |
# | 4 | the classifier that learns from the stream | `predict`, `update_classifier`, `evaluate`, `attach_classifier` | 30 |

# %% [markdown]
# ## How to work
#
# Run the cells from top to bottom. Each idea comes with a cell that shows it at work. Then comes an exercise: a
# description of one function, a cell for your answer, and usually a cell that tries your answer out. Until the
# functions that such a cell needs are written, it stops with a `NotImplementedError` (or with a `NameError`, where it
# goes on from an earlier one).

# %% [markdown]
# These rules hold for all exercises:
#
# - A **word** is what `str.split()` gives, and its case is kept: `"Hello, hello"` holds the words `Hello,` and
#   `hello`. (Only the vectorizer of Part 1 cuts text in its own way.)
# - A **label** is one of the integers 0, 1 and 2. Tweets and labels come as **lists**. A **count** is a Python `int`.
# - Arguments are passed **by position**: their order matters, their names are yours to choose.
# - A function **keeps nothing between calls** (no globals, no caches) and leaves its arguments as they were, except
#   where its description says otherwise.
# - **The caller owns the contexts.** It creates them, sets the checkpoint directory, starts and stops them. Your
#   function adds to a stream, or makes one, and returns.
# - **Any batch may be empty.** In a stream, quiet seconds are normal.
# - What is not promised is not graded: the order of words in a batch, the row names of a table, the width of an
#   integer.

# %% [markdown]
# What counts is whatever your functions depend on: every statement that binds or changes a name they use, in whatever
# form it stands, in the answer cells or in cells of your own. All else (a `print`, a loop, a stream you started to look
# at) is yours to play with and never runs while your work is graded, nor does what starts, stops or waits for something,
# or stands under `if __name__ == "__main__":`. The README next to this file tells how to have it graded.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
from collections.abc import Callable
from datetime import datetime

import numpy as np
import pandas as pd
from pyspark import RDD, SparkConf, SparkContext
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import asc, desc
from pyspark.streaming import DStream, StreamingContext
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.naive_bayes import MultinomialNB

# %% [markdown]
# Those are the imports that the answers need. Should you want another one, add it to your answer cell or to a cell of
# your own.

# %% [markdown]
# # Part 1. Words as numbers
#
# ## 1.1 Term frequencies
#
# A classifier computes with numbers, so a text has to become a row of numbers first. The simplest way that works is
# to count words. Here are two famous openings, of *A Tale of Two Cities* by Charles Dickens and of *Moby-Dick* by
# Herman Melville:

# %%
dickens = "It was the best of times, it was the worst of times, it was the age of wisdom"
melville = "Call me Ishmael. Some years ago—never mind how long precisely—having little or no money"
openings = [dickens, melville]

print(dickens.split())

# %% [markdown]
# `split()` cuts at white space and nowhere else, so `It` and `it` are two words, and `times,` keeps its comma. That
# is fine for counting what people typed. For a classifier it is wasteful: it would have to learn about `times,` and
# `times` apart.
#
# scikit-learn's `CountVectorizer` cuts text with its **analyzer**. The default one turns everything to lower case and
# keeps each run of two or more letters, digits or underscores. What it gives we call **terms**.

# %%
analyze = CountVectorizer().build_analyzer()
for opening in openings:
    print(analyze(opening))

# %% [markdown]
# All terms of all texts together, in a fixed order, are the **vocabulary**. Give each term a column and each text a
# row, write in each cell how often the term occurs in the text, and every text has become a **term-frequency
# vector**. Here it is by hand, with the first six columns shown:

# %%
from IPython.display import display

by_hand_vocabulary = sorted({term for opening in openings for term in analyze(opening)})
by_hand_rows = [[analyze(opening).count(term) for term in by_hand_vocabulary] for opening in openings]

display(pd.DataFrame(by_hand_rows, columns=by_hand_vocabulary).iloc[:, :6])


# %% [markdown]
# A `CountVectorizer` does the same in two separate steps, and the difference between them matters in all that
# follows:
#
# - **fit** reads texts and *learns* the vocabulary: which terms there are, and which column each of them gets.
# - **transform** reads texts and *uses* the vocabulary: it counts, and learns nothing.

# %% [markdown]
# **Stop and think.** Which terms does the default analyzer find in `"I'm in B&B #7: great, GREAT!"`? And which words
# does `split()` find?
#
# <details><summary>Answer</summary>
#
# The terms are `in`, `great` and `great` once more: single letters and digits are dropped, with whatever stands
# between them, and so is case. The words are `I'm`, `in`, `B&B`, `#7:`, `great,` and `GREAT!`, all different. Words
# and terms are two things.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_fit_vectorizer", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `fit_vectorizer(tweets)`
#
# Give back a `CountVectorizer` that has learned the vocabulary of `tweets`.
#
# - `tweets` is a list of strings with at least one term among them.
# - Keep scikit-learn's default analyzer: lower case, terms of two characters or more.
# - The vocabulary holds the terms of these tweets, all of them, and no others. Which of them has which column is free.

# %% nbgrader={"grade": false, "grade_id": "fit_vectorizer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def fit_vectorizer(tweets: list[str]) -> CountVectorizer:
    """Learn a vocabulary.

    In: a list of texts.
    Out: a CountVectorizer with the default analyzer, fitted to these texts.
    """
    raise NotImplementedError("fit_vectorizer is not written yet")


# %%
opening_vectorizer = fit_vectorizer(openings)
print(len(opening_vectorizer.vocabulary_), "terms")
print("column of 'times':", opening_vectorizer.vocabulary_["times"])


# %% [markdown]
# ## 1.2 Mostly zeros
#
# Dickens uses few of Melville's terms, so most of the table is zero. With real tweets it is far worse: a tweet has
# some fifteen terms, the vocabulary a hundred thousand. Storing all those zeros would fill the memory with nothing. A
# **sparse matrix** stores only the cells that are not zero.
#
# `CountVectorizer.transform` gives a sparse matrix in the CSR format (*compressed sparse rows*), which is cheap to
# read row by row, and every classifier of this chapter takes it as it is.
#
# And a text with a term that the vocabulary does not hold? The term has no column, so it is not counted. A vectorizer
# that added a column for it would make rows that no longer fit the classifier, which learned from the columns there
# were. So **fit once, then only transform**.

# %% [markdown]
# **Stop and think.** Ten thousand tweets of some fifteen terms each, a vocabulary of a hundred thousand, eight bytes
# a number: how much memory does the matrix take with its zeros, and how much without?
#
# <details><summary>Answer</summary>
#
# With them, a thousand million numbers: 8 GB. Without them, at most 150,000 counts, each with the number of its
# column: some 2 MB. So `toarray()` is for small matrices that somebody wants to look at.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_vectorize", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `vectorize(vectorizer, tweets)`
#
# Turn tweets into term-frequency vectors, with a vectorizer that has been fitted already.
#
# - `vectorizer` is a fitted `CountVectorizer`. Never fit it again: afterwards its vocabulary is what it was.
# - `tweets` is a list of strings. It may be empty: a second in which nobody tweets is a batch without tweets.
# - Give back a scipy sparse CSR matrix (or array) of integers, with one row per tweet, in order, and one column per
#   term of the vocabulary. `[]` gives a matrix without rows, with as many columns as ever.
# - A term that the vectorizer has never seen is ignored.

# %% nbgrader={"grade": false, "grade_id": "vectorize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def vectorize(vectorizer: CountVectorizer, tweets: list[str]) -> csr_matrix | csr_array:
    """Count the known terms of each tweet.

    In: a fitted vectorizer, which stays as it is; a list of texts, perhaps empty.
    Out: a sparse CSR matrix of integers, len(tweets) x len(vocabulary). Unknown terms are not counted.
    """
    raise NotImplementedError("vectorize is not written yet")


# %%
rows = vectorize(opening_vectorizer, ["the best of times", "Call me Ahab, call me Starbuck", "xylophone"])
print(rows.shape, "with", rows.nnz, "cells that are not zero")
print(vectorize(opening_vectorizer, []).shape)


# %% [markdown]
# **Stop and think.** Somebody fits the vectorizer anew to each batch. By chance two batches have equally many terms,
# and the classifier, which learned from the first, takes the second without an error. Are its predictions of any use?
#
# <details><summary>Answer</summary>
#
# No. The column that meant `coffee` when the classifier learned means `driver` now: the shapes agree, and the
# meanings do not. Had the numbers of terms differed, scikit-learn would have refused the matrix. Here nothing tells
# you.
#
# </details>

# %% [markdown]
# ## 1.3 A table to look at
#
# Sparse matrices are good for computers. People prefer a table with the terms above the columns, which is what a
# pandas `DataFrame` is for. Column `j` of the matrix belongs to the `j`-th of `vectorizer.get_feature_names_out()`.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_term_frequency_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `term_frequency_table(vectorizer, tweets)`
#
# Show what `vectorize` gives as a pandas `DataFrame`.
#
# - One row per tweet, in order: also for a tweet that comes twice, and for one without any known term (a row of
#   zeros).
# - One column per term of the vocabulary, named by the term, in the order of the matrix's columns.
# - The values are those of `vectorize`. `[]` gives a table with all its columns and no rows.

# %% nbgrader={"grade": false, "grade_id": "term_frequency_table", "locked": false, "schema_version": 3, "solution": true, "task": false}
def term_frequency_table(vectorizer: CountVectorizer, tweets: list[str]) -> pd.DataFrame:
    """Show term frequencies with their terms.

    In: a fitted vectorizer; a list of texts, perhaps empty.
    Out: a DataFrame with a row per text and a column per term, named by it; the values of `vectorize`.
    """
    raise NotImplementedError("term_frequency_table is not written yet")


# %%
display(term_frequency_table(opening_vectorizer, openings).iloc[:, -8:])

# %% [markdown]
# Now the tweets. These dozen stand for the company's historical ones; each comes with the label that somebody gave
# it.

# %%
history = [
    ("the train is late again and nobody says why #train", 0),
    ("the oysters were bad and now i am sick", 0),
    ("worst coffee i ever paid for #coffee", 0),
    ("sick of waiting for the band, the sound was bad", 0),
    ("lovely staff and great coffee this morning #coffee", 1),
    ("what a great gig last night, i love this band #gig", 1),
    ("the driver said hello and the train was early, love it", 1),
    ("great sound and a lovely crowd #gig", 1),
    ("the shop opens at nine on sunday", 2),
    ("the train to leeds leaves from platform four #train", 2),
    ("doors open at seven and the band starts at eight #gig", 2),
    ("tickets for the gig are sold at the shop", 2),
]
history_tweets = [tweet for tweet, _ in history]
history_labels = [label for _, label in history]

vectorizer = fit_vectorizer(history_tweets)
table = term_frequency_table(vectorizer, ["Great band, GREAT sound!", "sick as a parrot"])
display(table[["band", "great", "sick", "sound"]])

# %% [markdown]
# # Part 2. Streams and state
#
# ## 2.1 One program, one SparkContext
#
# A Spark program has a **driver**, the process you are typing into, and **workers**, which compute. The
# `SparkContext` is the driver's connection to them. With the master `local[2]` the workers are two threads on this
# machine, and that is the least that will do: a stream that listens to a network connection keeps one of them busy
# all the time.
#
# `SparkContext.getOrCreate` gives the context that is there, or makes one: there can be only one at a time in a
# process. Making one takes a few seconds, and what Spark prints meanwhile, in alarming red, means no harm.

# %%
import os
import sys
import warnings

os.environ["PYSPARK_PYTHON"] = sys.executable  # or the workers take whatever `python3` is on the path
warnings.filterwarnings("ignore", message="DStream is deprecated")  # see the end of the chapter

conf = (
    SparkConf()
    .setMaster("local[2]")
    .setAppName("tweets")
    .set("spark.driver.host", "localhost")
    .set("spark.ui.enabled", "false")
    .set("spark.ui.showConsoleProgress", "false")
    .set("spark.sql.shuffle.partitions", "2")
)
sc = SparkContext.getOrCreate(conf)
sc.setLogLevel("ERROR")

# %% [markdown]
# Spark's data are **RDDs** (*resilient distributed datasets*): collections, cut into partitions that are spread over
# the workers. **Transformations** such as `map`, `flatMap` and `filter` describe a new RDD and compute nothing yet.
# **Actions** such as `collect` or `countByValue` make Spark do the work, and bring the answer to the driver.

# %%
words = sc.parallelize(openings).flatMap(lambda opening: opening.split())
long_words = words.filter(lambda word: len(word) > 6)
print(long_words)
print(long_words.collect())

# %% [markdown]
# A function given to a transformation runs on the workers, so Spark packs it up (*pickles* it) with everything it
# refers to, and sends it there. Numbers, strings, lists and other functions travel well. A context does not: never
# refer to `sc` inside such a function.

# %% [markdown]
# **Stop and think.** On the driver there is a list, `seen = []`. What is in it after `words.foreach(lambda word:
# seen.append(word))`?
#
# <details><summary>Answer</summary>
#
# Nothing. The list was pickled along with the function, and each worker appended to a copy of its own, which is gone
# now. What is to come back to the driver has to come as the result of an action, as with `collect`.
#
# </details>

# %% [markdown]
# ## 2.2 A stream is a series of RDDs
#
# Data that keeps arriving never fits in one RDD. Spark Streaming cuts time into equal intervals, say of one second,
# and collects what arrives in each interval into a **batch**. Each batch is an RDD like any other. The endless series
# of them is a **DStream** (*discretized stream*). A transformation of a DStream is applied to each of its RDDs:
#
# <div align="center">
# <img width="680" alt="Time runs from left to right, in seconds. Each second has one RDD of the stream of lines; that
# of second 3 is empty. An arrow, flatMap, leads from each RDD of lines down to an RDD of the stream of words."
# src="data:image/svg+xml,
# <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 680 226' font-family='sans-serif' font-size='13'>
# <rect width='680' height='226' rx='8' fill='white'/>
# <g fill='aliceblue' stroke='steelblue'>
# <rect x='92' y='20' width='124' height='52' rx='6'/>
# <rect x='236' y='20' width='124' height='52' rx='6'/>
# <rect x='380' y='20' width='124' height='52' rx='6' stroke-dasharray='4 3'/>
# <rect x='524' y='20' width='124' height='52' rx='6'/></g>
# <g fill='oldlace' stroke='darkorange'>
# <rect x='92' y='122' width='124' height='52' rx='6'/>
# <rect x='236' y='122' width='124' height='52' rx='6'/>
# <rect x='380' y='122' width='124' height='52' rx='6' stroke-dasharray='4 3'/>
# <rect x='524' y='122' width='124' height='52' rx='6'/></g>
# <g fill='white' stroke='darkorange' stroke-width='0.7'>
# <rect x='99' y='127' width='52' height='19' rx='9'/><rect x='157' y='127' width='52' height='19' rx='9'/>
# <rect x='99' y='150' width='52' height='19' rx='9'/><rect x='157' y='150' width='52' height='19' rx='9'/>
# <rect x='241' y='138' width='55' height='19' rx='9'/><rect x='300' y='138' width='55' height='19' rx='9'/>
# <rect x='531' y='138' width='52' height='19' rx='9'/><rect x='589' y='138' width='52' height='19' rx='9'/></g>
# <g font-weight='bold' text-anchor='end'>
# <text x='78' y='50' fill='steelblue'>lines</text>
# <text x='78' y='152' fill='darkorange'>words</text></g>
# <g text-anchor='middle' font-family='monospace' font-size='12' fill='black'>
# <text x='154' y='43'>late again</text><text x='154' y='60'>great gig</text>
# <text x='298' y='51'>lovely coffee</text>
# <text x='442' y='51' fill='gray'>(empty)</text>
# <text x='586' y='51'>late train</text>
# <text x='125' y='141'>late</text><text x='183' y='141'>again</text>
# <text x='125' y='164'>great</text><text x='183' y='164'>gig</text>
# <text x='268' y='152'>lovely</text><text x='327' y='152'>coffee</text>
# <text x='442' y='152' fill='gray'>(empty)</text>
# <text x='557' y='152'>late</text><text x='615' y='152'>train</text></g>
# <g stroke='gray' stroke-width='1.5' fill='none'>
# <path d='M154 76 V116 M149 109 L154 117 L159 109'/><path d='M298 76 V116 M293 109 L298 117 L303 109'/>
# <path d='M442 76 V116 M437 109 L442 117 L447 109'/><path d='M586 76 V116 M581 109 L586 117 L591 109'/>
# <path d='M92 192 H660 M652 187 L661 192 L652 197'/></g>
# <g font-size='12' fill='dimgray'>
# <text x='162' y='101'>flatMap</text><text x='306' y='101'>flatMap</text>
# <text x='450' y='101'>flatMap</text><text x='594' y='101'>flatMap</text>
# <g text-anchor='middle'><text x='154' y='212'>second 1</text><text x='298' y='212'>second 2</text>
# <text x='442' y='212'>second 3</text><text x='586' y='212'>second 4</text></g>
# <text x='78' y='196' text-anchor='end'>time</text></g>
# </svg>">
# </div>

# %% [markdown]
# A `StreamingContext` is the clock that does this. Its life has five steps. The source here is the handiest there is:
# `queueStream` takes a list of batches, and lets one go in each interval.

# %%
ssc = StreamingContext(sc, 1)  # 1. create it: a batch every second
lines = ssc.queueStream([["late again", "great gig"], ["lovely coffee"], [], ["late train"]])
lines.flatMap(lambda line: line.upper().split()).pprint()  # 2. describe what is to happen to each batch
ssc.start()  # 3. start
ssc.awaitTerminationOrTimeout(4.5)  # 4. wait
ssc.stop(stopSparkContext=False)  # 5. stop


# %% [markdown]
# `pprint` is an **output operation**, as are `foreachRDD` and the `saveAs...` family. Transformations are as lazy as
# ever; a stream that leads to no output operation is never computed, and a context without any refuses to start.
#
# The life of a `StreamingContext` has rules:
#
# 1. Once it has started, nothing can be added to it.
# 2. Only one can be active in a process (in its Java virtual machine, to be exact).
# 3. Once it has stopped, it cannot be started again.
# 4. `stop()` stops the `SparkContext` too, unless you say `stop(stopSparkContext=False)`.
# 5. A `SparkContext` that was left running serves as many streaming contexts as you like, one after the other.

# %% [markdown]
# **A detour.**
# Rules are best learned by breaking them:

# %%
def attempt(what, action):
    """Do something, and print whether Spark let us."""
    try:
        action()
        print(f"{what}: yes")
    except Exception as error:
        print(f"{what}: NO, {str(error).partition('Exception: ')[2].splitlines()[0].split('. ')[0]}")


def with_an_output(ssc):
    """Give a context the least that it needs to start."""
    ssc.queueStream([["hello"]]).foreachRDD(lambda rdd: None)
    return ssc


first = with_an_output(StreamingContext(sc, 1))
second = with_an_output(StreamingContext(sc, 1))
attempt("start the first", first.start)
attempt("add to it while it runs", lambda: with_an_output(first))
attempt("start a second at the same time", second.start)
attempt("stop the first", lambda: first.stop(stopSparkContext=False))
attempt("start the first again", first.start)
attempt("start the second now", second.start)
second.stop(stopSparkContext=False)
attempt("go on with the SparkContext", lambda: sc.parallelize(openings).count())

# %% [markdown]
# **Stop and think.** You end a stream with `ssc.stop()`. Then you want it to go on. Why does `ssc.start()` fail, and
# why does `StreamingContext(sc, 1)` fail, too?
#
# <details><summary>Answer</summary>
#
# A context that has stopped cannot start again (rule 3): going on takes a new one, and the stream has to be described
# to it anew. But the new one needs a running `SparkContext`, and `stop()` has stopped that as well (rule 4). It
# should have been `ssc.stop(stopSparkContext=False)`.
#
# </details>

# %% [markdown]
# **A detour.**
# From here on, two small helpers take care of starting and stopping, so that each cell shows only what is new. `run`
# lets a context work until something has happened; `watch` prints the first batches of a stream. And where it makes
# no difference, batches last half a second, so that you need not wait so long.

# %%
from time import monotonic


def run(ssc, until, feed=None, patience=60):
    """Start `ssc`, call `feed`, wait until `until()` is true (at most `patience` seconds), and stop."""
    ssc.start()
    try:
        if feed:
            feed()
        deadline = monotonic() + patience
        while not until() and monotonic() < deadline:
            ssc.awaitTerminationOrTimeout(0.1)
    finally:
        ssc.stop(stopSparkContext=False)


def watch(ssc, stream, count, name="batch"):
    """Print the first `count` batches of `stream`, each sorted, as Spark promises no order."""
    batches = []
    stream.foreachRDD(lambda rdd: batches.append(sorted(rdd.collect())))
    run(ssc, until=lambda: len(batches) >= count)
    for number, batch in enumerate(batches[:count], 1):
        print(f"{name} {number}: {batch}")


# %% [markdown]
# ## 2.3 Where lines come from
#
# Real streams come from outside. Two sources are built into every `StreamingContext`:
#
# - **A watched directory.** Every file that *appears* in it is read once, line by line. Write the file somewhere else
#   and move it into place, for Spark may read it the moment it is there. What was there before the start is not read.
# - **A socket.** Spark connects to a TCP server, and every line that the server sends belongs to the batch of the
#   moment. The part of Spark that listens is called a *receiver*. When the stream stops, Spark logs `Deregistered
#   receiver ... Stopped by driver` as an error; that is how it says goodbye.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_lines_from_directory", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `lines_from_directory(ssc, directory)`
#
# Give back a DStream of the lines of all text files that appear in a directory after the start.
#
# - `ssc` is a `StreamingContext` that has not started. Do not start it: that is for the caller.
# - `directory` is the path of the directory, a string.
# - The lines come unchanged: blank ones too, and with the spaces that they begin or end with.

# %% nbgrader={"grade": false, "grade_id": "lines_from_directory", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lines_from_directory(ssc: StreamingContext, directory: str) -> DStream:
    """Watch a directory.

    In: a streaming context that has not started; the path of a directory.
    Out: a DStream of the lines, unchanged, of the files that appear there after the start.
    """
    raise NotImplementedError("lines_from_directory is not written yet")


# %%
import tempfile
from pathlib import Path


def drop_file(directory, name, lines):
    """Write a file elsewhere, then move it into the directory in one step."""
    with tempfile.TemporaryDirectory(dir=Path(directory).parent) as elsewhere:
        written = Path(elsewhere, name)
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.replace(Path(directory, name))


inbox = tempfile.mkdtemp()
drop_file(inbox, "too_early.txt", ["I was here before the start"])
ssc = StreamingContext(sc, 0.5)
seen = []
lines = lines_from_directory(ssc, inbox)
lines.foreachRDD(lambda rdd: seen.extend(rdd.collect()))
run(ssc, feed=lambda: drop_file(inbox, "openings.txt", openings), until=lambda: len(seen) == 2)
print(*seen, sep="\n")


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_lines_from_socket", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `lines_from_socket(ssc, host, port)`
#
# Give back a DStream of the lines that a TCP server sends.
#
# - `ssc` is a `StreamingContext` that has not started; leave it so.
# - `host` is a string and `port` an integer: connect to that host, which need not be this machine.
# - The lines come unchanged.

# %% nbgrader={"grade": false, "grade_id": "lines_from_socket", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lines_from_socket(ssc: StreamingContext, host: str, port: int) -> DStream:
    """Listen to a TCP server.

    In: a streaming context that has not started; the server's host and port.
    Out: a DStream of the lines, unchanged, that the server sends.
    """
    raise NotImplementedError("lines_from_socket is not written yet")


# %%
import socket
import threading
from time import sleep


def serve(lines, pause=0.1):
    """Start a TCP server on this machine that sends `lines` to whoever connects. Returns its port."""
    server = socket.create_server(("127.0.0.1", 0))

    def talk():
        connection, _ = server.accept()
        with server, connection:
            for line in lines:
                connection.sendall(f"{line}\n".encode())
                sleep(pause)
            connection.recv(1)  # stay until the other side goes: Spark would try to connect again

    threading.Thread(target=talk, daemon=True).start()
    return server.getsockname()[1]


ssc = StreamingContext(sc, 0.5)
seen = []
lines = lines_from_socket(ssc, "127.0.0.1", serve(history_tweets))
lines.foreachRDD(lambda rdd: seen.extend(rdd.collect()))
run(ssc, until=lambda: len(seen) == len(history_tweets))
print(len(seen), "tweets came in, the first:", seen[0])

# %% [markdown]
# ## 2.4 Each batch on its own
#
# The simplest streams forget. What happens to a batch depends on that batch alone. Counting words takes three steps,
# which are the same for a stream as for a single RDD: cut lines into words, make each word a pair `(word, 1)`, and
# add up the ones of equal words with `reduceByKey`.

# %%
pairs = sc.parallelize([("coffee", 1), ("train", 1), ("coffee", 1)])
print(pairs.reduceByKey(lambda left, right: left + right).collect())


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_count_words", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `count_words(lines)`
#
# Count the words of each batch.
#
# - `lines` is a DStream of strings.
# - Give back a DStream of pairs `(word, count)`: in each batch, each word of that batch once, with the number of
#   times that it occurs in that batch. What came in other batches does not matter.
# - A word is what `str.split()` gives: no empty words, whatever the white space. Case is kept.

# %% nbgrader={"grade": false, "grade_id": "count_words", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_words(lines: DStream) -> DStream:
    """Count the words of each batch on its own.

    In: a DStream of lines.
    Out: a DStream of (word, count), each word of the batch once.
    """
    raise NotImplementedError("count_words is not written yet")


# %%
ssc = StreamingContext(sc, 0.5)
lines = ssc.queueStream([["late again", "late  train"], [], ["Late again"]])
watch(ssc, count_words(lines), 3)

# %% [markdown]
# ## 2.5 A stream with a memory
#
# "How often has each word occurred *since the start*?" needs **state**: something per word that lives on from batch
# to batch. `updateStateByKey(update)` keeps it. In each batch, Spark calls
#
# `update(new_values, last_state)`
#
# for each key, with the list of the key's values in this batch and the state that the last batch left (`None` for a
# key that has none). What the function returns is the key's new state. Two things surprise most people:
#
# - It is called for **every key that has a state**, also when the batch holds nothing of that key. Then `new_values`
#   is `[]`.
# - Returning `None` makes Spark **forget the key**. Returning 0 does not.

# %% [markdown]
# Here a state remembers the longest tweet of each label so far:

# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
lengths = ssc.queueStream([[("Negative", 48), ("Positive", 31)], [("Negative", 12)], [("Positive", 50)]])
watch(ssc, lengths.updateStateByKey(lambda new_values, longest: max([longest or 0, *new_values])), 3)


# %% [markdown]
# State grows out of all the batches before it. Lest Spark should have to go through all of history after a failure,
# it saves the state from time to time, in a **checkpoint directory** on a reliable disk. A stateful stream does not
# start without one; setting it is for the caller, as in the cell above. With a checkpoint directory, Spark also saves
# a description of the stream itself, all its functions included. So again: functions that you hand to a stream must
# not refer to `sc` or `ssc`.

# %% [markdown]
# **Stop and think.** An update function begins with `if new_values:` and computes the new state under it. There is no
# `else`. What becomes of a key in its first batch without values, and when it comes back later?
#
# <details><summary>Answer</summary>
#
# Spark calls the function for the quiet key too. Nothing is returned, which in Python is `None`, so the key is
# forgotten and is missing from that batch's result. When it comes back, `last_state` is `None`, as for a key that was
# never there, and its count begins anew.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_count", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `update_count(new_values, last_count)`
#
# The running total of one word.
#
# - `new_values` is a list of integers, perhaps empty; they may be zero or negative. `last_count` is the total so far,
#   or `None` the first time.
# - Give back the new total, exactly an `int`; never `None`, also when it is 0.
# - The function is *pure*: it changes neither of its arguments, remembers nothing, and gives the same answer to the
#   same question.

# %% nbgrader={"grade": false, "grade_id": "update_count", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update_count(new_values: list[int], last_count: int | None) -> int:
    """Add a batch to a running total.

    In: the new values, perhaps none; the total before them, None the first time.
    Out: the total after them, an int.
    """
    raise NotImplementedError("update_count is not written yet")


# %%
print(update_count([1, 1, 1], None), update_count([], 3), update_count([2, -5], 3))


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_running_word_counts", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `running_word_counts(lines, initial_rdd=None)`
#
# Count words from the start of the stream, with `updateStateByKey`.
#
# - `lines` is a DStream of strings.
# - `initial_rdd`, if there is one, is an RDD of pairs `(word, count)`, with each word once: the counts to start from,
#   say yesterday's. Words of it that never occur in the stream are in the result too.
# - Give back a DStream of pairs `(word, count)`: in each batch, every word so far with its total so far. A word that
#   is quiet in a batch keeps its count, and a batch without lines changes nothing.
# - The caller sets the checkpoint directory.

# %% nbgrader={"grade": false, "grade_id": "running_word_counts", "locked": false, "schema_version": 3, "solution": true, "task": false}
def running_word_counts(lines: DStream, initial_rdd: RDD | None = None) -> DStream:
    """Count the words of all batches so far.

    In: a DStream of lines; an RDD of (word, count) to start from, or None.
    Out: a DStream of (word, count), in each batch every word so far with its total so far.
    """
    raise NotImplementedError("running_word_counts is not written yet")


# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
lines = ssc.queueStream([["late again", "late train"], [], ["again and again"]])
yesterday = sc.parallelize([("late", 100), ("coffee", 7)])
watch(ssc, running_word_counts(lines, yesterday), 3)


# %% [markdown]
# ## 2.6 A memory that forgets
#
# A running count only ever grows: after a year it holds every typing error of the year. A list of *trending* words
# should drop what nobody mentions any more. The update function is the place for that: let the state tell how long a
# word has been quiet, and return `None` when that is too long.

# %% [markdown]
# **Stop and think.** A running count has met 50,000 different words. The next batch holds a single tweet, of ten
# words that are all known. How often does Spark call the update function for this batch?
#
# <details><summary>Answer</summary>
#
# 50,000 times: once for each key that has a state, and not once for each word that came. The work of a batch grows
# with the state and not with the batch, which is one more reason to forget.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_trending", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `update_trending(new_values, state)`
#
# The running total of a word, with a memory that fades.
#
# - `new_values` is a list of integers, as in `update_count`.
# - `state` is `None` the first time, and afterwards a tuple of two ints, `(total, idle_batches)`: the total so far,
#   and how many batches in a row have brought nothing.
# - A batch **with values**, even if they are all zeros, adds them to the total and sets `idle_batches` to 0.
# - A batch **without values** leaves the total alone and adds 1 to `idle_batches`. When that would make it 3, give
#   back `None` instead, and the word is forgotten. Should it return later, it starts anew.
# - Give back the new state, a tuple of two ints, or `None`. The function is pure. It is never called with `([],
#   None)`.

# %% nbgrader={"grade": false, "grade_id": "update_trending", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update_trending(new_values: list[int], state: tuple[int, int] | None) -> tuple[int, int] | None:
    """Add a batch to a running total that is forgotten when it has been idle for three batches.

    In: the new values, perhaps none; the state (total, idle_batches) before them, None the first time.
    Out: the state after them, or None to forget it.
    """
    raise NotImplementedError("update_trending is not written yet")


# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
mentions = ssc.queueStream([[("#gig", 2)], [("#train", 1)], [("#train", 1)], [("#train", 1)]])
watch(ssc, mentions.updateStateByKey(update_trending), 4)

# %% [markdown]
# ## 2.7 A window on the stream
#
# "Which hashtags were used in the last hour?" asks neither for one batch nor for all of them, but for the batches in
# a **window** that slides along. A window has a length, and a slide: how far it moves each time. Here the window is
# three batches long and slides by two; there is one result per slide.
#
# <div align="center">
# <img width="560" alt="Six batches in a row. A window that is three batches long gives a result at batches 2, 4 and 6:
# the first covers batches 1 and 2, the second batches 2 to 4, the third batches 4 to 6."
# src="data:image/svg+xml,
# <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 560 172' font-family='sans-serif' font-size='13'>
# <rect width='560' height='172' rx='8' fill='white'/>
# <g fill='aliceblue' stroke='steelblue'>
# <rect x='100' y='16' width='66' height='34' rx='5'/><rect x='174' y='16' width='66' height='34' rx='5'/>
# <rect x='248' y='16' width='66' height='34' rx='5'/><rect x='322' y='16' width='66' height='34' rx='5'/>
# <rect x='396' y='16' width='66' height='34' rx='5'/><rect x='470' y='16' width='66' height='34' rx='5'/></g>
# <g text-anchor='middle' fill='black'>
# <text x='133' y='38'>1</text><text x='207' y='38'>2</text><text x='281' y='38'>3</text>
# <text x='355' y='38'>4</text><text x='429' y='38'>5</text><text x='503' y='38'>6</text></g>
# <g fill='oldlace' stroke='darkorange'>
# <rect x='100' y='64' width='140' height='24' rx='5'/>
# <rect x='174' y='98' width='214' height='24' rx='5'/>
# <rect x='322' y='132' width='214' height='24' rx='5'/></g>
# <g text-anchor='middle' font-size='12' fill='black'>
# <text x='170' y='80'>result at 2</text><text x='281' y='114'>result at 4</text>
# <text x='429' y='148'>result at 6</text></g>
# <g font-weight='bold' text-anchor='end'>
# <text x='88' y='38' fill='steelblue'>batches</text><text x='88' y='80' fill='darkorange'>windows</text></g>
# </svg>">
# </div>
#
# `window(length, slide)` turns a stream into one whose RDDs hold whole windows; `reduceByKeyAndWindow` adds up a
# window's values by key. The latter has a fast form, in which an inverse function takes away what has left the
# window. Mind that in that form a key whose count has gone down to 0 lingers on, unless you filter it out.

# %%
ssc = StreamingContext(sc, 1)
numbers = ssc.queueStream([["one"], ["two"], ["three"], ["four"]])
watch(ssc, numbers.window(3, 2), 2, name="window")


# %% [markdown]
# **Stop and think.** In the picture, the window is three batches long and slides by two. In how many results does
# each batch count? With which slide would each batch count exactly once?
#
# <details><summary>Answer</summary>
#
# The even batches count twice (batch 2 in the results at 2 and at 4), the odd ones once. With a slide as long as the
# window each batch counts once. With a longer slide some would never count.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_hashtag_counts", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `hashtag_counts(lines, window, slide)`
#
# Count the hashtags in a sliding window.
#
# - `lines` is a DStream of strings. `window` and `slide` are in seconds, and multiples of the batch interval.
# - A hashtag is a word that starts with `#`; a bare `#` is one too. `(#gig)` is not: it starts with a bracket.
# - Give back a DStream of pairs `(hashtag, count)` with one result per slide: each hashtag in the batches of the
#   window, once, with the number of times that it occurs in them.
# - A hashtag that is not in the window (any more) is not in the result, not even with count 0.

# %% nbgrader={"grade": false, "grade_id": "hashtag_counts", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hashtag_counts(lines: DStream, window: int, slide: int) -> DStream:
    """Count the hashtags in a sliding window.

    In: a DStream of lines; the window's length and slide in seconds, multiples of the batch interval.
    Out: a DStream of (hashtag, count), one RDD per slide, each hashtag in the window once.
    """
    raise NotImplementedError("hashtag_counts is not written yet")


# %%
ssc = StreamingContext(sc, 1)
lines = ssc.queueStream([["#gig tonight", "great #gig"], ["the #gig is on"], [], []])
watch(ssc, hashtag_counts(lines, 2, 1), 4, name="window")


# %% [markdown]
# ## 2.8 Tweets as they come
#
# **A detour.**
# Everything so far was over before it had begun. To see a stream that goes on, type `make demo` in a terminal, in the
# folder of this notebook: it plays tweets as if they were written now, and sends them to whoever listens. Then run, in a
# cell of your own,
#
# ```python
# ssc = StreamingContext(sc, 2)
# lines = lines_from_socket(ssc, "localhost", 9999)
# hashtag_counts(lines, 20, 4).pprint()
# ssc.start()
# ssc.awaitTerminationOrTimeout(30)
# ssc.stop(stopSparkContext=False)
# ```

# %% [markdown]
# # Part 3. The bridge to SQL
#
# ## 3.1 One session, asked for again and again
#
# The company's analysts speak SQL. Spark does too, through a `SparkSession`, which is built on the `SparkContext` and
# holds the tables and views that queries can name.
#
# In a stream the session has to be asked for in each batch, and the answer has to be right each time:
#
# - It should be the **same object** every time. A new session per batch costs time, and does not see the others'
#   views.
# - It should be **alive**. When its `SparkContext` has been stopped and another one was started, a session that
#   somebody put aside is of no use.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_get_spark_session", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `get_spark_session(spark_conf)`
#
# Give back the program's one `SparkSession`.
#
# - `spark_conf` is a `SparkConf`, in an object of its own perhaps each time. A `SparkContext` is running, as always.
# - The session is made when the function is first called, not before. From then on the function gives back the very
#   same object.
# - After the `SparkContext` was stopped and another was started (perhaps with the same `SparkConf` object), it gives
#   a session that works with the new one, and keeps to that.
# - This is one of the exercises that may keep something between calls: the session.

# %% nbgrader={"grade": false, "grade_id": "get_spark_session", "locked": false, "schema_version": 3, "solution": true, "task": false}
def get_spark_session(spark_conf: SparkConf) -> SparkSession:
    """Find the one live session, or make it.

    In: a SparkConf, for the case that the session has to be made.
    Out: a live SparkSession, the same object as long as its SparkContext lives.
    """
    raise NotImplementedError("get_spark_session is not written yet")


# %%
before = get_spark_session(conf)
print("the same object:", get_spark_session(conf) is before)

sc.stop()
sc = SparkContext.getOrCreate(conf)
sc.setLogLevel("ERROR")

after = get_spark_session(conf)
print("another one after a restart:", after is not before)
print("and alive:", after.sql("SELECT 40 + 2 AS answer").collect())

# %% [markdown]
# ## 3.2 Rows, DataFrames, views
#
# A `Row` is a tuple whose fields have names. A `DataFrame` is a table of rows, with columns of known types. Register
# a `DataFrame` as a **temporary view**, and SQL can call it by that name.

# %%
spark = get_spark_session(conf)
books = spark.createDataFrame(
    [
        Row(title="A Tale of Two Cities", year=1859),
        Row(title="Moby-Dick", year=1851),
        Row(title="Emma", year=1815),
    ]
)
books.createOrReplaceTempView("books")
print(spark.sql("SELECT title FROM books WHERE year > 1850 ORDER BY year").collect())

# %% [markdown]
# A `DataFrame` can be made of an RDD as well. Two things to know:
#
# - Each element has to be a row (or a tuple). Of bare strings Spark cannot make columns.
# - Without a schema, Spark looks at the first element to learn the columns' names and types. An empty RDD has no
#   first element. A schema such as `"title string, year int"` spares Spark the look.
#
# And one about safety: never build a query out of the data, as in `f"... WHERE word = '{word}'"`. Tweets hold quotes,
# and worse. Put the data in a view and let the query name the view.

# %%
nothing = spark.createDataFrame(sc.emptyRDD(), "title string, year int")
print(nothing.columns, nothing.count())


# %% [markdown]
# **Stop and think.** Each batch calls `createOrReplaceTempView("words")` on its own rows. After ten batches, what
# does `SELECT count(*) FROM words` count?
#
# <details><summary>Answer</summary>
#
# The rows of the tenth batch. A view is a name for a `DataFrame` and holds no rows itself. The tenth batch gave the
# name to its own `DataFrame`; nothing was added to what the name meant before.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_count_words_sql", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `count_words_sql(time, rdd)`
#
# Count the words of one batch in SQL.
#
# - `time` is the time of the batch, and you need not use it. `rdd` is an RDD of lines.
# - Ask `get_spark_session` for the session; `rdd.context.getConf()` has the `SparkConf` to ask with.
# - Register the temporary view `words` in that session. It has one column, `word`, and one row for each occurrence of
#   a word in the batch. It **replaces** the view of the batch before.
# - Count it with a SQL query, and give back a `DataFrame` with the columns `word` and `total`: each word once.
# - When the batch holds no word (no lines, only blank lines, or an RDD without partitions), give back `None`. That is
#   no error, and nothing of an earlier batch may come back.
# - A word with quotes, backslashes or semicolons is a word like any other.

# %% nbgrader={"grade": false, "grade_id": "count_words_sql", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_words_sql(time: datetime, rdd: RDD) -> DataFrame | None:
    """Count the words of one batch in SQL.

    In: the time of the batch; an RDD of lines.
    Out: a DataFrame (word, total) over the view `words`, or None if the batch holds no word.
    """
    raise NotImplementedError("count_words_sql is not written yet")


# %%
now = datetime.now()
count_words_sql(now, sc.parallelize(["late again", "late train"])).show()
print(count_words_sql(now, sc.parallelize(["", "  "])), count_words_sql(now, sc.emptyRDD()))

# %% [markdown]
# ## 3.3 `foreachRDD`, where the stream meets the rest of the world
#
# `foreachRDD(function)` is the output operation for everything that Spark has no output operation for. Spark calls
# the function **on the driver**, once per batch, with the batch's RDD. What you do to the RDD in there runs on the
# workers; all else runs right here, next to your session, your files and your classifier.
#
# - A function with one parameter gets the RDD. A function with two gets the batch's time and the RDD. Spark looks at
#   the *number* of parameters, so `def save(rdd, path="out")` would get the time in place of the RDD.
# - It should return nothing. Spark takes what it returns for an RDD, and fails if it is something else.
# - If it raises an error, that error ends up with whoever waits for the stream. That is as it should be: a bridge
#   that hides its errors loses data in silence.
# - With a checkpoint directory set, Spark pickles the function and all that it refers to. A session cannot be
#   pickled. So ask for it *inside* the function, which is what `get_spark_session` is for.

# %%
ssc = StreamingContext(sc, 0.5)
sizes = []


def note_size(time, rdd):
    sizes.append((type(time).__name__, rdd.count()))


ssc.queueStream([["late again", "great gig"], ["lovely coffee"], []]).foreachRDD(note_size)
run(ssc, until=lambda: len(sizes) >= 3)
print(sizes[:3])


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_attach_sql_bridge", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `attach_sql_bridge(lines, sink)`
#
# Send the SQL counts of each batch to where they are wanted.
#
# - `lines` is a DStream of strings. `sink` is a function of the caller's that gives back nothing: call it as
#   `sink(time, rows)`, once for each batch that holds words, and not at all for a batch without words.
# - `time` is what `foreachRDD` gives you. `rows` is a list of `Row(word, total)`, the largest total first; words with
#   equal totals in ascending order, by code point, which is the order in which Python sorts strings.
# - An error is not swallowed, be it Spark's or the sink's.
# - It works when the caller has called `ssc.checkpoint`.
# - Give back nothing.

# %% nbgrader={"grade": false, "grade_id": "attach_sql_bridge", "locked": false, "schema_version": 3, "solution": true, "task": false}
def attach_sql_bridge(lines: DStream, sink: Callable[[datetime, list[Row]], None]) -> None:
    """Call `sink(time, rows)` for each batch with words.

    In: a DStream of lines; a function that takes the time of a batch and a list of Row(word, total),
    the largest total first, equal totals by word.
    Out: nothing.
    """

    raise NotImplementedError("attach_sql_bridge is not written yet")


# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
sent = []
lines = ssc.queueStream([["late again", "late train"], [], ["great gig", "gig'; DROP VIEW words"]])
attach_sql_bridge(lines, lambda time, rows: sent.append(rows))
run(ssc, until=lambda: len(sent) == 2)
for rows in sent:
    print([(row.word, row.total) for row in rows])

# %% [markdown]
# # Part 4. The classifier that keeps learning
#
# ## 4.1 What it knows today
#
# Here is the company's classifier: a naive Bayes model, trained on the historical tweets. For each class it keeps how
# often each term occurred, and it picks the class under which the terms of a tweet are the most likely.

# %%
classifier = MultinomialNB().fit(vectorize(vectorizer, history_tweets), history_labels)
print(classifier.classes_, classifier.class_count_)


# %% [markdown] nbgrader={"grade": false, "grade_id": "about_predict", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `predict(classifier, vectorizer, tweets)`
#
# Give the label of each tweet.
#
# - `classifier` is any scikit-learn classifier that was fitted to rows of `vectorize`. All that you may count on is
#   its `predict`: it need not have `predict_proba`.
# - `tweets` is a list of strings, perhaps empty.
# - Give back a one-dimensional numpy array of integers: the labels of the tweets, in order. `[]` gives an empty one.
# - Labels, not column numbers: a classifier may know only the labels 0 and 2.

# %% nbgrader={"grade": false, "grade_id": "predict", "locked": false, "schema_version": 3, "solution": true, "task": false}
def predict(classifier: ClassifierMixin, vectorizer: CountVectorizer, tweets: list[str]) -> np.ndarray:
    """Give each tweet its label.

    In: a fitted classifier; a fitted vectorizer; a list of tweets, perhaps empty.
    Out: a one-dimensional array of integers, a label per tweet.
    """
    raise NotImplementedError("predict is not written yet")


# %%
names = ["Negative", "Positive", "Neutral"]
new_tweets = ["great gig, lovely sound", "bad coffee again", "the gig starts at nine", "that band was sick"]
for tweet, label in zip(new_tweets, predict(classifier, vectorizer, new_tweets), strict=True):
    print(f"{names[label]:9} {tweet}")

# %% [markdown]
# Look at the last one. In the historical tweets people were sick of waiting, or sick from oysters. Those who tweet
# about concerts today mean it as praise. The classifier has to learn that, without forgetting the rest.

# %% [markdown]
# ## 4.2 Learning a little more
#
# In scikit-learn, `fit` starts from nothing: what the classifier knew is gone. **`partial_fit`** takes it from where
# it is. Not all classifiers have it; naive Bayes and linear models do.
#
# A first batch may well hold no Neutral tweet. So `partial_fit` wants to be told, the first time at least, which
# classes there can ever be: `classes=[0, 1, 2]`. A classifier that was told only of the labels it saw first would
# have no place for the others.

# %%
doubter = MultinomialNB()
doubter.partial_fit(vectorize(vectorizer, ["great gig"]), [1], classes=[0, 1, 2])
doubter.partial_fit(vectorize(vectorizer, ["bad coffee", "late again"]), [0, 0], classes=[0, 1, 2])
print(doubter.classes_, doubter.class_count_)


# %% [markdown]
# Mind what does *not* change. The vocabulary was fixed when the vectorizer was fitted. A term that has no column
# stays unseen, whatever the classifier learns, because a vectorizer that was fitted again would hand out other
# columns.

# %% [markdown]
# **Stop and think.** After a failure the same batch is sent again, and `partial_fit` gets it twice. Does the second
# time change naive Bayes, which has seen all of it before?
#
# <details><summary>Answer</summary>
#
# Yes. It counts, and each of these tweets now counts double, in the terms as well as in the classes. `partial_fit`
# cannot know that it had the batch already. Whoever sends it has to take care of that.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_classifier", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `update_classifier(classifier, vectorizer, tweets, labels)`
#
# Let the classifier learn from one batch.
#
# - `classifier` is a scikit-learn classifier with `partial_fit`: one that was never fitted, or one that knows the
#   three classes.
# - `tweets` and `labels` are lists of the same length, perhaps empty; the i-th label belongs to the i-th tweet.
# - Call `partial_fit` **once**, on the whole batch, with all three classes and without weights.
# - The classifier changes in place. Give back that same object.
# - An empty batch changes nothing, and is no error.

# %% nbgrader={"grade": false, "grade_id": "update_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def update_classifier(
    classifier: ClassifierMixin, vectorizer: CountVectorizer, tweets: list[str], labels: list[int]
) -> ClassifierMixin:
    """Learn from one batch of labelled tweets.

    In: a classifier with `partial_fit`, fitted or not; a fitted vectorizer; tweets and their labels,
    perhaps none.
    Out: the same classifier, which has learned from them.
    """
    raise NotImplementedError("update_classifier is not written yet")


# %%
pupil = MultinomialNB().fit(vectorize(vectorizer, history_tweets), history_labels)
print("before:", names[predict(pupil, vectorizer, ["that band was sick"])[0]])
praise = ["this band is sick, love it", "sick gig", "sick sound last night"]
update_classifier(pupil, vectorizer, praise, [1, 1, 1])
print("after: ", names[predict(pupil, vectorizer, ["that band was sick"])[0]])

# %% [markdown]
# ## 4.3 How good is it?
#
# **Accuracy** is the fraction of tweets that got the right label. It flatters: when eight tweets out of ten are
# Neutral, a classifier that says "Neutral" to everything is right 80 % of the time, and worthless.
#
# The **confusion matrix** tells more. Its rows are the true labels, its columns the predicted ones; the diagonal is
# what was right.
#
# The **F1 score** of a class weighs two questions equally: of the tweets that were *given* the label, how many
# deserved it (precision), and of those that *deserved* it, how many were given it (recall)? F1 is their harmonic
# mean, which is `2 * hits / (given + deserved)`. **Macro F1** is the plain mean over the three classes, so that a
# rare class counts as much as a common one.

# %%
truth = [2, 2, 2, 2, 2, 2, 2, 2, 0, 1]
always_neutral = [2] * 10
for label, name in enumerate(names):
    hits = sum(t == p == label for t, p in zip(truth, always_neutral, strict=True))
    print(f"{name:9} F1 = {2 * hits / (truth.count(label) + always_neutral.count(label)):.2f}")


# %% [markdown]
# **Stop and think.** A classifier never says Positive. Can its accuracy be 0.95? How high can its macro F1 be?
#
# <details><summary>Answer</summary>
#
# Yes: one tweet in twenty may be Positive and all others right. The F1 score of Positive is 0 all the same, and it
# weighs a third of the mean. So macro F1 is at most 2/3.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_evaluate", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `evaluate(y_true, y_pred)`
#
# Measure predictions against the truth.
#
# - `y_true` and `y_pred` are lists (or arrays) of labels, of the same length, with at least one label.
# - Give back a dictionary with three keys:
#   - `"accuracy"`: a fraction between 0 and 1;
#   - `"macro_f1"`: the mean of the F1 scores of **all three** classes; a class that is neither in `y_true` nor in
#     `y_pred` counts 0;
#   - `"confusion_matrix"`: always three rows of three integers, also when a class is absent. Row = true label, column
#     = predicted label.

# %% nbgrader={"grade": false, "grade_id": "evaluate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def evaluate(y_true: list[int], y_pred: list[int]) -> dict:
    """Measure predictions against the truth.

    In: the true and the predicted labels, at least one of each.
    Out: {"accuracy": fraction, "macro_f1": fraction over all three classes,
    "confusion_matrix": 3 x 3 integers, row = true label, column = predicted label}.
    """
    raise NotImplementedError("evaluate is not written yet")


# %%
scores = evaluate(truth, always_neutral)
print(f"accuracy {scores['accuracy']:.2f}, macro F1 {scores['macro_f1']:.2f}")
display(pd.DataFrame(scores["confusion_matrix"], index=[f"is {name}" for name in names], columns=names))


# %% [markdown]
# ## 4.4 Test, then train
#
# In a stream there is no test set put aside. There is something better: every tweet is new when it arrives. So let
# the classifier **predict the batch first**, compare, and **learn from it only then**. This is called *prequential*
# evaluation, or test-then-train. Each tweet serves twice, and none is ever tested after it was learned. The other way
# round, the classifier would be marked on questions whose answers it has just been told.
#
# The classifier lives on the driver, so this belongs into `foreachRDD`. A function given to `map` would run on the
# workers, each of which would teach a *copy* of the classifier and throw it away.

# %% [markdown]
# **Stop and think.** Somebody learns from each batch first and predicts it afterwards. The labels happen to be thrown
# with dice, each of the three as likely as the others. Which accuracy would an honest test show, and which one does
# this one show if the classifier remembers every tweet?
#
# <details><summary>Answer</summary>
#
# An honest test shows about one third, as nothing in a tweet tells what the dice will say. Predicting after learning
# shows nearly 1: the classifier repeats the labels that it was just given. Only the order of the two calls has
# changed.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_attach_classifier", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ### Exercise: `attach_classifier(labelled, classifier, vectorizer, sink)`
#
# Put the classifier on the stream.
#
# - `labelled` is a DStream of pairs `(tweet, label)`. `classifier` is fitted and has `partial_fit`; `vectorizer` is
#   fitted.
# - For each batch that is not empty: predict **all** its tweets with the classifier as it was before this batch; then
#   let it learn from the batch, once, as in `update_classifier`.
# - Call `sink(time, y_true, y_pred)`, which gives back nothing, once for each such batch, at any time after the
#   prediction: `time` as `foreachRDD` gives it, the labels that came with the tweets, and the predicted ones, the
#   i-th of these belonging to the i-th of those.
# - An empty batch does nothing: no prediction, no learning, no sink.
# - The caller's own classifier learns, in place, on the driver. Give back nothing.

# %% nbgrader={"grade": false, "grade_id": "attach_classifier", "locked": false, "schema_version": 3, "solution": true, "task": false}
def attach_classifier(
    labelled: DStream,
    classifier: ClassifierMixin,
    vectorizer: CountVectorizer,
    sink: Callable[[datetime, list[int], np.ndarray], None],
) -> None:
    """Predict each batch, then learn from it, and call `sink(time, y_true, y_pred)`.

    In: a DStream of (tweet, label); a fitted classifier with `partial_fit`; a fitted vectorizer;
    a function that takes the time of a batch, its true labels and its predicted ones.
    Out: nothing.
    """

    raise NotImplementedError("attach_classifier is not written yet")


# %% [markdown]
# Everything comes together. A stream of labelled tweets arrives; the classifier is tested on each batch and learns
# from it, and by the end it has understood what concert-goers mean.

# %%
stream_batches = [
    [("the band was sick last night", 1), ("bad sound again", 0), ("doors open at eight", 2)],
    [("sick gig, sick crowd", 1), ("the train is late", 0)],
    [],
    [("what a sick band", 1), ("the shop opens on sunday", 2)],
    [("this gig was sick #gig", 1), ("sick from the oysters", 0), ("tickets at the shop", 2)],
]
ssc = StreamingContext(sc, 0.5)
tested = []
labelled = ssc.queueStream(stream_batches)
attach_classifier(labelled, classifier, vectorizer, lambda _, y_true, y_pred: tested.append((y_true, y_pred)))
run(ssc, until=lambda: len(tested) == 4)

for y_true, y_pred in tested:
    accuracy = evaluate(y_true, y_pred)["accuracy"]
    print(f"true {y_true}, predicted {[int(label) for label in y_pred]}, accuracy {accuracy:.2f}")
print("that band was sick:", names[predict(classifier, vectorizer, ["that band was sick"])[0]])

# %% [markdown]
# **A detour.**
# With `make demo` in a terminal, the same goes on for as long as you like: port 9998 sends each tweet with its label
# before it, and a tab between them. In a cell of your own:
#
# ```python
# def labelled_tweet(line):
#     label, _, tweet = line.partition("\t")
#     return tweet, int(label)
#
#
# def show(time, y_true, y_pred):
#     print(time, f"{evaluate(y_true, y_pred)['accuracy']:.2f}")
#
#
# ssc = StreamingContext(sc, 2)
# labelled = lines_from_socket(ssc, "localhost", 9998).map(labelled_tweet)
# attach_classifier(labelled, classifier, vectorizer, show)
# ssc.start()
# ssc.awaitTerminationOrTimeout(60)
# ssc.stop(stopSparkContext=False)
# ```

# %% [markdown]
# ## Where to go from here
#
# You have a classifier that learns for as long as tweets keep coming, and is honestly tested on every one of them. Do
# not expect its accuracy to rise in each batch: batches are small, people contradict each other, and a model that
# follows the stream also follows its noise. That is why one keeps measuring.
#
# DStreams are Spark's first streaming engine, and the best one to see what a stream *is*. Its newer engine,
# *Structured Streaming*, hides the batches behind tables that grow, and is where Spark's makers put their work now
# (hence the warning that we silenced). The ideas are those of this chapter: state that outlives a batch, windows,
# checkpoints, and a function called once per batch on the driver.
#
# Last of all, tidy up:

# %%
sc.stop()
