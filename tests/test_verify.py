"""A part of the fixtures whose verdicts are known; `make verify` grades them all."""

from __future__ import annotations

import ast
from collections import Counter

import pytest
from rich.console import Console

from autograder import verify
from autograder.checks import chapter
from autograder.harness import definitions
from fixtures import submissions as zoo

ACCEPTED, WRONG = zoo.fixtures("accepted"), zoo.fixtures("wrong")


def some_wrong():
    """Two faults of each pure exercise and one of each that runs Spark, spread over the list."""
    for name in chapter.EXERCISES:
        faults = [path for path in WRONG if path.name.startswith(f"{name}__")]
        count = 2 if name in chapter.WITHOUT_SPARK else 1
        yield from faults[:: max(1, len(faults) // count)][:count]


@pytest.mark.parametrize("path", [*ACCEPTED[::3], *some_wrong()], ids=lambda path: path.stem)
def test_known_verdicts(client, monkeypatch, path):
    monkeypatch.setattr(verify, "_client", client)
    result = verify.outcome(path)
    assert result.right, result


@pytest.mark.slow
def test_all_known_verdicts():
    assert verify.verify([], 2, 0, Console())


def test_there_are_enough_fixtures():
    assert len(ACCEPTED) >= 12
    faults = Counter(zoo.blamed(path) for path in WRONG)
    assert faults.keys() == chapter.EXERCISES.keys()
    assert min(faults.values()) >= 3


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_fault_is_named_in_its_file(path):
    assert path.stem.partition("__")[0] == zoo.blamed(path)


def test_no_two_fixtures_are_the_same():
    code = Counter(ast.dump(ast.parse(path.read_text("utf-8").split('"""', 2)[2])) for path in parsable())
    assert [count for count in code.values() if count > 1] == []


def parsable():
    for path in (*ACCEPTED, *WRONG):
        try:
            ast.parse(path.read_text("utf-8"))
        except SyntaxError:
            continue
        yield path


@pytest.mark.parametrize("path", [*ACCEPTED, *WRONG], ids=lambda path: path.stem)
def test_what_is_not_graded_is_the_reference(path, reference):
    """`touched` leaves out only exercises whose every definition is the reference's own."""
    cells = list(verify.compose(path).cells)
    found = definitions.read(cells)
    own = definitions.read(cells[: verify._reference_cells()])
    order = chapter.GRADING_ORDER
    for name in set(order) - set(verify.touched(path)):
        given = order[: order.index(name)]
        texts = [[ast.unparse(s.node) for s in which.needed(name, given)] for which in (found, own)]
        assert texts[0] == texts[1], name


def test_a_missed_fault_is_told(client, monkeypatch, tmp_path, capsys):
    right, wrong = tmp_path / "wrong" / "evaluate__nothing.py", tmp_path / "accepted" / "wrong.py"
    for path, text in ((right, '"""evaluate: no fault."""'), (wrong, "def update_count(n, l): return 7")):
        path.parent.mkdir()
        path.write_text(text)
    monkeypatch.setattr(verify, "_client", client)
    results = [verify.outcome(path) for path in (right, wrong)]
    assert not any(result.right for result in results)
    assert "only evaluate should lose points; lost: nothing" in verify._complaint(results[0])
    assert "nothing should lose points; lost: update_count" in verify._complaint(results[1])
    verify._print(results, Console())
    assert "0 of 1" in capsys.readouterr().out
