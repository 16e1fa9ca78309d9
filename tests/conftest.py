"""One warm Spark process, shared by all tests that grade trusted submissions."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from autograder import grade as grading
from autograder.judge.limits import Limits
from autograder.submission import reading as files

# No stopwatch in a test, and the same examples in every run.
settings.register_profile(
    "kit", deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kit")

ROOT = Path(__file__).parents[1]
SHARING = {
    *("test_attacks", "test_chapter", "test_determinism", "test_end_to_end"),
    *("test_formgrader", "test_gradescope", "test_interrupted", "test_java"),
}
"""Modules whose tests share what takes long to make: one worker runs them all. Other tests go to whoever is free."""


class Scheduling(LoadScopeScheduling):
    """Which tests belong together when two workers run them."""

    def _split_scope(self, nodeid):
        module = nodeid.split("::")[0]
        return module if Path(module).stem in SHARING else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    """Says what was not tested of the sandbox, after everything else."""
    yield
    skipped = [report for report in terminalreporter.getreports("skipped") if "sandbox" in report.keywords]
    if skipped:
        reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
        terminalreporter.write_line(f"NOT TESTED: {len(skipped)} tests of the sandbox were skipped: {reason}.")


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
