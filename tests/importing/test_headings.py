"""Headings and their levels."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentBlock, ImportLog
from annotated_edition.importing.headings import heading_form, mark_headings, set_levels

TEXT = "本文である。" * 12


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("第1章 雨", "chapter"), ("Chapter 2 Rain", "chapter"), ("第二節 雪", "section"), ("1.2 降り方", "decimal2"),
        ("3. 止み方", "decimal"), ("IV. 空", "roman"), ("三、海", "kanji"), ("（2）川", "paren"), ("①山", "circle"),
        ("＜概要＞", "angle"), ("■要点", "mark"), ("**1. 太字**", "decimal"), ("1. 文である。", ""), ("はじめに", ""), ("第1章", ""),
    ],
)  # fmt: skip
def test_the_form_of_a_heading(text: str, form: str) -> None:
    assert heading_form(text) == form


@pytest.mark.parametrize(
    ("text", "after", "plain", "is_heading"),
    [
        ("はじめに", TEXT, False, True), ("1. 降り方", TEXT, False, True), ("＜概要＞", TEXT, False, True),
        ("**止み方**", TEXT, False, True), ("短い行", TEXT, False, False), ("短い行", TEXT, True, True),
        ("短い行、続く", TEXT, True, False), ("研究所 港一郎", TEXT, True, False), ("1911年の雨", TEXT, False, False),
        ("1. 短い", "短い", False, False), ("文である。", TEXT, True, False),
        ("(1) 雨 | 33% | 0.13", "(2) 風 | 39 | 0.43", False, False),
    ],
)  # fmt: skip
def test_a_paragraph_is_a_heading_by_its_form(text: str, after: str, plain: bool, is_heading: bool) -> None:
    log = ImportLog()
    blocks = [DocumentBlock("paragraph", text, 1), DocumentBlock("paragraph", after, 2)]
    mark_headings(blocks, plain, log)
    assert (blocks[0].kind == "heading", len(log.changes)) == (is_heading, int(is_heading))


@pytest.mark.parametrize(
    ("headings", "levels"),
    [
        ([("A", 2), ("B", 3), ("C", 2)], [1, 2, 1]),
        ([("第1章 雨", 0), ("第1節 甲", 0), ("第2節 乙", 0), ("第2章 雪", 0)], [1, 2, 2, 1]),
        ([("1. 雨", 2), ("(1) 甲", 2), ("(2) 乙", 2), ("2. 雪", 2)], [1, 1, 1, 1]),
        ([("1. 雨", 0), ("＜概要＞", 0), ("＜特徴＞", 0), ("2. 雪", 0)], [1, 2, 2, 1]),
        ([("1. 雨", 0), ("1.1 甲", 0), ("1.2 乙", 0), ("2. 雪", 0), ("2.1 丙", 0)], [1, 2, 2, 1, 2]),
    ],
)
def test_levels_follow_numbers_first(headings: list[tuple[str, int]], levels: list[int]) -> None:
    blocks = [DocumentBlock("heading", text, line, level) for line, (text, level) in enumerate(headings, 1)]
    set_levels(blocks, False, ImportLog())
    assert [block.level for block in blocks] == levels


def test_brackets_of_headings_are_made_uniform() -> None:
    log = ImportLog()
    blocks = [DocumentBlock("heading", "<概要：一 >", 1), DocumentBlock("heading", "**＜特徴＞**", 2)]
    set_levels(blocks, False, log)
    assert [block.text for block in blocks] == ["＜概要：一＞", "＜特徴＞"]
    assert [(change.kind, change.line) for change in log.changes] == [("angle", 1)]
