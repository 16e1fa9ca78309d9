"""Answers one request at a time: load an exercise, evaluate an expression, run a stream by one batch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograder.harness import sinks
from autograder.harness.apart import Apart
from autograder.harness.cells import Cell
from autograder.harness.errors import describe
from autograder.harness.evaluate import Evaluator
from autograder.harness.loading import LoadError, Missing, Submission
from autograder.harness.notes import notes
from autograder.harness.queries import Queries, watch_batches
from autograder.harness.resuming import Resumed
from autograder.harness.spark import Spark
from autograder.harness.streams import Stream, StreamError, watch_callbacks
from autograder.harness.traits import traits
from autograder.harness.values import NotPlainError, plain
from autograder.harness.whereabouts import of_stub, whereabouts

Request = dict[str, Any]


class Service:
    """The state of a harness: one submission, one SparkContext, at most one open stream or query."""

    def __init__(self, java: str, java_options: tuple[str, ...] = (), ahead: bool = True) -> None:
        self._spark = Spark(java, java_options)
        if ahead:
            self._spark.start_ahead()
        watch_callbacks()
        watch_batches()
        self._apart = Apart(self._spark)
        self._submission = Submission([])
        self._stream: Stream | None = None
        self._queries = Queries(self._spark, self._value)
        self._evaluator = Evaluator(
            {
                "student": lambda node: self._submission.function(node["name"]),
                "context": lambda node: self._spark.live_context(),
                "conf": lambda node: self._spark.conf(),
                "rdd": self._rdd,
                "stream": lambda node: self._open_stream().queue(node["name"]),
                "streaming_context": lambda node: self._open_stream().ssc,
                "directory": lambda node: str(self._open_stream().directory),
                "port": lambda node: self._open_stream().feed(node["name"], node["host"]).port,
                "sink": lambda node: sinks.Sink(node["name"]),
                "frame": lambda node: self._queries.frame(),
                "checkpoints": lambda node: self._resumed().checkpoints,
                "create": lambda node: self._resumed().create,
                "adds": lambda node: lambda new_values, last: sum(new_values, last or 0),  # travels by value
            }
        )

    def answer(self, request: Request) -> dict[str, Any]:
        """`{"value": ...}`, or `{"error": ...}` whose `kind` is `missing`, `load`, `raised` or `fault` (ours)."""
        operation: Callable[[Request], Any] = getattr(self, f"_on_{request['op']}")
        try:
            return {"value": operation(request)}
        except Missing as error:
            said = whereabouts(str(error), self._submission.definitions)
            facts = {"type": "", "message": said, "where": "", "line": ""}
            return _error("missing", facts | {"broken": self._broken()})
        except LoadError as error:
            facts = describe(error.cause)
            if error.cell is not None:
                said = (
                    f"`{error.name}` stands in code that is not Python ({error.cell.place}; see the top of the report)."
                )
                facts |= {"message": said}
            return _error("load", facts | {"name": error.name, "broken": self._broken()})
        except StreamError as error:
            return _error("raised", error.facts)
        except _Raised as error:
            return _error("raised", describe(error.cause))
        except BaseException as error:
            return _error("fault", describe(error))

    def end(self) -> None:
        """Lets the JVM go."""
        self._spark.jvm.end()

    def _on_submission(self, request: Request) -> None:
        self._apart.begin()
        self._submission = Submission([Cell(**cell) if isinstance(cell, dict) else cell for cell in request["cells"]])

    def _on_kit(self, request: Request) -> None:
        self._apart.put_back()
        self._submission.add_kit_part(request["name"], request["source"])

    def _on_warm(self, request: Request) -> None:
        """Waits for Spark. With `queries`, the first one is not a student's to wait for."""
        self._spark.context()
        if request["queries"] and not self._apart.has_met_students:
            self._spark.warm_queries()

    def _on_load(self, request: Request) -> dict[str, Any]:
        """Loads an exercise, unless this process is `worn`; `uses` says which of the names in `others` it uses.

        `changed` says whether another exercise before it has set what all of the process shares.
        """
        self._close()
        self._evaluator.kept.clear()
        exercise, submission = request["exercise"], self._submission
        if self._apart.is_worn_for(exercise):
            return {"worn": True}
        loaded = submission.load(exercise, request["kit"], self._apart.meet)
        names = submission.module.__dict__
        return {
            "worn": False,
            "changed": self._apart.changed,
            "uses": sorted(loaded.uses & set(request["others"])),
            "traits": traits(exercise, names, [statement.node for statement in loaded.statements]),
            "notes": [*of_stub(loaded, submission.definitions), *notes(loaded, submission.definitions, names)],
            "broken": [cell.said for cell in submission.definitions.broken],
        }

    def _on_suspect(self, request: Request) -> bool:
        return self._apart.is_suspect()

    def _on_do(self, request: Request) -> list[Any]:
        """Evaluates expressions in turn; an object that is to be kept under a name is kept, any other described."""
        answers = []
        for step in request["steps"]:
            value = self._run(partial(self._evaluator.value, step["expression"]))
            if step["keep"]:
                self._evaluator.kept[step["keep"]] = value
            else:
                answers.append(self._run(partial(plain, value)))
        return answers

    def _on_open(self, request: Request) -> dict[str, Any]:
        self._close()
        sinks.break_sinks(False)
        asked = {name: request[name] for name in ("interval", "checkpoint", "start_ms")}
        self._stream = stream = self._open(**asked)
        stream.calls = sinks.calls()
        stream.calls.clear()
        try:
            value = self._run(lambda: self._evaluator.value(request["expression"]))
        except _Raised:
            if stream.state() == "INITIALIZED":
                raise
        if stream.state() != "INITIALIZED":
            return {"state": "TAKEN OVER"}
        if not stream.keeps_its_checkpoints():
            return {"state": "MOVED"}
        returned = self._capture(stream, value if isinstance(request["expression"], list) else [value])
        self._run(stream.start)
        return {"state": "ACTIVE", "returned": returned}

    def _capture(self, stream: Stream, answers: list[Any]) -> list[str]:
        """Collects what comes out of each answer that is a DStream; gives the names of their types."""
        from pyspark.streaming import DStream

        for number, answer in enumerate(answers):
            if isinstance(answer, DStream):
                self._run(partial(stream.capture, f"answer {number}", answer))
        return ["DStream" if isinstance(one, DStream) else type(one).__name__[:100] for one in answers]

    def _on_open_resumed(self, request: Request) -> None:
        self._close()
        sinks.break_sinks(False)

        def describe() -> None:
            self._capture(self._resumed(), [self._evaluator.value(request["expression"])])

        asked = {name: request[name] for name in ("interval", "start_ms", "there")}
        self._stream = stream = Resumed(self._spark.context(), describe=describe, **asked)
        stream.calls = sinks.calls()

    def _on_resume(self, request: Request) -> dict[str, Any]:
        """Has a function make or find the context of the open stream, and starts it."""
        from pyspark.streaming import StreamingContext

        stream = self._resumed()
        stream.forget_what_came()
        found = self._value(request["expression"])
        if not isinstance(found, StreamingContext):
            return {"returned": type(found).__name__[:100], "state": "", "created": stream.created}
        stream.take(found)
        state = stream.state()
        if state == "INITIALIZED":
            self._run(stream.start)
        return {"returned": "StreamingContext", "state": state, "created": stream.created, **stream.came()}

    def _on_created(self, request: Request) -> int:
        return self._resumed().created

    def _on_break_off(self, request: Request) -> None:
        stream = self._resumed()
        stream.stop()
        if request["lose"]:
            stream.lose_what_was_saved_last()

    def _on_open_query(self, request: Request) -> dict[str, Any]:
        self._close()
        sinks.break_sinks(False)
        return self._queries.open(request["schema"], request["expression"])

    def _on_restart_query(self, request: Request) -> dict[str, Any]:
        sinks.break_sinks(False)
        return self._queries.restart(request["expression"], request["again"])

    def _on_step_query(self, request: Request) -> dict[str, Any]:
        sinks.break_sinks(request["broken_sink"])
        return self._queries.step(request["files"])

    def _on_step(self, request: Request) -> dict[str, Any]:
        batches = {name: self._evaluator.value(batch) for name, batch in request["batches"].items()}
        sinks.break_sinks(request["broken_sink"])
        return self._open_stream().step(batches, request["files"])

    def _on_step_feed(self, request: Request) -> dict[str, Any]:
        return self._open_stream().step_feed(request["name"], request["lines"])

    def _on_close(self, request: Request) -> None:
        self._close()

    def _on_restart_context(self, request: Request) -> None:
        self._spark.restart()

    def _on_forget_sessions(self, request: Request) -> None:
        self._spark.forget_sessions()

    def _on_sessions_made(self, request: Request) -> int:
        return self._spark.sessions_made()

    def _broken(self) -> str:
        """The sentences on cells that are no Python, a line each: an error has texts only."""
        return "\n".join(cell.said for cell in self._submission.definitions.broken)

    def _value(self, expression: Any) -> Any:
        """The value of an expression in which student code may run."""
        return self._run(partial(self._evaluator.value, expression))

    def _run(self, act: Callable[[], Any]) -> Any:
        """Runs what may run student code; what that raises is the submission's error and not ours."""
        try:
            return act()
        except NotPlainError as error:
            raise StreamError({"type": "AnswerError", "message": str(error), "where": "", "line": ""}) from None
        except BaseException as error:
            raise _Raised(error) from None

    def _rdd(self, node: Request) -> Any:
        context = self._spark.live_context()
        if node["slices"] == 0:
            return context.emptyRDD()
        return context.parallelize(self._evaluator.value(node["items"]), node["slices"])

    def _open(self, **asked: Any) -> Stream:
        return Stream(self._spark.context(), **asked)

    def _open_stream(self) -> Stream:
        if self._stream is None:
            raise RuntimeError("no stream is open")
        return self._stream

    def _resumed(self) -> Resumed:
        stream = self._open_stream()
        if not isinstance(stream, Resumed):
            raise RuntimeError("the stream that is open cannot be resumed")
        return stream

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.stop()
        self._queries.close()


class _Raised(Exception):
    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _error(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"kind": kind, **facts}}
