"""What follows a title, as fields."""

from __future__ import annotations

import pytest

from annotated_edition.importing.citation_fields import read_fields
from annotated_edition.importing.document import PrintedCitation

EMPTY = PrintedCitation("")
ARTICLE = {"title": "題"}
BOOK = {"title": "題", "whole": True}
ENGLISH = {"title": "Jars"}
ENGLISH_BOOK = {"title": "Jars", "whole": True}


@pytest.mark.parametrize(
    ("known", "text", "fields"),
    [
        (BOOK, "（見本書房、2001年）5頁", {"publisher": "見本書房", "date": "2001", "locator": "5"}),
        (BOOK, "（東京：架空社、2005年）第3章", {"place": "東京", "publisher": "架空社", "date": "2005", "locator": "3", "label": "chapter"}),
        (BOOK, "第2版（架空社、2005年）", {"edition": "2", "publisher": "架空社", "date": "2005"}),
        (BOOK, "見本書房、1998年、23頁", {"publisher": "見本書房", "date": "1998", "locator": "23"}),
        (ARTICLE, "『架空器物』第12巻第3号（2019年4月）45-67頁",
         {"container": "架空器物", "volume": "12", "issue": "3", "date": "2019-04", "locator": "45-67"}),
        (ARTICLE, "見本協会編『手引き』（見本書房、2015年）、30頁",
         {"container": "手引き", "container_editors": ["見本協会"], "publisher": "見本書房", "date": "2015", "locator": "30"}),
        (ARTICLE, "2024年1月5日、https://example.jp/a_b.html（2024年2月1日閲覧）",
         {"date": "2024-01-05", "url": "https://example.jp/a_b.html", "urldate": "2024-02-01"}),
        (ARTICLE, "3、5段落", {"locator": "3、5", "label": "paragraph"}),
        (ENGLISH, ", *Vessels* 2, no. 1 (2004): 9", {"container": "Vessels", "volume": "2", "issue": "1", "date": "2004", "locator": "9"}),
        (ENGLISH, ", Journal of Pots 12, no. 3 (May 2021): 45–67, https://example.org/a.",
         {"container": "Journal of Pots", "volume": "12", "issue": "3", "date": "2021-05", "locator": "45–67", "url": "https://example.org/a"}),
        (ENGLISH, ", in Ann Fell, ed., *Pots* (Leith: Pier Press, 2005), 30",
         {"container": "Pots", "container_editors": ["Ann Fell"], "place": "Leith", "publisher": "Pier Press", "date": "2005", "locator": "30"}),
        (ENGLISH, ", doi:10.1000/xyz", {"url": "https://doi.org/10.1000/xyz"}),
        (ENGLISH_BOOK, ", trans. Max Poe, 2nd ed. (Leith: Little, Brown, 1985), pp. 5-6",
         {"authors": [("Max Poe", "translator")], "edition": "2", "place": "Leith", "publisher": "Little, Brown", "date": "1985", "locator": "5-6"}),
    ],
)  # fmt: skip
def test_fields_in_any_order(known: dict[str, object], text: str, fields: dict[str, object]) -> None:
    cited = PrintedCitation("", **known)  # type: ignore[arg-type]
    rest = read_fields(cited, text).strip(" .")
    found = {name: getattr(cited, name) for name in PrintedCitation.__slots__}
    plain = {name: getattr(EMPTY, name) for name in PrintedCitation.__slots__} | known
    assert ({name: value for name, value in found.items() if value != plain[name]}, rest) == (fields, rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("5頁、それは違う", "、それは違う"), ("2001年2月30日", "2001年2月30日"), ("（意見である）", "（意見である）")],
)
def test_what_is_not_understood_is_returned(text: str, rest: str) -> None:
    cited = PrintedCitation("", title="題")
    assert read_fields(cited, text) == rest
