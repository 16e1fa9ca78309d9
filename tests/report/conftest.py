"""Sample reports: perfect, partial, untouched, failed by the judge, hostile and huge."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from autograder.model import (
    CheckResult,
    Counterexample,
    Curve,
    ExerciseResult,
    Part,
    Plot,
    Report,
    Verdict,
    Visibility,
)

PARTS = (
    Part(1, "vectorization"),
    Part(2, "streams and state"),
    Part(3, "the bridge to Spark SQL"),
    Part(4, "the streaming classifier"),
    Part(5, "the modern engine", extra_credit=True),
)
EXERCISES = (
    ("fit_vectorizer", 1, 6),
    ("vectorize", 1, 7),
    ("term_frequency_table", 1, 7),
    ("count_words", 2, 5),
    ("running_word_counts", 2, 8),
    ("update_trending", 2, 9),
    ("hashtag_counts", 2, 8),
    ("get_spark_session", 3, 6),
    ("count_words_sql", 3, 7),
    ("attach_sql_bridge", 3, 7),
    ("predict", 4, 10),
    ("evaluate", 4, 8),
    ("attach_classifier", 4, 12),
    ("resume_or_create", 5, 10),
)
STREAM = ("batch", "lines in", "expected", "yours")
CALL = ("call", "expected", "yours")


def check(
    exercise: str, points: float, verdict: Verdict = Verdict.PASSED, title: str = "", **fields: object
) -> CheckResult:
    passed = verdict is Verdict.PASSED
    made = CheckResult(
        id=f"{exercise}_{title or 'works'}".replace(" ", "_"),
        exercise=exercise,
        title=title or f"{exercise} works",
        points=points if passed else 0,
        max_points=points,
        verdict=verdict,
        visibility=Visibility.PUBLIC,
    )
    return dataclasses.replace(made, **fields)


def report_of(checks: list[CheckResult], **fields: object) -> Report:
    """A report on these checks; exercises without one are right, with one check."""
    checked = {each.exercise for each in checks}
    every = []
    for name, _, worth in EXERCISES:
        every += [each for each in checks if each.exercise == name] if name in checked else [check(name, worth)]
    results = tuple(
        ExerciseResult(
            name,
            part,
            sum(each.points for each in every if each.exercise == name),
            sum(each.max_points for each in every if each.exercise == name),
        )
        for name, part, _ in EXERCISES
    )
    score = sum(result.score for result in results if result.part < 5)
    return dataclasses.replace(
        Report(
            title="Spark Streaming",
            kit_version="0.2.0",
            submission_path="submitted/ada/streaming.ipynb",
            submission_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            seed=7,
            verdict=Verdict.PASSED if score == 100 else Verdict.FAILED,
            score=score,
            max_score=100,
            extra_credit=sum(result.score for result in results if result.part == 5),
            parts=PARTS,
            exercises=results,
            checks=tuple(every),
            timing={"total": 21.337, "spark": 6.0},
        ),
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def make_check() -> Callable[..., CheckResult]:
    return check


@pytest.fixture
def make_report() -> Callable[..., Report]:
    return report_of


@pytest.fixture
def perfect() -> Report:
    return report_of([])


PLOT = Plot(
    "Accuracy as the stream goes on",
    "batch",
    "accuracy",
    (
        Curve("your classifier", (0.33, 0.41, 0.52, 0.5, 0.61, 0.66, 0.71, 0.7, 0.74, 0.78)),
        Curve("never updated", (0.33, 0.35, 0.34, 0.36, 0.33, 0.35, 0.32, 0.34, 0.35, 0.33)),
    ),
)


@pytest.fixture
def partial() -> Report:
    """Mistakes of every kind, with counterexamples as the kit's checks write them."""
    checks = [
        check("running_word_counts", 1, title="words of one batch are counted"),
        check("running_word_counts", 2, title="counts start from the initial RDD"),
        check(
            "running_word_counts",
            5,
            Verdict.FAILED,
            "a quiet word keeps its count",
            message="The counts are not the expected ones.",
            hint="your update function also runs for keys with no new values.",
            counterexample=Counterexample(
                STREAM, (("1", '"a"', "a 1", "a 1"), ("2", "(none)", "a 1", "(nothing)")), 2, 1
            ),
        ),
        check("update_trending", 2.5, title="values are added"),
        check(
            "update_trending",
            6.5,
            Verdict.ERROR,
            "a word is forgotten after three idle batches",
            message="It raised TypeError: cannot unpack non-iterable NoneType object\n"
            "at `total, idle = state` in `update_trending`",
            hint="`state` is None the first time a word is seen.",
            counterexample=Counterexample(
                CALL,
                (("update_trending([2], None)", "(2, 0)", "TypeError: cannot unpack non-iterable NoneType object"),),
            ),
            student_output="".join(f"state is now {n}\n" for n in range(7)),
        ),
        check(
            "hashtag_counts",
            4,
            Verdict.FAILED,
            "the window moves by the slide",
            message="The counts are not the expected ones.",
            hint="a hashtag that has left the window is not in the result, not even with a count of 0.",
            counterexample=Counterexample(
                STREAM,
                tuple(
                    (
                        str(n),
                        f'"#spark is number {n}"' if n == 1 else "(none)",
                        "#spark 1" if n < 5 else "(nothing)",
                        "#spark 1" if n < 5 else "#spark 0",
                    )
                    for n in range(1, 13)
                ),
                12,
                1,
            ),
        ),
        check(
            "hashtag_counts", 4, Verdict.FAILED, "a bare # is a hashtag", message="There is no result where one is due."
        ),
        check(
            "attach_sql_bridge",
            4,
            Verdict.TIMEOUT,
            "the sink is called once per batch",
            message="`attach_sql_bridge` was stopped: it used more than 20 seconds of CPU time.",
        ),
        check(
            "attach_sql_bridge",
            3,
            Verdict.TIMEOUT,
            "rows are ordered by total, then word",
            message="`attach_sql_bridge` was stopped: it used more than 20 seconds of CPU time.",
        ),
        check("evaluate", 5, title="accuracy and macro F1"),
        check(
            "evaluate",
            3,
            Verdict.FAILED,
            "an absent class counts 0",
            message="The answer is not the expected one.",
            counterexample=Counterexample(
                CALL,
                (
                    (
                        "evaluate([0], [0])",
                        "{'accuracy': 1.0, 'macro_f1': 0.3333333333333333, "
                        "'confusion_matrix': [[1, 0, 0], [0, 0, 0], [0, 0, 0]]}",
                        "{'accuracy': 1.0, 'macro_f1': 1.0, 'confusion_matrix': [[1]]}",
                    ),
                ),
            ),
        ),
        check(
            "attach_classifier",
            8,
            Verdict.NOT_SUBMITTED,
            "each batch is predicted before it is learned",
            message="`attach_classifier` is not written yet.",
        ),
        check(
            "attach_classifier",
            4,
            Verdict.NOT_SUBMITTED,
            "an empty batch changes nothing",
            message="`attach_classifier` is not written yet.",
        ),
        check(
            "resume_or_create",
            10,
            Verdict.NOT_SUBMITTED,
            "survives a restart",
            message="`resume_or_create` is not written yet.",
        ),
    ]
    return report_of(checks, unseen_points=12, plots=(PLOT,))


@pytest.fixture
def untouched() -> Report:
    return report_of(
        [
            check(name, worth, Verdict.NOT_SUBMITTED, message=f"`{name}` is not written yet.")
            for name, _, worth in EXERCISES
        ],
        verdict=Verdict.NOT_SUBMITTED,
    )


@pytest.fixture
def judge_error() -> Report:
    return report_of(
        [], verdict=Verdict.JUDGE_ERROR, score=None, message="The harness did not start: java was not found."
    )


HOSTILE = (
    "\x1b[31mred\x1b[0m <script>alert(1)</script> [bold]x[/bold] \u202eevil\u202c \ud800 {{ 7*7 }} "
    "'\"`& \x00\t\r\u2028\x9b31m\ufeff]]>"
)


@pytest.fixture
def hostile() -> Report:
    """The same hostile text wherever a text can stand."""
    bad = HOSTILE
    checks = (
        check(
            bad,
            5,
            Verdict.FAILED,
            bad,
            id=bad,
            message=f"{bad}\n{bad}",
            hint=bad,
            counterexample=Counterexample((bad, "expected", "yours"), ((bad, bad, bad + "!"), ("1", bad, bad)), 2, 2),
            student_output=f"{bad}\n" * 3,
        ),
    )
    return Report(
        title=bad,
        kit_version=bad,
        submission_path=bad + "\nstreaming.py",
        submission_sha256=bad,
        seed=1,
        verdict=Verdict.FAILED,
        score=0,
        max_score=5,
        extra_credit=0,
        parts=(Part(1, bad),),
        exercises=(ExerciseResult(bad, 1, 0, 5),),
        checks=checks,
        message=bad,
        plots=(Plot(bad, bad, bad, (Curve(bad, (0.5, 1.0)), Curve("_hidden $x^2$", (1.0, 0.5)))),),
        timing={bad: 1.0},
    )


@pytest.fixture
def huge() -> Report:
    """A hundred mistakes, each with very long cells and output."""
    checks = [
        check(
            "count_words",
            0.25,
            Verdict.FAILED,
            f"mistake number {n}",
            message=f"{n}: " + "wide 字 " * 400,
            hint="hint " * 100,
            counterexample=Counterexample(
                STREAM, tuple((str(row), "w" * 1900, "long " * 300, "字" * 900) for row in range(20)), 20, 20
            ),
            student_output=f"printed {n}\n" * 400,
        )
        for n in range(100)
    ]
    return report_of(checks)
