"""Markdown and code of students, on the pages that show them."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbconvert.filters import markdown2html

from autograder.course import harmless

PIECES = (
    *(
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<script>",
        "<img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "data:text/html,x",
    ),
    *("[", "]", "(", ")", "](", "[a]", "[a]:", "![", "!", ":", "attachment:a.png", "&lt;", "&", '"', "'"),
    *(
        "`",
        "```",
        "````",
        "~~~",
        "mermaid",
        "$",
        "$$",
        "\\",
        "\\[",
        "\\begin{a}",
        "\\end{a}",
        "{",
        "}",
        "|",
        "-",
        "#",
        "*",
        "_",
    ),
    *("\n", "\n\n", " ", "    ", "\t", "a", "1. ", "http://a.example", "files/x", "\u202e", "\x0c", "\x1b"),
)
TAGS = {
    *("a", "p", "br", "hr", "em", "strong", "del", "code", "pre", "div", "span", "blockquote"),
    *("ul", "ol", "li", "input", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td"),
    *(f"h{level}" for level in range(1, 7)),
}


class Found(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        self.tags.append(("!--", {}))


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("<script>alert(1)</script>")
@example("[a](javascript:alert(1))")
@example("[a]: javascript:alert(1)\n\n[a]")
@example("![a](attachment:a.png)")
@example("```mermaid\n<img src=x onerror=alert(1)>\n```")
@example("$$</p><script>alert(1)</script>$$")
@example("```\n````\n<script>")
def test_no_markdown_is_alive(text):
    for tag, attributes in Found(markdown2html(harmless.markdown(text))).tags:
        assert tag in TAGS
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith(("#", "http://a.example"))
        assert "src" not in attributes


@pytest.mark.parametrize("text", ["# Notes\n\nA *word* and `code`, $x^2$.", "- a\n- b", "a > b", "\tcode", "[x] done"])
def test_plain_markdown_is_rendered(text):
    assert harmless.markdown(text) == text


def test_what_is_not_rendered_is_shown_as_it_was_typed():
    typed = "a < b ```` \u202e"
    assert harmless.markdown(typed) == "`````\na < b ```` \\u202e\n`````"
    assert "a &lt; b ````" in markdown2html(harmless.markdown(typed))
    long = "a " * harmless.LONGEST
    assert harmless.markdown(long) == f"```\n{long}\n```"


def test_in_code_nothing_is_unseen_and_tabs_stay():
    assert harmless.code("if x:\n\tprint('\u202e\x1b')") == "if x:\n\tprint('\\u202e\\x1b')"
