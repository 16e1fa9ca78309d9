"""The one SparkContext of a harness: warmed up ahead of its use, made anew after somebody stopped it."""

from __future__ import annotations

import functools
import os
import select
import tempfile
import threading
import types
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.harness import rehearsal
from autograder.harness.jvm import Jvm, prepare_environment
from autograder.harness.names import remember_names
from autograder.harness.released import collect_what_is_forgotten, let_go
from autograder.harness.settings import read_settings_at_once

_BOOKKEEPING_OFF = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.liveUpdate.period": "-1s",
    "spark.metrics.staticSources.enabled": "false",
    "spark.metrics.appStatusSource.enabled": "false",
    "spark.metrics.executorMetricsSource.enabled": "false",
    "spark.broadcast.compress": "false",
    "spark.broadcast.checksum": "false",
    "spark.shuffle.compress": "false",
    "spark.shuffle.checksum.enabled": "false",
    "spark.sql.ui.explainMode": "simple",
}
"""What is for large clusters and costs small jobs a tenth of their time."""

SETTINGS = _BOOKKEEPING_OFF | {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.streaming.clock": "org.apache.spark.util.ManualClock",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.warehouse.dir": "warehouse",
    "spark.streaming.blockInterval": "50ms",
    "spark.python.daemon.module": "autograder.harness.daemon",
    "spark.cleaner.periodicGC.interval": "1h",
}
_LOOK_SECONDS = 0.02


class Spark:
    """Everything that needs Spark calls `context`, which starts it, or waits for a start ahead to end."""

    def __init__(self, java: str, options: tuple[str, ...] = ()) -> None:
        prepare_environment()
        remember_names()
        read_settings_at_once()
        collect_what_is_forgotten()
        _end_accumulators_soon()
        _count_sessions()
        self.jvm = Jvm(java, options)
        self._folder = Path.cwd()
        self._checkpoints = ""
        self._queries_are_warm = False
        self._context: Any = None
        self._failure: BaseException | None = None
        self._wanted = threading.Event()
        self._warm_up = threading.Thread(target=self._warm, name="warm-up", daemon=True)

    def start_ahead(self) -> None:
        """Starts Spark in the background, where nothing is to be graded without it."""
        if self._warm_up.ident is None:
            self._warm_up.start()

    def context(self) -> Any:
        """A live SparkContext. Whatever StreamingContext was left behind is stopped."""
        self._wanted.set()
        self.start_ahead()
        self._warm_up.join()
        if self._failure is not None:
            raise self._failure
        from pyspark import SparkContext
        from pyspark.streaming import StreamingContext

        if active := StreamingContext.getActive():
            active.stop(False, False)
        if not self._is_live():
            if SparkContext._active_spark_context is not None:
                SparkContext._active_spark_context.stop()
            self._context = self.start_context()
        return self._context

    def warm_queries(self) -> None:
        """Runs a first query, once; only for where no student's code has run yet."""
        if not self._queries_are_warm:
            rehearsal.query(self.context())
            self.forget_sessions()
            self._queries_are_warm = True

    def live_context(self) -> Any:
        """The SparkContext as it is, a running stream on it left alone."""
        return self._context if self._is_live() else self.context()

    def restart(self) -> Any:
        """Stops the SparkContext and starts another one in the same JVM."""
        self.context().stop()
        return self.context()

    def conf(self) -> Any:
        """The SparkConf that every context of this harness is made with."""
        from pyspark import SparkConf

        conf = SparkConf().setMaster("local[2]").setAppName("streaming")
        for name, value in SETTINGS.items():
            conf.set(name, value)
        return conf.set("spark.python.unix.domain.socket.enabled", str(_unix_sockets_fit()).lower())

    def forget_sessions(self) -> None:
        """As if no SparkSession had ever been made."""
        forget_sessions(self.context())

    def put_back(self) -> None:
        """Sessions, with their settings and views, and the checkpoint directory as if nobody had touched them."""
        if self._warm_up.is_alive() or not self._is_live():
            return
        let_go(self._context._gateway)
        if _sessions_made:
            self.forget_sessions()
        if not self._checkpoints or self._context._jsc.sc().getCheckpointDir().get() != self._checkpoints:
            self._set_checkpoints(self._context)

    def _set_checkpoints(self, context: Any) -> None:
        context.setCheckpointDir(tempfile.mkdtemp(prefix="checkpoint-", dir=self._folder))
        self._checkpoints = context._jsc.sc().getCheckpointDir().get()

    def sessions_made(self) -> int:
        """How many SparkSessions were made since `forget_sessions`, in whatever way and wherever they are kept."""
        return _sessions_made

    def _is_live(self) -> bool:
        from pyspark import SparkContext

        current = SparkContext._active_spark_context
        return current is not None and current is self._context and current._jsc and not current._jsc.sc().isStopped()

    def start_context(self) -> Any:
        """A new SparkContext, where there is none."""
        from pyspark import SparkContext

        prepare_environment()  # what Spark reads there now, a submission may have changed
        context = SparkContext(conf=self.conf())
        context.setLogLevel("OFF")
        _keep_no_books(context)
        self._set_checkpoints(context)
        return context

    def _warm(self) -> None:
        try:
            self.jvm.connect()
            self._context = self.start_context()
            rehearsal.job(self._context)
        except BaseException as error:
            self._failure = error
        else:
            self._rehearse()

    def _rehearse(self) -> None:
        """Goes on with what is slow the first time for as long as nobody waits for Spark."""
        for rehearse in rehearsal.AHEAD:
            if self._wanted.is_set():
                break
            with suppress(BaseException):  # a submission's code runs beside it, and may have changed anything
                rehearse(self._context)
                self._queries_are_warm |= rehearse is rehearsal.query
        with suppress(BaseException):
            forget_sessions(self._context)


def _keep_no_books(context: Any) -> None:
    """Ends the record of all jobs, stages and tasks, which nobody reads where there is no web page of Spark's."""
    spark = context._jsc.sc()
    listener = spark.statusStore().listener()
    if listener.isDefined():
        spark.listenerBus().removeListener(listener.get())


def _end_accumulators_soon() -> None:
    """A SparkContext that stops waits for its server of accumulators, which rarely looks whether it shall end.

    It does so twice a second while nobody is connected, and then once a second.
    """
    from pyspark import accumulators

    for server in (accumulators.AccumulatorTCPServer, accumulators.AccumulatorUnixServer):
        server.serve_forever = functools.partialmethod(server.serve_forever, _LOOK_SECONDS)
    accumulators.select = types.SimpleNamespace(**vars(select) | {"poll": _Poll})


class _Poll:
    """As `select.poll`, but it does not wait long."""

    def __init__(self) -> None:
        poll = select.poll()
        self.register, self.unregister = poll.register, poll.unregister
        self.poll = lambda milliseconds: poll.poll(min(milliseconds, 1000 * _LOOK_SECONDS))


def _unix_sockets_fit() -> bool:
    """Whether workers can be reached by Unix sockets, which are faster: their paths hold a hundred bytes."""
    return os.name == "posix" and len(os.fsencode(tempfile.gettempdir())) <= 60


def forget_sessions(context: Any) -> None:
    """As if no SparkSession had ever been made on this context."""
    global _sessions_made
    from pyspark.sql import SparkSession

    _sessions_made = 0
    SparkSession._instantiatedSession = SparkSession._activeSession = None
    if jvm := context._jvm:
        jvm.SparkSession.clearActiveSession()
        jvm.SparkSession.clearDefaultSession()


_sessions_made = 0


def _count_sessions() -> None:
    """Every SparkSession goes through its constructor."""
    from pyspark.sql import SparkSession

    original = SparkSession.__init__

    @functools.wraps(original)
    def counted(self: Any, *args: Any, **kwargs: Any) -> None:
        global _sessions_made
        _sessions_made += 1
        original(self, *args, **kwargs)

    SparkSession.__init__ = counted
