"""The Java side of Spark, started beside Python and not after it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from autograder.machine.java import spark_classes

_OPEN_TO_SPARK = (
    "java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent "
    "java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar"
)
_QUICK_TO_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Xlog:all=off")


def command(java: str, options: tuple[str, ...] = ()) -> list[str]:
    """The command line of a JVM that waits for PySpark: what Spark's own scripts would run, without their detour."""
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPEN_TO_SPARK.split()]
    return [
        java,
        "-cp",
        spark_classes(),
        "-Xmx1g",
        "-Xmn256m",
        "-XX:+IgnoreUnrecognizedVMOptions",
        *_QUICK_TO_START,
        *opens,
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-Dio.netty.tryReflectionSetAccessible=true",
        "-Duser.timezone=UTC",
        "-Duser.language=en",
        "-Dfile.encoding=UTF-8",
        f"-Duser.home={Path.home()}",  # which Java asks the system for, and an account without a name has none there
        f"-Djava.io.tmpdir={tempfile.gettempdir()}",  # or what a killed JVM leaves behind stays for ever
        *options,
        "org.apache.spark.deploy.SparkSubmit",
        "pyspark-shell",
    ]


class Jvm:
    """A JVM for PySpark: `start` does not wait for it, `connect` waits until PySpark can use it."""

    def __init__(self, java: str, options: tuple[str, ...] = ()) -> None:
        self._command = command(java, options)
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="gateway-")
        self._address = Path(self._folder.name) / "address"
        self._process: subprocess.Popen[bytes] | None = None
        self._patch_pyspark()

    def start(self) -> subprocess.Popen[bytes]:
        """The JVM's process, which is started once. It ends when its standard input does, and so with this process."""
        with self._lock:
            if self._process is None:
                where = {"_PYSPARK_DRIVER_CONN_INFO_PATH": str(self._address), "SPARK_CONNECT_MODE": "0"}
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=os.environ | where
                )
            return self._process

    def connect(self) -> None:
        """Tells PySpark where the JVM listens. Raises RuntimeError when the JVM ended instead."""
        if "PYSPARK_GATEWAY_PORT" in os.environ:
            return
        from pyspark.serializers import UTF8Deserializer, read_int

        process = self.start()
        while not self._address.exists():
            if process.poll() is not None:
                raise RuntimeError(f"Java ended with status {process.returncode} before Spark had started.")
            time.sleep(0.005)
        with self._address.open("rb") as info:
            port, secret = read_int(info), UTF8Deserializer().loads(info)
        self._folder.cleanup()
        os.environ["PYSPARK_GATEWAY_PORT"] = str(port)
        os.environ["PYSPARK_GATEWAY_SECRET"] = secret

    @property
    def pid(self) -> int | None:
        """The number of its process, None while it has none."""
        return self._process.pid if self._process is not None else None

    def end(self) -> None:
        """Lets the JVM, if there is one, end by itself, as it does when its driver goes away."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()

    def _patch_pyspark(self) -> None:
        """Whoever makes the first SparkContext, a student's definition perhaps, gets this JVM and not another one."""
        from pyspark.core import context

        original = context.launch_gateway

        def launch_gateway(*args: Any, **kwargs: Any) -> Any:
            self.connect()
            return original(*args, **kwargs)

        context.launch_gateway = launch_gateway


def prepare_environment() -> None:
    """What Spark reads from the environment, so that workers are this interpreter and nothing leaves this machine."""
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
