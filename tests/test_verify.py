"""A part of the fixtures whose verdicts are known; `make verify` grades them all."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from autograder.checks.chapter import CHAPTER
from autograder.harness import definitions
from autograder.model import Verdict
from autograder.proof import verify
from autograder.submission import reading as files
from fixtures import submissions as zoo

ROOT = Path(__file__).parents[1]
ACCEPTED, WRONG, BROKEN = (zoo.fixtures(folder) for folder in ("accepted", "wrong", "broken"))
HARMLESS = [path for path in BROKEN if zoo.verdict(path) != Verdict.TIMEOUT]
"""Those that leave the harness alive."""


def some_wrong():
    """A fault of each exercise, from the midst of the list."""
    for name in CHAPTER.exercises:
        faults = [path for path in WRONG if path.name.startswith(f"{name}__")]
        yield faults[len(faults) // 2]


@pytest.mark.parametrize("path", [*ACCEPTED[::48], *some_wrong(), *HARMLESS[1::8]], ids=lambda path: path.stem)
def test_known_verdicts(client, monkeypatch, path):
    monkeypatch.setattr(verify, "_client", client)
    monkeypatch.setattr(verify, "_chapter", CHAPTER)
    result = verify.outcome(path)
    assert result.right, result


@pytest.mark.slow
def test_all_known_verdicts():
    assert verify.verify(CHAPTER, [], 2, 0, Console())


def test_there_are_enough_fixtures():
    assert len(ACCEPTED) >= 46
    assert len(BROKEN) >= 36
    assert {zoo.verdict(path) for path in BROKEN} == {"error", "timeout", "failed", "not_submitted"}
    assert {zoo.blamed(path) for path in BROKEN} <= CHAPTER.exercises.keys()
    faults = Counter(zoo.blamed(path) for path in WRONG)
    assert faults.keys() == CHAPTER.exercises.keys()
    assert min(faults.values()) >= 3


@pytest.mark.parametrize("path", [*WRONG, *BROKEN], ids=lambda path: path.stem)
def test_a_fault_is_named_in_its_file(path):
    assert path.stem.partition("__")[0] == zoo.blamed(path)


def test_no_two_fixtures_of_ours_are_the_same():
    """Those of others may be: they had not seen each other's."""
    ours = [path for path in parsable() if "rounds" not in path.parts]
    code = Counter(ast.dump(ast.parse(path.read_text("utf-8").split('"""', 2)[2])) for path in ours)
    assert [count for count in code.values() if count > 1] == []


def parsable():
    for path in (*ACCEPTED, *WRONG, *BROKEN):
        try:
            ast.parse(path.read_text("utf-8"))
        except SyntaxError:
            continue
        yield path


@pytest.mark.parametrize("path", [*ACCEPTED, *WRONG, *BROKEN][::9], ids=lambda path: path.stem)
def test_what_is_not_graded_is_the_reference(path):
    """`touched` leaves out only exercises whose every definition is the reference's own."""
    cells = list(verify.compose(path, CHAPTER).cells)
    found = definitions.read(cells)
    own = definitions.read(cells[: verify._cells_before(path, CHAPTER)])
    order = CHAPTER.grading_order
    for name in set(order) - set(verify.touched(path, CHAPTER)):
        given = order[: order.index(name)]
        texts = [[ast.unparse(s.node) for s in which.needed(name, given)] for which in (found, own)]
        assert texts[0] == texts[1], name


@pytest.mark.parametrize("exercise", CHAPTER.exercises)
def test_an_answer_is_taken_out_of_the_reference(reference, exercise):
    cells = files.split(reference)
    left = files.split(zoo.without_answer(reference, exercise))
    (gone,) = [cell for cell in cells if cell not in left]
    assert f"def {exercise}(" in gone
    assert definitions.read(left).needed(exercise) == []


def test_what_may_break_a_harness_is_graded_with_what_comes_next():
    path = CHAPTER.submissions / "broken" / "count_words__loop_in_a_worker.py"
    assert verify.graded(path, CHAPTER) == ("count_words", "running_word_counts")


def test_a_wrong_verdict_of_a_broken_one_is_told(client, monkeypatch, tmp_path):
    path = tmp_path / "broken" / "evaluate__slow.py"
    path.parent.mkdir()
    path.write_text('"""evaluate: timeout: no loop at all."""\ndef evaluate(y_true): pass')
    monkeypatch.setattr(verify, "_client", client)
    monkeypatch.setattr(verify, "_chapter", CHAPTER)
    result = verify.outcome(path)
    assert result.lost == ("evaluate",)
    assert not result.right
    assert "only evaluate should lose points (timeout); lost: evaluate. accuracy: error" in verify._complaint(result)


def test_the_largest_counterexample_is_named(capsys):
    results = [
        verify.Outcome(
            CHAPTER.submissions / "wrong" / f"{name}.py", "evaluate", (), frozenset(), frozenset(), shown, ""
        )
        for name, shown in (("a", ((1, 1),)), ("b", ((2, 1), (1, 7))), ("c", ()))
    ]
    verify._print_sizes(results, Console(width=200))
    said = capsys.readouterr().out
    assert "batches in 3 counterexamples: median 1, worst 2 (b)" in said
    assert "lines in 3 counterexamples: median 1, worst 7 (b)" in said


def test_a_missed_fault_is_told(client, monkeypatch, tmp_path, capsys):
    right, wrong = tmp_path / "wrong" / "evaluate__nothing.py", tmp_path / "accepted" / "wrong.py"
    for path, text in ((right, '"""evaluate: no fault."""'), (wrong, "def update_count(n, l): return 7")):
        path.parent.mkdir()
        path.write_text(text)
    monkeypatch.setattr(verify, "_client", client)
    monkeypatch.setattr(verify, "_chapter", CHAPTER)
    results = [verify.outcome(path) for path in (right, wrong)]
    assert not any(result.right for result in results)
    assert "only evaluate should lose points; lost: nothing" in verify._complaint(results[0])
    assert "nothing should lose points; lost: update_count" in verify._complaint(results[1])
    verify._print(results, CHAPTER.exercises, Console())
    assert "0 of 1" in capsys.readouterr().out


def test_the_readme_tells_of_these_fixtures():
    """`make verify` prints the figures and the edition; whoever changes a fixture runs it again."""
    told = (ROOT / "README.md").read_text("utf-8")
    assert f"edition `{zoo.edition()}`" in told
    for said, paths in (("faults", WRONG), ("correct solutions", ACCEPTED), ("broken ones", BROKEN)):
        assert re.search(rf"^\| {said}[^|]*\| {len(paths)} of {len(paths)} \|$", told, re.MULTILINE), said
