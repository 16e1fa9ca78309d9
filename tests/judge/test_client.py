"""The judge's end of the wire: what a harness that dies, lies, floods or hangs is taken for."""

from __future__ import annotations

import contextlib
import selectors
import subprocess
import sys
import textwrap

import psutil
import pytest

from autograder.judge.client import Client
from autograder.judge.faults import DiedError, JudgeError, LimitError, NotSubmittedError, SubmissionError, TimedOutError
from autograder.judge.limits import Limits, Usage

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
        self.uses = {}

    def status(self):
        return self._process.poll()

    def usage(self):
        try:
            return Usage(cpu=sum(psutil.Process(self._process.pid).cpu_times()[:2]), **self.uses)
        except psutil.Error:
            return Usage()

    def memory_exactly(self):
        return self.usage().memory

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
        clients.append(Client(lambda ahead: Scripted(script), Limits(**limits)))
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
        ("print('x' * 100, end='', flush=True); os._exit(0)", "ended"),
        (
            "os.write(1, 2 * (json.dumps({'id': request['id'], 'value': 1, 'output': ''}) + '\\n').encode())",
            "one reply",
        ),
        ("print('[' * 200 + ']' * 200, flush=True)", "not a reply"),
        ("reply({'id': True}, value=1)", "another question"),
        ("reply({'id': request['id'][:-1]}, value=1)", "another question"),
        ("print(json.dumps({'id': request['id'], 'value': 1, 'output': 3}), flush=True)", "another question"),
        ("print(json.dumps([request['id']]), flush=True)", "not a reply"),
    ],
)
def test_a_harness_that_misbehaves_after_student_code_is_the_submissions_error(talking, on_load, said):
    with pytest.raises(DiedError, match=said):
        talking(on_load).load("f")


def test_a_harness_that_dies_before_student_code_is_the_graders_failure():
    client = Client(lambda ahead: Scripted("raise SystemExit"), Limits())
    client.begin([])
    with pytest.raises(JudgeError, match=r"before student code had run.*what it complained of"):
        client.load("f")
    assert client.student_output == ""


def test_spark_starts_ahead_with_the_first_harness_only():
    told = []

    def start(ahead):
        told.append(ahead)
        return Scripted("raise SystemExit")

    for ahead in (True, False):
        client = Client(start, Limits(), ahead)
        client.start()
        client.close()
        client.start()
        client.close()
    assert told == [True, False, False, False]


def test_a_harness_that_cannot_start_is_the_graders_failure():
    def fail(ahead):
        raise FileNotFoundError("no such program")

    with pytest.raises(JudgeError, match="could not be started: no such program"):
        Client(fail, Limits()).load("f")


def test_endless_work_ends_by_processor_time(talking):
    with pytest.raises(TimedOutError, match="within 1 s of processor time"):
        talking("while True: pass", call_cpu=1).load("f")


def test_a_byte_at_a_time_gains_no_time(talking):
    with pytest.raises(TimedOutError, match="or 1 s by the clock"):
        talking("while True: sys.stdout.write(' '); sys.stdout.flush(); time.sleep(0.01)", call_wall=1).load("f")


def test_a_harness_that_stops_reading_gains_no_time(talking):
    client = talking("reply(request, value=None)\ntime.sleep(600)", call_wall=1)
    client.load("f")
    with pytest.raises(TimedOutError, match="or 1 s by the clock"):
        client.student("do", steps=["x" * (4 << 20)])


@pytest.mark.parametrize("again", ["reply(request, value=2)", "sys.stdout.write('{'); sys.stdout.flush()"])
def test_what_is_said_before_the_next_request_answers_nothing(talking, again):
    client = talking(f"reply(request, value=1)\ntime.sleep(0.3)\n{again}\ntime.sleep(600)", call_wall=60)
    client.load("f")
    wait_for_a_word(client)
    with pytest.raises(DiedError, match="before it was asked"):
        client.student("do")


def wait_for_a_word(client):
    with selectors.DefaultSelector() as selector:
        selector.register(client._process.stdout, selectors.EVENT_READ)
        assert selector.select(30)


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ({"memory": 4 << 30}, "used more than 3 GiB of memory in `f`"),
        ({"processes": 300}, "ran more than 256 processes in `f`"),
        ({"threads": 5000}, "ran more than 1,024 threads in `f`"),
        ({"files": 20_001}, "made more than 20,000 files in `f`"),
        ({"disk": 257 << 20}, "wrote more than 256 MiB into files in `f`"),
        ({"output": 17 << 20}, "printed more than 16 MiB in `f`"),
    ],
)
@pytest.mark.parametrize("then", ["time.sleep(600)", "reply(request, error=told)"])
def test_each_limit_has_words_of_its_own(talking, uses, said, then):
    told = {"kind": "raised", "type": "OSError", "message": "no", "where": "", "line": ""}
    client = talking(f"told = {told}\n{then}")
    with pytest.raises(LimitError, match=said):
        beginning_to_use(client, uses).load("f")


def beginning_to_use(client, uses):
    """From its first student code on."""
    client._hand_over_kit_parts()
    client._process.uses = uses
    return client


def test_endless_sleep_ends_by_the_clock(talking):
    with pytest.raises(TimedOutError, match="or 1 s by the clock"):
        talking("time.sleep(600)", call_wall=1).load("f")


def test_a_submission_as_a_whole_has_a_limit_that_new_harnesses_do_not_lift(talking):
    client = talking(
        "t = time.process_time()\nwhile time.process_time() < t + 0.7: pass\nos._exit(1)", submission_time=2, call_cpu=9
    )
    for _ in range(20):
        try:
            client.load("f")
        except DiedError:
            continue
        except TimedOutError as error:
            assert "the submission took more than 2 s" in str(error)  # noqa: PT017
            break
    else:
        pytest.fail("nothing ended the submission")
    with pytest.raises(TimedOutError, match="the submission took more than 2 s"):
        client.load("g")
    assert client._process is None, "no harness is started for what gets no answer"


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


def test_the_times_of_an_exercise_do_not_depend_on_those_before_it():
    alone, later = (Client(lambda ahead: None, Limits()) for _ in range(2))
    later.begin_exercise(2)
    before = [later.take_time(3_600_000) for _ in range(1000)]
    for client in (alone, later):
        client.begin_exercise(3)
    assert alone.take_time() == later.take_time() > before[-1] + 3_600_000
