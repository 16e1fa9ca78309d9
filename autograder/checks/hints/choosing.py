"""Chooses a hint: the first of a table of rules that fits what was given, what was due and what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.judge.facts import UNKNOWN, Facts

Fits = Callable[[Facts], bool]
Rule = tuple[Fits, str]

_OF_THE_CODE = (
    "NameError",
    "UnboundLocalError",
    "ImportError",
    "ModuleNotFoundError",
    "positional argument",
    "string object received",
)
"""What is wrong with the code on any input: no hint on the exercise helps there."""


@dataclass(frozen=True)
class Choice:
    """The hint of the first rule that fits; of a wrong answer that none fits, `otherwise`."""

    rules: tuple[Rule, ...]
    otherwise: str

    def __call__(self, facts: Facts) -> str:
        """The hint on what was seen, nothing where none fits."""
        if any(text in facts.error for text in _OF_THE_CODE):
            return ""
        return next((hint for fits, hint in self.rules if _holds(fits, facts)), "" if facts.error else self.otherwise)

    def but(self, *rules: Rule, otherwise: str = "") -> Choice:
        """The same choice where none of these rules, which are asked before its own, fits."""
        return Choice((*rules, *self.rules), otherwise or self.otherwise)

    @property
    def hints(self) -> tuple[str, ...]:
        """All that it may choose."""
        return (*(hint for _, hint in self.rules), self.otherwise)


def first(*rules: Rule, otherwise: str = "") -> Choice:
    """Chooses among some rules."""
    return Choice(rules, otherwise)


def _holds(fits: Fits, facts: Facts) -> bool:
    """Whether a rule fits. One that looks for numbers does not fit an answer of another kind."""
    try:
        return fits(facts)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False


def raised(*texts: str) -> Fits:
    """Whether an error holds one of these texts."""
    return lambda facts: any(text in facts.error for text in texts)


def of_another_kind(facts: Facts) -> bool:
    """Whether an error is of an object that is taken for another one, on whatever input."""
    return "AttributeError" in facts.error and "NoneType" not in facts.error


def always(facts: Facts) -> bool:
    """For a check whose inputs can fail for one reason only."""
    return True


def answered(facts: Facts) -> bool:
    """Whether an answer came, and it is known which was due."""
    return not facts.error and facts.due is not UNKNOWN and facts.got is not UNKNOWN
