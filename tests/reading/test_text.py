"""The text of a file, whatever its bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.reading.text import read_text, shorten
from support.golden import rows


@pytest.mark.parametrize(
    ("data", "text", "problems"),
    [
        (b"\xef\xbb\xbfa\r\nb\rc", "a\nb\nc", []),
        (b"a\n\0b\0", "a\n\ufffdb\ufffd", [["AE112", 2, 1, {"character": "U+0000"}]]),
        (b"a\r\nb\xed\xa0\x80", "a\nb\ufffd", [["AE112", 2, 2, {"character": "U+D800"}]]),
        ("a\u202eb".encode(), "a\u202eb", [["AE610", 1, 2, {"character": "U+202E"}]]),
        (b"a\r\n\xffb", None, [["AE102", 2, 1, {"byte": "0xFF", "offset": 3}]]),
        ("ab".encode("utf-16-le"), None, [["AE102", 1, 1, {"byte": "0x61", "offset": 0}]]),
        (b"x" * 2_000_001, None, [["AE113", 1, 1, {"found": 2_000_001, "limit": 2_000_000, "what": "size"}]]),
    ],
    ids=["line ends", "NUL", "surrogate", "direction", "not UTF-8", "UTF-16", "size"],
)
def test_a_text_has_plain_line_ends_and_no_odd_characters(
    data: bytes, text: str | None, problems: list[object]
) -> None:
    read, found = read_text(data, "x")
    assert (read, rows(found)) == (text, problems)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff")))
def test_a_text_without_odd_characters_is_read_as_it_is(text: str) -> None:
    assert read_text(b"x" + text.encode(), "x")[0] == f"x{text}"


@pytest.mark.parametrize(
    ("text", "short"), [("a b", "a b"), (" a\n  b ", "a b"), ("x" * 61, "x" * 60 + "…"), ("x" * 60, "x" * 60)]
)
def test_a_message_quotes_one_short_line(text: str, short: str) -> None:
    assert shorten(text) == short
