"""The chapter runs from top to bottom, and its answers can be taken out one by one."""

from __future__ import annotations

import ast
import builtins
import os
import re
import subprocess
import symtable
import sys
from pathlib import Path
from xml.etree import ElementTree

import jupytext
import pytest

from autograder.handout.release import answer_cells, import_cell

SOURCE = Path(__file__).parents[2] / "solution" / "streaming.py"

# The contract of the exercises: their names, in the order in which they are taught, and their arguments.
EXERCISES = {
    "fit_vectorizer": ["tweets"],
    "vectorize": ["vectorizer", "tweets"],
    "term_frequency_table": ["vectorizer", "tweets"],
    "lines_from_directory": ["ssc", "directory"],
    "lines_from_socket": ["ssc", "host", "port"],
    "count_words": ["lines"],
    "update_count": ["new_values", "last_count"],
    "running_word_counts": ["lines", "initial_rdd"],
    "update_trending": ["new_values", "state"],
    "hashtag_counts": ["lines", "window", "slide"],
    "get_spark_session": ["spark_conf"],
    "count_words_sql": ["time", "rdd"],
    "attach_sql_bridge": ["lines", "sink"],
    "predict": ["classifier", "vectorizer", "tweets"],
    "update_classifier": ["classifier", "vectorizer", "tweets", "labels"],
    "evaluate": ["y_true", "y_pred"],
    "attach_classifier": ["labelled", "classifier", "vectorizer", "sink"],
    "attach_classifier_structured": ["frame", "classifier", "vectorizer", "sink"],
    "resume_or_create": ["checkpoint_dir", "create"],
    "trending_processor": [],
}


@pytest.fixture(scope="module")
def chapter():
    return jupytext.read(SOURCE, fmt="py:percent").cells


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the chapter prints. It takes half a minute on a machine that has nothing else to do."""
    run = subprocess.run(
        [sys.executable, SOURCE],
        cwd=tmp_path_factory.mktemp("chapter"),
        env={**os.environ, "MPLBACKEND": "agg"},  # or the plot waits in a window until somebody closes it
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
    return run.stdout


@pytest.mark.parametrize(
    "promise",
    [
        "(3, 25) with 6 cells that are not zero\n(0, 25)",
        "start a second at the same time: NO, Only one StreamingContext may be started in this JVM",
        "start the first again: NO, StreamingContext has already been stopped",
        "go on with the SparkContext: yes",
        "Call me Ishmael. Some years ago—never mind how long precisely—having little or no money\n",
        "12 tweets came in, the first: the train is late again and nobody says why #train",
        "batch 1: [('again', 1), ('late', 2), ('train', 1)]\nbatch 2: []\nbatch 3: [('Late', 1), ('again', 1)]",
        "batch 3: [('again', 3), ('and', 1), ('coffee', 7), ('late', 102), ('train', 1)]",
        "batch 3: [('#gig', (2, 2)), ('#train', (2, 0))]\nbatch 4: [('#train', (3, 0))]",
        "window 1: ['one', 'two']\nwindow 2: ['four', 'three', 'two']",
        "window 2: [('#gig', 3)]\nwindow 3: [('#gig', 1)]\nwindow 4: []",
        "the same object: True\nanother one after a restart: True\nand alive: [Row(answer=42)]",
        "None None",
        "[('datetime', 2), ('datetime', 1), ('datetime', 0)]",
        "[('late', 2), ('again', 1), ('train', 1)]\n[('DROP', 1), ('VIEW', 1), ('gig', 1), (\"gig';\", 1)",
        "before: Negative\nafter:  Positive",
        "accuracy 0.80, macro F1 0.30",
        "true [1, 0, 2], predicted [0, 0, 2], accuracy 0.67",
        "true [1, 0, 2], predicted [1, 0, 2], accuracy 1.00\nthat band was sick: Positive",
        "just before the change: plain mean 0.86, faded 0.89\n15 batches after it: plain mean 0.83, faded 0.76",
        "the meaning changes after tweet 1000; DDM raises the alarm after tweet 1216\n",
        "no weights: accuracy 0.90, macro F1 0.32; of 131 complaints 0 were found, with 4 false alarms",
        "weights: accuracy 0.87, macro F1 0.68; of 131 complaints 113 were found, with 182 false alarms",
        "labels up to 0 batches late: 25 tweets wait at most; the change of batch 40 raises the alarm in batch 48\n",
        "labels up to 20 batches late: 293 tweets wait at most; the change of batch 40 raises the alarm in batch 78\n",
        "fixed vocabulary: accuracy 0.58\nhashed: accuracy 0.84",
        "27 terms take 24 of 256 columns\n27 terms take 27 of 16384 columns",
        "trigger 2: [('again', 1), ('late', 2), ('train', 1)]\n",
        "trigger 3: [('again', 1), ('gig', 1), ('great', 1), ('late', 2), ('train', 1)]\n",
        "in one go: [('again', 1), ('gig', 1), ('great', 1), ('late', 2), ('train', 1)]\n",
        "[(0, [1, 0, 2]), (1, [1, 0]), (2, [1, 2])]\nlast batch: 2 - tweets learned: 7",
        "a new context\nmonday: [('again', 1), ('late', 1)]\ntuesday: [('again', 1), ('late', 2), ('train', 1)]",
        "[Row(label='Negative', length=48)]\n[Row(label='Positive', length=20)]\n[Row(label='Negative', length=48)]",
        "1 [Row(word='#gig', total=2)]\n2 [Row(word='#gig', total=3)]\n6 [Row(word='#gig', total=1)]",
    ],
)
def test_the_chapter_shows_what_it_promises(printed, promise):
    assert promise in printed


def test_the_chapter_reads_no_line_that_came_before_the_start(printed):
    assert "I was here before the start" not in printed


def test_the_exercises_are_those_of_the_contract():
    answers = answer_cells(SOURCE)
    assert list(answers) == list(EXERCISES)
    for name, text in answers.items():
        (function,) = ast.parse(text).body
        assert [argument.arg for argument in function.args.args] == EXERCISES[name]
        assert ast.get_docstring(function)


def test_each_exercise_is_described_in_a_locked_cell_right_before_its_answer(chapter):
    marks = [cell.metadata.get("nbgrader", {}) for cell in chapter]
    for before, mark, cell in zip(marks, marks[1:], chapter, strict=False):
        if mark.get("solution"):
            assert before["grade_id"] == f"about_{mark['grade_id']}"
            assert before["locked"]
            assert f"Exercise: `{mark['grade_id']}(" in cell.source


def test_the_import_cell_only_imports():
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(import_cell(SOURCE)).body)


def test_an_answer_uses_only_imports_other_exercises_and_itself():
    shared = bound(import_cell(SOURCE)) | EXERCISES.keys() | set(dir(builtins))
    for text in answer_cells(SOURCE).values():
        assert globals_of(text) <= shared


def test_the_demonstrations_leave_the_names_of_the_answers_alone(chapter):
    theirs = bound(import_cell(SOURCE)) | EXERCISES.keys()
    for cell in chapter:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            assert not bound(cell.source) & theirs


def test_every_drawing_says_in_words_what_it_shows(chapter):
    drawings = [match for cell in chapter for match in re.findall(r"<img [^>]*", cell.source)]
    assert len(drawings) == 4
    assert all(re.search(r'alt="[^"]{80,}"', drawing) for drawing in drawings)


def test_every_drawing_can_be_an_address(chapter):
    """A browser takes line breaks out of an address, ends it at the first # and decodes what follows a %."""
    drawings = [svg for cell in chapter for svg in re.findall(r'src="data:image/svg\+xml,\n([^"]*)"', cell.source)]
    assert len(drawings) == 4
    for drawing in drawings:
        assert not {"#", "%"} & set(drawing)
        assert all(line.endswith(">") for line in drawing.splitlines())
        ElementTree.fromstring(drawing.replace("\n", ""))


def bound(text: str) -> set[str]:
    """The global names that a piece of code gives a value."""
    return {s.get_name() for s in table(text).get_symbols() if s.is_assigned() or s.is_imported()}


def globals_of(text: str) -> set[str]:
    """The global names that a piece of code reads, in any of its scopes."""
    found, todo = set(), [table(text)]
    while todo:
        scope = todo.pop()
        top = scope.get_type() == "module"
        found |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (top or s.is_global())}
        todo += scope.get_children()
    return found


def table(text: str) -> symtable.SymbolTable:
    return symtable.symtable(text, "<chapter>", "exec")
