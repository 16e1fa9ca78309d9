"""When a fault shows: conditions on a text, a number, a list or a batch, as Python expressions."""

from __future__ import annotations

import string
from dataclasses import dataclass

ROUND = (5, 10, 16, 20, 32, 50, 64, 100, 128, 140, 200, 255, 256, 280, 500, 512, 1000)
"""Sizes at which somebody might stop."""
FEW = (1, 2, 3, 4, 5, 6, 8, 10)
"""Batches and calls at which somebody might stop."""


@dataclass(frozen=True)
class Condition:
    """An expression that is true where the fault shows, of the kind named by its operator."""

    kind: str
    code: str


def of_text(name: str) -> list[Condition]:
    """On a text (a tweet, a line or a word) of this name."""
    found = [Condition("longer", f"len({name}) > {n}") for n in ROUND]
    found += [Condition("more words", f"len({name}.split()) > {n}") for n in ROUND]
    found += [Condition("first character", f"{name}[:1] == {sign!r}") for sign in string.punctuation]
    found += [Condition("last character", f"{name}[-1:] == {sign!r}") for sign in ".,!?:;)'\"#"]
    found += [Condition("holds", f"{part!r} in {name}") for part in ("#", "@", "&", "'", '"', "\\", "-", "_", "/", ":")]
    found += [Condition("spaces", code.format(name)) for code in ("{0} != {0}.strip()", "'  ' in {0}", "'\\t' in {0}")]
    classes = ("isdigit", "isupper", "islower", "isalpha", "isalnum", "istitle", "isnumeric", "isidentifier")
    found += [Condition("class", f"{name}.{test}()") for test in classes]
    found += [Condition("class", f"not {name}.{test}()") for test in ("isascii", "islower", "isalpha")]
    found += [
        Condition("class", code.format(name))
        for code in (
            "any(c.isdigit() for c in {0})",
            "any(c.isupper() for c in {0})",
            "{0}[:1].isdigit()",
            "{0}[:1].isupper()",
            "{0}.startswith('http')",
        )
    ]
    found += [
        Condition("look-alike", f"{name}.strip().lower() in {words!r}")
        for words in (("null", "none"), ("nan", "inf"), ("true", "false"), ("0", "1"))
    ]
    found += [
        Condition("look-alike", code.format(name))
        for code in (
            "__import__('re').fullmatch(r'[+-]?[0-9.]+', {0}.strip())",
            "__import__('re').fullmatch(r'[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}', {0}.strip())",
        )
    ]
    found += [Condition("empty", f"{name} == ''"), Condition("empty", f"not {name}.strip()")]
    found += [Condition("length", f"len({name}) == 1"), Condition("length", f"len({name}) % 2 and len({name}) > 2")]
    return found


def of_number(name: str) -> list[Condition]:
    """On a whole number of this name."""
    found = [Condition("larger", f"{name} > {n}") for n in ROUND]
    found += [Condition("equal", f"{name} == {n}") for n in (0, 1, 2, 3, 10)]
    found += [Condition("parity", f"{name} % 2 == {n}") for n in (0, 1)] + [Condition("parity", f"{name} % 3 == 0")]
    return [*found, Condition("sign", f"{name} < 0"), Condition("sign", f"{name} < -1")]


def of_list(name: str) -> list[Condition]:
    """On the size of a list, and what comes twice in it."""
    found = [Condition("more", f"len({name}) > {n}") for n in ROUND]
    found += [Condition("size", f"len({name}) == {n}") for n in (1, 2, 3)] + [Condition("size", f"len({name}) % 2")]
    found += [Condition("repeated", f"len(set({name})) < len({name})"), Condition("repeated", f"len(set({name})) == 1")]
    return found


def of_place(place: str, size: str, most: int = ROUND[-1]) -> list[Condition]:
    """On the place of an item in something of a size."""
    found = [Condition("place", f"{place} >= {n}") for n in ROUND if n <= most]
    found += [Condition("place", f"{place} == {n}") for n in (0, 1, 2, 3)]
    return [*found, Condition("place", f"{place} == {size} - 1"), Condition("place", f"{place} % 2")]


def of_time(number: str) -> list[Condition]:
    """On the number of a batch or of a call, counted from 1."""
    found = [Condition("nth", f"{number} == {n}") for n in FEW] + [Condition("beyond", f"{number} > {n}") for n in FEW]
    return [*found, Condition("every nth", f"{number} % 2 == 0"), Condition("every nth", f"{number} % 10 == 0")]
