"""Files as editors, notebooks and hurried people write them: what in them is an answer, and what is said of the rest.

The first line of a file tells what has to come of its `update_count`: `full marks`, `not written:` and where it was
seen, or `lost:` and the reason that its author is given.
"""

import re
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.harness.cells import Cell
from autograder.harness.loading import LoadError, Missing, Submission
from autograder.harness.notes import notes
from autograder.harness.whereabouts import whereabouts
from autograder.submission.cells import pieces
from autograder.submission.reading import parse

FILES = sorted((Path(__file__).parent / "files").glob("*.py"))
MARKED = [path for path in FILES if re.search(r"^# %%$", path.read_text("utf-8"), re.MULTILINE)]


@pytest.fixture
def outcome(monkeypatch):
    """What comes of `update_count` in a submission, as the first line of a file would tell it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def of(name, data):
        read = parse(name, data, ["update_count"])
        submission = Submission([Cell(**cell) for cell in read.to_harness()])
        try:
            loaded = submission.load("update_count", [])
            update = submission.function("update_count")
            assert (update([1, 2], None), update([], 5), update([3], 0)) == (3, 5, 3)
        except Missing:
            return f"not written: {whereabouts('update_count', submission.definitions)}"
        except LoadError as error:
            return f"lost: {error.cell.said if error.cell else f'{type(error.cause).__name__}: {error.cause}'}"
        except Exception:
            return f"lost: {' '.join(notes(loaded, submission.definitions, submission.module.__dict__))}"
        return "full marks"

    return of


def fits(found, expected):
    kind, _, said = expected.partition(": ")
    return found.startswith(kind) and said in found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_script(outcome, path):
    data = path.read_bytes()
    expected = data.decode().split("\n", 1)[0].removeprefix("# ")
    found = outcome(path.name, data)
    assert fits(found, expected), found


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_the_same_as_a_notebook(outcome, path):
    expected = path.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")
    made = {
        "code": nbformat.v4.new_code_cell,
        "Markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    cells = pieces(path.read_text("utf-8").split("\n", 1)[1])
    book = nbformat.v4.new_notebook(cells=[made[cell.kind](cell.source) for cell in cells])
    found = outcome("a.ipynb", nbformat.writes(book).encode())
    expected = re.sub(r" \(line \d+\).*|^(lost: )Line \d+$", r"\1", expected)  # in a notebook lines are counted by cell
    assert fits(found, expected), found


def test_there_are_enough_of_each_kind():
    kinds = [path.read_text("utf-8").split("\n", 1)[0][2:].partition(":")[0] for path in FILES]
    assert min(kinds.count(kind) for kind in ("full marks", "not written", "lost")) >= 10
