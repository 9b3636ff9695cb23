"""What a terminal shows."""

from __future__ import annotations

from dataclasses import replace

from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.reading.field_text import parse_field
from annotated_edition.views.terminal import footnote_lines
from support.editions import english


def shown(label: str) -> list[str]:
    edition = english()
    return [
        "".join(text for text, _ in line) for line in footnote_lines(edition, edition.footnotes[FootnoteLabel(label)])
    ]


def test_a_footnote_with_its_ibid_resolved_and_its_place() -> None:
    assert shown("2") == [
        "Footnote 2  Ibid., 14–15.",
        "  Ibid. → Footnote 1",
        "    Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899).",
        "  Cited at  Opening",
        "    Sentence of this edition: An oil lamp burned all night.",
        "    text/opening/#fnref-2",
        "  Footnotes citing the same source  1, 3, 4",
    ]


def test_of_many_footnotes_of_a_source_a_few_are_named_and_where_all_are() -> None:
    edition, many = english(), tuple(FootnoteLabel(str(n)) for n in range(1, 5001))
    hale = replace(edition.sources["hale-1899"], footnotes=many)
    lines = footnote_lines(
        replace(edition, sources={**edition.sources, "hale-1899": hale}), edition.footnotes[FootnoteLabel("2")]
    )
    assert ["".join(text for text, _ in line) for line in lines[-2:]] == [
        "  Footnotes citing the same source  1, 3, 4, 5, 6, 7, 8, 9, 10, 11…",
        "    all 5000  sources/#hale-1899",
    ]


def test_a_footnote_of_several_sources_shows_each_with_its_address() -> None:
    lines = shown("3")
    assert [line for line in lines if "Le phare et la ville" in line and line.startswith("  ")]
    assert "    https://example.org/phare" in lines


def test_blocks_of_a_footnote_stand_on_lines_of_their_own() -> None:
    edition = english()
    before = parse_field("See:\n\n- one;\n- two.")
    lines = footnote_lines(edition, replace(edition.footnotes[FootnoteLabel("3")], before=before))
    shown = ["".join(text for text, _ in line).strip() for line in lines[:3]]
    assert (shown[:2], shown[2].startswith("• two. ")) == (["Footnote 3  See:", "• one;"], True)


def test_styles_are_kept() -> None:
    edition = english()
    head, *_ = footnote_lines(edition, edition.footnotes["1"])
    assert ("Footnote 1", "bold") in head
    assert any(style == "italic" for _, style in head)
