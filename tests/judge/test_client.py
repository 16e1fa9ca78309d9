"""The judge's end of the wire: what a harness that dies, lies, floods or hangs is taken for."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap

import psutil
import pytest

from autograder.judge.client import Client
from autograder.judge.faults import DiedError, JudgeError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.limits import Limits

ANSWERS = """
import json, os, sys, time
def reply(request, **fields):
    print(json.dumps({"id": request["id"], "output": "", **fields}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] != "load":
        reply(request, value=None)
        continue
"""


class Scripted:
    """A harness process that answers as its script says."""

    def __init__(self, script: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.stdin, self.stdout = self._process.stdin, self._process.stdout
        self.stderr_text = "what it complained of"

    def status(self):
        return self._process.poll()

    def cpu_seconds(self):
        try:
            return sum(psutil.Process(self._process.pid).cpu_times()[:2])
        except psutil.Error:
            return 0.0

    def end(self):
        self._process.kill()
        self._process.wait()
        for stream in (self.stdin, self.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


@pytest.fixture
def talking():
    """A client of harnesses that do this when an exercise is loaded."""
    clients = []

    def start(on_load, **limits):
        script = ANSWERS + textwrap.indent(textwrap.dedent(on_load), "    ")
        clients.append(Client(lambda: Scripted(script), Limits(**limits)))
        clients[-1].begin(["def f(): pass"])
        return clients[-1]

    yield start
    for client in clients:
        client.close()


def test_an_answer_is_passed_on(talking):
    talking("reply(request, value=[1, 2])").load("f")


@pytest.mark.parametrize(
    ("on_load", "said"),
    [
        ("os._exit(0)", "ended"),
        ("print('hello', flush=True)", "not a reply"),
        ('print(\'{"id": "x", "value": 1, "output": ""}\', flush=True)', "another question"),
        ("reply(request, value=1, error=None)", "another question"),
        ("reply(request, error={'kind': 'raised'})", "another question"),
        ("reply(request, value=float('nan'))", "not a reply"),
        ("reply(request, value=1, extra=2)", "another question"),
        ("sys.stdout.write('x' * (9 << 20)); sys.stdout.flush()", "more than 8 MiB"),
        ("sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush()", "not a reply"),
    ],
)
def test_a_harness_that_misbehaves_after_student_code_is_the_submissions_error(talking, on_load, said):
    with pytest.raises(DiedError, match=said):
        talking(on_load).load("f")


def test_a_harness_that_dies_before_student_code_is_the_graders_failure():
    client = Client(lambda: Scripted("raise SystemExit"), Limits())
    client.begin([])
    with pytest.raises(JudgeError, match=r"before student code had run.*what it complained of"):
        client.load("f")
    assert client.student_output == ""


def test_a_harness_that_cannot_start_is_the_graders_failure():
    def fail():
        raise FileNotFoundError("no such program")

    with pytest.raises(JudgeError, match="could not be started: no such program"):
        Client(fail, Limits()).load("f")


def test_endless_work_ends_by_processor_time(talking):
    with pytest.raises(TimedOutError, match="processor time"):
        talking("while True: pass", call_cpu=1).load("f")


def test_endless_sleep_ends_by_the_clock(talking):
    with pytest.raises(TimedOutError, match="within 1 s"):
        talking("time.sleep(600)", call_wall=1).load("f")


def test_a_submission_as_a_whole_has_a_limit_that_new_harnesses_do_not_lift(talking):
    client = talking(
        "t = time.process_time()\nwhile time.process_time() < t + 0.7: pass\nos._exit(1)", submission_cpu=2, call_cpu=9
    )
    for _ in range(20):
        try:
            client.load("f")
        except DiedError:
            continue
        except TimedOutError as error:
            assert "the submission used more than 2 s" in str(error)  # noqa: PT017
            break
    else:
        pytest.fail("nothing ended the submission")


def test_a_lost_harness_is_replaced_and_gets_the_kit_parts_in_their_order(talking):
    client = talking("reply(request, value=None) if request['exercise'] != 'bad' else os._exit(0)")
    client.kit_parts = {"vectorize": "1", "predict": "2", "evaluate": "3"}
    asked = []
    original = client._ask
    client._ask = lambda operation, **fields: (
        asked.append((operation, fields.get("name"))) or original(operation, **fields)
    )
    client.load("good")
    with pytest.raises(DiedError):
        client.load("bad")
    client.load("good")
    parts = [("kit", "vectorize"), ("kit", "predict"), ("kit", "evaluate")]
    start = [("submission", None), *parts, ("load", None)]
    assert asked == [*start, ("load", None), *start]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"kind": "missing", "type": ""}, NotSubmittedError),
        ({"kind": "raised", "type": "NotImplementedError"}, NotSubmittedError),
        ({"kind": "load", "type": "NameError", "name": "f"}, SubmissionError),
        ({"kind": "raised", "type": "ValueError"}, SubmissionError),
    ],
)
def test_errors_that_the_harness_tells(talking, facts, fault):
    told = {"message": "no", "where": "f", "line": "x"} | facts
    with pytest.raises(fault):
        talking(f"reply(request, error={told!r})").load("f")
