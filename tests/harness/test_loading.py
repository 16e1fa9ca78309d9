"""Which version of an earlier exercise a later one is loaded with."""

import importlib
import inspect
import sys

import pytest

from autograder.harness.loading import LoadError, Submission

KIT = "def earlier(a, b=2):\n    return 'kit'"


@pytest.fixture
def load(monkeypatch):
    """What `later` says when the kit's own `earlier` is at hand."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def say(*cells):
        submission = Submission(list(cells))
        submission.add_kit_part("earlier", KIT)
        submission.load("later", ["earlier"])
        return submission.function("later")()

    return say


@pytest.mark.parametrize(
    "call", ["earlier(1)", "earlier(1, 2)", "earlier(a=1, b=2)", "earlier(*[1])", "earlier(**{'a': 1})"]
)
def test_the_kits_version_serves_where_it_can(load, call):
    assert load("def earlier(a, b=2):\n    return 'own'", f"def later():\n    return {call}") == "kit"


@pytest.mark.parametrize("call", ["earlier()", "earlier(1, 2, 3)", "earlier(x=1)", "earlier(1, more=True)"])
def test_what_only_the_submissions_version_takes_goes_to_it(load, call):
    own = "def earlier(x=0, y=0, z=0, more=False):\n    return 'own'"
    assert load(own, f"def later():\n    return {call}") == "own"


def test_a_helper_may_make_the_call(load):
    cells = ("def earlier(a, b, c):\n    return 'own'", "def help():\n    return earlier(1, 2, 3)")
    assert load(*cells, "def later():\n    return help()") == "own"


def test_without_an_own_version_the_kits_is_there(load):
    with pytest.raises(TypeError, match="positional argument"):
        load("def later():\n    return earlier(1, 2, 3)")


LIBRARY = "argparse calendar difflib fnmatch heapq http.client inspect plistlib shlex statistics tempfile"


@pytest.mark.parametrize("name", LIBRARY.split())
def test_the_functions_of_modules_that_others_wrote_find_all_that_they_use(name, monkeypatch):
    """Modules of Python's own library as if they were handed in: they bind names in every way there is."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    module = importlib.import_module(name)
    submission = Submission([inspect.getsource(module)])
    own = [key for key, value in vars(module).items() if inspect.isroutine(value) and value.__module__ == name]
    for function in (key for key in own if submission.definitions.defines(key)):
        loaded = submission.load(function, [])
        assert not loaded.raised
        assert (
            not {one for one in loaded.uses if hasattr(module, one) and one[:2] != "__"}
            - submission.module.__dict__.keys()
        )
    assert own


def test_what_raises_costs_only_who_needs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    submission = Submission(
        ["import nowhere\nX = 1 / 0\ndef f(): return X\ndef g(): return nowhere\ndef h(): return 1"]
    )
    for name, cause in (("f", ZeroDivisionError), ("g", ModuleNotFoundError)):
        with pytest.raises(LoadError) as error:
            submission.load(name, [])
        assert isinstance(error.value.cause, cause)
    assert submission.load("h", []).raised == []
