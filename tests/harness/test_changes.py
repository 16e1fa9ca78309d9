"""The classes that stand in for Spark's: Spark's own but for two jumps and a call."""

from __future__ import annotations

import zipfile

import pytest

from autograder.harness import changes
from autograder.machine.java import changed_classes, spark_classes, spark_jars

CLEANER, REGISTRATION = changes.CHANGES


def own(name: str) -> bytes:
    """Spark's class."""
    (code,) = [
        jar.read(name)
        for place in spark_jars().glob("spark-*.jar")
        if name in (jar := zipfile.ZipFile(place)).namelist()
    ]
    return code


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    jar = tmp_path_factory.mktemp("made") / "folder" / "changes.jar"
    assert changes.write(jar, spark_jars()) == sorted(change.name for change in changes.CHANGES)
    with zipfile.ZipFile(jar) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def differences(name: str, code: bytes) -> list[int]:
    return [after for before, after in zip(own(name), code, strict=True) if before != after]


def test_two_jumps_are_gone_and_nothing_else(made):
    assert differences(CLEANER.name, made[CLEANER.name]) == [*b"\x57\0\x57\0"]


def test_one_call_is_gone_and_nothing_else(made):
    assert set(differences(REGISTRATION.name, made[REGISTRATION.name])) == {0}
    assert len(differences(REGISTRATION.name, made[REGISTRATION.name])) <= 6


def test_what_is_signed_is_copied_whole(made):
    signed = [zipfile.ZipFile(place) for pattern in changes.SIGNED for place in spark_jars().glob(pattern)]
    assert len(signed) == len(changes.SIGNED)
    classes = {name for jar in signed for name in jar.namelist() if name.endswith(".class")}
    assert classes == made.keys() - {change.name for change in changes.CHANGES}
    assert any(name.endswith(".SF") for jar in signed for name in jar.namelist())


def test_another_class_is_left_alone(tmp_path):
    assert all(change.made(b"no class that anybody knows") is None for change in changes.CHANGES)
    assert changes.write(tmp_path / "changes.jar", tmp_path) == []
    assert not (tmp_path / "changes.jar").exists()


def test_they_are_found_before_spark_s_own_once_they_are_made():
    assert changed_classes().exists() == spark_classes().startswith(str(changed_classes()))
