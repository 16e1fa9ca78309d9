"""What an exception says, in a few lines: the student's own line and message instead of Spark's two hundred lines."""

from __future__ import annotations

import linecache
import re
import sys
import traceback
from pathlib import Path
from typing import Any

from autograder.harness.surroundings import working_directory

_FRAME = re.compile(r'File "(<submission cell \d+>)", line (\d+)(?:, in ([^\n]+))?')
_WORKER = re.compile(
    r"PythonException: \s*(Traceback \(most recent call last\):\n.*?)(?=\n\s*\n|\n\tat |\Z)", re.DOTALL
)
_SPARKS_OWN = re.compile(r"\s*SQLSTATE: \w+\s*$")
"""What Spark puts after a worker's traceback, on one of the two ways by which it comes here."""
_LAST_LINE = re.compile(r"^([A-Za-z_][\w.]*)(?:: (.*))?\Z", re.DOTALL | re.MULTILINE)
_LONGEST = 1500
_KIT = str(Path(__file__).resolve().parents[2])


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as `{type, message, where, line}`: the student's function, and the text of its line."""
    text = "".join(traceback.format_exception(error))
    if isinstance(error, SyntaxError) and error.text is not None and not _FRAME.search(text):
        return _facts("SyntaxError", error.msg or "", "", error.text.strip())
    if _WORKER.search(text) or "py4j" in text:
        return describe_traceback(text)
    where, line = _students_line(text)
    return _facts(type(error).__name__, str(error), where, line)


def describe_traceback(text: str) -> dict[str, Any]:
    """The same for a traceback that only its text is left of, as Spark reports those of workers and callbacks."""
    where, line = _students_line(text)
    blocks = _WORKER.findall(text)
    block = blocks[-1] if blocks else text.split("\n\tat ", maxsplit=1)[0]
    kind, message = _last_line(_SPARKS_OWN.sub("", block))
    if kind.startswith("Py4JJavaError"):
        java = re.findall(r"(?:^|\n)(?:Caused by: |: )?([\w.$]+(?:Exception|Error))(?:: ([^\n]*))?", text)
        kind, message = (java[-1][0].rsplit(".", 1)[-1], java[-1][1]) if java else (kind, message)
    return _facts(kind, message, where, line)


def _last_line(block: str) -> tuple[str, str]:
    """The line that ends a traceback, `Kind: message`, with the rest of a message of several lines."""
    lines = block.rstrip().split("\n")
    last_frame = max((n for n, text in enumerate(lines) if text.startswith("  ")), default=-1)
    match = _LAST_LINE.match("\n".join(lines[last_frame + 1 :]).strip())
    return (match[1].rsplit(".", 1)[-1], match[2] or "") if match else ("Error", lines[-1].strip())


def _students_line(text: str) -> tuple[str, str]:
    frames = _FRAME.findall(text)
    if not frames:
        return "", ""
    filename, number, function = frames[-1]
    function = function.strip()
    return ("" if function == "<module>" else function), linecache.getline(filename, int(number)).strip()


def _facts(kind: str, message: str, where: str, line: str) -> dict[str, Any]:
    if kind.endswith(("AnalysisException", "ParseException")):  # what follows is a query plan with changing numbers
        message = message.split("\n", maxsplit=1)[0]
    message = message.split("\n\nJVM stacktrace")[0]
    return {
        "type": kind,
        "message": portable(message)[:_LONGEST],
        "where": where,
        "line": portable(line)[:_LONGEST],
    }


def _numberless(match: re.Match[str]) -> str:
    return f"{match[1]}[…]" if match[1] else f"{match[2] or match[3]}…"


def portable(text: str) -> str:
    """Text without what differs between machines and runs: addresses, folders, Java's and Spark's numbers of things."""
    text = re.sub(r"\b0x[0-9a-fA-F]{4,}\b", "0x…", text)
    text = re.sub(r"\b(calling |id=)o\d+\b", r"\1o…", text)
    text = re.sub(r"(\w*RDD)\[\d+\]|(\b(?:in stage|TID) )\d+(?:\.\d+)?|(\w#)\d+L?\b", _numberless, text)
    for folder, name in (
        (sys.prefix, "<python>"),
        (sys.base_prefix, "<python>"),
        (_KIT, "<kit>"),
        (working_directory(), "."),
    ):
        text = text.replace(folder, name) if folder else text
    text = re.sub(r"(?:/[^\s/'\"]+)+/site-packages/", "<python>/", text)
    text = re.sub(r"(<(?:python|kit)>/[^\s:]+):\d+", r"\1", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
