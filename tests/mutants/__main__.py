"""Grades every mutant of the reference's answers: `make mutants`, `make mutants ONLY="update_count predict"`."""

import sys

from rich.console import Console

from tests.mutants.run import main

sys.exit(0 if main(sys.argv[1:], Console(highlight=False)) else 1)
