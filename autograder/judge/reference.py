"""The kit's own version of each exercise, as text that stands on its own."""

from __future__ import annotations

import json
import re
from pathlib import Path


def reference_parts(solution: Path) -> dict[str, str]:
    """Each exercise of the one source and its answer cell, with the chapter's imports before it."""
    pieces = re.split(r"^# %%(.*)$", solution.read_text("utf-8"), flags=re.MULTILINE)[1:]
    imports, answers = "", {}
    for header, body in zip(pieces[::2], pieces[1::2], strict=True):
        if "nbgrader=" not in header or "[markdown]" in header:
            continue
        cell, _ = json.JSONDecoder().raw_decode(header.partition("nbgrader=")[2])  # marks for slides may follow
        if cell["grade_id"] == "imports":
            imports = body
        elif cell["solution"]:
            answers[cell["grade_id"]] = body
    return {name: f"{imports}\n{body}" for name, body in answers.items()}
