"""What is seen of a function before it is called."""

import ast
import textwrap

import pytest

from autograder.harness.traits import traits


def seen(text):
    names = {"__name__": "__main__"}
    source = textwrap.dedent(text)
    exec(source, names)
    return traits("f", names, ast.parse(source).body)


@pytest.mark.parametrize(
    ("body", "returns"),
    [
        ("pass", "never"),
        ("return", "never"),
        ("return None", "always"),
        ("raise ValueError", "always"),
        ("if a: return 1", "sometimes"),
        ("if a:\n  return 1\n else:\n  return 2", "always"),
        ("if a:\n  return 1\n return", "sometimes"),
        ("for x in a:\n  return x", "sometimes"),
        ("while True:\n  if a: return 1", "always"),
        ("while True:\n  if a: break\n return 1", "always"),
        ("try:\n  return 1\n except ValueError:\n  return 2", "always"),
        ("try:\n  return 1\n except ValueError:\n  pass", "sometimes"),
        ("with a:\n  return 1", "always"),
        ("match a:\n  case 1: return 1\n  case _: return 2", "always"),
        ("match a:\n  case 1: return 1", "sometimes"),
        ("def g():\n  return 1\n g()", "never"),
        ("return lambda: 1", "always"),
    ],
)
def test_whether_it_returns(body, returns):
    assert seen(f"def f(a):\n {body}")["returns"] == returns


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("def f(): pass", "function"),
        ("f = lambda: 1", "function"),
        ("async def f(): pass", "coroutine"),
        ("def f(): yield", "generator"),
        ("async def f(): yield", "async generator"),
        ("class f: pass", "class"),
        ("f = 3", "value"),
        ("f = print", "function"),
    ],
)
def test_what_it_is(text, kind):
    assert seen(text)["kind"] == kind


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("def f(): return sum([1])", {}),
        ("sum = 0\ndef f(): return sum([1])", {"sum": "sum = 0"}),
        ("sum = 0\nsum = 1\ndef f(): return sum([1])", {"sum": "sum = 1"}),
        ("def sum(x): return 0\ndef f(): return sum([1])", {}),
        ("from math import *\ndef f(): return pow(1, 2)", {"pow": "from math import *"}),
        ("from math import *\ndef f(): return sum([1])", {}),
        ("from math import pow\ndef f(): return pow(1, 2)", {"pow": "from math import pow"}),
        ("def f():\n sum = sum([1])\n return sum", {"sum": "sum = sum([1])"}),
        ("for list in [1]: pass\ndef f(): return list()", {"list": "for list in [1]:"}),
        ("def f(sum): return sum", {}),
    ],
)
def test_which_names_are_hidden(text, hidden):
    assert seen(text)["hidden"] == hidden


def test_an_object_that_does_not_let_itself_be_looked_at_has_no_traits():
    text = """
    class Odd:
        @property
        def __class__(self):
            raise ValueError
        def __getattr__(self, name):
            raise ValueError
    f = Odd()
    """
    assert seen(text) == {}
