"""A course of the kit's own chapter, ready to be handed in to."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import grade as grading
from autograder.course.create import create

BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def make_course():
    """Makes a course in a folder, with its assignment generated."""

    def make(folder):
        worth = {}
        for check in grading.checks(grading.Options()):
            worth[check.exercise] = worth.get(check.exercise, 0.0) + check.points
        create(grading.SOLUTION, folder, worth, folder / "exchange", "none")
        environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
        command = [BIN / "nbgrader", "generate_assignment", "streaming"]
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        return folder

    return make
