"""The one parser between the untrusted side and the judge."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire import LINE_LIMIT, WireError, decode, encode

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), plain))
def test_what_is_written_is_read(message):
    line = encode(message)
    assert line.count(b"\n") == 1
    assert decode(line) == message


@given(st.binary() | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode))
def test_any_bytes_are_a_message_or_a_wire_error(line):
    with contextlib.suppress(WireError):
        assert type(decode(line)) is dict


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"a": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1} {"b": 2}',
    ],
)
def test_refused(line):
    with pytest.raises(WireError):
        decode(line)


def test_a_line_that_is_too_long_is_not_parsed():
    with pytest.raises(WireError, match="more than"):
        decode(json.dumps({"a": "x" * LINE_LIMIT}).encode())
    with pytest.raises(WireError, match="more than"):
        encode({"a": "x" * LINE_LIMIT})


def test_what_json_cannot_hold_is_not_sent():
    for value in (float("nan"), object(), {1, 2}):
        with pytest.raises(WireError):
            encode({"a": value})
