"""Paragraphs, lists, quotations and tables of a field."""

from __future__ import annotations

import pytest

from annotated_edition.model.spans import plain, split_blocks
from annotated_edition.reading.field_text import parse_field


@pytest.mark.parametrize(
    ("written", "kinds", "text"),
    [
        ("one\nline", [""], "one line"),
        ("First.\n\nSecond,\nstill.", ["", "paragraph"], "First.\nSecond, still."),
        ("See:\n\n- one *clock*;\n- two.", ["", "item", "item"], "See:\n• one clock;\n• two."),
        ("See:\n\n1. one\n    - two", ["", "item", "item"], "See:\n1. one\n\u2003\u2003• two"),
        ("- 1911\n- 1912", ["item", "item"], "• 1911\n• 1912"),
        ("2. Aufl.", [""], "2. Aufl."),
        ("Roe:\n\n> A clock\n> is right.", ["", "quote"], "Roe:\nA clock is right."),
        ("See\n\n| a | b |\n| --- | --- |\n| c\\|d | |", ["", *["row", "cell"] * 2], "See\na | b\nc|d | "),
        ("It fell in\n1911. A year\n- or two - later.", [""], "It fell in 1911. A year - or two - later."),
    ],
)  # fmt: skip
def test_a_field_has_blocks(written: str, kinds: list[str], text: str) -> None:
    spans = parse_field(written)
    assert [kind for kind, _ in split_blocks(spans)] == kinds
    assert plain(spans) == text
