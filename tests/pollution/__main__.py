"""`python -m tests.pollution [WORD ...]`: grades the reference with each polluter, alone and everywhere."""

from __future__ import annotations

import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.pollution.polluters import POLLUTERS
from tests.pollution.run import places, pollute


def main(words: list[str]) -> int:
    """Prints what was lost and where; the exit status is 1 if anything was."""
    names = [name for name in POLLUTERS if not words or any(word in name for word in words)]
    tasks = [(name, place) for name in names for place in places(name)]
    begun, wrong = time.monotonic(), 0
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        for found in pool.map(pollute, *zip(*tasks, strict=True)):
            if found.lost:
                wrong += 1
                print(
                    f"{found.name}, {found.place}: {', '.join(found.lost)} lost points. {found.said[:600]}", flush=True
                )
    print(f"{len(tasks) - wrong} of {len(tasks)} polluted references kept their points, {len(names)} polluters")
    print(f"{(time.monotonic() - begun) / len(tasks) * 2:.1f} s each", file=sys.stderr)
    return 1 if wrong or not tasks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
