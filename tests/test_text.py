from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.text import MESSAGE_LIMIT, OUTPUT_LIMIT, REPORT_LIMIT, clip, visible

ANY_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
        st.sampled_from("\r\n\t\x1b\\x\u202e\u2066\ufeff\ufffe\u200d\ufe0f👩💻"),
    )
)


def hides(character: str) -> bool:
    """Whether a character must not stand in a report, by what Unicode says of it."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in "\n\u200d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain – ünï 字 🙂\n", "plain – ünï 字 🙂\n"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\tb\r\nc\rd", "a\\tb\nc\\rd"),
        ("\r\r\n\n\r", "\\r\n\n\\r"),
        ("\x00\x7f\x85", r"\x00\x7f\x85"),
        ("\u202eevil\u2069", r"\u202eevil\u2069"),
        ("\u061c\u200e\u200f\u2028\u2029", r"\u061c\u200e\u200f\u2028\u2029"),
        ("\ufeffa\u200bb\xad\uffff", r"\ufeffa\u200bb\xad\uffff"),
        ("\ud800", r"\ud800"),
        ("\U000e0041\U0001ffff\U0010ffff", r"\U000e0041\U0001ffff\U0010ffff"),
        ("👩‍💻 ❤️", "👩‍💻 ❤️"),
        (r"C:\new \x1b", r"C:\new \x1b"),
    ],
)
def test_only_what_cannot_be_seen_is_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_character_that_unicode_calls_a_control_or_a_format_is_escaped() -> None:
    for code in range(sys.maxunicode + 1):
        if hides(chr(code)):
            assert visible(chr(code)).isascii(), hex(code)


def test_letters_marks_signs_and_spaces_stay_as_they_are() -> None:
    kept = "".join(chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] in "LNPSZ")
    seen = [character for character in kept if visible(character) != character]
    # Separators of lines, and fillers that Unicode calls letters though they have no shape.
    assert seen == list("\u115f\u1160\u2028\u2029\u3164\uffa0")


@given(ANY_TEXT)
def test_nothing_that_hides_is_left_and_the_rest_can_be_written_to_any_file(text: str) -> None:
    shown = visible(text)
    assert not any(hides(character) for character in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert "\r" not in shown


@given(ANY_TEXT)
def test_showing_twice_is_showing_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(ANY_TEXT, ANY_TEXT)
def test_each_text_keeps_its_own_escapes_when_it_is_joined(before: str, after: str) -> None:
    assert visible(before + "|" + after) == visible(before) + "|" + visible(after)


@given(ANY_TEXT, st.integers(0, 80))
def test_a_clipped_text_is_within_its_limit(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert len(cut) <= limit
    assert clip(cut, limit) == cut
    assert (cut == text) == (len(text) <= limit)


@given(st.integers(25, 300), st.integers(1, 3000))
def test_a_clipped_text_says_how_much_is_missing(limit: int, more: int) -> None:
    text = "x" * (limit + more)
    start, _, end = clip(text, limit).partition("…")
    assert set(start) == {"x"}
    assert end == f" ({len(text) - len(start)} more characters)"
    assert limit - 1 <= len(clip(text, limit)) <= limit


def test_a_limit_too_small_for_a_sentence_leaves_dots() -> None:
    assert [clip("abcdefgh", limit) for limit in (0, 1, 4, 8)] == ["", "…", "abc…", "abcdefgh"]


def test_a_clipped_visible_text_is_still_visible() -> None:
    text = clip(visible("\x1b" * 3000), MESSAGE_LIMIT)
    assert visible(text) == text
    assert text.endswith("more characters)")


def test_the_limits_are_those_of_the_contract() -> None:
    assert (MESSAGE_LIMIT, OUTPUT_LIMIT, REPORT_LIMIT) == (2000, 4000, 1024 * 1024)
