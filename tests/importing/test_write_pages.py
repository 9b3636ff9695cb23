"""Sections and the first page as Markdown."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import Document, DocumentBlock, DocumentSection
from annotated_edition.importing.write_pages import escape_start, write_blocks, write_pages


def item(text: str, marker: str = "-", level: int = 0) -> DocumentBlock:
    return DocumentBlock("item", text, 1, level, marker)


def paragraph(text: str) -> DocumentBlock:
    return DocumentBlock("paragraph", text, 1)


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([DocumentBlock("heading", "概要", 1, 2), paragraph("文。"), DocumentBlock("heading", "概要", 1, 3)],
         "## 概要 {#outline}\n\n文。\n\n### 概要 {#outline-2}\n"),
        ([DocumentBlock("heading", "Note 1", 1, 2), DocumentBlock("heading", "二", 1, 2)], "## Note 1 {#note}\n\n## 二 {#part-2}\n"),
        ([paragraph("a"), item("b"), item("c", level=1), item("d"), paragraph("e")], "a\n\n- b\n    - c\n- d\n\ne\n"),
        ([item("a", "1."), item("b", "-", 1), item("c", "2."), item("d", "3.")], "1. a\n    - b\n2. c\n3. d\n"),
        ([item("a", "3."), item("b", "4.")], "3\\. a\n\n4\\. b\n"),
        ([item("a", "（1）"), item("b", "（2）")], "- （1） a\n- （2） b\n"),
        ([DocumentBlock("quote", "a", 1), DocumentBlock("code", "```\nb\n```", 1), DocumentBlock("table", "| c |\n| --- |", 1)],
         "> a\n\n```\nb\n```\n\n| c |\n| --- |\n"),
        ([paragraph("# a"), paragraph("1. b"), paragraph("- c"), paragraph("!!! d"), paragraph("| e")], "\\# a\n\n1\\. b\n\n\\- c\n\n\\!!! d\n\n&#124; e\n"),
    ],
)  # fmt: skip
def test_blocks(blocks: list[DocumentBlock], text: str) -> None:
    assert write_blocks(blocks) == text


def test_what_begins_no_other_block_is_left() -> None:
    assert [escape_start(text) for text in ("a", "#a", "-a", "1.5", "=", "第1")] == ["a", "#a", "-a", "1.5", "=", "第1"]


def test_pages_of_sections_and_their_contents() -> None:
    sections = [DocumentSection("はじめに[^1]", [paragraph("文。")], 1), DocumentSection("港 [一]", [], 2)]
    document = Document(title="題", subtitle="副題", language="ja", front=["- 著者", "所属"], sections=sections)
    assert write_pages(document) == {
        "docs/text/01-introduction.md": "# はじめに[^1]\n\n文。\n",
        "docs/text/02.md": "# 港 [一]\n\n\n",
        "docs/index.md": "# 題\n\n**副題**\n\n\\- 著者\n\n所属\n\n## 構成 {#contents}\n\n- [はじめに](text/01-introduction.md)\n- [港 \\[一\\]](text/02.md)\n",
    }
    assert [section.page for section in sections] == ["text/01-introduction.md", "text/02.md"]
