"""The class that stands in for Spark's closure cleaner: Spark's own but for two jumps."""

from __future__ import annotations

import zipfile

from autograder.harness import closures
from autograder.machine.java import changed_classes, spark_classes, spark_jars


def test_two_jumps_are_gone_and_nothing_else(tmp_path):
    jar = tmp_path / "made" / "closures.jar"
    assert closures.write(jar, spark_jars())
    with zipfile.ZipFile(jar) as made:
        assert made.namelist() == [closures.CLASS]
        code = made.read(closures.CLASS)
    (place,) = [
        place for place in spark_jars().glob("spark-co*.jar") if closures.CLASS in zipfile.ZipFile(place).namelist()
    ]
    own = zipfile.ZipFile(place).read(closures.CLASS)
    assert len(own) == len(code)
    assert [after for before, after in zip(own, code, strict=True) if before != after] == [*b"\x57\0\x57\0"]


def test_another_class_is_left_alone(tmp_path):
    assert closures.changed(b"no class that anybody knows") is None
    assert not closures.write(tmp_path / "closures.jar", tmp_path)
    assert not (tmp_path / "closures.jar").exists()


def test_it_is_found_before_spark_s_own_once_it_is_made():
    assert changed_classes().exists() == spark_classes().startswith(str(changed_classes()))
