"""Grades the one submission that a line on standard input tells of: `python -m autograder.cohort.alone`.

Standard input stays open; when it ends, so does whoever asked, and this process with it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from autograder.chapter import load
from autograder.cohort.crew import Crew
from autograder.grade import Options
from autograder.judge.limits import Limits
from autograder.submission.cells import Cell
from autograder.submission.reading import Submission

_KIT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Prints the text of the report, or null, then why, the seconds and the bytes, as a JSON list."""
    order = json.loads(sys.stdin.readline())
    answer, sys.stdout = sys.stdout, sys.stderr
    threading.Thread(target=_end_with_input, daemon=True).start()
    chapter = load(_KIT / order["chapter"] if order["chapter"] else None)
    options = Options(chapter, seed=order["seed"], sandbox=order["sandbox"], limits=Limits(**order["limits"]))
    with Crew(options) as crew:
        text, said, measured = crew.grade(_submission(order["submission"]), more=False)
    answer.write(json.dumps([text, said, measured.seconds, measured.memory]))
    answer.flush()


def _submission(facts: dict[str, Any]) -> Submission:
    others = tuple(Cell(**cell) for cell in facts["others"])
    return Submission(facts["path"], facts["sha256"], tuple(facts["cells"]), tuple(facts["lines"]), others)


def _end_with_input() -> None:
    while sys.stdin.read(1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
