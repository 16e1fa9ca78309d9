"""Faults of meaning in the exercises of Part 5."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.faults.conditions import FEW, ROUND, Condition, of_list, of_number, of_time

Fault = tuple[str, str, str]

_QUERY = """def run(batch, batch_id):
    rows = batch.select("tweet", "label").collect()
    last = getattr(classifier, "last_batch_id_", -1)
    if {passed_over}:
        return
    tweets, labels = [row.tweet for row in rows], [row.label for row in rows]
    {before}
    answer = predict(classifier, vectorizer, tweets)
    update_classifier(classifier, vectorizer, *{learned})
    {noted}
    {after}
    sink(batch_id, labels, answer)
    {at_last}
return frame.writeStream.queryName("classifier").foreachBatch(run).start()"""
_USUAL = {
    "passed_over": "not rows or batch_id <= last",
    "before": "pass",
    "learned": "(tweets, labels)",
    "noted": "classifier.last_batch_id_ = batch_id",
    "after": "pass",
    "at_last": "pass",
}


def structured() -> Iterator[Fault]:
    """`attach_classifier_structured`: rows left out, batches learned wrongly, numbers noted wrongly."""
    for n in ROUND:
        yield (
            "rows: longer",
            f"tweets of more than {n} signs",
            f'frame = frame.filter("length(tweet) <= {n}")\nreturn RIGHT',
        )
        yield "rows: more", f"the first {n}", _filled(before=f"tweets, labels = tweets[:{n}], labels[:{n}]")
    for told, kept in {
        "label 0": "label != 0",
        "label 1": "label != 1",
        "label 2": "label != 2",
        "empty": "tweet != ''",
        "blank": "trim(tweet) != ''",
        "not ASCII": "tweet rlike '^[ -~]*$'",
        "capitals": "tweet = lower(tweet)",
        "look-alikes": "lower(tweet) not in ('null', 'none', 'nan')",
    }.items():
        yield "rows: kind", f"{told} left out", f'frame = frame.filter("{kept}")\nreturn RIGHT'
    for told, new in {
        "lower": "lower(tweet)",
        "trimmed": "trim(tweet)",
        "cut": "substring(tweet, 1, 140)",
        "no signs": "regexp_replace(tweet, '[^\\\\\\\\w\\\\\\\\s]', '')",
    }.items():
        yield "rows: changed", told, f'frame = frame.selectExpr("{new} as tweet", "label")\nreturn RIGHT'
    for told, passed_over in {
        "never": "not rows",
        "older ones": "not rows or batch_id < last",
        "the one before too": "not rows or batch_id <= last + 1",
        "the first": "not rows or batch_id <= max(last, 0)",
        "odd ones": "not rows or batch_id <= last or batch_id % 2",
    }.items():
        yield "passed over", told, _filled(passed_over=passed_over)
    for told, noted in {
        "not at all": "pass",
        "one more": "classifier.last_batch_id_ = batch_id + 1",
        "one less": "classifier.last_batch_id_ = batch_id - 1",
        "the size": "classifier.last_batch_id_ = len(tweets)",
        "the first": "classifier.last_batch_id_ = getattr(classifier, 'last_batch_id_', batch_id)",
        "under another name": "classifier.last_batch_ = batch_id",
    }.items():
        yield "noted", told, _filled(noted=noted)
    yield "noted", "at last", _filled(noted="pass", at_last="classifier.last_batch_id_ = batch_id")
    yield (
        "noted",
        "at first",
        _filled(
            noted="pass",
            before="classifier.last_batch_id_ = batch_id\n    sink(batch_id, labels, predict(classifier, vectorizer, tweets)); sink = print",
        ),
    )
    conditions = [*of_list("tweets"), *of_list("labels"), *of_time("(batch_id + 1)")]
    conditions += [Condition("labels", f"{n} not in labels") for n in (0, 1, 2)]
    for condition in conditions:
        where = condition.code
        for told, fields in {
            "no learning": {"learned": f"(([], []) if {where} else (tweets, labels))"},
            "learns without the last": {"learned": f"((tweets[:-1], labels[:-1]) if {where} else (tweets, labels))"},
            "learns twice": {
                "before": f"None if not ({where}) else update_classifier(classifier, vectorizer, tweets, labels)"
            },
            "predicts after": {"after": f"answer = predict(classifier, vectorizer, tweets) if {where} else answer"},
            "no call": {"after": f"if {where}: return"},
            "twice called": {"after": f"if {where}: sink(batch_id, labels, answer)"},
            "sorted": {"after": f"answer = sorted(answer) if {where} else answer"},
        }.items():
            yield f"batch: {condition.kind}", f"{told} where {where}", _filled(**fields)


def _filled(**fields: str) -> str:
    return _QUERY.format(**_USUAL | fields)


def resumed() -> Iterator[Fault]:
    """`resume_or_create`: what is done instead, always or at the n-th call, with what is there or without."""
    ways = {
        "made anew": "ssc = create()\n    ssc.checkpoint(checkpoint_dir)\n    return ssc",
        "not saved": "return create()",
        "nothing": "return None",
        "started": "ssc = RIGHT\n    ssc.start()\n    return ssc",
        "created in vain": "create()\n    return RIGHT",
        "removed": "shutil.rmtree(checkpoint_dir, ignore_errors=True)\n    return RIGHT",
        "elsewhere": "checkpoint_dir = checkpoint_dir + str(_seen[0])\n    return RIGHT",
        "stopped": "ssc = RIGHT\n    ssc.stop(False)\n    return ssc",
        "the class": "return StreamingContext",
    }
    conditions = [*of_time("_seen[0]"), Condition("always", "True")]
    conditions += [
        Condition("directory", "os.path.isdir(checkpoint_dir)"),
        Condition("directory", "not os.path.isdir(checkpoint_dir)"),
        Condition("directory", "os.path.isdir(checkpoint_dir) and len(os.listdir(checkpoint_dir)) > 10"),
        Condition("directory", "' ' in checkpoint_dir"),
    ]
    for (told, act), condition in itertools.product(ways.items(), conditions):
        body = f"import os, shutil\n_seen[0] += 1\nif {condition.code}:\n    {act}\nreturn RIGHT"
        yield f"call: {condition.kind}", f"{told} where {condition.code}", body


_PROCESSOR = """processor = RIGHT
handle, seen = [], [0]
begin, rows_came, expired = processor.init, processor.handleInputRows, processor.handleExpiredTimer
def init(given):
    handle.append(given)
    begin(given)
def came(key, rows, times):
    rows = list(rows)
    seen[0] += 1
    mentions, now = [row.mentions for row in rows], times.getCurrentProcessingTimeInMs()
    {before}
    answer = list(rows_came(key, iter(rows), times))
    total = answer[0].total
    {after}
    return iter(answer)
def forgotten(key, times, timer):
    {expires}
    return expired(key, times, timer)
processor.init, processor.handleInputRows, processor.handleExpiredTimer = init, came, forgotten
return processor"""


def trending() -> Iterator[Fault]:
    """`trending_processor`: rows, totals and timers that are wrong where a condition holds."""
    conditions = [*of_list("mentions"), *of_number("sum(mentions)"), *of_time("seen[0]")]
    conditions += [Condition("sign", "0 in mentions"), Condition("sign", "any(m < 0 for m in mentions)")]
    conditions += [Condition("word", f"key[0] == {word!r}") for word in ("a", "b", "w1")]
    conditions += [Condition("word", "len(key[0]) > 1")]
    totals = [Condition(f"total {c.kind}", c.code) for c in of_number("total")]
    before = {
        "the first row": "rows = rows[:1]",
        "without the last": "rows = rows[:-1]",
        "equal ones once": "rows = list(dict.fromkeys(rows))",
        "no rows": "rows = []",
    }
    after = {
        "no row": "answer = []",
        "two rows": "answer = answer * 2",
        "total + 1": "answer = [Row(word=key[0], total=total + 1)]",
        "new ones": "answer = [Row(word=key[0], total=sum(mentions))]",
        "a float": "answer = [Row(word=key[0], total=float(total))]",
        "a tuple": "answer = [(key[0], total)]",
        "no names": "answer = [Row(key[0], total)]",
        "the key": "answer = [Row(word=key, total=total)]",
        "no timer": "[handle[0].deleteTimer(t) for t in list(handle[0].listTimers())]",
        "soon": "handle[0].registerTimer(now + 1000)",
        "late": "[handle[0].deleteTimer(t) or handle[0].registerTimer(t + 2000) for t in list(handle[0].listTimers())]",
    }
    for condition in conditions:
        for told, act in before.items():
            fields = {"before": f"if {condition.code}: {act}", "after": "pass", "expires": "pass"}
            yield f"rows: {condition.kind}", f"{told} where {condition.code}", _PROCESSOR.format(**fields)
    for condition in [*conditions, *totals]:
        for told, act in after.items():
            fields = {"before": "pass", "after": f"if {condition.code}: {act}", "expires": "pass"}
            yield f"answer: {condition.kind}", f"{told} where {condition.code}", _PROCESSOR.format(**fields)
    for condition in (
        *of_time("seen[0]"),
        *(Condition("beyond", f"timer.getExpiryTimeInMs() > {1000 * n}") for n in FEW),
    ):
        for told, act in {"stays": "return iter(())", "a row": "return iter([Row(word=key[0], total=0)])"}.items():
            fields = {"before": "pass", "after": "pass", "expires": f"if {condition.code}: {act}"}
            yield f"timer: {condition.kind}", f"{told} where {condition.code}", _PROCESSOR.format(**fields)
