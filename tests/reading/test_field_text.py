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


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("See https://e.org/a. Then", "https://e.org/a"),
        ("(https://e.org/a?q=b), so", "https://e.org/a?q=b"),
        ("https://e.org/Toll_(tax).", "https://e.org/Toll_(tax)"),
        ("**https://e.org/a**", "https://e.org/a"),
        ("[https://e.org/a#v=1&q]; and", "https://e.org/a#v=1&q"),
        ("Is it www.e.org/a/?", "https://www.e.org/a/"),
        ("https://e.org/a_b_/!", "https://e.org/a_b_/"),
        ("「https://e.org/%E3%81」。", "https://e.org/%E3%81"),
        ("<https://e.org/a.>", "https://e.org/a."),
    ],
)
def test_an_address_ends_before_the_stop_of_its_sentence(written: str, address: str) -> None:
    assert [span.href for span in parse_field(written) if span.href] == [address]


@pytest.mark.parametrize("written", ["." * 20_000, "(" * 20_000, "(a" * 10_000, "a(a)" * 5_000 + "." * 5_000])
def test_an_address_is_read_in_one_go(written: str) -> None:
    assert plain(parse_field(f"https://{written}")) == f"https://{written}"
