"""What a harness says of an exercise that it has loaded, read from a process that may say anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 300
_MOST = 20


@dataclass(frozen=True)
class Traits:
    """What can be seen of the exercise's function before it is called; nothing is known where the fields are empty.

    `kind` is one of `function`, `coroutine`, `generator`, `async generator`, `class` and `value`; `returns` one of
    `never`, `sometimes` and `always`. `none` is an expression that is given back and is None, `changed` one that
    changes an argument in place, `given` are the expressions given back. `hidden` are Python's own names that mean
    something else, each with the statement that does it.
    """

    kind: str = ""
    type: str = ""
    returns: str = ""
    shows: bool = False
    none: str = ""
    changed: str = ""
    given: tuple[str, ...] = ()
    hidden: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """The other exercises that it uses, its traits, and sentences on what it does not get and on broken cells."""

    uses: tuple[str, ...] = ()
    traits: Traits = field(default_factory=Traits)
    notes: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def read(answer: Any, others: Iterable[str] = ()) -> Loaded:
    """The answer to `load`; what is not of the form that harnesses of ours have is passed over."""
    facts = answer if type(answer) is dict else {}
    used = _texts(facts.get("uses"), most=len(list(others)))
    return Loaded(
        tuple(name for name in others if name in used),
        _traits(facts.get("traits")),
        _texts(facts.get("notes")),
        _texts(facts.get("broken")),
    )


def sentences(text: Any) -> tuple[str, ...]:
    """The lines of a text."""
    return _texts(text.split("\n", _MOST) if type(text) is str and text else ())


def _traits(value: Any) -> Traits:
    facts = value if type(value) is dict else {}
    return Traits(
        kind=_text(facts.get("kind")),
        type=_text(facts.get("type")),
        returns=_text(facts.get("returns")),
        shows=facts.get("shows") is True,
        none=_text(facts.get("none")),
        changed=_text(facts.get("changed")),
        given=_texts(facts.get("given")),
        hidden=_named(facts.get("hidden")),
    )


def _text(value: Any) -> str:
    """One line of a text."""
    return value.split("\n")[0][:_LONGEST] if type(value) is str else ""


def _texts(value: Any, most: int = _MOST) -> tuple[str, ...]:
    texts = map(_text, value[:most] if type(value) in (list, tuple) else ())
    return tuple(dict.fromkeys(text for text in texts if text))


def _named(value: Any) -> dict[str, str]:
    pairs = list(value.items())[:_MOST] if type(value) is dict else []
    return {_text(name): _text(text) for name, text in pairs if _text(name) and _text(text)}
