"""Far larger inputs than any check uses: what answers as a right answer does on all of them is no fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from autograder.checks import streaming
from autograder.checks.learning import HISTORY, Twin
from autograder.checks.vectorizing import fitted, in_order, rows
from autograder.judge.compare import loose
from autograder.judge.counts import pairs
from autograder.judge.expressions import call, kept, leaf, method, student
from autograder.judge.faults import DiedError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.harness import Batch, Harness, queue, sink
from autograder.judge.values import Array, Mapping, Sparse, Table
from tests.faults import modern_battery, sql
from tests.faults.inputs import SIZES, stream_history, texts, tweet


def answers(exercise: str, harness: Harness, seed: int) -> Iterator[Any]:
    """What an exercise answers to its battery, one after the other; an error is an answer too, and the last one."""
    try:
        yield from _BATTERIES[exercise](harness, Random(seed))
    except (SubmissionError, NotSubmittedError, TimedOutError, LimitError, DiedError, Exception) as error:
        yield type(error).__name__  # an answer of another shape than any right one, too


def _plain(answer: Any) -> Any:
    """What the contract promises of an answer, as something that can be compared."""
    match answer:
        case Sparse(format=form, kind=kind, shape=shape, entries=entries):
            return form, kind in "iu", shape, sorted((r, c, float(v)) for r, c, v in entries if v)
        case Table(kind=kind, columns=columns, rows=cells):
            return (
                kind,
                loose(list(columns)),
                [[float(v) if type(v) is int else v for v in map(loose, row)] for row in cells],
            )
        case Array(shape=shape, items=items, kind=kind):
            return shape, kind in "iu", list(items)
        case Mapping(items=items):
            return sorted((loose(key), _rounded(_cells(value))) for key, value in items)
    return repr(answer)


def _cells(value: Any) -> Any:
    """A matrix of whatever kind, or a list of lists, as one list of its cells; anything else as it is."""
    found = rows(value) or loose(value)
    if isinstance(found, list) and found and all(isinstance(row, list) for row in found):
        return [loose(cell) for row in found for cell in row]
    return found


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return round(value, 10) if isinstance(value, float) else value


def _fit(harness: Harness, random: Random) -> Iterator[Any]:
    for size in (1, 2, 3, 30, 1100, 8):
        given = ["good coffee", *(f"{one} only{place}" for place, one in enumerate(texts(random, size)))]
        harness.keep("answer", call(student("fit_vectorizer"), given))
        names = loose(harness.value(method(kept("answer"), "get_feature_names_out")))
        counted = harness.value(method(kept("answer"), "transform", [*texts(random, 30), *given[:3]]))
        yield sorted(names)
        yield in_order(rows(counted), names)


def _over(name: str) -> Callable[[Harness, Random], Iterator[Any]]:
    def ask(harness: Harness, random: Random) -> Iterator[Any]:
        vectorizer = fitted(harness, ["good coffee", *texts(random, 20)])
        for size in SIZES[:14]:
            yield _plain(harness.call(name, vectorizer, texts(random, size)))
        yield loose(harness.value(method(vectorizer, "get_feature_names_out")))

    return ask


def _tweets(random: Random, size: int) -> list[str]:
    found = [tweet(random) for _ in range(size)]
    return [random.choice(found[: n + 1]) if random.random() < 0.2 else one for n, one in enumerate(found)]


def _predict(harness: Harness, random: Random) -> Iterator[Any]:
    for number, size in enumerate(SIZES):
        twin = Twin(harness, history=HISTORY + [(tweet(random), random.randrange(3)) for _ in range(number)])
        given = twin.model.decided(_tweets(random, size))
        yield _plain(harness.call("predict", *twin.arguments, given))
        yield twin.state_there(), twin.terms_there()


def _update(harness: Harness, random: Random) -> Iterator[Any]:
    for history in (HISTORY, []):
        twin = Twin(harness, history=history)
        for size in SIZES:
            given = _tweets(random, size)
            labels = [random.choice((0, 1, 2, 2)) for _ in given] if random.random() < 0.8 else [1] * size
            harness.keep("answer", call(student("update_classifier"), *twin.arguments, given, labels))
            yield twin.state_there(), twin.state_there("answer"), twin.terms_there()


def _evaluate(harness: Harness, random: Random) -> Iterator[Any]:
    for number in range(60):
        size = random.choice((1, 1, 2, 3, 4, 7, 30, 300, 1100))
        some = random.choice(((0, 1, 2), (0, 1), (1, 2), (0, 2), (0,), (1,), (2,)))
        others = random.choice(((0, 1, 2), some))
        y_true = [random.choice(some) for _ in range(size)]
        y_pred = [random.choice(others) if random.random() < 0.5 else y for y in y_true]
        yield number, _plain(harness.call("evaluate", y_true, y_pred))


def _values(random: Random) -> list[int]:
    size = random.choice((0, 0, 1, 1, 2, 3, 5, 20, 150, 1100))
    most = random.choice((1, 1, 3, 20, 1500, 2**54))
    return [random.choice((random.randint(-most, most), random.randint(0, most), 1)) for _ in range(size)]


def _update_count(harness: Harness, random: Random) -> Iterator[Any]:
    for _ in range(20):
        last: int | None = random.choice((None, None, 0, 1, -3, 1500, 2**54))
        for _ in range(random.choice((1, 3, 12))):
            values = _values(random) or ([1] if last is None else [])
            harness.keep("values", call({"$": "library", "path": "builtins.list"}, values))
            answer, after = harness.values(call(student("update_count"), kept("values"), last), kept("values"))
            yield repr(answer), after == values
            last = (last or 0) + sum(values)


def _trending(harness: Harness, random: Random) -> Iterator[Any]:
    for _ in range(20):
        state: tuple[int, int] | None = None
        for _ in range(random.choice((3, 8, 20))):
            values = random.choice(([], _values(random))) if state else _values(random) or [1]
            harness.keep("values", call({"$": "library", "path": "builtins.list"}, values))
            answer, after = harness.values(call(student("update_trending"), kept("values"), state), kept("values"))
            yield repr(answer), after == values
            total, idle = state or (0, 0)
            state = (total + sum(values), 0) if values else None if idle == 2 else (total, idle + 1)


def _counted(expression: Any, *settings: dict[str, Any]) -> Callable[[Harness, Random], Iterator[Any]]:
    def ask(harness: Harness, random: Random) -> Iterator[Any]:
        for setting in settings:
            fields = {
                "expression": expression(*setting.get("arguments", ())),
                "checkpoint": setting.get("checkpoint", False),
            }
            with harness.stream(interval=setting.get("interval", 1), **fields) as stream:
                stream.require_dstream()
                for batch in stream_history(random)[: setting.get("batches", len(SIZES))]:
                    step = stream.step(lines=batch)
                    yield None if step.records is None else sorted(pairs(step.records, 0, "word").items(), key=repr)

    return ask


_INITIAL = {"good": 3, "a": 1200, "absent": 7, "zero": 0, **{f"w{number}": 1 for number in range(1100)}}
_WINDOWS = tuple({"arguments": pair} for pair in ((1, 1), (2, 1), (12, 1), (3, 2), (1, 3)))


def _directory(harness: Harness, random: Random) -> Iterator[Any]:
    expression = call(student("lines_from_directory"), leaf("streaming_context"), leaf("directory"))
    with harness.stream(expression) as stream:
        stream.require_dstream()
        for number, size in enumerate(SIZES):
            lines = [line.replace("\r", "") for line in texts(random, size)]
            files = (
                {f"{number}.txt": "".join(line + "\n" for line in lines)}
                if number % 7
                else {f"{number}-{n}.txt": line + "\n" for n, line in enumerate(lines[:120])}
            )
            yield sorted(map(repr, stream.step(files=files).records or []))


def _socket(harness: Harness, random: Random) -> Iterator[Any]:
    port = leaf("port", name="server", host="127.0.0.1")
    with harness.stream(call(student("lines_from_socket"), leaf("streaming_context"), "127.0.0.1", port)) as stream:
        stream.require_dstream()
        for size in SIZES:
            yield sorted(map(repr, stream.send("server", texts(random, size)).records or []))


def _attach(harness: Harness, random: Random) -> Iterator[Any]:
    for history in (HISTORY, [*HISTORY, *[(tweet(random), 2) for _ in range(20)]]):
        twin = Twin(harness, history=history)
        expression = call(student("attach_classifier"), queue("labelled"), *twin.arguments, sink())
        with harness.stream(expression) as stream:
            for number, size in enumerate(SIZES):
                some = (0, 1, 2) if number % 4 else (number % 3,)
                batch = [(tweet, random.choice(some)) for tweet in twin.model.decided(_tweets(random, size))]
                twin.model.learn(batch)
                calls = stream.step(
                    labelled=Batch(tuple(batch), random.choice((1, 2, 3, 12)) if batch else number % 3)
                ).calls
                yield (
                    [(time, sorted(zip(loose(true), loose(pred), strict=False))) for _, time, true, pred in calls],
                    twin.state_there(),
                )


_BATTERIES: dict[str, Callable[[Harness, Random], Iterator[Any]]] = {
    "fit_vectorizer": _fit,
    "vectorize": _over("vectorize"),
    "term_frequency_table": _over("term_frequency_table"),
    "predict": _predict,
    "update_classifier": _update,
    "evaluate": _evaluate,
    "lines_from_directory": _directory,
    "lines_from_socket": _socket,
    "count_words": _counted(streaming.count_words, {}),
    "update_count": _update_count,
    "running_word_counts": _counted(
        streaming.running_word_counts, {"checkpoint": True}, {"arguments": (_INITIAL,), "interval": 2, "batches": 8}
    ),
    "update_trending": _trending,
    "hashtag_counts": _counted(streaming.hashtag_counts, *_WINDOWS, {"arguments": (4, 2), "interval": 2}),
    "attach_classifier": _attach,
    "get_spark_session": sql.session,
    "count_words_sql": sql.count,
    "attach_sql_bridge": sql.bridge,
    "attach_classifier_structured": modern_battery.structured,
    "resume_or_create": modern_battery.resumed,
    "trending_processor": modern_battery.trending,
}
