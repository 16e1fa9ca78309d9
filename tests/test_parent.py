"""A worker ends when it is told to, and does not outlive a parent that is killed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from autograder.machine import parent

POOL = """
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import os, time
from autograder.machine.parent import end_with_parent

if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"){}) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


@pytest.mark.parametrize(("how", "ends"), [(", initializer=end_with_parent", True), ("", False)])
def test_a_worker_ends_when_its_parent_is_killed(tmp_path, how, ends):
    script = tmp_path / "pool.py"
    script.write_text(POOL.format(how))
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    worker = psutil.Process(int(process.stdout.readline()))
    process.kill()
    process.wait()
    gone, alive = psutil.wait_procs([worker], timeout=30 if ends else 2)
    assert (gone, alive) == (([worker], []) if ends else ([], [worker]))
    process.stdout.close()
    if alive:
        worker.kill()


class Swallows:
    """Its finalizer waits for the signal, and what is raised in it ends nothing."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)


def told_in_a_finalizer(alive):
    parent.AGAIN = 1.0
    parent.end_when_told()
    Swallows()
    alive.set()
    time.sleep(60)


def test_a_worker_ends_though_the_exception_was_swallowed(capfd):
    context = multiprocessing.get_context("spawn")
    alive = context.Event()
    worker = context.Process(target=told_in_a_finalizer, args=(alive,))
    worker.start()
    assert alive.wait(60)
    worker.join(30)
    assert worker.exitcode == 1
    assert "SystemExit" not in capfd.readouterr().err
