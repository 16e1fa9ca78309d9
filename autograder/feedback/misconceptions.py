"""Names the misconception behind an exercise's failed checks; the names stand in the known faults, after `Looks like:`.

A *pattern* says how each failed check failed, without the data that it failed on. Faults whose pattern is known come
from the caller; a pattern is given a name only when every known fault that has it shares the name.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.model import LOOKS_LIKE, CheckResult, Counterexample, Verdict

Pattern = dict[str, str]
"""How each failed check failed, by the check's id."""

_NOTHING = {"", "None", "[]", "{}", "no call", "(none)", "(nothing)", "(no result)"}
_RAISED = re.compile(r"\b([A-Za-z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Iteration))\b")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])")
_SMALL = {"0", "1", "2"}
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_OF_NONE = "'NoneType'"
_OF_NAMES = re.compile(r"\b(?:Name|UnboundLocal|Import|ModuleNotFound|Syntax|Indentation|PySpark\w*)Error\b")
_FORM_LIMIT = 100
_DATA = re.compile(r"[\"'\[(].*|\d+")


@dataclass(frozen=True)
class Known:
    """A fault whose pattern is known: its name, the exercise, the misconception behind it if it has one."""

    fault: str
    exercise: str
    misconception: str | None
    pattern: Pattern
    sha256: str = ""


@dataclass(frozen=True)
class Figures:
    """What became of known faults when each was looked up among all the others."""

    right: int
    unnamed: int
    wrong: tuple[tuple[Known, str], ...]


def pattern(checks: Iterable[CheckResult]) -> Pattern:
    """How each of the checks failed that did."""
    return {check.id: _way(check) for check in checks if check.verdict is not Verdict.PASSED}


def _way(check: CheckResult) -> str:
    kind = _kind(check)
    table = check.counterexample
    return "; ".join((str(check.verdict), kind) if table is None else (str(check.verdict), kind, *_shape(table)))


def _kind(check: CheckResult) -> str:
    """The fixed part of a message; of an exception, its type and whether it was None that could not be used."""
    if check.verdict is Verdict.ERROR and (raised := _RAISED.search(check.message)):
        return f"{raised[1]} of None" if _OF_NONE in check.message else raised[1]
    first = re.split(r"(?<=[.:])\s", check.message, maxsplit=1)[0]
    return _DATA.sub("#", first)


def _shape(table: Counterexample) -> Iterable[str]:
    """How the last row's `yours` stands to what was expected, on what input, and whether it took more than one step."""
    row = dict(zip(table.columns, table.rows[-1], strict=False)) if table.rows else {}
    yield relation(row.get("expected", ""), row.get("yours", ""))
    yield form(", ".join(cell for column, cell in row.items() if column not in ("batch", "expected", "yours")))
    yield "at once" if table.batches <= 1 else "later"


def form(text: str) -> str:
    """An input's form: quoted words become letters, equal ones the same letter, and numbers that are not small `#`."""
    letters: dict[str, str] = {}

    def letter(word: re.Match[str]) -> str:
        small = letters.setdefault(word[0].casefold(), chr(ord("a") + len(letters) % 26))
        return small if word[0] == word[0].lower() else small.upper()

    text = _NUMBER.sub(lambda number: number[0] if number[0] in _SMALL else "#", text)
    return _QUOTED.sub(lambda quoted: re.sub(r"\w+", letter, quoted[0]), text)[:_FORM_LIMIT]


def relation(expected: str, yours: str) -> str:
    """How an answer stands to the expected one, as a word or two."""
    if expected == yours:
        return "alike"
    if _RAISED.match(yours):
        return "an error"
    if yours in _NOTHING:
        return "nothing"
    if expected in _NOTHING:
        return "something for nothing"
    if _NUMBER.sub("#", expected) == _NUMBER.sub("#", yours):
        return _numbers(*([float(number) for number in _NUMBER.findall(text)] for text in (expected, yours)))
    wanted, found = (Counter(re.findall(r"\w+|[^\w\s,;]", text)) for text in (expected, yours))
    if wanted == found:
        return "another order"
    if Counter(expected.casefold()) == Counter(yours.casefold()):
        return "another case"
    return "less" if found < wanted else "more" if found > wanted else "other"


def _numbers(expected: list[float], yours: list[float]) -> str:
    pairs = list(zip(expected, yours, strict=True))
    if expected == yours:
        return "the same otherwise written"
    if sorted(expected) == sorted(yours):
        return "another order"
    if all(mine <= due for due, mine in pairs):
        return "smaller"
    return "larger" if all(mine >= due for due, mine in pairs) else "other numbers"


def misconception(checks: Sequence[CheckResult], known: Iterable[Known]) -> str | None:
    """The misconception behind one exercise's checks, None where there is no telling.

    There is none where a check was not run that known faults fail: a kit need not carry all of them. Nor is there one
    where a cause is told already, or a name, an import or the syntax is to blame: nothing was thought wrongly then.
    """
    if any(_explained(check) for check in checks):
        return None
    seen, run = pattern(checks), {check.id for check in checks}
    own = [fault for fault in known if fault.exercise == checks[0].exercise] if seen else []
    return _name(seen, own) if all(fault.pattern.keys() <= run for fault in own) else None


def _explained(check: CheckResult) -> bool:
    if check.verdict not in (Verdict.FAILED, Verdict.ERROR):
        return check.verdict is not Verdict.PASSED
    return bool(check.cause) or (check.verdict is Verdict.ERROR and bool(_OF_NAMES.search(check.message)))


def _name(seen: Pattern, known: Iterable[Known]) -> str | None:
    """The name that all known faults with this pattern share."""
    names = {fault.misconception for fault in known if fault.pattern == seen}
    return names.pop() if len(names) == 1 else None


def with_names(checks: Sequence[CheckResult], known: Sequence[Known]) -> list[CheckResult]:
    """The checks; the first that failed of each exercise says in its hint what the mistake looks like."""
    told = list(checks)
    for exercise in dict.fromkeys(check.exercise for check in checks):
        own = [check for check in checks if check.exercise == exercise]
        name = misconception(own, known)
        if name is not None:
            first = next(place for place, check in enumerate(told) if check in own and check.id in pattern(own))
            hint = f"{told[first].hint}\n{LOOKS_LIKE}{name}".strip()
            told[first] = dataclasses.replace(told[first], hint=hint)
    return told


def cross_validate(known: Sequence[Known]) -> Figures:
    """Looks each known fault up among all the others. A name for a fault that has none is a wrong one."""
    right, unnamed, wrong = 0, 0, list[tuple[Known, str]]()
    for one in known:
        others = [other for other in known if other is not one and other.exercise == one.exercise]
        name = _name(one.pattern, others)
        if name is not None and name != one.misconception:
            wrong.append((one, name))
        elif one.misconception is not None:
            right += name is not None
            unnamed += name is None
    return Figures(right, unnamed, tuple(wrong))


def read(path: Path) -> tuple[Known, ...]:
    """The known faults of a file, none where there is no such file."""
    if not path.exists():
        return ()
    return tuple(Known(**fault) for fault in json.loads(path.read_text("utf-8")))


def write(known: Iterable[Known], path: Path) -> None:
    """Writes known faults to a file, sorted by name."""
    faults = [dataclasses.asdict(fault) for fault in sorted(known, key=lambda fault: fault.fault)]
    path.write_text(json.dumps(faults, indent=1, ensure_ascii=False) + "\n", "utf-8")
