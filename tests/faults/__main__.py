"""`python -m tests.faults [NUMBER] [WORD ...]`: judges so many generated faults, of all exercises or of some."""

from __future__ import annotations

import os
import sys
import warnings

from rich.console import Console

from tests.faults.run import main

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 21_000
    sys.exit(0 if main(number, sys.argv[2:], Console(width=120)) else 1)
