"""Which file a student's command takes, and where it does not run."""

import os

import pytest

from autograder.handout.student.__main__ import saved_last
from autograder.sandbox.plain import unsupported


@pytest.mark.parametrize(
    ("notebook", "script", "markdown", "taken"),
    [
        (0, 0, 0, "ipynb"),
        (0, 5, 9, "ipynb"),
        (0, 600, 0, "py"),
        (0, 0, 600, "md"),
        (0, 605, 600, "py"),
        (600, 0, 0, "ipynb"),
        (None, 0, 5, "py"),
        (None, None, 0, "md"),
        (0, None, None, "ipynb"),
        (None, None, None, "ipynb"),
    ],
)
def test_the_file_saved_last_is_taken_and_the_notebook_of_untouched_ones(
    monkeypatch, tmp_path, notebook, script, markdown, taken
):
    monkeypatch.chdir(tmp_path)
    for name, seconds in (("streaming.ipynb", notebook), ("streaming.py", script), ("streaming.md", markdown)):
        if seconds is not None:
            (tmp_path / name).write_text("")
            os.utime(tmp_path / name, (1e9 + seconds, 1e9 + seconds))
    assert saved_last().suffix == f".{taken}"


def test_where_checks_do_not_run_a_sentence_says_what_to_do():
    assert unsupported("posix") == ""
    assert "WSL2" in unsupported("nt")
