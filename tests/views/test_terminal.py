"""What a terminal shows."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.views.terminal import evidence_lines, footnote_lines, width_of, wrap
from support.editions import english, shipped


def shown(number: int) -> list[str]:
    edition = english()
    return ["".join(text for text, _ in line) for line in footnote_lines(edition, edition.footnotes[number])]


def test_a_footnote_with_its_ibid_resolved_and_its_place() -> None:
    assert shown(2) == [
        "Footnote 2  Ibid., 14–15.",
        "  Ibid. → Footnote 1",
        "    Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).",
        "  Cited at  Opening",
        "    Sentence of this edition: An oil lamp burned all night.",
        "    text/opening/#fnref-2",
        "  Footnotes citing the same source  1, 3, 4",
    ]


def test_a_footnote_of_several_sources_shows_each_with_its_address() -> None:
    lines = shown(3)
    assert [line for line in lines if "Le phare et la ville" in line and line.startswith("  ")]
    assert "    https://example.org/phare" in lines


def test_styles_are_kept() -> None:
    edition = english()
    head, *_ = footnote_lines(edition, edition.footnotes[1])
    assert ("Footnote 1", "bold") in head
    assert any(style == "italic" for _, style in head)


def test_the_evidence_in_english() -> None:
    text = "".join(f"{'  ' * line.depth}{line.text}\n" for line in evidence_lines(english()))
    assert (
        "Claims by source (2)\n  Lamps and Keepers\n    4 claims, 4 citations, Pier Press\n    Footnotes 1, 2, 3, 4\n"
        in text
    )
    assert "Without a date (0)\n" in text
    assert (
        "With an address, but no archived copy named (1)\n  Le phare et la ville\n    moreau-1902\n    https://" in text
    )


def test_the_evidence_in_japanese_names_every_source_and_passage() -> None:
    texts = [line.text for line in evidence_lines(shipped())]
    assert {source.name for source in shipped().sources.values()} <= set(texts)
    assert any(text.endswith("支えられるだろう。") for text in texts)


@given(st.text("aあ漢。、「」（ .,1"), st.integers(8, 30))
def test_wrapping_loses_nothing_and_begins_no_line_with_a_stop(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    whole = " ".join(text.split())
    for before, line in pairwise(lines):
        assert line
        assert line[0] not in "。、」" or f"{before} {line}" in whole  # written so, after a space
        assert width_of(before) <= width or not re.search("[あ漢]{2}| ", before)


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("漢字", 4), ("ｱ", 1), ("Ａ", 2)])
def test_widths(text: str, width: int) -> None:
    assert width_of(text) == width
