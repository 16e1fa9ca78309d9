"""Notebooks as no program writes them and students hand them in: each with the points that a person would give.

`python -m tests.course.zoo` writes the table of docs/odd-notebooks.md.
"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "odd-notebooks.md"
FULL, NONE = 100.0, 0.0
WHO = "streaming.ipynb"
Cells = list[dict[str, Any]]


@dataclass(frozen=True)
class Odd:
    """One of them: `make` gets the solved notebook and gives the files that are handed in."""

    title: str
    points: float
    note: str
    make: Callable[[dict[str, Any]], Any]

    @property
    def name(self) -> str:
        """A student's name for it."""
        return self.make.__name__.replace("_", "-").strip("-")

    def files(self, solved: str, blank: str) -> dict[str, bytes]:
        """Names and bytes, `streaming.ipynb` where the maker gave only a document or bytes."""
        document = json.loads(solved)
        for cell in document["cells"]:
            cell["source"] = "".join(cell["source"])
        made = self.make(document)
        found = made if isinstance(made, Files) else Files({WHO: made})
        return {name: _bytes(blank if content is BLANK else content) for name, content in found.items()}


class Files(dict[str, Any]):
    """Several files, or one of another name."""


BLANK = object()
"""The notebook as it was released."""
ZOO: list[Odd] = []


def odd(title: str, points: float, note: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a notebook to the zoo."""

    def add(make: Callable[..., Any]) -> Callable[..., Any]:
        ZOO.append(Odd(title, points, note, make))
        return make

    return add


def _bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode("utf-8", "surrogatepass")


def _cell(nb: dict[str, Any], grade_id: str) -> dict[str, Any]:
    return next(
        cell for cell in nb["cells"] if cell.get("metadata", {}).get("nbgrader", {}).get("grade_id") == grade_id
    )


def _answers(nb: dict[str, Any]) -> Cells:
    return [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]


def _tests(nb: dict[str, Any]) -> Cells:
    return [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def _each(nb: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    for cell in nb["cells"]:
        change(cell)
    return nb


# ------------------------------------------------------------------------------------- files that are no notebooks


@odd("as released, nothing written", NONE, "Nothing was written in streaming.ipynb")
def untouched(nb):
    return Files({WHO: BLANK})


@odd("the reference solution", FULL)
def solved(nb):
    return nb


@odd("an empty file", NONE, "NotJSONError")
def empty(nb):
    return b""


@odd("only blanks", NONE, "NotJSONError")
def blanks(nb):
    return b" \n\n"


@odd("an empty object", NONE, "is not a Jupyter notebook")
def empty_object(nb):
    return {}


@odd("a list", NONE, "is not a Jupyter notebook")
def a_list(nb):
    return []


@odd("null", NONE, "is not a Jupyter notebook")
def null(nb):
    return b"null"


@odd("100,000 brackets", NONE, "is not a Jupyter notebook")
def brackets(nb):
    return b"[" * 100_000


@odd("cut off in the middle", NONE, "NotJSONError")
def cut_off(nb):
    text = json.dumps(nb)
    return text[: len(text) // 2]


@odd("twice in one file", NONE, "NotJSONError")
def twice(nb):
    return json.dumps(nb) * 2


@odd("marks of a merge conflict", NONE, "NotJSONError")
def merge_conflict(nb):
    return json.dumps(nb, indent=1).replace('"cells"', '<<<<<<< HEAD\n"cells"\n=======\n"cells"\n>>>>>>> mine', 1)


@odd("UTF-16", NONE, "UnicodeDecodeError")
def utf_16(nb):
    return json.dumps(nb).encode("utf-16")


@odd("UTF-8 with a byte order mark", FULL)
def byte_order_mark(nb):
    return b"\xef\xbb\xbf" + _bytes(nb)


@odd("a byte that is no UTF-8", NONE, "UnicodeDecodeError")
def latin_1(nb):
    return json.dumps(nb).encode().replace(b"tweets", b"twe\xe9ts", 1)


@odd("a web page", NONE, "NotJSONError")
def web_page(nb):
    return b"<!DOCTYPE html><html><body>streaming.ipynb</body></html>"


@odd("a picture", NONE, "UnicodeDecodeError")
def picture(nb):
    return b"\x89PNG\r\n\x1a\n" + bytes(range(256))


# --------------------------------------------------------------------------------------- other names, other places


@odd("under another name", FULL, "homework.ipynb was graded")
def other_name(nb):
    return Files({"homework.ipynb": nb})


@odd("a browser's second download", FULL, "streaming (1).ipynb was graded")
def second_download(nb):
    return Files({"streaming (1).ipynb": nb})


@odd("in a folder", FULL, "streaming/streaming.ipynb was graded")
def in_a_folder(nb):
    return Files({"streaming/streaming.ipynb": nb})


@odd("a folder named like the notebook", NONE, "Nothing was graded")
def is_a_folder(nb):
    return Files({"streaming.ipynb/readme.txt": b"here"})


@odd("capital letters", FULL, "Streaming.IPYNB was graded")
def capitals(nb):
    return Files({"Streaming.IPYNB": nb})


@odd("a zip", FULL, "homework.zip was graded")
def zipped(nb):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("homework/streaming.ipynb", json.dumps(nb))
    return Files({"homework.zip": data.getvalue()})


@odd("a script", FULL, "streaming.py was graded")
def script(nb):
    code = "\n\n".join(f"# %%\n{cell['source']}" for cell in nb["cells"] if cell["cell_type"] == "code")
    return Files({"streaming.py": code})


@odd("Markdown", FULL, "streaming.md was graded")
def markdown(nb):
    code = "\n\n".join(f"```python\n{cell['source']}\n```" for cell in nb["cells"] if cell["cell_type"] == "code")
    return Files({"streaming.md": code, "README.md": "Write `evaluate`."})


@odd("the copy has the answers, the notebook is as released", FULL, "streaming-Copy1.ipynb was graded")
def copy_beside(nb):
    return Files({WHO: BLANK, "streaming-Copy1.ipynb": nb})


@odd("two different copies, the notebook is as released", NONE, "2 files that it could be: a.ipynb, b.ipynb")
def two_copies(nb):
    other = copy.deepcopy(nb)
    _cell(other, "evaluate")["source"] += "\n# another"
    return Files({WHO: BLANK, "a.ipynb": nb, "b.ipynb": other})


@odd("two different notebooks of other names", NONE, "2 files that it could be: a.ipynb, b.ipynb")
def two_names(nb):
    other = copy.deepcopy(nb)
    _cell(other, "evaluate")["source"] += "\n# another"
    return Files({"a.ipynb": nb, "b.ipynb": other})


@odd("broken, and a good copy", FULL, "good.ipynb was graded")
def broken_and_copy(nb):
    return Files({WHO: "{", "good.ipynb": nb})


@odd("another assignment's notebook", NONE, "Is it another assignment's file?")
def other_assignment(nb):
    return _each(nb, lambda cell: cell.update(source="print(1)"))


# ------------------------------------------------------------------------------------------- formats and their parts


@odd("format 4.0, without ids", FULL)
def format_4_0(nb):
    nb["nbformat_minor"] = 0
    return _each(nb, lambda cell: cell.pop("id", None))


@odd("format 3, with worksheets", FULL, "")
def format_3(nb):
    import nbformat

    return nbformat.writes(nbformat.convert(nbformat.from_dict(nb), 3), version=3)


@odd("a format of the future", NONE, "is not a Jupyter notebook")
def format_99(nb):
    return nb | {"nbformat": 99}


@odd("no format", NONE, "is not a Jupyter notebook")
def no_format(nb):
    del nb["nbformat"]
    return nb


@odd("no metadata", FULL, "Its cells were graded")
def no_metadata(nb):
    del nb["metadata"]
    return nb


@odd("metadata that is a list", FULL, "Its cells were graded")
def metadata_list(nb):
    return nb | {"metadata": []}


@odd("a kernel of another language", FULL)
def other_kernel(nb):
    nb["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    return nb


@odd("cells without metadata", FULL, "Its cells were graded")
def cells_without_metadata(nb):
    return _each(nb, lambda cell: cell.pop("metadata"))


@odd("no cells", NONE, "holds no code")
def no_cells(nb):
    return nb | {"cells": []}


@odd("cells that are an object", NONE, "holds no code")
def cells_object(nb):
    return nb | {"cells": {"0": nb["cells"][0]}}


@odd("a null among the cells", FULL, "Its cells were graded")
def null_cell(nb):
    nb["cells"].insert(3, None)
    return nb


@odd("a cell of an unknown kind", FULL, "Its cells were graded")
def unknown_kind(nb):
    nb["cells"].append({"cell_type": "poll", "metadata": {}, "source": "?", "id": "poll"})
    return nb


@odd("a cell whose source is null", 94.0, "Answer cells that are missing: evaluate")
def null_source(nb):
    _cell(nb, "evaluate")["source"] = None
    return nb


@odd("all cells with one id", FULL)
def one_id(nb):
    return _each(nb, lambda cell: cell.update(id="same"))


@odd("execution counts in words", FULL, "Its cells were graded")
def counts_in_words(nb):
    return _each(nb, lambda cell: cell["cell_type"] == "code" and cell.update(execution_count="seven"))


@odd("NaN in the metadata", FULL)
def nan(nb):
    nb["metadata"]["accuracy"] = float("nan")
    return nb


@odd("outputs of five megabytes", FULL)
def large_outputs(nb):
    _cell(nb, "evaluate")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 5_000_000}]
    return nb


@odd("2000 more cells", FULL)
def many_cells(nb):
    more = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "1 + 1"}
    nb["cells"] += [more | {"id": f"more-{number}"} for number in range(2000)]
    return nb


@odd("half a surrogate pair in a comment", FULL)
def surrogate(nb):
    _cell(nb, "evaluate")["source"] += "\n# \ud83d"
    return nb


@odd("a control character in a comment", FULL)
def control_character(nb):
    _cell(nb, "evaluate")["source"] += "\n# \x1b[2J"
    return nb


# ------------------------------------------------------------------------------------------------- nbgrader's marks


@odd("no nbgrader marks at all", FULL, "Found by their functions")
def no_marks(nb):
    return _each(nb, lambda cell: cell["metadata"].pop("nbgrader", None))


@odd("marks that are text", FULL, "Found by their functions")
def marks_of_text(nb):
    return _each(nb, lambda cell: cell["metadata"].update(nbgrader="x"))


@odd("marks of nbgrader's first schema", FULL)
def old_schema(nb):
    return _each(nb, lambda cell: cell["metadata"].get("nbgrader", {}).update(schema_version=1))


@odd("marks of a schema of the future", FULL)
def new_schema(nb):
    return _each(nb, lambda cell: cell["metadata"].get("nbgrader", {}).update(schema_version=99))


@odd("an answer cell twice, the last one right", FULL, "evaluate is there more than once")
def answer_twice(nb):
    twin = copy.deepcopy(_cell(nb, "evaluate")) | {"id": "twin"}
    _cell(nb, "evaluate")["source"] = "evaluate = None"
    nb["cells"].append(twin)
    return nb


@odd("a test cell twice", FULL)
def test_twice(nb):
    nb["cells"].append(copy.deepcopy(_tests(nb)[0]) | {"id": "twin"})
    return nb


@odd("an answer cell deleted", 94.0, "Answer cells that are missing: evaluate")
def answer_deleted(nb):
    nb["cells"].remove(_cell(nb, "evaluate"))
    return nb


@odd("all test cells deleted", FULL)
def tests_deleted(nb):
    for cell in _tests(nb):
        nb["cells"].remove(cell)
    return nb


@odd("test cells that give 1000 points", FULL)
def test_cells_changed(nb):
    for cell in _tests(nb):
        cell["source"] = "1000.0"
        cell["metadata"]["nbgrader"]["points"] = 1000
    return nb


@odd("outputs that give 1000 points, and answers that only raise", NONE)
def forged_outputs(nb):
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "1000.0"}}
    for cell in _answers(nb):
        cell["source"] = "raise NotImplementedError"
    for cell in _tests(nb):
        cell["outputs"] = [shown]
    return nb


@odd("test cells as answer cells", FULL)
def tests_as_answers(nb):
    for cell in _tests(nb):
        cell["metadata"]["nbgrader"].update(grade=False, solution=True)
    return nb


@odd("the cells in reverse order", FULL)
def reversed_cells(nb):
    return nb | {"cells": nb["cells"][::-1]}


@odd("an answer cell turned into Markdown", FULL)
def as_markdown(nb):
    cell = _cell(nb, "evaluate")
    cell.update(cell_type="markdown")
    del cell["outputs"], cell["execution_count"]
    return nb


@odd("an answer in a new cell, the answer cell empty", FULL)
def in_a_new_cell(nb):
    cell = _cell(nb, "evaluate")
    nb["cells"].append(copy.deepcopy(cell) | {"id": "new", "metadata": {}})
    cell["source"] = ""
    return nb


@odd("shell and magic commands", FULL)
def magics(nb):
    more = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"].insert(0, more | {"id": "pip", "source": "!pip install pyspark"})
    nb["cells"].insert(0, more | {"id": "bash", "source": "%%bash\nrm -rf nothing"})
    return nb


@odd("a cell that is no Python", FULL)
def no_python(nb):
    nb["cells"].append(
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "why??", "id": "why"}
    )
    return nb


@odd("an answer that is no Python", 94.0)
def answer_no_python(nb):
    _cell(nb, "evaluate")["source"] = "def evaluate(y_true, y_pred:\n    return {}"
    return nb


def page() -> str:
    """The table as Markdown."""
    rows = [f"| {one.title} | {one.points:g} | {one.note.replace('|', '/')} |" for one in ZOO]
    head = (
        "# Odd notebooks\n\n"
        "What students hand in is not always what Jupyter wrote. This is what each must get;\n"
        "`make test-course` grades them all in one class, where none may stop the others. All hold the reference's\n"
        "answers unless the first column says otherwise.\n\n"
        "| handed in | points | the note says |\n|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
