"""Makes text safe to show: what cannot be seen becomes a visible escape, and what is too long is cut."""

from __future__ import annotations

import re

MESSAGE_LIMIT = 2_000
"""Characters of a message, a hint or a cell."""
OUTPUT_LIMIT = 4_000
"""Characters of what a submission printed."""
REPORT_LIMIT = 1_048_576
"""Bytes of a whole report."""

# Spelled out rather than asked of `unicodedata`, so that every version of Python agrees. What joins and colours emoji
# (U+200D, U+FE0E, U+FE0F) stays.
_UNSEEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls of ASCII and Latin-1, all but the line feed
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # signs without a shape or a width
    r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U00013440"  # joins its neighbours
    r"\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero width, directions, separators
    r"\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0d\ufff0-\ufffb\ufffe\uffff"  # surrogates, variants, what is no character
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # shorthand, musical and tag controls
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
    + "]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHORT = {"\t": r"\t", "\r": r"\r"}


def visible(text: str) -> str:
    """The text with an escape such as `\\x1b` or `\\u202e` in place of each character that hides or steers others.

    Line feeds stay, and so do backslashes: `visible(visible(text)) == visible(text)`.
    """
    return _UNSEEN.sub(lambda found: _escape(found[0]), text.replace("\r\n", "\n"))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters of the text; a cut one ends by saying how much is missing."""
    if len(text) <= limit:
        return text
    kept = limit - len(_missing(len(text)))
    return text[:kept] + _missing(len(text) - kept) if kept > 0 else text[: max(limit - 1, 0)] + "…"[:limit]


def _missing(count: int) -> str:
    return f"… ({count} more characters)"


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return _SHORT.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spreadsheet_cell(text: str) -> str:
    """The text with a mark before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
