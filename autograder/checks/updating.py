"""What the checks of Part 4 ask of an update: one `partial_fit` of the whole batch, by the classifier given."""

from __future__ import annotations

from autograder.checks.hints.learning import BACK, COPY
from autograder.checks.learning import HISTORY, MULTINOMIAL, TERMS, Kind, Labelled, Twin, state_text
from autograder.judge.calls import Name, asked, call_text, wrong_call
from autograder.judge.checking import Mismatch
from autograder.judge.compare import loose, show
from autograder.judge.expressions import attribute, call, kept, library, method, student
from autograder.judge.facts import Facts
from autograder.judge.harness import Harness
from autograder.judge.values import Mapping, Other, Tuple
from autograder.model import Counterexample


def expect_update(
    harness: Harness, batches: list[Labelled], kind: Kind = MULTINOMIAL, history: Labelled = HISTORY
) -> None:
    """`update_classifier`, batch by batch, leaves the classifier as one `partial_fit` per batch would."""
    twin = Twin(harness, kind, history)
    rows: list[tuple[str, str, str]] = []
    for batch in batches:
        texts, labels = [text for text, _ in batch], [label for _, label in batch]
        before = twin.model.state()
        twin.model.learn(batch)
        expected = twin.model.state()
        given = {"batch": batch, "before": before}
        fresh = "" if history or rows else ", a classifier that was never fitted"
        shown = f"update_classifier(classifier, vectorizer, {show(texts)}, {show(labels)}){fresh}"
        harness.keep("answer", call(student("update_classifier"), *twin.arguments, texts, labels))
        found = asked(shown, state_text(expected), twin.state_there, Facts(expected, given=given))
        rows.append((shown, state_text(expected), state_text(found)))
        if found != expected:
            table = Counterexample(("call", "expected", "yours"), tuple(rows), len(rows), sum(map(len, batches)))
            said = "The classifier has not learned this batch as one `partial_fit` would."
            raise Mismatch(said, table, facts=Facts(expected, found, given))
        expect_same_columns(twin, shown)


def expect_same_columns(twin: Twin, shown: str) -> None:
    """The vectorizer has the columns that it had."""
    if (found := twin.terms_there()) != TERMS:
        said = "The vectorizer is not what it was before the call."
        raise wrong_call(said, shown, f"columns {show(TERMS)}", f"columns {show(found)}", hint="")


def expect_same_classifier(harness: Harness, batch: Labelled) -> None:
    """`update_classifier` gives back the classifier that it was given: learning with one is learning with both."""
    twin = Twin(harness, MULTINOMIAL, HISTORY)
    texts, labels = [text for text, _ in batch], [label for _, label in batch]
    shown = call_text("update_classifier", Name("classifier"), Name("vectorizer"), texts, labels)
    told = "the classifier that was given"
    harness.keep("answer", call(student("update_classifier"), *twin.arguments, texts, labels))
    given = {"batch": batch, "before": {}}
    answer = asked(shown, told, lambda: harness.value(kept("answer")), Facts(given=given))
    if not isinstance(answer, Other) or answer.type != "MultinomialNB":
        facts = Facts(got=answer, given=given)
        raise wrong_call("The classifier does not come back.", shown, told, show(answer), facts=facts, hint=BACK)
    matrix = method(kept("vectorizer"), "transform", ["good"])
    harness.keep("trained", method(twin.given, "partial_fit", matrix, [1]))
    if twin.state_there("answer") != twin.state_there():
        said = "Another classifier comes back than was given."
        raise wrong_call(said, shown, told, "another one", facts=Facts(given=given), hint=COPY)


def expect_no_weights(harness: Harness, batch: Labelled) -> None:
    """`update_classifier` gives `partial_fit` no weights, where it calls the classifier's own."""
    twin = Twin(harness, MULTINOMIAL, HISTORY)
    texts, labels = [text for text, _ in batch], [label for _, label in batch]
    shown = call_text("update_classifier", Name("classifier"), Name("vectorizer"), texts, labels)
    harness.keep("spy", call(library("unittest.mock.Mock"), wraps=attribute(twin.given, "partial_fit")))
    harness.keep("set", call(library("builtins.setattr"), twin.given, "partial_fit", kept("spy")))
    harness.keep("answer", call(student("update_classifier"), *twin.arguments, texts, labels))
    calls = call(library("builtins.list"), attribute(kept("spy"), "call_args_list"))
    seen = asked(shown, "no weights", lambda: harness.value(calls), Facts(given={"batch": batch, "before": {}}))
    for one in seen if isinstance(seen, list) else ():
        match one:
            case Tuple(items=(Tuple(items=by_place), Mapping(items=by_name))):
                named = {name: value for name, value in by_name if isinstance(name, str)}
                weights = named.get("sample_weight", by_place[3] if len(by_place) > 3 else None)
                if weights is not None:
                    said = "`partial_fit` was given weights."
                    raise wrong_call(said, shown, "no weights", f"sample_weight={show(loose(weights))}", hint="")
