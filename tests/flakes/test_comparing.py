"""The comparison sees every difference that counts, and none that does not."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from tests.flakes.comparing import comparable, differing_bytes, places, written
from tests.flakes.seeds import Found
from tests.flakes.surroundings import ROOT, environment, surroundings

REPORT = {
    "schema": 1,
    "submission": {"path": "a.py", "sha256": "0"},
    "checks": [{"id": "one", "message": "né", "points": 1}],
    "timing": {"total": 1.5},
}


def text(report):
    return json.dumps(report)


def changed(**fields):
    return copy.deepcopy(REPORT) | fields


def test_timing_and_path_may_differ():
    other = changed(timing={"total": 9, "more": 1}, submission={"path": "elsewhere.py", "sha256": "0"})
    assert written(comparable(text(REPORT))) == written(comparable(text(other)))
    assert differing_bytes(written(comparable(text(REPORT))), written(comparable(text(other)))) == 0


@pytest.mark.parametrize(
    ("other", "place"),
    [
        (changed(submission={"path": "a.py", "sha256": "1"}), "report.submission.sha256: '0' against '1'"),
        (changed(schema=1.0), "report.schema: 1 against 1.0"),
        (changed(checks=[]), "report.checks: "),
        (changed(checks=[{"id": "one", "message": "ne", "points": 1}]), "report.checks[0].message: 'né' against 'ne'"),
        (changed(checks=[{"message": "né", "id": "one", "points": 1}]), "report.checks[0]: the fields id, message"),
        ({name: REPORT[name] for name in reversed(REPORT)}, "report: the fields"),
    ],
)
def test_all_else_may_not(other, place):
    one, two = comparable(text(REPORT)), comparable(text(other))
    assert differing_bytes(written(one), written(two)) > 0
    (found,) = places(one, two)
    assert found.startswith(place)


def test_differing_bytes_are_counted():
    assert differing_bytes(b"a\nbcd\ne", b"a\nbxd\ne") == 1
    assert differing_bytes(b"a\nb", b"a") == 1
    assert differing_bytes(b"", b"") == 0


def test_rounds_differ_in_all_that_surrounds():
    rounds = [surroundings(number, Path("/installed")) for number in range(20)]
    assert {one.kit for one in rounds} == {ROOT, Path("/installed")}
    assert {one.loops for one in rounds} == {0, 1, 2, 3}
    assert len({one.environment["PYTHONHASHSEED"] for one in rounds}) == 20
    for name in ("TZ", "LC_ALL", "LANG", "CI", "HOME", "COLUMNS"):
        assert len({one.environment.get(name) for one in rounds}) > 1, name


def test_a_round_decides_its_environment(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("PYTHONDEVMODE", "1")
    monkeypatch.setenv("CI", "true")
    found = environment(surroundings(0, Path("/installed")))
    assert found["TZ"] == "UTC"
    assert found["PYTHONPATH"] == str(ROOT)
    assert not {"PYTHONDEVMODE", "CI"} & found.keys()


LOST, FULL, LESS = (("f", 1, 3), ("g", 2, 2)), (("f", 3, 3), ("g", 2, 2)), (("f", 2, 3), ("g", 2, 2))


@pytest.mark.parametrize(
    ("blamed", "by_seed", "caught", "right"),
    [
        ("f", (LOST, LOST), 2, True),
        ("f", (LOST, FULL), 1, False),
        ("f", (LOST, LESS), 2, False),
        ("g", (LOST, LOST), 0, False),
        (None, (FULL, FULL), 2, True),
        (None, (FULL, LOST), 1, False),
    ],
)
def test_a_score_that_hangs_on_the_seed_is_wrong(blamed, by_seed, caught, right):
    found = Found(Path("wrong/f__x.py"), blamed, by_seed)
    assert (found.caught, found.right) == (caught, right)
