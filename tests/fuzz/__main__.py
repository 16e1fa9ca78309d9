"""Throws N=1000000 lines at the judge's parser: `make fuzz`, `make fuzz N=5000`."""

import sys

from rich.console import Console

from tests.fuzz.run import main

if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, Console(highlight=False)) else 1)
