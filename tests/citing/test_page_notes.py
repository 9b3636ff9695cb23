"""The notes that citations in the text of a page become."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotated_edition import Edition
from annotated_edition.citing.page_notes import set_page_citations
from annotated_edition.reading import pandoc
from support.editions import english, shipped
from support.places import CACHE


def set_page(markdown: str, edition: Edition | None = None) -> tuple[str, list[str]]:
    """What stands in the place of the citations of a text, and the notes."""
    text, *notes = set_page_citations(edition or english(), markdown, CACHE).split("\n\n[^")
    return text, [f"[^{note}" for note in notes]


@pytest.mark.parametrize(
    ("markdown", "inline", "notes"),
    [
        ("[@hale-1899]", "[^hale-1899]", ["[^hale-1899]: Thomas Hale, *Lamps and Keepers* (Leith: Pier Press, 1899)."]),
        ("[@hale-1899, p. 12]", "[^hale-1899-12]", ["(Leith: Pier Press, 1899), 12."]),
        ("[@hale-1899, pp. 3-4]", "[^hale-1899-3-4]", ["(Leith: Pier Press, 1899), 3–4."]),
        ("[@hale-1899 p. 33]", "[^hale-1899-33]", ["1899), 33."]),
        ("[but see @hale-1899,\n12]", "[^hale-1899-12]", [": But see Thomas Hale, *Lamps"]),
        ("[*cf.* @hale-1899 passim]", "[^hale-1899]", [": *Cf.* Thomas Hale, *Lamps and Keepers* (Leith: Pier Press, 1899) passim."]),
        ("[see @hale-1899, 3; but cf. @moreau-1902, 4]", "[^hale-1899-3][^moreau-1902-4]", [": See Thomas", ": But cf. Claire"]),
        ("[@hale-1899, 1; @hale-1899, 2] [@hale-1899, 1]", "[^hale-1899-1][^hale-1899-2] [^hale-1899-1]", ["1899), 1.", "1899), 2."]),
        ("[see @hale-1899, 1] [@hale-1899, 1]", "[^hale-1899-1] [^hale-1899-1-2]", [": See Thomas", ": Thomas"]),
        ("[@no-such-key]", "[[@no-such-key]]", []),
        ("`[@hale-1899]`\n\n    [@hale-1899]", "`[@hale-1899]`\n\n    [@hale-1899]", []),
        ("[mail a@hale-1899] hale@example.org", "[mail a@hale-1899] hale@example.org", []),
        (r"\[@hale-1899]", r"\[@hale-1899]", []),
    ],
)  # fmt: skip
def test_a_note_says_what_is_written_in_the_edition_s_style(markdown: str, inline: str, notes: list[str]) -> None:
    text, written = set_page(markdown)
    assert text == inline
    for note, part in zip(written, notes, strict=True):
        assert part in note
        assert note.endswith("|About the source]]")


def test_in_japanese_a_note_needs_no_spaces(tmp_path: Path) -> None:
    key = "watanabe-nishida-2021"
    text, notes = set_page(f"定義[参照 @{key}、18頁]と[@{key} 18頁]。", shipped())
    assert text == f"定義[^{key}-18]と[^{key}-18-2]。"
    assert notes[0].startswith(f"[^{key}-18]: 参照 渡部")
    assert "18頁。 [[" in notes[1]


def test_words_of_a_locator_get_none_besides_even_in_a_style_that_adds_頁_to_all(tmp_path: Path) -> None:
    layout = '<layout><text variable="title"/><text variable="locator" prefix="、" suffix="頁"/></layout>'
    style = (
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="ja-JP"><info><title>t</title>'
        f"<id>t</id><updated>2026-01-01T00:00:00+00:00</updated></info><citation>{layout}</citation></style>"
    )
    locators = ["第3章", "第4条", "表2", "12頁注3", "12頁以下", "序文", "ch. 3"]
    markdown = "".join(f"[@watanabe-nishida-2021, {locator}]" for locator in [*locators, "12"])
    _, *notes = set_page_citations(replace(shipped(), style=style), markdown, tmp_path).split("\n\n[^")
    assert [note.partition("役割、")[2].partition("。")[0] for note in notes] == [*locators, "12頁"]


def test_where_a_style_cannot_be_used_the_page_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> str:
        raise pandoc.PandocError("gone")

    monkeypatch.setattr(pandoc, "run", fail)
    assert "(Leith: Pier Press, 1899), 99." in set_page_citations(english(), "[@hale-1899, 99]", tmp_path)
