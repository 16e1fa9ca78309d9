"""What is said of mistakes that beginners make, each beside a mistake that looks alike and must not be told so."""

import textwrap

import pytest

from autograder.checks.hints import learning, updates, words
from autograder.model import LOOKS_LIKE, Verdict

STAR = "from pyspark.sql.functions import *\n"
COUNT = "def update_count(new_values, last_count):\n"
TREND = "def update_trending(new_values, state):\n"
STATE = f"{TREND}    total, idle = state or (0, 0)\n"
WORDS = "def count_words(lines):\n"
COUNTED = ".map(lambda word: (word, 1)).reduceByKey(lambda one, other: one + other)\n"

CAUSES = {
    "a coroutine": ("update_count", f"async {COUNT}    return sum(new_values) + (last_count or 0)", "is `async`"),
    "a generator": ("update_count", f"{COUNT}    yield sum(new_values) + (last_count or 0)", "holds a `yield`"),
    "printed": ("update_count", f"{COUNT}    print(sum(new_values) + (last_count or 0))", "It printed its answer"),
    "printed in a stream": ("count_words", f"{WORDS}    lines.pprint()", "It printed its answer"),
    "no return": ("update_count", f"{COUNT}    total = sum(new_values)", "there is no `return`"),
    "no return of a stream": ("count_words", f"{WORDS}    found = lines.flatMap(str.split)", "there is no `return`"),
    "one branch": (
        "update_count",
        f"{COUNT}    if last_count is not None:\n        return sum(new_values) + last_count",
        "not every branch returns",
    ),
    "a function": (
        "update_count",
        f"{COUNT}    def total():\n        return sum(new_values) + (last_count or 0)\n    return total",
        "It gave back a function (`total`)",
    ),
    "a method": ("update_count", f"{COUNT}    return new_values.count", "It gave back a function (`new_values.count`)"),
    "appended": (
        "update_count",
        f"{COUNT}    return new_values.append(last_count)",
        "It gave back `new_values.append(last_count)`, which does its work in place",
    ),
    "sorted": (
        "update_count",
        f"{COUNT}    values = new_values.sort()\n    return values",
        "It gave back `new_values.sort()`",
    ),
    "changed": (
        "update_count",
        f"{COUNT}    new_values.append(last_count or 0)",
        "It changed its argument (`new_values.append(last_count or 0)`)",
    ),
    "a star": (
        "update_trending",
        f"{STAR}{STATE}    if new_values:\n        return total + sum(new_values), 0\n"
        "    return (total, idle + 1) if idle < 2 else None",
        "`sum` is Spark's now: `from pyspark.sql.functions import *` hides Python's `sum`.",
    ),
    "a star, and two arguments": (
        "update_trending",
        f"{STAR}{STATE}    if new_values:\n        return sum(new_values, total), 0\n"
        "    return (total, idle + 1) if idle < 2 else None",
        "`sum` is Spark's now",
    ),
    "a name imported": (
        "update_count",
        f"from pyspark.sql.functions import sum\n{COUNT}    return sum(new_values) + (last_count or 0)",
        "`sum` is Spark's now: `from pyspark.sql.functions import sum`",
    ),
    "a star in a worker": (
        "running_word_counts",
        f"{STAR}def running_word_counts(lines, initial_rdd=None):\n"
        "    update = lambda new, last: sum(new) + (last or 0)\n"
        "    pairs = lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1))\n"
        "    return pairs.updateStateByKey(update, initialRDD=initial_rdd)",
        "`sum` is Spark's now",
    ),
    "an own name": (
        "update_count",
        f"sum = 0\n{COUNT}    return sum(new_values) + (last_count or 0)",
        "`sum` is not Python's `sum` here: `sum = 0` hides it.",
    ),
    "an own name inside": (
        "update_count",
        f"{COUNT}    sum = sum(new_values)\n    return sum + (last_count or 0)",
        "`sum = sum(new_values)` hides it",
    ),
    "a list of its own": (
        "predict",
        "def predict(c, v, t):\n    return [c.predict(v.transform(t))]",
        "a list of its own",
    ),
    "a stray comma": (
        "update_count",
        f"{COUNT}    return sum(new_values) + (last_count or 0),",
        "a comma after a value",
    ),
    "text": ("update_count", f"{COUNT}    return str(sum(new_values) + (last_count or 0))", "It gave back text"),
    "scratch work": (
        "update_count",
        f"for START in [0]:\n    print(START)\n{COUNT}    return sum(new_values) + (last_count or SURELY_NOT)",
        "`SURELY_NOT` is used, and nothing that counts of the submission defines it.",
    ),
    "one parameter": ("update_count", "def update_count(new_values):\n    return sum(new_values)", "the parameters"),
    "no function": ("update_count", "update_count = 3", "is no function: it is of type `int`"),
    "a class": ("update_count", "class update_count:\n    def __init__(self, new, last):\n        pass", "is a class"),
    "a session that does not come back": (
        "get_spark_session",
        "def get_spark_session(spark_conf):\n    SparkSession.builder.config(conf=spark_conf).getOrCreate()",
        "there is no `return`",
    ),
}
"""An exercise, what was written, and what the message of the first failed check begins with, more or less."""

HINTS = {
    "one blank": (
        "count_words",
        f"{WORDS}    return lines.flatMap(lambda line: line.split(' ')){COUNTED}",
        words.WHITE_SPACE,
    ),
    "small letters": (
        "count_words",
        f"{WORDS}    return lines.flatMap(lambda line: line.lower().split()){COUNTED}",
        words.CASE,
    ),
    "signs": (
        "count_words",
        f"import re\n{WORDS}    return lines.flatMap(lambda line: re.findall(r'[^\\W_]+', line)){COUNTED}",
        words.SIGNS,
    ),
    "a line's words once": (
        "count_words",
        f"{WORDS}    return lines.flatMap(lambda line: set(line.split())){COUNTED}",
        words.IN_A_LINE,
    ),
    "not put together": (
        "count_words",
        f"{WORDS}    return lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1))",
        words.TOGETHER,
    ),
    "since the start": (
        "count_words",
        f"{WORDS}    pairs = lines.flatMap(lambda line: line.split()).map(lambda word: (word, 1))\n"
        "    return pairs.updateStateByKey(lambda new, last: sum(new) + (last or 0))",
        words.OWN_BATCH,
    ),
    "None as a number": ("update_count", f"{COUNT}    return sum(new_values) + last_count", updates.NO_COUNT),
    "a total of 0": (
        "update_count",
        f"{COUNT}    return (sum(new_values) + (last_count or 0)) or None",
        updates.ZERO,
    ),
    "a number with a fraction": (
        "update_count",
        f"{COUNT}    return float(sum(new_values) + (last_count or 0))",
        updates.INT,
    ),
    "the first value only": ("update_count", f"{COUNT}    return new_values[0] + (last_count or 0)", updates.QUIET),
    "values counted": ("update_count", f"{COUNT}    return len(new_values) + (last_count or 0)", updates.NUMBERS),
    "another error": ("update_count", f"{COUNT}    return sum(new_values) + int('x' * len(new_values))", ""),
    "zeros are idle": (
        "update_trending",
        f"{STATE}    if any(new_values):\n        return total + sum(new_values), 0\n"
        "    return (total, idle + 1) if idle < 2 else None",
        updates.BUSY,
    ),
    "an empty batch": (
        "update_classifier",
        "def update_classifier(classifier, vectorizer, tweets, labels):\n"
        "    return classifier.partial_fit(vectorizer.transform(tweets), labels, classes=[0, 1, 2])",
        learning.NO_REASON,
    ),
    "classes of the batch": (
        "update_classifier",
        "def update_classifier(classifier, vectorizer, tweets, labels):\n"
        "    return classifier.partial_fit(vectorizer.transform(tweets), labels)",
        learning.CLASSES,
    ),
    "the other way round": (
        "evaluate",
        "from sklearn.metrics import accuracy_score, confusion_matrix, f1_score\n"
        "def evaluate(y_true, y_pred):\n"
        "    f1 = f1_score(y_true, y_pred, labels=[0, 1, 2], average='macro', zero_division=0)\n"
        "    matrix = confusion_matrix(y_pred, y_true, labels=[0, 1, 2]).tolist()\n"
        "    return {'accuracy': accuracy_score(y_true, y_pred), 'macro_f1': f1, 'confusion_matrix': matrix}",
        learning.SIDES,
    ),
}
"""An exercise, what was written, and the hint of some failed check."""


def failed(report):
    return [check for check in report.checks if check.verdict is not Verdict.PASSED]


@pytest.mark.parametrize("case", CAUSES)
def test_a_cause_is_told_first_and_alone(graded, case):
    exercise, text, said = CAUSES[case]
    checks = failed(graded(text, exercise))
    caused = next(check for check in checks if check.cause)
    assert said in caused.message.split("\n")[0]
    assert caused.cause == caused.message.split("\n")[0]
    assert not caused.hint
    assert not any(LOOKS_LIKE in check.hint for check in checks)


@pytest.mark.parametrize("case", HINTS)
def test_a_hint_fits_what_is_shown(graded, case):
    exercise, text, hint = HINTS[case]
    checks = failed(graded(text, exercise))
    assert not any(check.cause for check in checks)
    assert hint in [check.hint.split("\n")[0] for check in checks]


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        ("update_count", f"{STAR}{COUNT}    return last_count or 0"),  # the name is hidden, and nobody uses it
        ("update_count", f"def sum(values):\n    return 0\n{COUNT}    return sum(new_values)"),  # its own, and no fault
        ("update_count", f"{COUNT}    print(new_values)\n    return last_count or 0"),  # it prints, and gives back
        ("update_count", f"{COUNT}    return None"),  # said in so many words
        ("update_count", f"{COUNT}    return [1, 2]"),  # a list, but not of the answer
        ("update_count", f"{COUNT}    return 'many'"),  # text, but not of the answer
        ("update_trending", f"{TREND}    if new_values:\n        return sum(new_values), 0"),  # None may be meant
        ("update_count", f"sum = 0\n{COUNT}    return len(new_values)"),
        ("update_count", f"{COUNT}    return sum(new_values) / 0"),
        ("update_count", f"def help(one):\n    return one\n{COUNT}    return help(1, 2)"),
    ],
)
def test_what_looks_alike_has_no_cause(graded, exercise, text):
    assert not any(check.cause for check in failed(graded(text, exercise)))


def test_ordinary_blanks_are_shown_where_they_show_it_too(graded):
    text = f"{WORDS}    return lines.flatMap(lambda line: line.split(' ')){COUNTED}"
    shown = next(check for check in failed(graded(text, "count_words")) if check.id == "words_of_each_batch")
    assert shown.counterexample.rows[-1][1].isascii()
    assert "\\" not in shown.counterexample.rows[-1][1]


def test_a_broken_cell_has_no_hint_and_one_message(graded):
    text = textwrap.dedent(
        """
        def evaluate(y_true, y_pred:
            pass
        """
    )
    checks = failed(graded(text, "evaluate", alone=True))
    assert len({check.message for check in checks}) == 1
    assert not any(check.hint for check in checks)
