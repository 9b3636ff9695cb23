"""Dates as footnotes print them."""

from __future__ import annotations

import re

import pytest

from annotated_edition.importing.dates import DAY, date_of


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023年6月3日", "2023-06-03"), ("令和5年", "2023"), ("令和元年5月", "2019-05"), ("平成20年4月1日付", "2008-04-01"),
        ("昭和64年1月7日", "1989-01-07"), ("２０２３年１２月", "2023-12"), ("二〇二三年", "2023"), ("2023（令和5）年", "2023"),
        ("May 3, 2021", "2021-05-03"), ("3 May 2021", "2021-05-03"), ("Sept. 2021", "2021-09"), ("2021-05-03", "2021-05-03"),
        ("2021/5/3", "2021-05-03"), ("2020年2月30日", ""), ("May 32, 2021", ""), ("Mayhem 2021", ""), ("第3号", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_in_any_form(text: str, date: str) -> None:
    assert date_of(text) == date


@pytest.mark.parametrize("text", ["令和5年6月3日", "二〇二三年", "June 3, 2021", "3 Jun. 2021", "Dec 2020", "2021.5.3"])
def test_what_is_found_as_a_day_is_read_as_one(text: str) -> None:
    found = re.search(DAY, f"甲、{text}、乙")
    assert found
    assert (found[0], bool(date_of(found[0]))) == (text, True)
