"""A report as JUnit XML, for GitLab and any other CI: a suite, in it a case for each check."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from autograder.model import Report, Verdict
from autograder.report.ledger import VERDICT_WORDS, Entry, entries, points, total
from autograder.report.shown import shown, told

_ELEMENTS = {Verdict.FAILED: "failure", Verdict.NOT_SUBMITTED: "failure"}
"""How a check that did not pass is written; what is not named here is an error."""


def to_junit(report: Report) -> str:
    """The XML. Of a judge error it holds one case, which is an error, and no score."""
    report = shown(report)
    suite = Xml.Element("testsuite", name=report.title)
    _properties(suite, _facts(report))
    cases = _cases(report)
    suite.extend(cases)
    counts = {"tests": len(cases)}
    for plural, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[plural] = sum(case.find(name) is not None for case in cases)
    attributes = {name: str(count) for name, count in counts.items()}
    attributes["time"] = str(report.timing.get("total", 0))
    suite.attrib |= attributes
    all_ = Xml.Element("testsuites", {"name": report.title} | attributes)
    all_.append(suite)
    Xml.indent(all_)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(all_, encoding="unicode")}\n'


def _facts(report: Report) -> dict[str, str]:
    facts = {
        "kit_version": report.kit_version,
        "seed": str(report.seed),
        "sha256": report.submission_sha256,
        "verdict": report.verdict,
    }
    score = total(report)
    if score is not None:
        facts |= {"score": points(score), "max_score": points(report.max_score)}
        facts |= {"extra_credit": points(report.extra_credit)} if report.extra_credit else {}
    return facts | ({"message": report.message} if report.message else {})


def _cases(report: Report) -> list[Xml.Element]:
    if total(report) is None:
        case = Xml.Element("testcase", classname=report.title, name="grading")
        Xml.SubElement(case, "error", message=report.message, type=Verdict.JUDGE_ERROR)
        return [case]
    names = set[tuple[str, str]]()
    return [_case(entry, names) for entry in entries(report)]


def _case(entry: Entry, names: set[tuple[str, str]]) -> Xml.Element:
    """A case, under a name that no other has: readers drop all but one of those that share theirs."""
    check = entry.check
    name, number = check.title, 1
    while (check.exercise, name) in names:
        number += 1
        name = f"{check.title} ({number})"
    names.add((check.exercise, name))
    case = Xml.Element("testcase", classname=check.exercise, name=name)
    _properties(case, {"points": points(entry.score), "max_points": points(entry.worth)})
    if entry.part.extra_credit and check.verdict is Verdict.NOT_SUBMITTED:
        Xml.SubElement(case, "skipped", message=VERDICT_WORDS[check.verdict])
    elif check.verdict is not Verdict.PASSED:
        message = check.message.split("\n")[0] or VERDICT_WORDS[check.verdict]
        wrong = Xml.SubElement(case, _ELEMENTS.get(check.verdict, "error"), message=message, type=check.verdict)
        wrong.text = told(check)
    return case


def _properties(element: Xml.Element, facts: dict[str, str]) -> None:
    inside = Xml.SubElement(element, "properties")
    for name, value in facts.items():
        Xml.SubElement(inside, "property", name=name, value=value)
