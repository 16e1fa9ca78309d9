"""Reads a JSON report back, and refuses what no renderer of ours wrote."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from autograder.model import (
    SCHEMA,
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

T = TypeVar("T")
_LARGEST = 10**15


def from_json(text: str) -> Report:
    """The report that `to_json` wrote. Raises ValueError, with a sentence, for anything else."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no JSON report: {error}.") from None
    if not isinstance(value, dict) or type(value.get("schema")) is not int or value["schema"] != SCHEMA:
        raise ValueError(f"This is no JSON report of schema {SCHEMA}.")
    return _report(_Object(value, "the report"))


class _Object:
    """A JSON object whose keys are taken one by one, each as the type it must have."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"In a JSON report, {where} must be an object.")
        self._value = dict(value)
        self._where = where

    def take(self, key: str) -> Any:
        if key not in self._value:
            raise ValueError(f"In a JSON report, {self._where} must have `{key}`.")
        return self._value.pop(key)

    def text(self, key: str) -> str:
        return self._of(key, str, "a text")

    def whole(self, key: str) -> int:
        return self._of(key, int, "an integer")

    def flag(self, key: str) -> bool:
        return self._of(key, bool, "true or false")

    def number(self, key: str) -> float:
        return _number(self.take(key), f"`{key}` of {self._where}")

    def texts(self, key: str) -> tuple[str, ...]:
        return _texts(self.take(key), f"`{key}` of {self._where}")

    def objects(self, key: str, make: Callable[[_Object], T]) -> tuple[T, ...]:
        made = []
        for place, item in enumerate(self._of(key, list, "a list"), 1):
            each = _Object(item, f"{place} in `{key}`")
            made.append(make(each))
            each.end()
        return tuple(made)

    def end(self) -> None:
        """Nothing may be left."""
        if self._value:
            raise ValueError(f"In a JSON report, {self._where} cannot have `{next(iter(self._value))}`.")

    def _of(self, key: str, kind: type[T], called: str) -> T:
        value = self.take(key)
        if type(value) is not kind:
            _refuse(f"`{key}` of {self._where}", called)
        return value


def _report(all_: _Object) -> Report:
    all_.take("schema")
    submission = _Object(all_.take("submission"), "`submission`")
    timing = all_.take("timing")
    if not isinstance(timing, dict):
        _refuse("`timing`", "an object")
    score = all_.take("score")
    report = Report(
        title=all_.text("title"),
        kit_version=all_.text("kit_version"),
        submission_path=submission.text("path"),
        submission_sha256=submission.text("sha256"),
        seed=all_.whole("seed"),
        verdict=_one_of(Verdict, all_.text("verdict")),
        score=None if score is None else _number(score, "`score`"),
        max_score=all_.number("max_score"),
        extra_credit=all_.number("extra_credit"),
        parts=all_.objects(
            "parts", lambda each: Part(each.whole("number"), each.text("title"), each.flag("extra_credit"))
        ),
        exercises=all_.objects("exercises", _exercise),
        checks=all_.objects("checks", _check),
        message=all_.text("message"),
        unseen_points=all_.number("unseen_points"),
        plots=all_.objects("plots", _plot),
        timing={name: _number(seconds, "a time") for name, seconds in timing.items()},
    )
    submission.end()
    all_.end()
    return report


def _exercise(each: _Object) -> ExerciseResult:
    return ExerciseResult(each.text("name"), each.whole("part"), each.number("score"), each.number("max_score"))


def _check(each: _Object) -> CheckResult:
    return CheckResult(
        id=each.text("id"),
        exercise=each.text("exercise"),
        title=each.text("title"),
        points=each.number("points"),
        max_points=each.number("max_points"),
        verdict=_one_of(Verdict, each.text("verdict")),
        visibility=_one_of(Visibility, each.text("visibility")),
        message=each.text("message"),
        hint=each.text("hint"),
        counterexample=_counterexample(each.take("counterexample")),
        student_output=each.text("student_output"),
    )


def _counterexample(value: Any) -> Counterexample | None:
    if value is None:
        return None
    each = _Object(value, "a counterexample")
    columns, rows = each.texts("columns"), each.take("rows")
    if not isinstance(rows, list):
        _refuse("`rows` of a counterexample", "a list")
    cells = tuple(_texts(row, "a row") for row in rows)
    if any(len(row) != len(columns) for row in cells):
        _refuse("a row", "as long as `columns`")
    example = Counterexample(columns, cells, each.whole("batches"), each.whole("lines"))
    each.end()
    return example


def _plot(each: _Object) -> Plot:
    return Plot(each.text("title"), each.text("x_label"), each.text("y_label"), each.objects("curves", _curve))


def _curve(each: _Object) -> Curve:
    values = each.take("values")
    if not isinstance(values, list):
        _refuse("`values` of a curve", "a list")
    return Curve(each.text("name"), tuple(math.nan if value is None else _number(value, "a value") for value in values))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _refuse(where, "a list of texts")
    return tuple(value)


def _number(value: Any, where: str) -> float:
    if type(value) not in (int, float) or not -_LARGEST < value < _LARGEST:
        _refuse(where, "a number")
    return float(value)


def _one_of(kind: type[T], value: str) -> T:
    try:
        return kind(value)  # type: ignore[call-arg]
    except ValueError:
        raise ValueError(f"In a JSON report, {value!r} is not a {kind.__name__.lower()}.") from None


def _refuse(where: str, called: str) -> NoReturn:
    raise ValueError(f"In a JSON report, {where} must be {called}.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
