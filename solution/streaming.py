# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Learning from a stream of tweets

# %% [markdown] slideshow={"slide_type": "slide"}
# A company reads what people tweet about trains, concerts and coffee. A classifier sorts every tweet into one of
# three classes: **Negative** (0), **Positive** (1) or **Neutral** (2). It was trained once, on a pile of historical
# tweets that people had labelled by hand.
#
# Since then the world has moved on. New places open, old words take a new meaning, and the classifier grows stale. To
# train it anew, every night, on everything there is, takes long and still comes a day late. New labelled tweets
# arrive all the time, so the company wants a classifier that **keeps learning from tweets as they stream in**.

# %% [markdown] slideshow={"slide_type": "subslide"}
# In this chapter you build it, in four parts. A fifth, for those who want more, takes it to Spark's modern engine.
#
# | part | what you build | exercises | points |
# |---|---|---|---|
# | 1 | text turned into numbers | `fit_vectorizer`, `vectorize`, `term_frequency_table` | 20 |
# | 2 | words counted in a stream, with and without a memory | `lines_from_directory`, `lines_from_socket`, `count_words`, `update_count`, `running_word_counts`, `update_trending`, `hashtag_counts` | 30 |
# | 3 | a bridge from the stream to SQL | `get_spark_session`, `count_words_sql`, `attach_sql_bridge` | 20 |
# | 4 | the classifier that learns from the stream | `predict`, `update_classifier`, `evaluate`, `attach_classifier` | 30 |
# | 5 | extra credit: the modern engine, and taking up a stream again | `attach_classifier_structured`, `resume_or_create`, `trending_processor` | 10 |

# %% [markdown] slideshow={"slide_type": "subslide"}
# ## How to work
#
# Run the cells from top to bottom. Each idea comes with a cell that shows it at work. Then comes an exercise: a
# description of one function, a cell for your answer, and usually a cell that tries your answer out. Until the
# functions that such a cell needs are written, it stops with a `NotImplementedError` (or with a `NameError`, where it
# goes on from an earlier one).

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# What counts is whatever your functions depend on: every statement that binds or changes a name they use, in whatever
# form it stands, in the answer cells or in cells of your own. All else (a `print`, a loop, a stream you started to look
# at) is yours to play with and never runs while your work is graded, nor does what starts, stops or waits for something,
# or stands under `if __name__ == "__main__":`. The README next to this file tells how to have it graded.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "skip"}
from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
import pandas as pd
from pyspark import RDD, SparkConf, SparkContext
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import asc, desc
from pyspark.sql.streaming import StatefulProcessor, StatefulProcessorHandle, StreamingQuery
from pyspark.sql.streaming.stateful_processor import ExpiredTimerInfo, TimerValues
from pyspark.streaming import DStream, StreamingContext
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.naive_bayes import MultinomialNB

# %% [markdown] slideshow={"slide_type": "skip"}
# Those are the imports that the answers need. Should you want another one, add it to your answer cell or to a cell of
# your own.

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_fit_vectorizer", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return CountVectorizer().fit(tweets)
    ### END SOLUTION


# %%
opening_vectorizer = fit_vectorizer(openings)
print(len(opening_vectorizer.vocabulary_), "terms")
print("column of 'times':", opening_vectorizer.vocabulary_["times"])

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** Ten thousand tweets of some fifteen terms each, a vocabulary of a hundred thousand, eight bytes
# a number: how much memory does the matrix take with its zeros, and how much without?
#
# <details><summary>Answer</summary>
#
# With them, a thousand million numbers: 8 GB. Without them, at most 150,000 counts, each with the number of its
# column: some 2 MB. So `toarray()` is for small matrices that somebody wants to look at.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_vectorize", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return vectorizer.transform(tweets)
    ### END SOLUTION


# %%
rows = vectorize(opening_vectorizer, ["the best of times", "Call me Ahab, call me Starbuck", "xylophone"])
print(rows.shape, "with", rows.nnz, "cells that are not zero")
print(vectorize(opening_vectorizer, []).shape)

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 1.3 A table to look at
#
# Sparse matrices are good for computers. People prefer a table with the terms above the columns, which is what a
# pandas `DataFrame` is for. Column `j` of the matrix belongs to the `j`-th of `vectorizer.get_feature_names_out()`.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_term_frequency_table", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    counts = vectorize(vectorizer, tweets)
    return pd.DataFrame(counts.toarray(), columns=vectorizer.get_feature_names_out())
    ### END SOLUTION


# %%
display(term_frequency_table(opening_vectorizer, openings).iloc[:, -8:])

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% slideshow={"slide_type": "subslide"}
import os
import sys
import warnings

os.environ["PYSPARK_PYTHON"] = sys.executable  # or the workers take whatever `python3` is on the path
warnings.filterwarnings("ignore", message="DStream is deprecated")  # see Part 5

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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** On the driver there is a list, `seen = []`. What is in it after `words.foreach(lambda word:
# seen.append(word))`?
#
# <details><summary>Answer</summary>
#
# Nothing. The list was pickled along with the function, and each worker appended to a copy of its own, which is gone
# now. What is to come back to the driver has to come as the result of an action, as with `collect`.
#
# </details>

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# A `StreamingContext` is the clock that does this. Its life has five steps. The source here is the handiest there is:
# `queueStream` takes a list of batches, and lets one go in each interval.

# %%
ssc = StreamingContext(sc, 1)  # 1. create it: a batch every second
lines = ssc.queueStream([["late again", "great gig"], ["lovely coffee"], [], ["late train"]])
lines.flatMap(lambda line: line.upper().split()).pprint()  # 2. describe what is to happen to each batch
ssc.start()  # 3. start
ssc.awaitTerminationOrTimeout(4.5)  # 4. wait
ssc.stop(stopSparkContext=False)  # 5. stop

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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


# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2.3 Where lines come from
#
# Real streams come from outside. Two sources are built into every `StreamingContext`:
#
# - **A watched directory.** Every file that *appears* in it is read once, line by line. Write the file somewhere else
#   and move it into place, for Spark may read it the moment it is there. What was there before the start is not read.
# - **A socket.** Spark connects to a TCP server, and every line that the server sends belongs to the batch of the
#   moment. The part of Spark that listens is called a *receiver*. When the stream stops, Spark logs `Deregistered
#   receiver ... Stopped by driver` as an error; that is how it says goodbye.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_lines_from_directory", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return ssc.textFileStream(directory)
    ### END SOLUTION


# %% slideshow={"slide_type": "subslide"}
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

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_lines_from_socket", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return ssc.socketTextStream(host, port)
    ### END SOLUTION


# %% slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2.4 Each batch on its own
#
# The simplest streams forget. What happens to a batch depends on that batch alone. Counting words takes three steps,
# which are the same for a stream as for a single RDD: cut lines into words, make each word a pair `(word, 1)`, and
# add up the ones of equal words with `reduceByKey`.

# %%
pairs = sc.parallelize([("coffee", 1), ("train", 1), ("coffee", 1)])
print(pairs.reduceByKey(lambda left, right: left + right).collect())

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_count_words", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    words = lines.flatMap(lambda line: line.split())
    return words.map(lambda word: (word, 1)).reduceByKey(lambda left, right: left + right)
    ### END SOLUTION


# %%
ssc = StreamingContext(sc, 0.5)
lines = ssc.queueStream([["late again", "late  train"], [], ["Late again"]])
watch(ssc, count_words(lines), 3)

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_count", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return sum(new_values, last_count or 0)
    ### END SOLUTION


# %%
print(update_count([1, 1, 1], None), update_count([], 3), update_count([2, -5], 3))

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_running_word_counts", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    ones = lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1))
    return ones.updateStateByKey(update_count, initialRDD=initial_rdd)
    ### END SOLUTION


# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
lines = ssc.queueStream([["late again", "late train"], [], ["again and again"]])
yesterday = sc.parallelize([("late", 100), ("coffee", 7)])
watch(ssc, running_word_counts(lines, yesterday), 3)

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 2.6 A memory that forgets
#
# A running count only ever grows: after a year it holds every typing error of the year. A list of *trending* words
# should drop what nobody mentions any more. The update function is the place for that: let the state tell how long a
# word has been quiet, and return `None` when that is too long.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** A running count has met 50,000 different words. The next batch holds a single tweet, of ten
# words that are all known. How often does Spark call the update function for this batch?
#
# <details><summary>Answer</summary>
#
# 50,000 times: once for each key that has a state, and not once for each word that came. The work of a batch grows
# with the state and not with the batch, which is one more reason to forget.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_trending", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    total, idle_batches = state or (0, 0)
    if new_values:
        return sum(new_values, total), 0
    if idle_batches == 2:
        return None
    return total, idle_batches + 1
    ### END SOLUTION


# %%
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
mentions = ssc.queueStream([[("#gig", 2)], [("#train", 1)], [("#train", 1)], [("#train", 1)]])
watch(ssc, mentions.updateStateByKey(update_trending), 4)

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** In the picture, the window is three batches long and slides by two. In how many results does
# each batch count? With which slide would each batch count exactly once?
#
# <details><summary>Answer</summary>
#
# The even batches count twice (batch 2 in the results at 2 and at 4), the odd ones once. With a slide as long as the
# window each batch counts once. With a longer slide some would never count.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_hashtag_counts", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    hashtags = lines.flatMap(lambda line: line.split()).filter(lambda word: word.startswith("#"))
    ones = hashtags.map(lambda hashtag: (hashtag, 1))
    return ones.reduceByKeyAndWindow(lambda left, right: left + right, None, window, slide)
    ### END SOLUTION


# %%
ssc = StreamingContext(sc, 1)
lines = ssc.queueStream([["#gig tonight", "great #gig"], ["the #gig is on"], [], []])
watch(ssc, hashtag_counts(lines, 2, 1), 4, name="window")

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_get_spark_session", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    return SparkSession.builder.config(conf=spark_conf).getOrCreate()
    ### END SOLUTION


# %% slideshow={"slide_type": "subslide"}
before = get_spark_session(conf)
print("the same object:", get_spark_session(conf) is before)

sc.stop()
sc = SparkContext.getOrCreate(conf)
sc.setLogLevel("ERROR")

after = get_spark_session(conf)
print("another one after a restart:", after is not before)
print("and alive:", after.sql("SELECT 40 + 2 AS answer").collect())

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** Each batch calls `createOrReplaceTempView("words")` on its own rows. After ten batches, what
# does `SELECT count(*) FROM words` count?
#
# <details><summary>Answer</summary>
#
# The rows of the tenth batch. A view is a name for a `DataFrame` and holds no rows itself. The tenth batch gave the
# name to its own `DataFrame`; nothing was added to what the name meant before.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_count_words_sql", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    spark = get_spark_session(rdd.context.getConf())
    rows = rdd.flatMap(lambda line: line.split()).map(lambda word: Row(word=word))
    words = spark.createDataFrame(rows, "word string")
    words.createOrReplaceTempView("words")
    if words.isEmpty():
        return None
    return spark.sql("SELECT word, count(*) AS total FROM words GROUP BY word")
    ### END SOLUTION


# %%
now = datetime.now()
count_words_sql(now, sc.parallelize(["late again", "late train"])).show()
print(count_words_sql(now, sc.parallelize(["", "  "])), count_words_sql(now, sc.emptyRDD()))

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% slideshow={"slide_type": "subslide"}
ssc = StreamingContext(sc, 0.5)
sizes = []


def note_size(time, rdd):
    sizes.append((type(time).__name__, rdd.count()))


ssc.queueStream([["late again", "great gig"], ["lovely coffee"], []]).foreachRDD(note_size)
run(ssc, until=lambda: len(sizes) >= 3)
print(sizes[:3])

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_attach_sql_bridge", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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

    ### BEGIN SOLUTION
    def send(time: datetime, rdd: RDD) -> None:
        totals = count_words_sql(time, rdd)
        if totals is not None:
            sink(time, totals.orderBy(desc("total"), asc("word")).collect())

    lines.foreachRDD(send)
    ### END SOLUTION


# %% slideshow={"slide_type": "subslide"}
ssc = StreamingContext(sc, 0.5)
ssc.checkpoint(tempfile.mkdtemp())
sent = []
lines = ssc.queueStream([["late again", "late train"], [], ["great gig", "gig'; DROP VIEW words"]])
attach_sql_bridge(lines, lambda time, rows: sent.append(rows))
run(ssc, until=lambda: len(sent) == 2)
for rows in sent:
    print([(row.word, row.total) for row in rows])

# %% [markdown] slideshow={"slide_type": "slide"}
# # Part 4. The classifier that keeps learning
#
# ## 4.1 What it knows today
#
# Here is the company's classifier: a naive Bayes model, trained on the historical tweets. For each class it keeps how
# often each term occurred, and it picks the class under which the terms of a tweet are the most likely.

# %%
classifier = MultinomialNB().fit(vectorize(vectorizer, history_tweets), history_labels)
print(classifier.classes_, classifier.class_count_)

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_predict", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    if not tweets:
        return np.array([], dtype=int)
    return classifier.predict(vectorize(vectorizer, tweets))
    ### END SOLUTION


# %%
names = ["Negative", "Positive", "Neutral"]
new_tweets = ["great gig, lovely sound", "bad coffee again", "the gig starts at nine", "that band was sick"]
for tweet, label in zip(new_tweets, predict(classifier, vectorizer, new_tweets), strict=True):
    print(f"{names[label]:9} {tweet}")

# %% [markdown]
# Look at the last one. In the historical tweets people were sick of waiting, or sick from oysters. Those who tweet
# about concerts today mean it as praise. The classifier has to learn that, without forgetting the rest.

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** After a failure the same batch is sent again, and `partial_fit` gets it twice. Does the second
# time change naive Bayes, which has seen all of it before?
#
# <details><summary>Answer</summary>
#
# Yes. It counts, and each of these tweets now counts double, in the terms as well as in the classes. `partial_fit`
# cannot know that it had the batch already. Whoever sends it has to take care of that.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_update_classifier", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    if tweets:
        classifier.partial_fit(vectorize(vectorizer, tweets), labels, classes=[0, 1, 2])
    return classifier
    ### END SOLUTION


# %%
pupil = MultinomialNB().fit(vectorize(vectorizer, history_tweets), history_labels)
print("before:", names[predict(pupil, vectorizer, ["that band was sick"])[0]])
praise = ["this band is sick, love it", "sick gig", "sick sound last night"]
update_classifier(pupil, vectorizer, praise, [1, 1, 1])
print("after: ", names[predict(pupil, vectorizer, ["that band was sick"])[0]])

# %% [markdown] slideshow={"slide_type": "slide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Stop and think.** A classifier never says Positive. Can its accuracy be 0.95? How high can its macro F1 be?
#
# <details><summary>Answer</summary>
#
# Yes: one tweet in twenty may be Positive and all others right. The F1 score of Positive is 0 all the same, and it
# weighs a third of the mean. So macro F1 is at most 2/3.
#
# </details>

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_evaluate", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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
    ### BEGIN SOLUTION
    labels = [0, 1, 2]
    return {
        "accuracy": accuracy_score(y_true, y_pred),
        "macro_f1": f1_score(y_true, y_pred, labels=labels, average="macro", zero_division=0),
        "confusion_matrix": confusion_matrix(y_true, y_pred, labels=labels),
    }
    ### END SOLUTION


# %%
scores = evaluate(truth, always_neutral)
print(f"accuracy {scores['accuracy']:.2f}, macro F1 {scores['macro_f1']:.2f}")
display(pd.DataFrame(scores["confusion_matrix"], index=[f"is {name}" for name in names], columns=names))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4.4 Test, then train
#
# In a stream there is no test set put aside. There is something better: every tweet is new when it arrives. So let
# the classifier **predict the batch first**, compare, and **learn from it only then**. This is called *prequential*
# evaluation, or test-then-train. Each tweet serves twice, and none is ever tested after it was learned. The other way
# round, the classifier would be marked on questions whose answers it has just been told.
#
# The classifier lives on the driver, so this belongs into `foreachRDD`. A function given to `map` would run on the
# workers, each of which would teach a *copy* of the classifier and throw it away.

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_attach_classifier", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
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

    ### BEGIN SOLUTION
    def test_then_train(time: datetime, rdd: RDD) -> None:
        batch = rdd.collect()
        if not batch:
            return
        tweets = [tweet for tweet, _ in batch]
        y_true = [label for _, label in batch]
        y_pred = predict(classifier, vectorizer, tweets)
        update_classifier(classifier, vectorizer, tweets, y_true)
        sink(time, y_true, y_pred)

    labelled.foreachRDD(test_then_train)
    ### END SOLUTION


# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "subslide"}
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

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 4.5 The classifier as practice has it
#
# The stream of the last section was short and kind. This section shows, each on a small example, five things that a
# classifier meets in practice: its accuracy changes, words change their meaning, some labels are rare, labels come
# late, and new words turn up. Nothing here is graded, and nothing needs Spark: your `predict`, `update_classifier`
# and `evaluate` do the work.
#
# That takes more than a dozen tweets, so `tweets_like` makes some up. Each has four words that say nothing, and one
# that tells the label, except that every fifth tweet takes that word from any label at random. (So even the best
# classifier is wrong about two tweets in fifteen.) In the stream `drifting`, the word *sick* changes its meaning
# after 1,000 tweets: until then half of the complaints use it, from then on half of the praise.

# %% slideshow={"slide_type": "subslide"}
from random import Random

said_before = {
    0: ["sick", "sick", "late", "bad"],
    1: ["great", "lovely", "love", "early"],
    2: ["opens", "starts", "tickets", "platform"],
}
said_after = {**said_before, 0: ["late", "bad", "worst", "waiting"], 1: ["sick", "sick", "great", "love"]}


def tweets_like(telling, count, seed, shares=(1, 1, 1)):
    """Make up labelled tweets. `telling` has the words that tell each label, `shares` how common each label is."""
    dice = Random(seed)
    made = []
    for label in dice.choices([0, 1, 2], shares, k=count):
        text = dice.choices(["the", "this", "train", "band", "coffee", "gig"], k=4)
        meant = label if dice.random() < 0.8 else dice.choice([0, 1, 2])
        text.insert(dice.randrange(5), dice.choice(telling[meant]))
        made.append((" ".join(text), label))
    return made


drifting = tweets_like(said_before, 1000, seed=1) + tweets_like(said_after, 2000, seed=2)
print(drifting[0], drifting[-1], sep="\n")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Accuracy over time.** The plain mean of all batches from the start answers the question "how good has it been?".
# The longer the stream, the less a new batch moves it: what goes wrong today drowns in all that went right before.
# "How good is it *now*?" is answered by a mean in which older batches count less. Choose a **fading factor** `alpha`,
# a little below 1, and after each batch compute
#
# ```
# faded_hits   = hits in this batch   + alpha * faded_hits
# faded_tweets = tweets in this batch + alpha * faded_tweets
# accuracy     = faded_hits / faded_tweets
# ```
#
# A batch that is `k` batches old counts `alpha ** k` times as much as the newest. With `alpha = 0.9` a batch that is
# seven batches old counts half as much, and all of them together as much as ten new ones; with `alpha = 1` this is
# the plain mean. A smaller `alpha` notices a change sooner, and takes more noise for a change.

# %% slideshow={"slide_type": "subslide"}
import matplotlib.pyplot as plt


def trained_on_history(columns):
    """A new classifier that knows the historical tweets, as rows of the vectorizer `columns`."""
    return MultinomialNB().fit(vectorize(columns, history_tweets), history_labels)


def prequential(model, columns, tweets, teach, size=25):
    """Predict each batch of labelled tweets, then teach it. Give back all predictions, in order."""
    said = []
    for start in range(0, len(tweets), size):
        texts, labels = map(list, zip(*tweets[start : start + size], strict=True))
        said.extend(predict(model, columns, texts))
        teach(model, columns, texts, labels)
    return np.array(said)


def faded_accuracy(hits, alpha, size=25):
    """The accuracy after each batch, when a batch counts `alpha` times as much as the one after it."""
    faded_hits = faded_tweets = 0
    for right in hits:
        faded_hits, faded_tweets = right + alpha * faded_hits, size + alpha * faded_tweets
        yield faded_hits / faded_tweets


said = prequential(trained_on_history(vectorizer), vectorizer, drifting, update_classifier)
is_right = said == [label for _, label in drifting]
hits = is_right.reshape(-1, 25).sum(axis=1)
plain, fading = list(faded_accuracy(hits, 1)), list(faded_accuracy(hits, 0.9))

figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
axes.plot(hits / 25, ".", color="silver", label="each batch")
axes.plot(plain, color="steelblue", label="plain mean from the start")
axes.plot(fading, color="darkorange", label="fading factor 0.9")
axes.axvline(39.5, color="gray", linestyle="--")
axes.annotate("sick becomes praise", (38, 0.45), ha="right", color="dimgray")
axes.set(xlabel="batch of 25 tweets", ylabel="accuracy", ylim=(0.4, 1))
axes.legend(loc="lower right", fontsize="small")
plt.show()

for when, batch in [("just before the change", 39), ("15 batches after it", 54), ("at the end", 119)]:
    print(f"{when}: plain mean {plain[batch]:.2f}, faded {fading[batch]:.2f}")

# %% [markdown] slideshow={"slide_type": "subslide"}
# The classifier does relearn *sick*, but it takes as many tweets to turn its counts round as it took to fill them.
# The faded accuracy shows both, the fall and the recovery. The plain mean hardly moves.
#
# **Drift.** When the same words come to mean another label, one speaks of *concept drift*. Somebody has to notice it,
# and nobody looks at a plot all day. The *drift detection method* (DDM) watches the errors: while nothing changes,
# the error rate `p` of a classifier that learns falls, or stays where it is. After `n` tweets it has a standard
# deviation of `sqrt(p * (1 - p) / n)`. Remember both as they were when their sum was smallest. When the sum rises above
# that `p` by more than three of those standard deviations, raise the alarm and start counting anew.

# %% slideshow={"slide_type": "subslide"}
from math import inf, sqrt


def alarms(errors, enough=100):
    """After how many tweets DDM raises the alarm. In `errors`, a wrong prediction is a 1 and a right one a 0."""
    found, n, wrong, smallest, limit = [], 0, 0, inf, inf
    for number, error in enumerate(errors, 1):
        n, wrong = n + 1, wrong + error
        p = wrong / n
        deviation = sqrt(p * (1 - p) / n)
        if n >= enough and p + deviation < smallest:
            smallest, limit = p + deviation, p + 3 * deviation
        if p + deviation > limit:
            found.append(number)
            n, wrong, smallest, limit = 0, 0, inf, inf
    return found


errors = [int(not right) for right in is_right]
print("the meaning changes after tweet 1000; DDM raises the alarm after tweet", *alarms(errors))

# %% [markdown] slideshow={"slide_type": "subslide"}
# The library *river* has this detector and others. Its `ADWIN` keeps a window of the latest errors. Whenever the
# older and the newer part of the window differ by more than chance explains, it drops the older part, and that is its
# alarm; so it notices a fall of the error rate, too. river is not among the things that this notebook was set up
# with. The cell works without it and says how to install it.
#
# An alarm says that something changed, not what. So look at the latest mistakes first. A simple remedy is to start
# again with a classifier that was trained on the latest tweets only; then it forgets what is still true as well.

# %% slideshow={"slide_type": "subslide"}
try:
    from river.drift import ADWIN
except ModuleNotFoundError:
    print("river is not installed: run `%pip install river` in a cell of your own, then this cell again.")
else:
    detector, changes = ADWIN(), []
    for number, error in enumerate(errors, 1):
        detector.update(error)
        if detector.drift_detected:
            changes.append(number)
    print("ADWIN notices a change after tweet", *changes)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Rare labels.** Now 18 tweets of 20 are Neutral. A naive Bayes model learns that as well: each class starts with
# its share, and one telling word in a tweet no longer outweighs it. The accuracy stays high, and hardly a complaint
# is ever found. Macro F1 shows it at once.
#
# One remedy is to let a tweet of a rare label count more: give `partial_fit` a **sample weight** that makes all three
# labels weigh the same in total. The price is false alarms. Most of what is now called Negative is not, and the
# accuracy falls. Whether that is worth it depends on what costs more, a complaint that nobody reads or ten minutes
# spent on tweets that are none.

# %% slideshow={"slide_type": "subslide"}
lopsided = tweets_like(said_before, 3000, seed=3, shares=(1, 1, 18))
label_counts = np.ones(3)


def teach_with_weights(model, columns, texts, labels):
    """Learn from a batch in which a tweet counts the more, the rarer its label has been so far."""
    label_counts[:] += np.bincount(labels, minlength=3)
    weights = label_counts.sum() / (3 * label_counts[labels])
    model.partial_fit(vectorize(columns, texts), labels, sample_weight=weights)


for name, teach in [("no weights", update_classifier), ("weights", teach_with_weights)]:
    said = prequential(trained_on_history(vectorizer), vectorizer, lopsided, teach)
    measured = evaluate([label for _, label in lopsided], said)
    matrix = np.array(measured["confusion_matrix"])
    print(f"{name}: accuracy {measured['accuracy']:.2f}, macro F1 {measured['macro_f1']:.2f};", end=" ")
    print(f"of {matrix[0].sum()} complaints {matrix[0, 0]} were found, with {matrix[1:, 0].sum()} false alarms")

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Late labels.** So far each tweet brought its label along. In practice a person reads the tweet first, an hour or a
# week later. So predict when the tweet comes, put it by together with the prediction, and learn when its label comes.
# A dictionary keyed by the tweet's id will do, as labels come in any order. (In Spark this is state, as in Part 2.)
# Tweets whose label never comes have to be thrown away after some time, or the dictionary grows for ever.
#
# Every tweet is still tested before it is learned. What changes is the order: between test and lesson there are now
# the tests of other tweets. Two things follow.
#
# - What counts is the prediction that was made when the tweet came. To predict again when the label is there would
#   test a model that has learned meanwhile, and not the one that gave the answer.
# - Accuracy is known late, and is that of an older model. So every alarm comes late, too.


# %% slideshow={"slide_type": "subslide"}
def with_late_labels(model, tweets, latest, size=25):
    """Predict each batch when it comes; learn from each label when it comes, 0 to `latest` batches later.

    Gives back how many tweets waited at most, and the batches in which DDM raised the alarm.
    """
    dice = Random(4)
    labels_in = [{} for _ in range(len(tweets) // size + latest)]  # for each batch: the labels that come, by tweet id
    for tweet_id, (_, label) in enumerate(tweets):
        labels_in[tweet_id // size + dice.randint(0, latest)][tweet_id] = label

    waiting, most, errors, known_in = {}, 0, [], []
    for batch, labels in enumerate(labels_in):
        texts = [text for text, _ in tweets[batch * size : (batch + 1) * size]]
        waiting.update(enumerate(zip(texts, predict(model, vectorizer, texts), strict=True), batch * size))
        most = max(most, len(waiting))

        answered = [waiting.pop(tweet_id) for tweet_id in labels]
        errors += [int(predicted != label) for (_, predicted), label in zip(answered, labels.values(), strict=True)]
        known_in += [batch] * len(labels)
        update_classifier(model, vectorizer, [text for text, _ in answered], list(labels.values()))
    return most, [known_in[count - 1] for count in alarms(errors)]


for latest in [0, 20]:
    most, alarm_in = with_late_labels(trained_on_history(vectorizer), drifting, latest)
    print(f"labels up to {latest} batches late: {most} tweets wait at most;", end=" ")
    print("the change of batch 40 raises the alarm in batch", *alarm_in)

# %% [markdown] slideshow={"slide_type": "subslide"}
# **New words.** The columns of a `CountVectorizer` are fixed when it is fitted. A word that came up later has none,
# however often it occurs. A `HashingVectorizer` has no vocabulary: a hash function turns each term into the number of
# a column. So there is nothing to fit, a new word has a column already, and every machine finds the same one. It has
# a price:
#
# - Different terms may get the same column, which is called a **collision**, and the classifier cannot tell them
#   apart. The fewer columns, the more collisions.
# - From a column there is no way back to the term: there is no table with names, as in Part 1.
#
# For naive Bayes it takes two settings: `norm=None`, as it wants counts, and `alternate_sign=False`. Otherwise the
# hash function gives some terms a minus sign (so that collisions cancel out on average), and naive Bayes refuses
# numbers below 0.
#
# In the tweets below, the young have words of their own, for praise and for complaints. A `vectorize` that only calls
# `transform` works with either vectorizer.

# %% slideshow={"slide_type": "subslide"}
from sklearn.feature_extraction.text import HashingVectorizer

hashing = HashingVectorizer(n_features=2**14, alternate_sign=False, norm=None)
said_by_the_young = {**said_before, 0: ["mid", "meh", "lame", "cringe"], 1: ["banger", "slaps", "fire", "ace"]}
young = tweets_like(said_by_the_young, 2000, seed=5)

for name, columns in [("fixed vocabulary", vectorizer), ("hashed", hashing)]:
    said = prequential(trained_on_history(columns), columns, young, update_classifier)
    print(f"{name}: accuracy {np.mean(said == [label for _, label in young]):.2f}")

terms = sorted({term for text, _ in drifting + young for term in analyze(text)})
for size in [2**4, 2**8, 2**14]:
    taken = set(HashingVectorizer(n_features=size).transform(terms).indices)
    print(f"{len(terms)} terms take {len(taken)} of {size} columns")

# %% [markdown] slideshow={"slide_type": "slide"}
# # Part 5. The modern engine
#
# ## 5.1 Two engines, side by side
#
# DStreams are Spark's first streaming engine, and they are legacy: deprecated since Spark 3.4 (hence the warning that
# we silenced at the beginning), and no longer developed. What is new goes into **Structured Streaming**, and that is
# what to take for new work.
#
# Then why does this chapter begin with DStreams? Because they hide nothing. A batch is an RDD that you can print, a
# state is what your own function returned, and time is a clock that ticks. Structured Streaming works in batches as
# well, but hides them behind a table: each row that arrives is appended to an **input table** that never ends. You
# write a **query** as if that table were complete. At each **trigger**, Spark looks for new rows and brings the
# **result table** up to date. It does not read the old rows again: what it needs of them is kept as state.
#
# <div align="center">
# <img width="680" alt="Three triggers from left to right. At each one the input table has one more row: late again, late
# train, great gig. Below each an arrow, query, leads to the result table, which has each word so far with its count; the
# rows that are new or have changed are coloured."
# src="data:image/svg+xml,
# <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 680 292' font-family='sans-serif' font-size='13'>
# <rect width='680' height='292' rx='8' fill='white'/>
# <g stroke='steelblue' fill='white'><rect x='302' y='16' width='160' height='22'/>
# <rect x='490' y='16' width='160' height='22'/><rect x='490' y='38' width='160' height='22'/></g>
# <g stroke='steelblue' fill='lightblue'><rect x='114' y='16' width='160' height='22'/>
# <rect x='302' y='38' width='160' height='22'/><rect x='490' y='60' width='160' height='22'/></g>
# <g stroke='darkorange' fill='white'><rect x='302' y='132' width='160' height='22'/>
# <rect x='490' y='132' width='160' height='22'/>
# <rect x='490' y='198' width='160' height='22'/>
# <rect x='490' y='220' width='160' height='22'/></g>
# <g stroke='darkorange' fill='moccasin'><rect x='114' y='132' width='160' height='22'/>
# <rect x='114' y='154' width='160' height='22'/>
# <rect x='302' y='154' width='160' height='22'/>
# <rect x='302' y='176' width='160' height='22'/>
# <rect x='490' y='154' width='160' height='22'/>
# <rect x='490' y='176' width='160' height='22'/></g>
# <g font-weight='bold' text-anchor='end'>
# <text x='100' y='32' fill='steelblue'>input table</text>
# <text x='100' y='148' fill='darkorange'>result table</text></g>
# <g font-family='monospace' font-size='12' fill='black'>
# <text x='122' y='31'>late again</text>
# <text x='122' y='147'>again</text><text x='256' y='147'>1</text>
# <text x='122' y='169'>late</text><text x='256' y='169'>1</text>
# <text x='310' y='31'>late again</text><text x='310' y='53'>late train</text>
# <text x='310' y='147'>again</text><text x='444' y='147'>1</text>
# <text x='310' y='169'>late</text><text x='444' y='169'>2</text>
# <text x='310' y='191'>train</text><text x='444' y='191'>1</text>
# <text x='498' y='31'>late again</text><text x='498' y='53'>late train</text><text x='498' y='75'>great gig</text>
# <text x='498' y='147'>again</text><text x='632' y='147'>1</text>
# <text x='498' y='169'>gig</text><text x='632' y='169'>1</text>
# <text x='498' y='191'>great</text><text x='632' y='191'>1</text>
# <text x='498' y='213'>late</text><text x='632' y='213'>2</text>
# <text x='498' y='235'>train</text><text x='632' y='235'>1</text>
# </g>
# <g stroke='gray' stroke-width='1.5' fill='none'>
# <path d='M194 43 V125 M189 118 L194 126 L199 118'/>
# <path d='M382 65 V125 M377 118 L382 126 L387 118'/>
# <path d='M570 87 V125 M565 118 L570 126 L575 118'/>
# <path d='M114 258 H660 M652 253 L661 258 L652 263'/></g>
# <g font-size='12' fill='dimgray'>
# <text x='203' y='112'>query</text><text x='391' y='112'>query</text><text x='579' y='112'>query</text>
# <g text-anchor='middle'><text x='194' y='278'>trigger 1</text><text x='382' y='278'>trigger 2</text>
# <text x='570' y='278'>trigger 3</text></g>
# <text x='100' y='262' text-anchor='end'>time</text></g>
# </svg>">
# </div>
#
# Here it is at work. The input is a directory of JSON files. A table has columns of known types, so the source wants
# a schema. `maxFilesPerTrigger` makes each file a batch of its own. The output goes to a table in memory, which is
# good for looking at and for nothing else. `start` does not wait: the query runs in the background until it is
# stopped. `processAllAvailable` waits until all that has arrived is done.

# %% slideshow={"slide_type": "subslide"}
import json

from pyspark.sql.functions import explode, split


def words_so_far(table):
    """Count the words in the column `text` of a table, be it complete or growing."""
    return table.select(explode(split("text", " ")).alias("word")).groupBy("word").count()


inbox = tempfile.mkdtemp()
growing = spark.readStream.schema("text string").option("maxFilesPerTrigger", 1).json(inbox)
query = words_so_far(growing).writeStream.outputMode("complete").format("memory").queryName("word_counts").start()
try:
    for number, text in enumerate(["late again", "late train", "great gig"], 1):
        drop_file(inbox, f"{number}.json", [json.dumps({"text": text})])
        query.processAllAvailable()
        print(f"trigger {number}:", sorted(tuple(row) for row in spark.table("word_counts").collect()))
finally:
    query.stop()

complete = spark.read.schema("text string").json(inbox)
print("in one go:", sorted(tuple(row) for row in words_so_far(complete).collect()))

# %% [markdown] slideshow={"slide_type": "subslide"}
# Much carries over. What you describe is lazy until something asks for output. State outlives a batch, and a
# checkpoint directory keeps it through a failure. There are windows. A function of yours can be called on the driver,
# once per batch, and that is still the place for a classifier that is tested first and trained then. This is what
# differs:
#
# | | DStreams | Structured Streaming |
# |---|---|---|
# | a stream is | a series of RDDs | a table that grows |
# | you write | what happens to each batch | a query on the whole table; Spark works out what the new rows change |
# | a batch runs | in every interval, also when nothing has arrived | when a trigger finds new rows, or when old ones leave something to do |
# | state | `updateStateByKey`: your function runs for **every key that has a state, in every batch** | `groupBy(...).count()` and the like keep it for you; `transformWithState` (and `applyInPandasWithState`, which is older) runs your code **only for keys with new rows** |
# | to forget a quiet key | count its empty batches, then return `None` | set a **timer** for the key; when it expires, Spark runs your code for that key, which may clear the state |
# | time is | when Spark received the data (**processing time**) | that, or when the tweet was written (**event time**), a column of the table |
# | a window is | a number of batches | a span of event time; a **watermark** says how long to wait for late tweets |
# | output goes to | output operations, `foreachRDD` for functions of your own | a **sink**, in an **output mode**; `foreachBatch` for functions of your own |
# | after a failure | an output operation may run again for the same batch: **at least once** | a batch may run again too, under the same **batch id**; a sink that knows what it has makes it **exactly once** |
# | a checkpoint holds | the state, and the stream's description with all its functions | the state, and which input belongs to which batch id; the query itself is the one that you start |

# %% [markdown] slideshow={"slide_type": "subslide"}
# **Event time and watermarks.** Tweets do not arrive in the order in which they were written: a phone in a tunnel
# sends its tweets later. Counted by event time, a tweet belongs to the window in which it was written. But how long
# should Spark keep the count of a window for tweets that may still come? The watermark decides: it is the latest
# event time seen so far, less a delay that you choose. Here tweets are counted in windows of ten minutes, with a
# delay of five:
#
# ```python
# tweets.withWatermark("time", "5 minutes").groupBy(window("time", "10 minutes")).count()
# ```
#
# <div align="center">
# <img width="680" alt="Tweets by the time when they were written and by the trigger in which they arrived. Trigger 1:
# 12:03 and 12:08; then the watermark is 12:03. Trigger 2: 12:16; then it is 12:11. Trigger 3: 12:13, late, above the
# watermark, still counts. Trigger 4: 12:02, too late: its window ended before the watermark, and it is dropped."
# src="data:image/svg+xml,
# <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 680 336' font-family='sans-serif' font-size='12'>
# <rect width='680' height='336' rx='8' fill='white'/>
# <path fill='whitesmoke' d='M250 284 V248 H388 V152 H664 V284 Z'/>
# <g stroke='lightgray' stroke-dasharray='4 3'><path d='M112 164 H664'/><path d='M112 44 H664'/></g>
# <g stroke='lightgray'><path d='M250 44 V284'/><path d='M388 44 V284'/><path d='M526 44 V284'/></g>
# <g stroke='gray' stroke-width='1.5' fill='none'><path d='M112 284 V32 M107 41 L112 32 L117 41'/>
# <path d='M112 284 H670 M662 279 L671 284 L662 289'/></g>
# <path stroke='steelblue' stroke-width='2.5' fill='none' d='M250 248 H388 V152 H664'/>
# <g fill='darkorange'><circle cx='147' cy='248' r='6'/><circle cx='189' cy='188' r='6'/>
# <circle cx='301' cy='92' r='6'/><circle cx='457' cy='128' r='6'/></g>
# <path stroke='crimson' stroke-width='2.5' d='M589 254 l12 12 m0 -12 l-12 12'/>
# <path stroke='dimgray' fill='none' d='M301 103 V152 M297 145 L301 152 L305 145'/>
# <g fill='black'><text x='158' y='252'>12:03</text><text x='200' y='192'>12:08</text>
# <text x='312' y='96'>12:16</text>
# <text x='468' y='132'>12:13</text><text x='606' y='264'>12:02</text></g>
# <g fill='dimgray'><text x='311' y='130'>5 minutes</text>
# <text x='457' y='114' text-anchor='middle'>late, still counts</text>
# <text x='595' y='246' text-anchor='middle'>too late, dropped</text>
# <text x='181' y='302' text-anchor='middle'>trigger 1</text>
# <text x='319' y='302' text-anchor='middle'>trigger 2</text>
# <text x='457' y='302' text-anchor='middle'>trigger 3</text>
# <text x='595' y='302' text-anchor='middle'>trigger 4</text>
# <text x='664' y='324' text-anchor='end'>when they arrived (processing time)</text>
# <text x='102' y='288' text-anchor='end'>12:00</text>
# <text x='102' y='168' text-anchor='end'>12:10</text>
# <text x='102' y='48' text-anchor='end'>12:20</text>
# <text x='14' y='101'>window</text><text x='14' y='116'>of 12:10</text>
# <text x='14' y='221'>window</text><text x='14' y='236'>of 12:00</text></g>
# <g font-weight='bold'><text x='536' y='144' fill='steelblue'>watermark 12:11</text>
# <text x='260' y='265' fill='steelblue'>watermark 12:03</text>
# <text x='14' y='20' fill='dimgray' font-weight='normal'>when tweets were written (event time)</text></g>
# </svg>">
# </div>
#
# What a trigger has seen moves the watermark for the next one. When it has reached the end of a window, that window
# is closed: its count is final, its state is removed, and a tweet that comes for it now is dropped. So a tweet that
# is less late than the delay always counts. One that is later may still count, as long as its window is open.
#
# **Output modes.** Which rows of the result table go to the sink at a trigger?
#
# - `complete`: all of them.
# - `update`: those that are new or have changed since the last trigger.
# - `append`: those that are final. A count is final when its window is closed, so without a watermark Spark refuses
#   to append counts. Rows that are only filtered or mapped are final at once.
#
# This is what each mode writes for the tweets of the drawing. A window is named by its start:
#
# | trigger | new tweets | watermark afterwards | `complete` | `update` | `append` |
# |---|---|---|---|---|---|
# | 1 | 12:03, 12:08 | 12:03 | 12:00 → 2 | 12:00 → 2 | |
# | 2 | 12:16 | 12:11 | 12:00 → 2, 12:10 → 1 | 12:10 → 1 | 12:00 → 2 |
# | 3 | 12:13 | 12:11 | 12:00 → 2, 12:10 → 2 | 12:10 → 2 | |
# | 4 | 12:02 | 12:11 | 12:00 → 3, 12:10 → 2 | | |
#
# In row 2, the count of the window of 12:00 comes out of one more batch, without new tweets, which Spark runs as soon
# as the watermark has moved. In row 4, `complete` counts the tweet that was too late: in that mode Spark has to keep
# all counts for ever, and closes no window. `append` writes the count of the window of 12:10 when a tweet of 12:25 or
# later has come.

# %% [markdown] slideshow={"slide_type": "subslide"}
# **At least once, exactly once.** Before Spark runs a batch, it notes in the checkpoint directory which input belongs
# to that batch id. When the sink is done, it notes that, too. After a failure between the two it runs the batch
# again: the same id, with the same rows, if the source can be read again (files can, a socket cannot) and the query
# answers the same input in the same way. So the sink gets every batch *at least* once.
#
# To have its effect *exactly* once is up to the sink. It has to be **idempotent**: to get a batch twice must make no
# difference. It can remember the ids that it has dealt with, or write each batch to a place that its id names, so
# that the second time overwrites the first. Spark's file sink takes care of it. The function that you give to
# `foreachBatch` has to do so itself, and gets the batch id for that purpose. Think of the classifier: a batch that it
# learns twice counts double, and the second time it is tested on tweets that it has learned.

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5.2 A batch that comes twice
#
# In Structured Streaming `foreachBatch(function)` is what `foreachRDD` was: Spark calls `function(batch, batch_id)` on
# the driver, once for each batch, with a DataFrame and a number that counts the batches from 0. Before a batch Spark
# writes down in the checkpoint directory what belongs to it, and after the batch that it is done. When a program dies in
# between, the next one gets the same batch again, **with the same number**.
#
# Adding a tweet to a classifier twice makes another classifier. So the function has to know which batches it has
# learned, and a variable of the program will not do, for that dies with the program. It belongs to what the learning
# changes: the classifier itself. Whoever saves the classifier then saves both.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_attach_classifier_structured", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
# ### Exercise: `attach_classifier_structured(frame, classifier, vectorizer, sink)`
#
# Put the classifier on a stream of the modern engine.
#
# - `frame` is a streaming DataFrame with a column `tweet` of strings and a column `label` of integers; there may be
#   others. `classifier`, `vectorizer` are as in `attach_classifier`.
# - Start a query whose name is `classifier`, with `foreachBatch`, and give it back: a `StreamingQuery`. Do not wait for
#   it. It goes on, with files that appear later too, until its caller stops it.
# - For each batch that is not empty: predict **all** its tweets with the classifier as it was before this batch; then
#   let it learn from the batch, once, as in `update_classifier`; call `sink(batch_id, y_true, y_pred)` once, at any
#   time after the prediction, the i-th prediction belonging to the i-th label. An empty batch does none of this.
# - The classifier remembers the number of the last batch it has learned in its attribute `last_batch_id_`; a
#   classifier that comes without it has learned none. (Whether an empty batch counts as learned is up to you.) A batch
#   whose number is not above that one was learned already, and is passed over: no prediction, no learning, no sink.
#   Nothing else remembers: the caller may have saved the classifier and read it again in another program.
# - An error is not swallowed, be it Spark's or the sink's. When the sink fails, the batch will come again; it is to be
#   learned once in all, and whether the sink hears of it once more is up to you.
# - The caller's own classifier learns, in place. **The caller owns the checkpoint**: it has told Spark in which
#   directory queries are saved (`spark.sql.streaming.checkpointLocation`), where each has a folder of its name.


# %% nbgrader={"grade": false, "grade_id": "attach_classifier_structured", "locked": false, "schema_version": 3, "solution": true, "task": false}
def attach_classifier_structured(
    frame: DataFrame,
    classifier: ClassifierMixin,
    vectorizer: CountVectorizer,
    sink: Callable[[int, list[int], np.ndarray], None],
) -> StreamingQuery:
    """Predict each batch, then learn from it unless it was learned before, and call `sink(batch_id, y_true, y_pred)`.

    In: a streaming DataFrame with the columns tweet and label; a fitted classifier with `partial_fit`; a fitted
    vectorizer; a function that takes the number of a batch, its true labels and its predicted ones.
    Out: the query, which is running and is called `classifier`.
    """

    ### BEGIN SOLUTION
    def test_then_train(batch: DataFrame, batch_id: int) -> None:
        rows = batch.select("tweet", "label").collect()
        if not rows or batch_id <= getattr(classifier, "last_batch_id_", -1):
            return
        tweets = [row.tweet for row in rows]
        y_true = [row.label for row in rows]
        y_pred = predict(classifier, vectorizer, tweets)
        update_classifier(classifier, vectorizer, tweets, y_true)
        classifier.last_batch_id_ = batch_id
        sink(batch_id, y_true, y_pred)

    return frame.writeStream.queryName("classifier").foreachBatch(test_then_train).start()
    ### END SOLUTION


# %% [markdown] slideshow={"slide_type": "subslide"}
# A folder stands for the stream: each file that appears in it is a batch. The query stops after two of them, and a
# second one goes on with the third.

# %% slideshow={"slide_type": "subslide"}
spark.conf.set("spark.sql.streaming.checkpointLocation", tempfile.mkdtemp())
arriving = tempfile.mkdtemp()
labelled_files = spark.readStream.schema("tweet string, label int").option("maxFilesPerTrigger", 1).json(arriving)
learner = MultinomialNB().fit(vectorize(vectorizer, history_tweets), history_labels)
learned = []


def learn_files(*batches):
    """Start the query, let files appear one by one, and stop."""
    query = attach_classifier_structured(
        labelled_files, learner, vectorizer, lambda batch_id, y_true, y_pred: learned.append((batch_id, y_true))
    )
    for number, batch in batches:
        drop_file(arriving, f"{number}.json", [json.dumps({"tweet": t, "label": label}) for t, label in batch])
        query.processAllAvailable()
    query.stop()


learn_files((1, stream_batches[0]), (2, stream_batches[1]))
learn_files((3, stream_batches[3]))
print(learned)
print("last batch:", learner.last_batch_id_, "- tweets learned:", int(learner.class_count_.sum()) - len(history))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5.3 Taking up a stream again
#
# DStreams can be taken up again, too. With a checkpoint directory Spark saves the description of the stream and its
# state in every batch. A new program that finds them there does not describe the stream anew: it takes up the one that
# was saved, at the batch where it ended, with the counts of then. Only when there is nothing to take up, a new context is
# made, by a function that knows how: `create`.
#
# Three things to know:
#
# - The batch in which the stream ended is done again, and so its output operations: *at least once*.
# - What is taken up is the description that was saved. If the program has changed since, the change is ignored.
# - The functions in it were pickled: they are copies, so a list that one of them fills is not the list you know.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_resume_or_create", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
# ### Exercise: `resume_or_create(checkpoint_dir, create)`
#
# Take up a saved stream, or begin it.
#
# - `checkpoint_dir` is the path of a directory, a string. It need not exist yet; one that exists may be empty, or hold
#   other files. No other streaming context is running.
# - `create` is a function without parameters. It makes a `StreamingContext` and describes its stream; it sets no
#   checkpoint directory.
# - When a stream was saved in `checkpoint_dir`, give back its context, taken up from there: the counts of a stream with
#   state go on, whether it was stopped or its program died. `create` is not called.
# - Otherwise call `create` once, and give back its context, which saves its stream in `checkpoint_dir`.
# - Do not start the context: that is for the caller, who also stops it.


# %% nbgrader={"grade": false, "grade_id": "resume_or_create", "locked": false, "schema_version": 3, "solution": true, "task": false}
def resume_or_create(checkpoint_dir: str, create: Callable[[], StreamingContext]) -> StreamingContext:
    """Take up the stream that was saved, or begin it where none was.

    In: the path of a checkpoint directory; a function that makes a streaming context with its streams.
    Out: the context, not started.
    """
    ### BEGIN SOLUTION
    return StreamingContext.getOrCreate(checkpoint_dir, create)
    ### END SOLUTION


# %% slideshow={"slide_type": "subslide"}
saved, news, elsewhere = (tempfile.mkdtemp() for _ in range(3))
report = Path(elsewhere, "totals.txt")


def counting_context():
    """Describe a stream of files, whose words are counted; the totals go into a file."""
    print("a new context")
    ssc = StreamingContext(sc, 0.5)

    def write(rdd):
        report.write_text(str(sorted(rdd.collect())))

    running_word_counts(lines_from_directory(ssc, news)).foreachRDD(write)
    return ssc


for day, line in (("monday", "late again"), ("tuesday", "late train")):
    ssc = resume_or_create(saved, counting_context)
    run(
        ssc,
        feed=lambda day=day, line=line: drop_file(news, f"{day}.txt", [line]),
        until=lambda line=line: report.exists() and line.split()[1] in report.read_text(),
    )
    print(f"{day}: {report.read_text()}")

# %% [markdown] slideshow={"slide_type": "slide"}
# ## 5.4 A timer in place of empty batches
#
# `update_trending` could count idle batches, because `updateStateByKey` calls it for every word in every batch. That
# is also what makes it slow: ten million words that nobody mentions are ten million calls a batch. The modern engine
# calls a **stateful processor** for those words only that the batch holds. To forget the others it has timers: "wake me
# for this word in three seconds".
#
# A processor is a class with three methods. Spark hands its `handle` to `init`; from it come the state of the word that
# is being handled and that word's timers. `handleInputRows` gets the rows of one word; `handleExpiredTimer` is called
# for a word one of whose timers has expired. Both give rows back, perhaps none.

# %% slideshow={"slide_type": "subslide"}
from pyspark.sql.streaming.tws_tester import TwsTester


class LongestTweet(StatefulProcessor):
    """Remembers the longest tweet of each label: the example of section 2.5."""

    def init(self, handle):
        self.longest = handle.getValueState("longest", "length int")

    def handleInputRows(self, key, rows, timerValues):
        (before,) = self.longest.get() or (0,)
        length = max([before, *(row.length for row in rows)])
        self.longest.update((length,))
        yield Row(label=key[0], length=length)


tester = TwsTester(LongestTweet())
for label, lengths in (("Negative", [48, 31]), ("Positive", [20]), ("Negative", [12])):
    print(tester.test(label, [Row(length=length) for length in lengths]))

# %% [markdown] slideshow={"slide_type": "subslide"}
# `TwsTester` is Spark's own way to try a processor: it plays the engine, in plain Python. In a stream the same
# processor stands in `frame.groupBy("label").transformWithState(...)`, which needs the package `protobuf`.

# %% [markdown] nbgrader={"grade": false, "grade_id": "about_trending_processor", "locked": true, "schema_version": 3, "solution": false, "task": false} slideshow={"slide_type": "subslide"}
# ### Exercise: `trending_processor()`
#
# The running total of a word, with a memory that fades: `update_trending` for the modern engine.
#
# - Give back a new `StatefulProcessor`. It is used with the time mode `ProcessingTime`, on rows that are grouped by
#   their word, so that a key is `(word,)`; a row has a column `mentions`, an integer that may be zero or negative.
# - When rows of a word come, give one row, `Row(word=..., total=...)`: the word and the sum of its mentions so far, an
#   `int`.
# - When for **three seconds** no row of a word has come, the word is forgotten: a timer, set three seconds after the
#   time at which its last rows came (`timerValues.getCurrentProcessingTimeInMs()`, in milliseconds), expires. That
#   gives no rows, and leaves no state of the word. Should the word return later, its total starts anew.
# - Rows that come before the timer expires put it off. Rows that come in the moment in which it expires are not graded.
# - Totals stand in the handle's state and nowhere else: that is what Spark saves. Use timers: a state's time to live
#   is another thing, and `TwsTester` does not know it.


# %% nbgrader={"grade": false, "grade_id": "trending_processor", "locked": false, "schema_version": 3, "solution": true, "task": false}
def trending_processor() -> StatefulProcessor:
    """Make a processor that adds up the mentions of a word, and forgets it after three seconds without any.

    Out: a StatefulProcessor for the time mode ProcessingTime, from rows with a column mentions to rows (word, total).
    """

    ### BEGIN SOLUTION
    class TrendingWords(StatefulProcessor):
        """Keeps a total for each word, and a timer that forgets it."""

        def init(self, handle: StatefulProcessorHandle) -> None:
            self.handle = handle
            self.total = handle.getValueState("total", "total long")

        def handleInputRows(self, key: tuple, rows: Iterator[Row], timerValues: TimerValues) -> Iterator[Row]:
            (before,) = self.total.get() or (0,)
            total = sum((row.mentions for row in rows), before)
            self.total.update((total,))
            for timer in list(self.handle.listTimers()):
                self.handle.deleteTimer(timer)
            self.handle.registerTimer(timerValues.getCurrentProcessingTimeInMs() + 3000)
            yield Row(word=key[0], total=total)

        def handleExpiredTimer(
            self, key: tuple, timerValues: TimerValues, expiredTimerInfo: ExpiredTimerInfo
        ) -> Iterator[Row]:
            self.total.clear()
            return iter([])

    return TrendingWords()
    ### END SOLUTION


# %%
tester = TwsTester(trending_processor(), timeMode="ProcessingTime")
for second, mentions in ((1, [2]), (2, [1]), (6, [1])):
    tester.setProcessingTime(1000 * second)
    print(second, tester.test("#gig", [Row(mentions=count) for count in mentions]))

# %% [markdown] slideshow={"slide_type": "slide"}
# ## Where to go from here
#
# You have a classifier that learns for as long as tweets keep coming, and is honestly tested on every one of them. Do
# not expect its accuracy to rise in each batch: batches are small, people contradict each other, and a model that
# follows the stream also follows its noise. That is why one keeps measuring.
#
# Last of all, tidy up:

# %%
sc.stop()
