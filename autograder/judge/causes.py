"""Names the cause of a failure where it can be seen: what was forgotten, hidden or left out, in one sentence."""

from __future__ import annotations

import re

from autograder.judge.compare import loose
from autograder.judge.facts import UNKNOWN, Facts
from autograder.judge.faults import SubmissionError
from autograder.judge.loaded import Traits
from autograder.judge.values import Array, Number, Other, Tuple

_ASYNC = (
    "`{0}` is `async`, so a call of it runs nothing and gives back a coroutine. What is needed is a plain function."
)
_KINDS = {
    "coroutine": _ASYNC,
    "async generator": _ASYNC,
    "generator": "`{0}` holds a `yield`, so a call of it runs nothing and gives back a generator, not the answer.",
}
_FUNCTIONS = {"function", "method", "builtin_function_or_method", "method-wrapper", "partial", "type"}
_OF_HIDING = re.compile(r"PySpark|Py4J|not callable|NOT_ITERABLE|NOT_COLUMN|'?Column'?|cannot access local variable")


def cause(exercise: str, traits: Traits, facts: Facts, error: SubmissionError | None = None) -> str:
    """The sentence, none where there is no telling."""
    if traits.kind in _KINDS:
        return _KINDS[traits.kind].format(exercise)
    return _of_error(exercise, traits, error) if error is not None else _of_answer(exercise, traits, facts)


def _of_error(exercise: str, traits: Traits, error: SubmissionError) -> str:
    said = f"{error.kind}: {error.message}"
    if not error.line and "'NoneType' object has no attribute" in said:  # it is the check that went on with None
        return _of_nothing(traits)
    if traits.kind == "value" and "not callable" in error.message:
        return f"`{exercise}` is no function: it is of type `{traits.type}`. Was its name assigned something else?"
    if re.match(rf"(?:\w+\.)*{re.escape(exercise)}\(\) (?:takes|missing)", error.message):
        return f"`{exercise}` does not take the parameters that it is called with."
    for name, text in traits.hidden.items():
        if re.search(rf"(?<![\w.]){re.escape(name)}\(", error.line) and _from_hiding(name, text, said):
            return _hidden(name, text)
    if error.kind == "NameError" and (named := re.search(r"name '(\w+)' is not defined", error.message)):
        return f"`{named[1]}` is used, and nothing that counts of the submission defines it."
    return ""


def _from_hiding(name: str, text: str, said: str) -> bool:
    """Whether an error is one of whatever has taken a name: that of another package, or no function at all."""
    return (
        bool(_OF_HIDING.search(said))
        or f"{name}() " in said
        or (text.startswith(("from ", "import ")) and "Type" in said)
    )


def _hidden(name: str, text: str) -> str:
    package = re.match(r"from ([\w.]+) import", text)
    owner = "Spark's" if package and package[1].startswith("pyspark") else f"`{package[1]}`'s" if package else ""
    if owner:
        return f"`{name}` is {owner} now: `{text}` hides Python's `{name}`."
    return f"`{name}` is not Python's `{name}` here: `{text}` hides it."


def _of_answer(exercise: str, traits: Traits, facts: Facts) -> str:
    got, due = facts.got, facts.due
    if got is UNKNOWN:
        return ""
    if got is None:
        return "" if facts.none_is_an_answer and traits.returns != "never" else _of_nothing(traits)
    if isinstance(got, Other):
        return _of_object(exercise, traits, got)
    if isinstance(got, Array | Number):
        for name, text in traits.hidden.items():
            if text.startswith("from numpy"):
                return _hidden(name, text)
    if due is UNKNOWN or due is None:
        return ""
    if isinstance(got, Tuple) and len(got.items) == 1 and loose(got.items[0]) == loose(due):
        return "The answer stands in a tuple of its own: a comma after a value makes one."
    if isinstance(got, list) and len(got) == 1 and loose(got[0]) == loose(due):
        return "The answer stands in a list of its own: it is one level too deep."
    if isinstance(got, str) and type(due) in (int, float) and got.strip() == str(due):
        return "It gave back text, not a number: the answer is right but for its type."
    return ""


def _of_nothing(traits: Traits) -> str:
    if traits.none:
        return f"It gave back `{traits.none}`, which does its work in place and is itself None."
    if traits.returns == "never":
        if traits.shows:
            return "It printed its answer and gave back nothing: what is printed is lost, only `return` gives it back."
        if traits.changed:
            return f"It changed its argument (`{traits.changed}`) and gave back nothing: there is no `return`."
        return "It gave back nothing: there is no `return` with a value."
    if traits.returns == "sometimes":
        return "It came to its end without a `return` here, and so gave back nothing: not every branch returns."
    return ""


def _of_object(exercise: str, traits: Traits, got: Other) -> str:
    if got.type in ("coroutine", "async_generator"):
        return _ASYNC.format(exercise)
    if got.type == "generator":
        return "It gave back a generator, which has not run yet, and not what comes out of it."
    if got.type in _FUNCTIONS:
        given = [text for text in traits.given if re.fullmatch(r"[\w.]+", text)]
        which = f" (`{given[-1]}`)" if given else ""
        return f"It gave back a function{which} and not what the function gives: a call needs its parentheses."
    if traits.kind == "class" and got.type == exercise:
        return f"`{exercise}` is a class, so a call of it makes an object. What is needed is a function."
    if got.type == "Column":
        for name, text in traits.hidden.items():
            return _hidden(name, text)
    return ""
