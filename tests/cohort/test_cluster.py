"""A class as a Spark job: a master with two workers on loopback, and the same results as here."""

import io
import os
import re
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

    def start(name, *words):
        log = tmp_path / f"{name}.log"
        command = [SPARK / "bin" / "spark-class", f"org.apache.spark.deploy.{words[0]}", *words[1:]]
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=log.open("w")))
        return log

    log = start("master", "master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    address = _wait_for(log, r"Starting Spark master at (spark://\S+)")
    for number in (1, 2):
        told = start(f"worker{number}", "worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", address)
        _wait_for(told, "Successfully registered with master")
    yield address
    for process in started:
        process.terminate()
        process.wait(30)


def _wait_for(log, pattern):
    for _ in range(600):
        if found := re.search(pattern, log.read_text()):
            return found[found.re.groups]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


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
