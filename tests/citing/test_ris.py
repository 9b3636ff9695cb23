"""RIS, read back by rispy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rispy

from annotated_edition import Edition
from annotated_edition.citing.items import Item, edition_item, footnote_items, source_items, work_item
from annotated_edition.citing.ris import write_ris
from support.editions import english, shipped


@pytest.mark.parametrize("opened", [shipped, english])
def test_records_come_back_whole(opened: Callable[[], Edition]) -> None:
    edition = opened()
    records = rispy.loads(write_ris(source_items(edition)))
    assert [record["id"] for record in records] == list(edition.sources)
    for record, source in zip(records, edition.sources.values(), strict=True):
        csl = source.csl
        assert "unknown_tag" not in record
        assert record["title"] == source.title
        assert record.get("publisher") == csl.get("publisher")
        assert record.get("urls", [None])[0] == csl.get("URL")
        assert record.get("edition") == csl.get("edition")
        assert record.get("place_published") == csl.get("publisher-place")
        assert record.get("secondary_title") == csl.get("container-title")
        assert record.get("volume") == csl.get("volume")
        assert record.get("short_title") == csl.get("title-short")
        assert record.get("language") == source.language
        assert record.get("notes", [None]) == [csl.get("annote")]
        year, *rest = (source.date or "").split("-")
        assert record.get("year", "") == year
        assert [part for part in record.get("date", "").split("/")[1:] if part] == rest
        for tag, role in (("authors", "author"), ("tertiary_authors", "editor")):
            names = [each.get("literal") or f"{each['family']}, {each['given']}" for each in csl.get(role, [])]  # type: ignore[union-attr, attr-defined]
            assert record.get(tag, []) == names


def test_a_footnote_s_records_have_its_pages_and_the_day() -> None:
    edition = shipped()
    (book, online) = rispy.loads(write_ris(footnote_items(edition, edition.footnotes["6"])))
    assert (book["type_of_reference"], book["start_page"], book["year"]) == ("BOOK", "11、68", "2021")
    assert book["tertiary_authors"] == ["渡部, 恒雄", "西田, 一平太"]
    assert (online["type_of_reference"], online["authors"]) == ("ELEC", ["防衛省・自衛隊"])
    (keynote,) = rispy.loads(write_ris(footnote_items(edition, edition.footnotes["18"])))
    assert keynote["date"] == "2024/03/20"


@pytest.mark.parametrize(
    ("csl", "expected"),
    [
        ({"type": "book", "locator": "2-3"}, {"start_page": "2", "end_page": "3"}),
        ({"type": "book", "locator": "2-3、15-16"}, {"start_page": "2-3、15-16"}),
        ({"type": "article-journal", "page": "11–20", "locator": "12"}, {"start_page": "11", "end_page": "20", "notes": ["12"]}),
        ({"type": "report", "number": "7", "collection-title": "Papers"}, {"issn": "7", "secondary_title": "Papers"}),
        ({"type": "book", "collection-title": "Papers"}, {"secondary_title": "Papers"}),
        ({"type": "webpage", "accessed": {"date-parts": [[2024, 7]]}}, {"access_date": "2024/07/"}),
        ({"type": "no-such-type"}, {"type_of_reference": "GEN"}),
    ],
)  # fmt: skip
def test_fields_stand_where_readers_look_for_them(csl: dict[str, object], expected: dict[str, object]) -> None:
    (record,) = rispy.loads(write_ris([Item({"id": "a", **csl}, (), "")]))
    assert {name: record.get(name) for name in expected} == expected


def test_the_edition_has_no_author() -> None:
    edition = shipped()
    original, ours = rispy.loads(write_ris([work_item(edition), edition_item(edition, "https://example.org/")]))
    assert original["issn"] == edition.work.number  # RIS has one tag for the numbers of reports and of series
    assert "authors" not in ours
