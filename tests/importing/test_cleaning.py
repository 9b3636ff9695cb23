"""Blocks and footnotes cleaned."""

from __future__ import annotations

import pytest

from annotated_edition.importing.cleaning import (
    clean_note,
    clean_text,
    drop_rules,
    join_broken_lines,
    join_broken_paragraphs,
)
from annotated_edition.importing.document import DocumentBlock, ImportLog


def paragraphs(*texts: str) -> list[DocumentBlock]:
    return [DocumentBlock("paragraph", text, line) for line, text in enumerate(texts, 1)]


def test_lines_are_joined_and_indented_ones_begin_paragraphs() -> None:
    blocks = join_broken_lines(paragraphs("一行目は\n続く。\n　字下げ。\n[1] 注"), split_notes=False)
    assert [(block.text, block.line) for block in blocks] == [("一行目は続く。", 1), ("字下げ。[1] 注", 3)]
    blocks = join_broken_lines(paragraphs("text\n[1] note\n[2] note"), split_notes=True)
    assert [(block.text, block.line) for block in blocks] == [("text", 1), ("[1] note", 2), ("[2] note", 3)]


def test_rules_and_page_numbers_are_dropped_and_recorded() -> None:
    log = ImportLog()
    blocks = [*paragraphs("――――", "- 12 -", "3 / 7", "\\*\\*\\*", "1911", "text"), DocumentBlock("rule", "---", 7)]
    assert [block.text for block in drop_rules(blocks, log)] == ["1911", "text"]
    assert [change.kind for change in log.changes] == ["rule", "furniture", "furniture", "rule", "rule"]


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("この段落はページの終わりで切れてしまった。それでも文は", "続いている。", True),
        ("This paragraph has been broken by the end of the page, since it does not", "end here.", True),
        ("This paragraph has been broken by the end of the page, since it does not", "End here.", False),
        ("この段落は終わっている。", "次の段落である。", False),
        ("見出し", "本文である。", False),
        ("この段落はページの終わりで切れてしまった。それでも文は", "（1）次の項目である。", False),
        ("この段落はページの終わりで切れてしまった。それでも文は", "https://example.jp/である。", False),
    ],
)
def test_broken_paragraphs_are_joined(one: str, other: str, joined: bool) -> None:
    log = ImportLog()
    assert len(join_broken_paragraphs(paragraphs(one, other), log)) == (1 if joined else 2)
    assert [change.kind for change in log.changes] == (["joined"] if joined else [])


def test_stray_bold_and_uneven_spaces_are_removed() -> None:
    log = ImportLog()
    blocks = paragraphs("2023 年の **ASEAN** 諸国、ASEAN と「 甲」は**重**要", "on **key** words and un**bro**ken")
    clean_text(blocks, log)
    assert [block.text for block in blocks] == [
        "2023年のASEAN諸国、ASEANと「 甲」は**重**要",
        "on **key** words and unbroken",
    ]
    assert sorted(change.kind for change in log.changes) == ["bold", "bold", "spaces"]


@pytest.mark.parametrize(
    ("note", "clean"),
    [
        ("甲、[題](https://example.jp/a\\_b)", "甲、題 https://example.jp/a_b"),
        ("[https://example.jp/a](https://example.jp/a)。", "https://example.jp/a。"),
        ("<https://example.jp/three\\_tiers.html>", "<https://example.jp/three_tiers.html>"),
        ("*Jars* \\[sic\\] &lt;b> **bold**", "*Jars* [sic] <b> bold"),
        ("2023 年、 5 頁", "2023年、5頁"),
    ],
)
def test_a_note_is_text_with_bare_addresses(note: str, clean: str) -> None:
    assert clean_note(note) == clean


def test_as_is_keeps_spaces_and_bold() -> None:
    assert clean_note("2023 年、 **5** 頁", as_is=True) == "2023 年、 **5** 頁"
