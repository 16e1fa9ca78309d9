"""Operators of meaning: an answer that does something else where a condition holds, before or after it is right."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator

from tests.faults import modern
from tests.faults.bases import Base
from tests.faults.conditions import FEW, ROUND, Condition, of_list, of_number, of_place, of_text, of_time
from tests.faults.program import Program

PARAMETERS = {
    "fit_vectorizer": "tweets",
    "vectorize": "vectorizer, tweets",
    "term_frequency_table": "vectorizer, tweets",
    "predict": "classifier, vectorizer, tweets",
    "update_classifier": "classifier, vectorizer, tweets, labels",
    "evaluate": "y_true, y_pred",
    "lines_from_directory": "ssc, directory",
    "lines_from_socket": "ssc, host, port",
    "count_words": "lines",
    "update_count": "new_values, last_count",
    "running_word_counts": "lines, initial_rdd=None",
    "update_trending": "new_values, state",
    "hashtag_counts": "lines, window, slide",
    "get_spark_session": "spark_conf",
    "count_words_sql": "time, rdd",
    "attach_sql_bridge": "lines, sink",
    "attach_classifier": "labelled, classifier, vectorizer, sink",
    "attach_classifier_structured": "frame, classifier, vectorizer, sink",
    "resume_or_create": "checkpoint_dir, create",
    "trending_processor": "",
}
Fault = tuple[str, str, str]
"""The operator, the fault in words, and the statements around `answer = _right(...)`, which stands as `RIGHT`."""

_COUNTING = """
_seen = [0]

def _counted(act):
    seen = [0]
    def run(rdd):
        seen[0] += 1
        return act(seen[0], rdd)
    return run
"""


def faulty(base: Base) -> Iterator[Program]:
    """Every fault of meaning that an exercise can have, around one right answer."""
    right = _renamed(base)
    parameters = PARAMETERS[base.exercise]
    given = ", ".join(name.split("=")[0] for name in parameters.split(", "))
    for operator, told, body in _FAULTS[base.exercise]():
        inner = body.replace("RIGHT", f"_right({given})").replace("\n", "\n    ")
        code = f"{right}\n{_COUNTING}\ndef {base.exercise}({parameters}):\n    {inner}\n"
        yield Program(base.exercise, base.name, operator, told, code)


def _renamed(base: Base) -> str:
    module = ast.parse(base.code)
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == base.exercise:
            node.name = "_right"
        elif isinstance(node, ast.Name) and node.id == base.exercise:
            node.id = "_right"
    return ast.unparse(module)


TEXT_CHANGES = {
    "blanked": "''",
    "lower": "t.lower()",
    "upper": "t.upper()",
    "half": "t[: len(t) // 2]",
    "first word": "(t.split() or [''])[0]",
    "last word lost": "' '.join(t.split()[:-1])",
    "stripped": "t.strip()",
    "plain": "re.sub(r'[^\\w\\s]', '', t)",
    "doubled": "t + ' ' + t",
}


def _of_items(name: str, item: str, conditions: Iterable[Condition], changes: dict[str, str]) -> Iterator[Fault]:
    """Items of a list left out, repeated, changed, or all from there on lost, where a condition holds."""
    for condition in conditions:
        where, each = condition.code, f"for i, {item} in enumerate({name})"
        ways = {
            "left out": f"[{item} {each} if not ({where})]",
            "repeated": f"[u {each} for u in ([{item}, {item}] if {where} else [{item}])]",
            "stops": f"[{item} for _, {item} in itertools.takewhile(lambda p: not (lambda i, {item}: {where})(*p), "
            f"enumerate({name}))]",
        }
        ways |= {told: f"[({new} if {where} else {item}) {each}]" for told, new in changes.items()}
        for told, new in ways.items():
            yield f"item: {condition.kind}", f"{told} where {where}", f"{name} = {new}\nreturn RIGHT"


def _of_lists(name: str) -> Iterator[Fault]:
    ways = {
        "the first only": f"{name}[:1]",
        "without the last": f"{name}[:-1]",
        "without the first": f"{name}[1:]",
        "sorted": f"sorted({name})",
        "backwards": f"{name}[::-1]",
        "each once": f"list(dict.fromkeys({name}))",
        "none": "[]",
        "twice": f"{name} + {name}",
    }
    for (told, new), condition in itertools.product(ways.items(), of_list(name)):
        body = f"if {condition.code}:\n    {name} = {new}\nreturn RIGHT"
        yield f"list: {condition.kind}", f"{told} where {condition.code}", body
    for told, new in ways.items():
        yield "list: always", told, f"{name} = {new}\nreturn RIGHT"
    for number in ROUND:
        yield "capped", f"no more than {number}", f"{name} = {name}[:{number}]\nreturn RIGHT"


def _of_calls(name: str) -> Iterator[Fault]:
    for condition in of_time("_seen[0]"):
        for told, new in (("none", "[]"), ("the first only", f"{name}[:1]"), ("backwards", f"{name}[::-1]")):
            body = f"_seen[0] += 1\nif {condition.code}:\n    {name} = {new}\nreturn RIGHT"
            yield f"call: {condition.kind}", f"{told} where {condition.code}", body


def _of_answers(*ways: str) -> Iterator[Fault]:
    for way in ways:
        yield "answer", way, f"answer = RIGHT\nreturn {way}"


def _tweets(changes: dict[str, str] = TEXT_CHANGES) -> Iterator[Fault]:
    conditions = [*of_text("t"), *of_place("i", "len(tweets)"), Condition("repeated", "t in tweets[:i]")]
    yield from _of_items("tweets", "t", [*conditions, Condition("repeated", "i and t == tweets[i - 1]")], changes)
    yield from _of_lists("tweets")
    yield from _of_calls("tweets")
    for number in ROUND:
        yield "capped", f"{number} characters", f"tweets = [t[:{number}] for t in tweets]\nreturn RIGHT"
        yield "capped", f"{number} words", f"tweets = [' '.join(t.split()[:{number}]) for t in tweets]\nreturn RIGHT"


def _fit() -> Iterator[Fault]:
    yield from _tweets()
    options = ("binary=True", "lowercase=False", "stop_words='english'", "analyzer='char'", "max_df=0.9", "max_df=0.5")
    options += tuple(f"max_features={n}" for n in (*ROUND, 2000, 5000, 10000)) + tuple(f"min_df={n}" for n in (2, 3))
    options += ("ngram_range=(1, 2)", "ngram_range=(2, 2)", "strip_accents='unicode'", "strip_accents='ascii'")
    options += tuple(f"token_pattern={p!r}" for p in (r"\S+", r"\w+", r"(?u)\b\w\w\w+\b", r"[a-z]+", r"[a-zA-Z']+"))
    for one in options:
        yield "option", one, f"return CountVectorizer({one}).fit(tweets)"


def _matrix() -> Iterator[Fault]:
    yield from _tweets()
    yield from _of_answers("answer.astype(float)", "answer.astype(np.int8)", "answer.astype(bool)", "answer.toarray()")
    yield from _of_answers("answer.tocsc()", "answer.tocoo()", "answer.minimum(1)", "answer[:, ::-1]", "answer[::-1]")
    yield from _of_answers("answer.astype(bool).astype(int)", "answer.T", "answer - answer", "answer[:1]")
    for n in ROUND:
        yield "capped", f"counts of {n}", f"answer = RIGHT\nanswer.data = np.minimum(answer.data, {n})\nreturn answer"
        yield "capped", f"{n} columns", f"answer = RIGHT.tolil()\nanswer[:, {n}:] = 0\nreturn answer.tocsr()"
        yield "capped", f"{n} rows", f"answer = RIGHT.tolil()\nanswer[{n}:] = 0\nreturn answer.tocsr()"


def _table() -> Iterator[Fault]:
    yield from _tweets()
    yield from _of_answers("answer.astype(bool)", "answer.clip(upper=1)", "answer.T", "answer[sorted(answer.columns)]")
    yield from _of_answers("answer.drop_duplicates()", "answer.loc[:, (answer != 0).any()]", "answer.iloc[::-1]")
    yield from _of_answers("answer[(answer != 0).any(axis=1)]", "answer.head()", "answer.sort_values(list(answer)[:1])")
    yield from _of_answers("answer.rename(columns=str.upper)", "answer.iloc[:, ::-1]", "answer.to_numpy()")
    yield from _of_answers(
        "answer.set_axis(range(answer.shape[1]), axis=1)", "answer.replace(0, np.nan)", "answer.iloc[1:]"
    )
    for n in ROUND:
        yield from _of_answers(f"answer.iloc[:{n}]", f"answer.iloc[:, :{n}]", f"answer.clip(upper={n})")


def _predict() -> Iterator[Fault]:
    yield from _tweets()
    yield from _of_answers(
        "answer.tolist()", "answer.astype(float)", "answer[::-1]", "np.sort(answer)", "answer[:, None]"
    )
    yield from _of_answers(
        "np.minimum(answer, 1)", "answer.astype(str)", "2 - answer", "np.unique(answer)", "answer[:1]"
    )
    yield from _of_answers("classifier.predict_proba(vectorizer.transform(tweets)).argmax(axis=1)")
    for n in ROUND:
        yield from _of_answers(f"answer[:{n}]", f"np.where(np.arange(len(answer)) < {n}, answer, 0)")


def _pairs(one: str, other: str, conditions: Iterable[Condition]) -> Iterator[Fault]:
    """Two lists side by side: pairs left out, repeated, or exchanged in one of them."""
    for condition in conditions:
        where = condition.code
        for told, new in (
            ("left out", f"[(t, y) for i, (t, y) in enumerate(pairs) if not ({where})]"),
            ("repeated", f"[p for i, p in enumerate(pairs) for t, y in [p] for p in ([p, p] if {where} else [p])]"),
            ("label 2", f"[(t, 2 if {where} else y) for i, (t, y) in enumerate(pairs)]"),
            ("label 0", f"[(t, 0 if {where} else y) for i, (t, y) in enumerate(pairs)]"),
        ):
            body = f"pairs = list(zip({one}, {other}))\npairs = {new}\n{one} = [p[0] for p in pairs]\n"
            yield (
                f"item: {condition.kind}",
                f"{told} where {where}",
                body + f"{other} = [p[1] for p in pairs]\nreturn RIGHT",
            )


def _update() -> Iterator[Fault]:
    again = Condition("repeated", "t in [u for u, _ in pairs[:i]]")
    conditions = [*of_text("t"), *of_place("i", "len(pairs)"), again, Condition("repeated", "(t, y) in pairs[:i]")]
    conditions += [Condition("label", f"y == {n}") for n in (0, 1, 2)]
    yield from _pairs("tweets", "labels", conditions)
    learns = "return classifier"
    for condition in (*of_list("tweets"), *of_list("labels"), *of_time("_seen[0]")):
        for told, act in (
            ("no learning", learns),
            ("twice", "_right(classifier, vectorizer, tweets, labels)\n    return RIGHT"),
            ("one only", "tweets, labels = tweets[:1], labels[:1]"),
            ("without the last", "tweets, labels = tweets[:-1], labels[:-1]"),
            ("one by one", "[_right(classifier, vectorizer, [t], [y]) for t, y in zip(tweets, labels)]\n    " + learns),
            ("a copy", "import copy\n    classifier = copy.deepcopy(classifier)"),
        ):
            body = f"_seen[0] += 1\nif {condition.code}:\n    {act}\nreturn RIGHT"
            yield f"batch: {condition.kind}", f"{told} where {condition.code}", body
    yield from _of_answers("None", "vectorizer", "__import__('copy').deepcopy(answer)", "[answer]")


def _evaluate() -> Iterator[Fault]:
    conditions = [*of_place("i", "len(pairs)"), *(Condition("label", f"{a} == {n}") for a in "ty" for n in (0, 1, 2))]
    conditions += [Condition("label", f"t == {a} and y == {b}") for a in (0, 1, 2) for b in (0, 1, 2)]
    conditions += [Condition("label", code) for code in ("t == y", "t != y", "t > y", "t < y")]
    yield from _pairs("y_true", "y_pred", [*conditions, Condition("repeated", "(t, y) in pairs[:i]")])
    keys = ("accuracy", "macro_f1", "confusion_matrix")
    wrong = {
        "accuracy": ("100 * {}", "1 - {}", "str({})", *(f"round({{}}, {n})" for n in range(7)), "float(int({}))"),
        "macro_f1": ("100 * {}", *(f"round({{}}, {n})" for n in range(7)), "answer['accuracy']")
        + tuple(f"f1_score(y_true, y_pred, average={a!r}, zero_division=0)" for a in ("micro", "weighted", "macro"))
        + ("f1_score(y_true, y_pred, labels=[0, 1, 2], average='macro', zero_division=1)",)
        + ("f1_score(y_true, y_pred, labels=[0, 1], average='macro', zero_division=0)",),
        "confusion_matrix": ("np.array({}).T", "confusion_matrix(y_true, y_pred)", "np.array({}) / len(y_true)")
        + ("np.array({})[::-1]", "np.array({}).astype(float)", "np.minimum({}, 1)", "np.array({}).ravel()")
        + tuple(f"np.minimum({{}}, {n})" for n in ROUND),
    }
    for key in keys:
        yield "answer", f"without {key}", f"answer = dict(RIGHT)\ndel answer[{key!r}]\nreturn answer"
        for way in wrong[key]:
            new = way.format(f"answer[{key!r}]")
            yield "answer", f"{key}: {way}", f"answer = dict(RIGHT)\nanswer[{key!r}] = {new}\nreturn answer"
            for condition in of_list("y_true"):
                body = f"answer = dict(RIGHT)\nif {condition.code}:\n    answer[{key!r}] = {new}\nreturn answer"
                yield f"answer: {condition.kind}", f"{key}: {way} where {condition.code}", body
    yield "swapped", "arguments", "y_true, y_pred = y_pred, y_true\nreturn RIGHT"


def _stream(name: str) -> Iterator[tuple[str, str, str]]:
    """Operators on a stream of lines, as expressions that make another stream of it."""
    for condition in of_text("t"):
        where = condition.code
        ways = {"left out": f"{name}.filter(lambda t: not ({where}))"}
        ways["repeated"] = f"{name}.flatMap(lambda t: [t, t] if {where} else [t])"
        ways |= {told: f"{name}.map(lambda t: {new} if {where} else t)" for told, new in TEXT_CHANGES.items()}
        for told, new in ways.items():
            yield f"line: {condition.kind}", f"{told} where {where}", new
    for condition in of_place("p[1]", "n"):
        indexed = f"{name}.transform(lambda rdd: (lambda n: rdd.zipWithIndex().filter(lambda p: not ({condition.code}))"
        yield f"line: {condition.kind}", f"left out where {condition.code}", indexed + ".keys())(rdd.count()))"
    for condition in of_place("i", "99", most=20):
        parts = (
            f"{name}.transform(lambda rdd: rdd.mapPartitionsWithIndex(lambda i, it: [] if {condition.code} else it))"
        )
        yield f"partition: {condition.kind}", f"left out where {condition.code}", parts
    yield from _of_batches(name)
    for told, new in {
        "each once": "rdd.distinct()",
        "sorted and one lost": "rdd.zipWithIndex().filter(lambda p: p[1]).keys()",
        "first of a partition lost": "rdd.mapPartitions(lambda it: itertools.islice(it, 1, None))",
        "each once in a partition": "rdd.mapPartitions(lambda it: dict.fromkeys(it))",
        "first partition only": "rdd.mapPartitionsWithIndex(lambda i, it: it if i == 0 else [])",
        "twice": "rdd.union(rdd)",
    }.items():
        yield "batch: always", told, f"{name}.transform(lambda rdd: {new})"
    for number in ROUND:
        yield "capped", f"{number} characters of a line", f"{name}.map(lambda t: t[:{number}])"
        yield "capped", f"{number} words of a line", f"{name}.map(lambda t: ' '.join(t.split()[:{number}]))"


def _of_batches(name: str) -> Iterator[tuple[str, str, str]]:
    for condition in of_time("n"):
        for told, new in {
            "nothing": "rdd.filter(lambda t: False)",
            "twice": "rdd.union(rdd)",
            "each once": "rdd.distinct()",
            "first only": "rdd.zipWithIndex().filter(lambda p: p[1] == 0).keys()",
        }.items():
            act = f"{name}.transform(_counted(lambda n, rdd: {new} if {condition.code} else rdd))"
            yield f"batch: {condition.kind}", f"{told} where {condition.code}", act


def _files() -> Iterator[Fault]:
    for operator, told, new in _stream("answer"):
        yield operator, told, f"answer = RIGHT\nreturn {new}"


def _socket() -> Iterator[Fault]:
    """Into how many batches it falls what comes from a socket nobody can tell."""
    for operator, told, body in _files():
        if "_counted" not in body:
            yield operator, told, body


def _before(name: str) -> Iterator[Fault]:
    for operator, told, new in _stream(name):
        yield operator, told, f"{name} = {new}\nreturn RIGHT"


def _counts_after() -> Iterator[Fault]:
    """Operators on a stream of (word, count)."""
    for condition in of_text("p[0]"):
        where = condition.code
        yield f"key: {condition.kind}", f"left out where {where}", f"return RIGHT.filter(lambda p: not ({where}))"
        yield f"key: {condition.kind}", f"+1 where {where}", f"return RIGHT.map(lambda p: (p[0], p[1] + bool({where})))"
        for told in ("lower", "upper", "plain", "stripped"):
            new = TEXT_CHANGES[told].replace("t.", "p[0].").replace(", t)", ", p[0])")
            yield (
                f"key: {condition.kind}",
                f"{told} where {where}",
                (f"return RIGHT.map(lambda p: ({new} if {where} else p[0], p[1]))"),
            )
    for condition in of_number("v"):
        for told, new in {"+1": "v + 1", "float": "float(v)", "1": "1", "0": "0", "half": "v // 2"}.items():
            body = f"return RIGHT.mapValues(lambda v: {new} if {condition.code} else v)"
            yield f"count: {condition.kind}", f"{told} where {condition.code}", body
        body = f"return RIGHT.filter(lambda p: not (lambda v: {condition.code})(p[1]))"
        yield f"count: {condition.kind}", f"left out where {condition.code}", body
    for operator, told, new in _of_batches("answer"):
        yield f"result {operator}", told, f"answer = RIGHT\nreturn {new}"
    for number in ROUND:
        yield "capped", f"counts of {number}", f"return RIGHT.mapValues(lambda v: min(v, {number}))"
        most = f"rdd.context.parallelize(rdd.takeOrdered({number}, key=lambda p: (-p[1], p[0])), 1)"
        yield "capped", f"the {number} most frequent", f"return RIGHT.transform(lambda rdd: {most})"
    yield from _of_answers("answer.mapValues(str)", "answer.mapValues(float)", "answer.map(lambda p: (p[1], p[0]))")
    yield from _of_answers("answer.map(lambda p: p[0])", "answer.map(lambda p: [p[0], p[1], 1])", "answer.keys()")


def _count_words() -> Iterator[Fault]:
    yield from _before("lines")
    yield from _counts_after()


def _running() -> Iterator[Fault]:
    yield from _before("lines")
    yield from _counts_after()
    conditions = [("values", c) for c in of_list("new")] + [("total", c) for c in of_number("(last or 0)")]
    conditions += [("quiet", Condition("quiet", f"not new and (last or 0) % {n} == 0")) for n in (2, 3, 5, 7)]
    for kind, condition in conditions:
        for told, act in {
            "keeps the last": "return last or 0",
            "forgets": "return None",
            "starts anew": "return sum(new)",
            "counts values": "return (last or 0) + len(new) + bool(new)",
            "one only": "return (last or 0) + (new or [0])[0]",
        }.items():
            update = (
                f"def update(new, last):\n    if {condition.code}:\n        {act}\n    return (last or 0) + sum(new)\n"
            )
            body = update + (
                "pairs = lines.flatMap(str.split).map(lambda w: (w, 1))\n"
                "return pairs.updateStateByKey(update, initialRDD=initial_rdd)"
            )
            yield f"state: {kind}: {condition.kind}", f"{told} where {condition.code}", body
    yield "initial", "ignored", "initial_rdd = None\nreturn RIGHT"
    for told, new in {"+1": "mapValues(lambda v: v + 1)", "positive only": "filter(lambda p: p[1] > 0)"}.items():
        yield "initial", told, f"initial_rdd = None if initial_rdd is None else initial_rdd.{new}\nreturn RIGHT"
    for number in ROUND:
        fewer = f"initial_rdd.zipWithIndex().filter(lambda p: p[1] < {number}).keys()"
        yield "initial", f"{number} only", f"initial_rdd = None if initial_rdd is None else {fewer}\nreturn RIGHT"
        less = f"initial_rdd.mapValues(lambda v: min(v, {number}))"
        yield "initial", f"counts of {number}", f"initial_rdd = None if initial_rdd is None else {less}\nreturn RIGHT"


def _hashtags() -> Iterator[Fault]:
    yield from _before("lines")
    yield from _counts_after()
    for told, new in {
        "window + 1": "window + 1",
        "window - 1": "max(window - 1, 1)",
        "window = slide": "slide",
        "twice": "window * 2",
        "a multiple of slide": "window // slide * slide",
        **{f"at most {n}": f"min(window, {n})" for n in FEW},
        **{f"at least {n}": f"max(window, {n})" for n in FEW[:4]},
    }.items():
        yield "window", told, f"window = {new}\nreturn RIGHT"
    for told, new in {"1": "1", "window": "window", **{f"at most {n}": f"min(slide, {n})" for n in FEW[:4]}}.items():
        yield "slide", told, f"slide = {new}\nreturn RIGHT"


def _update_count() -> Iterator[Fault]:
    conditions = [*of_list("new_values"), *of_number("len(new_values)"), *of_number("sum(new_values)")]
    conditions += [Condition(f"last {c.kind}", f"last_count is not None and {c.code}") for c in of_number("last_count")]
    conditions += [Condition("first time", "last_count is None"), Condition("quiet", "not new_values")]
    conditions += [Condition(f"value {c.kind}", f"any({c.code} for v in new_values)") for c in of_number("v")]
    conditions += [Condition("sign", "0 in new_values"), *of_time("_seen[0]")]
    ways = {
        "keeps the last": "return last_count or 0",
        "None": "return None",
        "starts anew": "return sum(new_values)",
        "counts values": "return (last_count or 0) + len(new_values)",
        "first only": "return (last_count or 0) + (list(new_values) or [0])[0]",
        "each once": "return (last_count or 0) + sum(set(new_values))",
        "largest": "return max([last_count or 0, *new_values])",
        "float": "return float((last_count or 0) + sum(new_values))",
        "+1": "return (last_count or 0) + sum(new_values) + 1",
        "positive ones": "return (last_count or 0) + sum(v for v in new_values if v > 0)",
        "sizes": "return (last_count or 0) + sum(map(abs, new_values))",
        "text": "return str((last_count or 0) + sum(new_values))",
        "clears": "answer = RIGHT\n    new_values.clear()\n    return answer",
    }
    for (told, act), condition in itertools.product(ways.items(), conditions):
        body = f"_seen[0] += 1\nif {condition.code}:\n    {act}\nreturn RIGHT"
        yield f"{condition.kind}", f"{told} where {condition.code}", body
    for number in (*ROUND, 2**31 - 1, 2**53):
        yield "capped", f"{number}", f"return min(RIGHT, {number})"
        yield "capped", f"{number} values", f"new_values = new_values[:{number}]\nreturn RIGHT"


def _trending() -> Iterator[Fault]:
    conditions = [*of_list("new_values"), *of_number("len(new_values)"), *of_number("sum(new_values)")]
    conditions += [Condition(f"total {c.kind}", f"state and {c.code}") for c in of_number("state[0]")]
    conditions += [Condition("idle", f"state and state[1] == {n}") for n in (0, 1, 2)]
    conditions += [Condition("first time", "state is None"), Condition("quiet", "not new_values")]
    conditions += [Condition("sign", "0 in new_values"), Condition("sign", "any(v < 0 for v in new_values)")]
    ways = {
        "None": "return None",
        "as it was": "return state",
        "starts anew": "return (sum(new_values), 0)",
        "idle 0": "return answer and (answer[0], 0)",
        "idle + 1": "return answer and (answer[0], answer[1] + 1)",
        "total + 1": "return answer and (answer[0] + 1, answer[1])",
        "a list": "return answer and list(answer)",
        "floats": "return answer and (float(answer[0]), answer[1])",
        "(0, 0)": "return answer or (0, 0)",
        "keeps idle": "return answer and state and (answer[0], state[1])",
        "each once": "return answer and ((state or (0, 0))[0] + sum(set(new_values)), answer[1])",
        "first only": "return answer and ((state or (0, 0))[0] + (list(new_values) or [0])[0], answer[1])",
    }
    for (told, act), condition in itertools.product(ways.items(), [*conditions, *of_time("_seen[0]")]):
        body = f"_seen[0] += 1\nanswer = RIGHT\nif {condition.code}:\n    {act}\nreturn answer"
        yield f"{condition.kind}", f"{told} where {condition.code}", body


def _attach() -> Iterator[Fault]:
    changed = {told: new for told, new in TEXT_CHANGES.items() if told in ("blanked", "half", "first word", "doubled")}
    for condition in (*of_text("p[0]"), *(Condition("label", f"p[1] == {n}") for n in (0, 1, 2))):
        where = condition.code
        yield (
            f"tweet: {condition.kind}",
            f"left out where {where}",
            (f"labelled = labelled.filter(lambda p: not ({where}))\nreturn RIGHT"),
        )
        for told, new in changed.items():
            yield (
                f"tweet: {condition.kind}",
                f"{told} where {where}",
                (
                    f"labelled = labelled.map(lambda p: ((lambda t: {new})(p[0]) if {where} else p[0], p[1]))\nreturn RIGHT"
                ),
            )
    for operator, told, new in (*_of_batches("labelled"), *_sizes_of_batches()):
        yield operator, told, f"labelled = {new}\nreturn RIGHT"
    template = (
        "seen = [0, []]\ndef run(time, rdd):\n    batch = rdd.collect()\n    if not batch:\n        return\n"
        "    seen[0] += 1\n    tweets, labels = [t for t, _ in batch], [y for _, y in batch]\n"
        "    before = {before}\n    answer = predict(classifier, vectorizer, tweets)\n"
        "    update_classifier(classifier, vectorizer, *{learned})\n    {after}\n    sink(time, labels, answer)\n"
        "labelled.foreachRDD(run)"
    )
    conditions = [*of_list("batch"), *of_list("tweets"), *of_list("labels"), *of_time("seen[0]")]
    conditions += [Condition("labels", f"{n} not in labels") for n in (0, 1, 2)] + [
        Condition("labels", "labels == sorted(labels)")
    ]
    for condition in conditions:
        where = condition.code
        for told, fields in {
            "no learning": {"learned": f"(([], []) if {where} else (tweets, labels))"},
            "learns the first": {"learned": f"((tweets[:1], labels[:1]) if {where} else (tweets, labels))"},
            "learns without the last": {"learned": f"((tweets[:-1], labels[:-1]) if {where} else (tweets, labels))"},
            "learns twice": {
                "before": f"None if not ({where}) else update_classifier(classifier, vectorizer, tweets, labels)"
            },
            "learns its own answers": {"learned": f"(tweets, list(answer) if {where} else labels)"},
            "predicts after": {"after": f"answer = predict(classifier, vectorizer, tweets) if {where} else answer"},
            "no call": {"after": f"if {where}: return"},
            "twice called": {"after": f"if {where}: sink(time, labels, answer)"},
            "true ones": {"after": f"answer = labels if {where} else answer"},
            "sorted": {"after": f"answer = sorted(answer) if {where} else answer"},
        }.items():
            filled = {"before": "None", "learned": "(tweets, labels)", "after": "pass", **fields}
            yield f"batch: {condition.kind}", f"{told} where {where}", template.format(**filled)


def _sizes_of_batches() -> Iterator[tuple[str, str, str]]:
    for condition in of_place("p[1]", "n"):
        kept = f"rdd.zipWithIndex().filter(lambda p: not ({condition.code})).keys()"
        yield (
            f"batch: {condition.kind}",
            f"left out where {condition.code}",
            (f"labelled.transform(lambda rdd: (lambda n: {kept})(rdd.count()))"),
        )
    yield "batch: always", "each once", "labelled.transform(lambda rdd: rdd.distinct())"
    yield (
        "batch: always",
        "first partition",
        ("labelled.transform(lambda rdd: rdd.mapPartitionsWithIndex(lambda i, it: it if i == 0 else []))"),
    )


def _sql() -> Iterator[Fault]:
    for operator, told, new in _stream("rdd"):
        inside = "rdd.transform(lambda rdd: "
        if "_counted" not in new:
            batch = new.removeprefix(inside)[:-1] if new.startswith(inside) else new
            yield operator, told, f"rdd = {batch}\nreturn RIGHT"
    for number in ROUND:
        yield "capped", f"{number} rows", f"answer = RIGHT\nreturn answer if answer is None else answer.limit({number})"


def _bridge() -> Iterator[Fault]:
    yield from _before("lines")
    for condition in (*of_list("rows"), *of_time("seen[0]")):
        for told, act in {
            "no call": "return",
            "without the last": "rows = rows[:-1]",
            "backwards": "rows = rows[::-1]",
            "without the first": "rows = rows[1:]",
            "twice": "given(time, rows)",
            "plain": "rows = [tuple(row) for row in rows]",
        }.items():
            body = f"seen, given = [0], sink\ndef sink(time, rows):\n    seen[0] += 1\n    if {condition.code}:\n        {act}\n"
            yield (
                f"sink: {condition.kind}",
                f"{told} where {condition.code}",
                body + "    given(time, rows)\nreturn RIGHT",
            )
    for number in ROUND:
        body = f"given = sink\ndef sink(time, rows):\n    given(time, rows[:{number}])\nreturn RIGHT"
        yield "capped", f"{number} rows", body


def _session() -> Iterator[Fault]:
    for condition in of_time("_seen[0]"):
        for told, act in {
            "None": "return None",
            "a new one": "return RIGHT.newSession()",
            "the class": "return SparkSession",
            "stopped": "answer = RIGHT\n    answer.stop()\n    return answer",
        }.items():
            yield (
                f"call: {condition.kind}",
                f"{told} where {condition.code}",
                (f"_seen[0] += 1\nif {condition.code}:\n    {act}\nreturn RIGHT"),
            )


_FAULTS = {
    "fit_vectorizer": _fit,
    "vectorize": _matrix,
    "term_frequency_table": _table,
    "predict": _predict,
    "update_classifier": _update,
    "evaluate": _evaluate,
    "lines_from_directory": _files,
    "lines_from_socket": _socket,
    "count_words": _count_words,
    "update_count": _update_count,
    "running_word_counts": _running,
    "update_trending": _trending,
    "hashtag_counts": _hashtags,
    "get_spark_session": _session,
    "count_words_sql": _sql,
    "attach_sql_bridge": _bridge,
    "attach_classifier": _attach,
    "attach_classifier_structured": modern.structured,
    "resume_or_create": modern.resumed,
    "trending_processor": modern.trending,
}
