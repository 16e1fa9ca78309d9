"""Which statements of a submission count as definitions, and which an exercise needs."""

import ast

import pytest

from autograder.harness.definitions import read


def needed(name, *cells, given=()):
    return [ast.unparse(statement.node).split("\n")[0] for statement in read(list(cells)).needed(name, given)]


def test_a_function_needs_its_helpers_and_their_imports():
    cells = (
        "import math\nimport os",
        "def helper(x):\n    return math.floor(x)",
        "def f(x):\n    return helper(x)",
        "def g(): pass",
    )
    assert needed("f", *cells) == ["import math", "def helper(x):", "def f(x):"]


@pytest.mark.parametrize(
    "scratch",
    [
        "ssc = StreamingContext(sc, 1)",
        "ssc.start()",
        "import time\ntime.sleep(30)",
        "for f in range(3):\n    print(f)",
        "while True:\n    pass",
        "if __name__ == '__main__':\n    f = 3\n    main()",
        "print(f(1))",
        "f(1)",
        "lines = ssc.socketTextStream('localhost', 9999)",
        "assert f(1) == 2",
        "with open('x') as f:\n    print(f.read())",
        "for line in open('x'):\n    print(f(line))",
        "try:\n    ssc.start()\n    ssc.awaitTermination(10)\nfinally:\n    ssc.stop()",
    ],
)
def test_scratch_is_not_needed(scratch):
    assert needed("f", "def f(lines):\n    return lines", scratch) == ["def f(lines):"]


def test_what_is_deleted_is_not_there():
    assert needed("f", "sum = 0", "del sum", "def f(x):\n    return sum(x)") == ["sum = 0", "del sum", "def f(x):"]
    assert needed("f", "list = []\nsum = 0", "if list:\n    del sum, list", "def f(x: list): pass")[:2] == [
        "list = []",
        "if list:",
    ]
    assert needed("f", "list = []\nsum = 0", "del (sum, list)", "def f(x: list): pass") == [
        "list = []",
        "del list",
        "def f(x: list):",
    ]
    assert needed("f", "def g(): pass", "def f():\n    return g()", "del g", "del h")[-1] == "del g"


def test_what_a_function_defines_for_all_counts_where_it_is_called():
    cell = "def setup():\n    global cut\n    def cut(x): pass\n    print(1)"
    assert needed("f", "def f():\n    return cut()", cell, "setup()")[-1] == "setup()"


def test_a_line_of_magic_runs_its_python():
    assert needed("f", "%time A = [1]\nB = %time A[0]\n!ls", "def f():\n    return B") == [
        "A = [1]",
        "B = A[0]",
        "def f():",
    ]


def test_a_timed_cell_counts_where_nothing_else_does():
    once = "%%timeit -n 3\ndef f():\n    return 1"
    assert needed("f", once) == ["def f():"]
    assert needed("f", "def f(x): return 2", once.replace("def f()", "def g()") + "\nf = None") == ["def f(x):"]


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("STOP = {'a'}\ndef f(x):\n    return x in STOP", "STOP = {'a'}"),
        ("LOG = getLogger('x')\ndef f(x):\n    LOG.info(x)", "LOG = getLogger('x')"),
        ("a, (b, *c) = 1, (2, 3)\ndef f():\n    return c", "a, (b, *c) = (1, (2, 3))"),
        ("n: int = 3\ndef f():\n    return n", "n: int = 3"),
        ("n = 3\nf = lambda: n", "n = 3"),
        ("class K:\n    pass\nf = K()", "class K:"),
        ("try:\n    import fast as m\nexcept ImportError:\n    import slow as m\ndef f():\n    return m", "try:"),
        ("if True:\n    def g(): pass\nelse:\n    g = None\ndef f():\n    return g()", "if True:"),
        ("_session = None\ndef f():\n    global _session\n    _session = 1\n    return _session", "_session = None"),
        ("def deco(g):\n    return g\n@deco\ndef f(): pass", "def deco(g):"),
        ("N = 2\ndef f(n=N): pass", "N = 2"),
        ("def helper(): pass\ndef f():\n    return globals()['helper']()", "def helper():"),
        ("from math import *\ndef f():\n    return floor(1.5)", "from math import *"),
        ("T = int\ndef f(x: T) -> T: pass", "T = int"),
        ("def outer():\n    k = 1\n    return lambda: k\nf = outer()", "def outer():"),
    ],
)
def test_needed_definitions(cell, first):
    found = needed("f", cell)
    assert found[0] == first
    assert len(found) == 2


def test_local_names_are_not_global_ones():
    cells = ("word = connect_to_something()", "def f(lines):\n    word = 1\n    return [word for word in lines]")
    assert needed("f", *cells) == ["def f(lines):"]


def test_a_string_is_a_name_only_where_names_are_looked_up():
    cells = ("total = count_for_an_hour()", "def f(frame):\n    return frame['total']")
    assert needed("f", *cells) == ["def f(frame):"]
    assert len(needed("f", cells[0], "def f():\n    return eval('total + 1')")) == 2


def test_what_is_added_to_a_definition_belongs_to_it():
    cells = (
        "import functools\n@functools.singledispatch\ndef f(x): pass",
        "@f.register\ndef _(x: int):\n    return helper(x)",
        "f.cache = {}\nf.cache['a'] = 1",
        "def helper(x): pass",
        "other.cache = 1",
    )
    assert len(needed("f", *cells)) == 6


def test_all_assignments_of_a_name_are_needed_in_order():
    assert needed("f", "n = 1\nn += 1", "def f():\n    return n", "n = n * 2") == [
        "n = 1",
        "n += 1",
        "def f():",
        "n = n * 2",
    ]


def test_given_names_come_from_elsewhere():
    cells = ("def update(x):\n    return slow(x)", "def slow(x): pass", "def f(x):\n    return update(x)")
    assert needed("f", *cells, given={"update"}) == ["def f(x):"]


@pytest.mark.parametrize("magic", ["%matplotlib inline", "!pip install x", "f?", "%%time", "?f"])
def test_magics_do_not_hide_a_definition(magic):
    assert needed("f", f"{magic}\ndef f(): pass") == ["def f():"]


def test_other_languages_cells_define_nothing():
    assert needed("f", "%%bash\nf=3") == []


def test_a_broken_cell_costs_only_its_own_names():
    found = read(["def f(:\n    pass\nx = 3", "def g(): pass"])
    assert [[*s.binders()] for s in found.statements] == [["g"]]
    assert found.broken_cell_of("f") is found.broken_cell_of("x") is not None
    assert found.broken_cell_of("g") is None


@pytest.mark.parametrize("source", ["\0", "(" * 5000, "def f():\n\treturn 1\n        return 2", "'\ud800'"])
def test_nothing_breaks_the_reader(source):
    assert read([source, "def g(): pass"]).needed("g")
