"""What a reader sees of a block."""

from __future__ import annotations

import pytest

from annotated_edition.reading.scan import scan
from annotated_edition.reading.visible import VisibleText


def visible(text: str) -> VisibleText:
    (block,) = scan(text).blocks
    return VisibleText(block)


def test_marks_are_not_seen_and_part_the_stretches() -> None:
    text = visible("能**力**[^1]構[築](x.md)`支`援<ruby>者<rt>しゃ</rt></ruby>達")
    assert text.text == "能力構築支援者達"
    assert [text.text[start:end] for start, end in text.stretches()] == ["能", "力", "構", "援者達"]


def test_a_ruby_is_taken_whole_or_not_at_all() -> None:
    text = visible("次の<ruby>灯台<rt>とうだい</rt></ruby>守")
    assert text.find_in_block(2, 5) == (2, len(text.block.text))
    assert text.find_in_block(3, 5) is None
    assert text.find_in_block(0, 3) is None
    assert text.find_in_block(0, 2) == (0, 2)


@pytest.mark.parametrize(
    ("text", "language", "joined"),
    [
        ("能力\n構築", "ja", "能力構築"),
        ("能力 \n  構築", "en", "能力構築"),
        ("> 能力。[^1]\n> **構築**", "ja", "> 能力。[^1]**構築**"),
        ("会議 \nASEANは", "ja", "会議ASEANは"),
        ("the word\n能力 is", "en", "the word\n能力 is"),  # a Chinese word among English ones stands apart
        ("light\nhouse", "ja", "light\nhouse"),
        ("한국\n국방", "ja", "한국\n국방"),  # Korean words are set apart
        ("能力  \n構築", "ja", "能力  \n構築"),  # a line break that is shown
        ("https://example.com/a\n構築", "ja", "https://example.com/a\n構築"),
        ("_能力_\n構築", "ja", "_能力_\n構築"),  # emphasis by low lines ends only at the end of a word
        ("`能\n力`", "ja", "`能\n力`"),
    ],
)
def test_line_breaks_that_show_no_space(text: str, language: str, joined: str) -> None:
    (block,) = scan(text).blocks
    for start, end in reversed(list(VisibleText(block).find_joints(language))):
        text = text[: block.whole(start)] + text[block.whole(end) :]
    assert text == joined
