"""A worker does not outlive a parent that is killed."""

import subprocess
import sys

import psutil
import pytest

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
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    gone, alive = psutil.wait_procs([worker], timeout=30 if ends else 2)
    assert (gone, alive) == (([worker], []) if ends else ([], [worker]))
    parent.stdout.close()
    if alive:
        worker.kill()
