"""One warm Spark process, shared by all tests that grade trusted submissions."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from autograder import grade as grading
from autograder import submission as files
from autograder.judge.limits import Limits

# No stopwatch in a test, and the same examples in every run.
settings.register_profile(
    "kit", deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kit")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def client():
    """A client whose harness stays warm from test to test."""
    with grading.open_client(Limits()) as one:
        yield one


@pytest.fixture(scope="session")
def reference():
    """The text of the one source."""
    return (ROOT / "solution" / "streaming.py").read_text("utf-8")


@pytest.fixture
def graded(client, reference):
    """Grades cells, added to the reference solution or alone, on some exercises: `graded(text, "predict")`."""

    def run(text, *exercises, alone=False, seed=0, **options):
        cells = tuple(files.split(text if alone else f"{reference}\n# %%\n{text}"))
        wanted = grading.Options(exercises=exercises or None, seed=seed, **options)
        return grading.grade_with(client, files.Submission("streaming.py", "0" * 64, cells), wanted)

    return run
