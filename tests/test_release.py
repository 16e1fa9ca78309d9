"""What students receive: the chapter without its solutions, in three forms, fresh, and always the same bytes."""

from __future__ import annotations

import ast
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import jupytext
import nbformat
import pytest

from autograder.handout.release import ReleaseError, answer_cells, check, import_cell, release

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "solution" / "streaming.py"
ASSIGNMENT = ROOT / "assignment"
NOTEBOOK, SCRIPT, MARKDOWN = (ASSIGNMENT / f"streaming.{ending}" for ending in ("ipynb", "py", "md"))

MARK = '"grade": false, "grade_id": "{}", "locked": {}, "schema_version": 3, "solution": {}, "task": false'
READ_ONLY, ANSWER = MARK.format("imports", "true", "false"), MARK.format("double", "false", "true")
SMALL = f"""\
# %% [markdown]
# Words to read.

# %% nbgrader={{{READ_ONLY}}}
import math

# %% nbgrader={{{ANSWER}}}
def double(number):
    \"\"\"Twice the number.\"\"\"
    ### BEGIN SOLUTION
    twice = 2 * number
    return math.floor(twice)
    ### END SOLUTION


# %%
print(double(4))
"""


@pytest.fixture
def small(tmp_path):
    """A function that writes the small source, with one passage replaced, and returns its path."""

    def write(old: str = "", new: str = "") -> Path:
        assert old in SMALL
        path = tmp_path / "small.py"
        path.write_text(SMALL.replace(old, new) if old else SMALL, encoding="utf-8")
        return path

    return write


def cells(text: str, fmt: str) -> list[tuple[str, str, dict]]:
    notebook = jupytext.reads(text, fmt=fmt)
    return [(cell.cell_type, cell.source, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]


def test_the_assignment_is_what_the_source_gives():
    assert check(SOURCE, ASSIGNMENT) == [], "stale: run `python -m autograder release`"


def test_no_line_of_a_solution_is_in_the_assignment():
    regions = re.findall(r"BEGIN SOLUTION\n(.*?)\n *### END", SOURCE.read_text("utf-8"), re.DOTALL)
    lines = {line.strip() for region in regions for line in region.split("\n")}
    # What is shorter (a `return None`, a closing bracket) gives nothing away and may well occur elsewhere.
    telling = {line for line in lines if len(line) > 12}
    assert len(regions) == len(answer_cells(SOURCE))
    assert len(telling) > 30
    for path in filter(Path.is_file, ASSIGNMENT.iterdir()):
        text = path.read_text("utf-8")
        assert "SOLUTION" not in text
        read = "\n".join(source for _, source, _ in cells(text, "ipynb")) if path.suffix == ".ipynb" else text
        assert not telling & {line.strip() for line in read.split("\n")}, path.name


def test_all_forms_hold_the_same_cells():
    notebook, script = cells(NOTEBOOK.read_text("utf-8"), "ipynb"), cells(SCRIPT.read_text("utf-8"), "py:percent")
    assert cells(MARKDOWN.read_text("utf-8"), "md") == script
    assert len(notebook) > 60
    checks = [source for _, source, _ in notebook if source.startswith("from autograder.notebook import check")]
    assert [re.findall(r'check\("(\w+)"\)', source) for source in checks] == [[name] for name in answer_cells(SOURCE)]
    assert [cell for cell in notebook if cell[1] not in checks] == script


def test_each_answer_of_the_notebook_has_its_check_right_after_it():
    notebook = cells(NOTEBOOK.read_text("utf-8"), "ipynb")
    for before, cell in itertools.pairwise(notebook):
        if before[2].get("solution"):
            assert cell[1].endswith(f'check("{before[2]["grade_id"]}")')


def test_apart_from_the_answers_the_assignment_is_the_source():
    source, script = cells(SOURCE.read_text("utf-8"), "py:percent"), cells(SCRIPT.read_text("utf-8"), "py:percent")
    assert [mark for _, _, mark in source] == [mark for _, _, mark in script]
    differ = [mine[2]["grade_id"] for mine, theirs in zip(source, script, strict=True) if mine != theirs]
    assert differ == list(answer_cells(SOURCE))


def test_every_skeleton_names_its_exercise():
    skeletons = {mark["grade_id"]: text for _, text, mark in cells(SCRIPT.read_text("utf-8"), "py:percent") if mark}
    for name in answer_cells(SOURCE):
        scope: dict = {}
        exec(f"from __future__ import annotations\n{skeletons[name]}", scope)
        function = scope[name]
        assert function.__doc__
        with pytest.raises(NotImplementedError, match=f"^{name} is not written yet$"):
            function(*range(function.__code__.co_argcount))


def test_the_notebook_is_one_that_jupyter_and_nbgrader_accept():
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    nbformat.validate(notebook)
    assert notebook["metadata"].keys() == {"kernelspec", "language_info"}
    for cell in notebook["cells"]:
        assert cell["metadata"].keys() <= {"nbgrader", "slideshow"}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
    accepted = """
        import sys, warnings
        warnings.simplefilter("ignore")
        from nbgrader.nbgraderformat import read
        print(len(read(sys.argv[1], as_version=4).cells))
    """
    run = subprocess.run(
        [sys.executable, "-c", dedent(accepted), NOTEBOOK], capture_output=True, text=True, timeout=300, check=True
    )
    assert run.stdout.split() == [str(len(notebook["cells"]))]


def test_the_bytes_depend_on_nothing_but_the_source(tmp_path):
    generate = """
        import sys
        from pathlib import Path
        from autograder.handout.release import release
        release(Path(sys.argv[1]), Path(sys.argv[2]))
    """
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", dedent(generate), SOURCE, tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": "Pacific/Kiritimati"},
            cwd=tmp_path,
            timeout=300,
            check=True,
        )
    assert check(SOURCE, tmp_path / "1") == check(SOURCE, tmp_path / "2") == []
    for path in ASSIGNMENT.glob("streaming.*"):
        text = path.read_text("utf-8")
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert str(ROOT) not in text
        assert "jupytext_version" not in text


def test_release_makes_three_files_and_check_finds_the_stale_ones(small, tmp_path):
    source, destination = small(), tmp_path / "new" / "folder"
    notebook, script, markdown = (destination / f"small.{ending}" for ending in ("ipynb", "py", "md"))
    assert check(source, destination) == [notebook, script, markdown]
    assert release(source, destination) == [notebook, script, markdown]
    assert check(source, destination) == []
    script.write_text(script.read_text("utf-8") + "\n", encoding="utf-8")
    assert check(source, destination) == [script]
    assert script.read_text("utf-8") == dedent(f"""\
        # ---
        # jupyter:
        #   kernelspec:
        #     display_name: Python 3
        #     language: python
        #     name: python3
        # ---

        # %% [markdown]
        # Words to read.

        # %% nbgrader={{{READ_ONLY}}}
        import math


        # %% nbgrader={{{ANSWER}}}
        def double(number):
            \"\"\"Twice the number.\"\"\"
            raise NotImplementedError("double is not written yet")


        # %%
        print(double(4))

        """)


def test_marks_for_slides_are_in_the_notebook_and_in_no_other_form(small, tmp_path):
    mark = {"slide_type": "fragment"}
    notebook, *others = release(small("[markdown]", f"[markdown] slideshow={json.dumps(mark)}"), tmp_path / "out")
    assert [cell.metadata.get("slideshow") for cell in nbformat.read(notebook, 4).cells] == [mark, *[None] * 4]
    assert not [path.name for path in others if "slide" in path.read_text("utf-8")]


def test_several_regions_of_a_cell_are_replaced_each_at_its_indentation(small, tmp_path):
    more = "\n    ### END SOLUTION\n    if number:\n        ### BEGIN SOLUTION\n        pass"
    release(small("\n    return math.floor(twice)", more), tmp_path / "out")
    _, text, _ = cells((tmp_path / "out" / "small.py").read_text("utf-8"), "py:percent")[2]
    assert text.count("\n    raise NotImplemented") == text.count("\n        raise NotImplemented") == 1
    ast.parse(text)


def test_reference_answers_and_imports_can_be_had_one_by_one(small):
    source = small()
    assert import_cell(source) == "import math"
    assert list(answer_cells(source)) == ["double"]
    scope: dict = {}
    exec(import_cell(source) + "\n" + answer_cells(source)["double"], scope)
    assert scope["double"](4) == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    ### END SOLUTION\n", "", r"Cell 3 of small.py \(double\) has solution marks that .* pair up: BEGIN\."),
        ("    ### BEGIN SOLUTION\n", "", "do not pair up: END"),
        ("    twice = 2", "    ### BEGIN SOLUTION\n    twice = 2", "do not pair up: BEGIN, BEGIN, END"),
        ("SOLUTION", "ANSWER", "is an answer cell without a solution"),
        ('"solution": true', '"solution": false', "Cell 3 of small.py holds a solution but is no answer cell"),
        ("def double(", "def treble(", "does not define the function double"),
        ("twice = 2 *", "twice = 2 2", "is not Python: invalid syntax.* in its line 4"),
        ('"grade_id": "imports"', '"grade_id": "double"', 'two cells with the grade_id "double"'),
        ('"locked": true', '"locked": "true"', "Cell 2 of small.py has a wrong, missing or unknown locked"),
        ('"grade_id": "imports"', '"gradeid": "imports"', "wrong, missing or unknown grade_id"),
        ('"task": false}\nimport', '"tusk": false}\nimport', "wrong, missing or unknown task"),
        ('"grade": false, "grade_id": "imports"', '"grade": true, "grade_id": "imports"', "unknown points"),
        ("%% nbgrader={" + READ_ONLY, "%% nbgarder={" + READ_ONLY, "says more than .* mend nbgarder = "),
        ("%% nbgrader={" + READ_ONLY, "%% nbgrader={" + READ_ONLY[1:], "says more than .* mend incorrectly_encoded"),
        ("%% nbgrader={" + READ_ONLY, "% nbgrader={" + READ_ONLY, "has 2 nbgrader headers, but 1 can be read"),
        ("%% nbgrader={" + ANSWER, "% nbgrader={" + ANSWER, "holds a solution but is no answer cell"),
        (
            '"grade_id": "imports", "locked": true, "schema_version": 3',
            '"grade_id": "imports", "locked": true, "schema_version": 2',
            "schema_version",
        ),
        ("nbgrader={" + READ_ONLY + "}", "nbgrader=true", "Cell 2 of small.py has nbgrader=True in its header"),
        ('"grade_id": "imports"', '"grade_id": "the imports"', "wrong, missing or unknown grade_id"),
        ("[markdown]", "[raw]", "is a raw cell: make it a code or a markdown cell"),
        (
            "[markdown]",
            '[markdown] slideshow={"slide_type": "page"}',
            "Cell 1 of small.py has slideshow=.* one of slide,",
        ),
        ("[markdown]", '[markdown] slideshow="slide"', "has slideshow='slide' in its header: write slideshow="),
    ],
)
def test_a_source_that_is_not_fit_for_release_is_refused_in_a_sentence(small, tmp_path, old, new, said):
    with pytest.raises(ReleaseError, match=said) as caught:
        release(small(old, new), tmp_path / "out")
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "out").exists()


def test_a_source_without_its_import_cell_says_so(small):
    with pytest.raises(ReleaseError, match='no cell with the grade_id "imports"'):
        import_cell(small('"grade_id": "imports"', '"grade_id": "others"'))
