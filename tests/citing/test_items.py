"""What is cited, and how it is merged and named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotated_edition import Author
from annotated_edition.citing.items import (
    Item,
    ascii_slug,
    edition_item,
    footnote_items,
    merge_items,
    source_items,
    work_item,
    work_slug,
)
from support.editions import english, shipped


def item(key: str, **fields: str) -> Item:
    return Item({"id": key, **fields}, (), "")


def test_a_source_cited_with_several_locators_is_merged_without_one() -> None:
    merged = merge_items(
        [item("a", locator="1"), item("b", locator="2"), item("a", locator="3"), item("b", locator="2")]
    )
    assert [dict(each.csl) for each in merged] == [{"id": "a"}, {"id": "b", "locator": "2"}]


def test_a_footnote_s_items_have_its_locators_and_what_they_count() -> None:
    edition = english()
    (second,) = footnote_items(edition, edition.footnotes["2"])
    assert (second.key, second.csl["locator"]) == ("hale-1899", "14-15")
    assert second.text == "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899), 14–15."
    footnote = edition.footnotes["2"]
    in_chapter = replace(footnote, citations=(replace(footnote.citations[0], label="chapter", locator="2"),))
    assert footnote_items(edition, in_chapter)[0].csl["locator"] == "chapter 2"


def test_sources_are_items_in_the_order_of_first_citation() -> None:
    assert [each.key for each in source_items(shipped())] == list(shipped().sources)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("相澤 李帆", {"family": "相澤", "given": "李帆"}),
        ("Hale, Thomas", {"family": "Hale", "given": "Thomas"}),
        ("Thomas Hale", {"literal": "Thomas Hale"}),
        ("防衛研究所", {"literal": "防衛研究所"}),
    ],
)
def test_names_are_parted_only_where_they_show_their_parts(name: str, expected: dict[str, str]) -> None:
    edition = english()
    named = replace(edition, work=replace(edition.work, authors=(Author(name=name, affiliation=None),)))
    assert work_item(named).csl["author"] == [expected]


def test_the_edition_is_cited_by_version_and_a_section_within_it() -> None:
    edition = shipped()
    whole, part = edition_item(edition), edition_item(edition, "https://example.org/", edition.sections[0])
    assert whole.csl["title"] == part.csl["container-title"] == edition.imprint.title
    assert part.csl["title"] == edition.sections[0].title
    assert whole.key == part.key == "nids-342-annotated-1.0.0"
    assert "URL" not in whole.csl


@pytest.mark.parametrize(
    ("text", "slug"),
    [("NIDSコメンタリー 342", "nids-342"), ("Ｈａｒｂｏｕｒ Papers 7.", "harbour-papers-7"), ("注釈版", "")],
)
def test_slugs(text: str, slug: str) -> None:
    assert ascii_slug(text) == slug


def test_a_work_without_a_series_is_named_by_its_title() -> None:
    edition = english()
    assert work_slug(edition) == "harbour-papers-7"
    assert work_slug(replace(edition, work=replace(edition.work, series=None))) == ascii_slug(edition.work.title)
