"""A short run of the hostile submissions, and proof that what they may not gain would be noticed."""

import dataclasses

import pytest

from autograder import grade
from autograder.model import Verdict
from autograder.submission import reading as files
from fixtures import submissions
from tests.attacks import attack as declared
from tests.attacks.grading import LIMITS, honest_report, outcome
from tests.attacks.traces import Traces

PLAIN = (
    "process__exits_at_import",
    "process__keyboard_interrupt",
    "protocol__reply_with_the_right_id",
    "values__mock",
    "values__always_equal",
    "patching__harness_service",
    "reading__kit_parts_in_memory",
    "report__html",
    "report__directions",
)


def one(name):
    (found,) = [attack for attack in declared.attacks([name]) if attack.name == name]
    return found


@pytest.fixture(scope="module")
def traces(tmp_path_factory):
    tmp_path_factory.getbasetemp()  # is made now, and not where the attacks' files are looked for
    with Traces() as planted:
        yield planted


@pytest.fixture(scope="module")
def honest():
    return honest_report("none")


@pytest.mark.parametrize("path", submissions.fixtures("hostile"), ids=lambda path: path.stem)
def test_every_attack_says_what_it_may_not_gain(path):
    assert declared.read(path).gains <= set(declared.GAINS)


def test_every_gain_is_tried_for():
    attacks = declared.attacks([])
    assert len(attacks) >= 60
    assert set().union(*(attack.gains for attack in attacks)) == set(declared.GAINS)


@pytest.mark.parametrize(
    "said", ["", "update_count: no gain.", "no_exercise: x; may not gain points.", "evaluate: x; may not gain a car."]
)
def test_an_attack_that_says_nothing_is_refused(tmp_path, said):
    (tmp_path / "a.py").write_text(f'"""{said}"""\n')
    with pytest.raises(ValueError, match=r"a\.py"):
        declared.read(tmp_path / "a.py")


@pytest.mark.parametrize("name", PLAIN)
def test_an_attack_gains_nothing(name, traces, honest):
    result = outcome(one(name), traces, honest, "none")
    assert result.gained == {}
    assert result.points == 0


def test_points_that_an_attack_gains_are_noticed(traces, honest):
    result = outcome(one("reading__kits_oracles"), traces, honest, "none")
    assert set(result.gained) == {"points"}


def test_what_an_attack_takes_or_leaves_is_noticed(traces, honest, tmp_path):
    text = f"""
import os, socket, subprocess, sys

def update_count(new_values, last_count):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "{declared.MARK}"], start_new_session=True)
    open("/tmp/{declared.MARK}", "w").close()
    socket.create_connection(("127.0.0.1", 47653)).close()
    raise RuntimeError(open("/tmp/hostile-secret/key").read())
"""
    (tmp_path / "bad.py").write_text(text)
    gains = frozenset(declared.GAINS)
    bad = declared.Attack(tmp_path / "bad.py", "update_count", "takes and leaves", gains, True)
    assert {"a secret", "a byte outside", "a packet"} <= set(outcome(bad, traces, honest, "none").gained)
    assert traces.found() == {}


def test_another_report_is_noticed(traces):
    attack = dataclasses.replace(one("process__exits_at_import"), gains=frozenset({"the next report"}))
    assert set(outcome(attack, traces, "something else", "none").gained) == {"the next report"}


@pytest.mark.parametrize(
    "cell",
    [
        "import " + "a." * 150_000 + "b",
        "x = " + "-" * 100_000 + "1",
        "x = " + "a." * 100_000 + "b",
        "x = 1\n" * 150_000,
    ],
    ids=["a long name", "many signs", "many attributes", "many lines"],
)
def test_source_that_takes_long_to_parse_is_the_submissions_fault(cell):
    cells = (cell, "def update_count(new_values, last_count):\n    return 0")
    limits = dataclasses.replace(LIMITS, call_cpu=4)
    with grade.open_client(limits, ahead=False) as client:
        options = grade.Options(exercises=("update_count",))
        report = grade.grade_with(client, files.Submission("x", "", cells), options)
    assert report.score == 0
    assert {check.verdict for check in report.checks} <= {Verdict.TIMEOUT, Verdict.FAILED, Verdict.ERROR}
