"""A class as a Spark job: a master with two workers on loopback, and the same results as here."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyspark
import pytest

from autograder.chapter import load, own
from autograder.cohort.cluster import ClusterError, on_cluster, pack
from autograder.machine.java import find_java
from tests.cohort.disturb import PLACE, class_of, kept

SPARK = Path(pyspark.__file__).parent


def test_a_setting_that_is_none_is_refused():
    with pytest.raises(ClusterError, match="is no setting of Spark's"):
        on_cluster("spark://127.0.0.1:7077", ["cores=2"])


def test_the_same_kit_is_packed_to_the_same_bytes():
    packed = pack(own())
    assert packed == pack(own())
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert "autograder/grade.py" in names
    assert not [name for name in names if "submissions/" in name and name.startswith("fixtures/")]
    assert "second_chapter/chapter.py" in zipfile.ZipFile(io.BytesIO(pack(load(PLACE)))).namelist()


@pytest.fixture
def master(tmp_path):
    """A standalone master with two workers of one core, which end with the test."""
    environment = os.environ | {"JAVA_HOME": str(find_java().home), "SPARK_LOCAL_IP": "127.0.0.1"}
    started = []

    def start(*words):
        command = [SPARK / "bin" / "spark-class", f"org.apache.spark.deploy.{words[0]}", *words[1:]]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path, **quiet))

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    start("master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
    _wait_for(port)
    for _ in range(2):
        address = f"spark://127.0.0.1:{port}"
        start(
            "worker.Worker",
            "--host",
            "127.0.0.1",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--webui-port",
            "0",
            "--work-dir",
            tmp_path / "work",
            address,
        )
    yield address
    for process in started:
        process.terminate()
        process.wait(30)


def _wait_for(port):
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("The master does not listen.")


@pytest.mark.slow
def test_a_cluster_gives_the_same_results(master, tmp_path):
    class_of(tmp_path / "class", 3)
    for out, more in (
        ("here", ("--jobs", "2")),
        (
            "cluster",
            ("--master", master, "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.executor.memory=512m"),
        ),
    ):
        words = [sys.executable, "-m", "autograder", "class", tmp_path / "class", "--out", tmp_path / out, *more]
        done = subprocess.run(
            [*words, "--chapter", PLACE, "--sandbox", "none"], capture_output=True, text=True, check=False, timeout=550
        )
        assert done.returncode == 0, done.stderr
    assert len(kept(tmp_path / "here")) == 4
    assert kept(tmp_path / "here") == kept(tmp_path / "cluster")
