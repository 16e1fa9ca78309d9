"""A right chapter stays right when what it imports and defines stands in compound statements, beside scratch work."""

import ast
import builtins
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.checks.chapter import CHAPTER
from autograder.harness.loading import Submission
from autograder.model import Verdict
from autograder.submission.reading import split

NOISE = (
    "print('here')",
    "time.sleep(3600)",
    "for number in range(3):\n    print(number)",
    "if not True:\n    sys.exit()",
    "ssc.start()",
    "while True:\n    time.sleep(1)",
    "assert True",
)
AROUND = (
    "with warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    {}",
    "with contextlib.suppress(KeyError), contextlib.nullcontext():\n    {}",
    "try:\n    {}\nexcept ImportError:\n    print('not there')\n    sys.exit(1)",
    "try:\n    {}\nfinally:\n    print('done')",
    "try:\n    {}\nexcept (KeyError, ValueError) as error:\n    raise OSError from error\nelse:\n    print('fine')",
    "if True:\n    {}\nelse:\n    print('never')",
    "if sys.version_info < (3, 0):\n    print('old')\nelif True:\n    {}",
    "for _ in range(1):\n    {}",
    "while True:\n    {}\n    break",
    "match 1:\n    case 2:\n        print('two')\n    case _:\n        {}",
)
HEAD = "import contextlib\nimport sys\nimport time\nimport warnings\n"


def indented(text, spaces):
    return text.replace("\n", "\n" + " " * spaces)


def wrapped(text, frames, noise):
    for frame in frames:
        place = frame.index("{}")
        spaces = place - frame.rindex("\n", 0, place) - 1
        text = frame.replace("{}", indented(f"{noise}\n{text}\n{noise}" if noise else text, spaces))
    return text


@st.composite
def chapters(draw, reference):
    """The reference with each import, constant and function of it in compound statements or not."""
    cells = []
    for cell in split(reference):
        statements = []
        for node in ast.parse(cell).body:
            text = ast.unparse(node)
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef) and not future:
                frames = draw(st.lists(st.sampled_from(AROUND), max_size=3))
                text = wrapped(text, frames, draw(st.sampled_from(("", *NOISE))) if frames else "")
            statements.append(text)
        cells.append("\n".join(statements))
    return "\n\n# %%\n".join([HEAD, *cells])


def bound(chapter):
    """The names that each exercise finds bound, once it is loaded; whatever it uses must be among them."""
    submission, found = Submission(split(chapter)), {}
    for exercise in CHAPTER.grading_order:
        loaded = submission.load(exercise, [])
        names = submission.module.__dict__.keys()
        assert {name for name in loaded.uses if not hasattr(builtins, name)} <= names
        found[exercise] = {name for statement in loaded.statements for name in statement.binds}
        assert not loaded.raised
    return found


def test_every_exercise_loads_as_it_did(reference, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    plain = bound(reference)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(chapters(reference))
    def load(chapter):
        found = bound(chapter)
        assert all(plain[exercise] <= found[exercise] for exercise in plain)

    load()


@pytest.mark.parametrize("number", [0, *(pytest.param(number, marks=pytest.mark.slow) for number in range(1, 5))])
def test_full_marks(graded, reference, number):
    examples = []

    @settings(max_examples=3 + number, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(chapters(reference))
    def draw(chapter):
        examples.append(chapter)

    draw()
    report = graded(examples[-1], alone=True)
    assert report.verdict is Verdict.PASSED, [check.message for check in report.checks if check.message]
