"""Texts without markup."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import ImportLog
from annotated_edition.importing.plain_text import has_paragraph_per_line, join_hyphenated, read_plain_text

LONG = "これは長い一行であり、そのまま一つの段落をなしている。" * 3


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("一行目は\n続く。\n\n次。", [("paragraph", "一行目は続く。"), ("paragraph", "次。")]),
        ("a line that is wrapped\ngoes on", [("paragraph", "a line that is wrapped goes on")]),
        ("段落は続く\n　字下げで始まる", [("paragraph", "段落は続く"), ("paragraph", "字下げで始まる")]),
        ("終わった。\n次の段落の行は前の行よりもずっと長い", [("paragraph", "終わった。"), ("paragraph", "次の段落の行は前の行よりもずっと長い")]),
        ("- a\n・ b\n  - c", [("item", "a"), ("item", "b"), ("item", "c")]),
        ("1. a\n2. b", [("item", "a"), ("item", "b")]),
        ("1. はじめに\n\n本文。", [("paragraph", "1. はじめに"), ("paragraph", "本文。")]),
        ("a\n――――――\nb", [("paragraph", "a"), ("rule", "――――――"), ("paragraph", "b")]),
        ("a\n（1）甲「乙」。", [("paragraph", "a"), ("paragraph", "（1）甲「乙」。")]),
        ("*a_b*", [("paragraph", "\\*a\\_b\\*")]),
        (f"{LONG}\n{LONG}\n短い行\n{LONG}", [("paragraph", LONG), ("paragraph", LONG), ("paragraph", "短い行"), ("paragraph", LONG)]),
    ],
)  # fmt: skip
def test_blocks(text: str, blocks: list[tuple[str, str]]) -> None:
    document = read_plain_text(text, ImportLog())
    assert [(block.kind, block.text) for block in document.blocks] == blocks
    assert document.plain


def test_a_divided_word_is_made_whole_and_reported() -> None:
    log = ImportLog()
    document = read_plain_text("a chair and a win-\ndow, half-\nOpen", log)
    assert document.blocks[0].text == "a chair and a window, half- Open"
    assert [(each.before, each.after, each.line) for each in log.changes] == [("win- dow,", "window,", 2)]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("at https://mill-", "lamp.example/a.", "at https://mill-lamp.example/a."),
        ("at https://mill.example/a/", "b-c.html", "at https://mill.example/a/b-c.html"),
        ("the fee-", "bearing wall", "the fee-bearing wall"),  # as elsewhere in the text
        ("at https://mill.example/a", "and more", "at https://mill.example/a and more"),
    ],
)
def test_hyphens_of_addresses_and_of_words_that_have_them_stay(one: str, other: str, joined: str) -> None:
    assert join_hyphenated(one, other, ImportLog(), 1, "a fee-bearing wall") == joined


def test_lines_of_much_different_length_are_paragraphs() -> None:
    assert has_paragraph_per_line([LONG, "短い", LONG, "短い"])
    assert not has_paragraph_per_line([LONG[:70], LONG[:70], LONG[:70], "短い"])
