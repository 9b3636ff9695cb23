"""Plain text, in the edition's style and in a reader's own."""

from __future__ import annotations

import pytest

from annotated_edition.citing.items import edition_item, source_items, work_item
from annotated_edition.citing.plain_text import set_in_style, write_plain_text
from annotated_edition.reading.pandoc import PandocError
from support.editions import english
from support.places import CACHE, ROOT

CHICAGO = (ROOT / "tests/golden/citation/chicago-note.csl").read_text(encoding="utf-8")


def test_a_line_for_each_item() -> None:
    first, *rest = write_plain_text(source_items(english())).splitlines()
    assert first == "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899)."
    assert len(rest) == len(english().sources) - 1


def test_any_style_sets_the_items_with_their_pages() -> None:
    items = [work_item(english()), edition_item(english())]
    original, ours = set_in_style(items, CHICAGO, "en", ["[page]", None], CACHE)
    assert "[page]" in original
    assert english().imprint.title in ours


def test_a_file_that_is_no_style_is_an_error() -> None:
    with pytest.raises(PandocError):
        set_in_style([work_item(english())], "# README", "en", [None], CACHE)
