"""Reads each format back as the system does that it is for: what it would record, and what a student would see."""

from __future__ import annotations

import base64
import json
import math
import re
from typing import Any
from xml.etree import ElementTree as Xml


def classroom(text: str) -> dict[str, Any]:
    """The runners of a file for `$GITHUB_ENV`, found as the reporter finds them."""
    variables = dict(line.split("=", 1) for line in text.splitlines())
    names = variables.pop("GRADING_RUNNERS").split(",")
    made = {name: json.loads(base64.b64decode(variables.pop(f"{name.upper()}_RESULTS"))) for name in names}
    assert not variables
    return made


def classroom_total(text: str) -> float | None:
    """What Classroom records: the scores of runners that are worth something, and nothing when none is."""
    counted = [runner for runner in classroom(text).values() if runner["max_score"]]
    return round(math.fsum(test["score"] for one in counted for test in one["tests"]), 6) if counted else None


def classroom_table(text: str) -> float:
    """What the table in the log adds up to: of each runner the share of its tests that passed."""
    return math.fsum(
        one["max_score"] * sum(test["status"] == "pass" for test in one["tests"]) / len(one["tests"])
        for one in classroom(text).values()
    )


def junit(text: str) -> list[Xml.Element]:
    """The cases, of those with one name only the first."""
    cases: dict[tuple[str | None, str | None], Xml.Element] = {}
    for case in Xml.fromstring(text).iter("testcase"):
        cases.setdefault((case.get("classname"), case.get("name")), case)
    return list(cases.values())


def property_of(element: Xml.Element, name: str) -> str | None:
    found = element.find(f"properties/property[@name='{name}']")
    return None if found is None else found.get("value")


def junit_total(text: str) -> float | None:
    if property_of(Xml.fromstring(text)[0], "score") is None:
        return None
    return round(math.fsum(float(property_of(case, "points") or "nan") for case in junit(text)), 6)


def gradescope_total(text: str) -> float | None:
    """The score of the whole, which is that of the tests."""
    made = json.loads(text)
    if "score" not in made:
        return None
    assert round(math.fsum(test["score"] for test in made["tests"]), 6) == made["score"]
    return float(made["score"])


def markdown_total(text: str) -> float | None:
    found = re.match(r"## .*: (-?[\d.]+) / ", text)
    return float(found[1]) if found else None


def json_total(text: str) -> float | None:
    made = json.loads(text)
    return None if made["score"] is None else round(made["score"] + made["extra_credit"], 6)


def html_total(text: str) -> float | None:
    found = re.search(r'<p class="score">\s*<b>(-?[\d.]+)</b>[^<]*(?:<small>\+ ([\d.]+) extra)?', text)
    return float(found[1]) + float(found[2] or 0) if found else None
