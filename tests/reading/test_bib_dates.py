"""Dates of sources: what is read of them, and how they are worded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.reading.bib_dates import iso_date, read_date, read_month, read_year, word_date

#: What is written → its beginning, in English, in Japanese; None where the numbers serve.
DATES: dict[str, tuple[str | None, str | None, str | None]] = {
    "2024": ("2024", None, None),
    "2024-02-29": ("2024-02-29", None, None),
    "2024-03-20T10:00:00Z": ("2024-03-20", None, None),
    "2023-06/2023-07-02": ("2023-06", None, None),
    "1450~": ("1450", "c. 1450", "1450年頃"),
    "1450?": ("1450", "1450?", "1450年？"),
    "1450%": ("1450", "c. 1450?", "1450年頃？"),
    "1723?~": ("1723", "c. 1723?", "1723年頃？"),
    "-0049": ("-0049", "50 BC", "紀元前50年"),
    "-0049/-0043": ("-0049", "50 BC–44 BC", "紀元前50年〜紀元前44年"),
    "44 BC": ("-0043", "44 BC", "紀元前44年"),
    "1914/": ("1914", "1914–", "1914年〜"),
    "/1914": ("1914", "–1914", "〜1914年"),
    "unknown/1914": ("1914", "–1914", "〜1914年"),
    "2004-21": ("2004", "Spring 2004", "2004年春"),
    "199X": ("1990", None, None),
    "19uu": ("1900", None, None),
    "1999-XX-XX": ("1999", None, None),
    "n.d.": (None, "n.d.", "n.d."),
    "\\bibstring{nodate}": (None, "n.d.", "n.d."),
    "近刊": (None, "近刊", "近刊"),
    "ca. 1890": ("1890", "c. 1890", "1890年頃"),
    "1890年頃": ("1890", "c. 1890", "1890年頃"),
    "[1890]": ("1890", "[1890]", "[1890]"),
    "[c. 1890]": ("1890", "[c. 1890]", "[c. 1890]"),
    "1989 [1987]": ("1989", "1989 [1987]", "1989 [1987]"),
    "1914--1918": ("1914", None, None),
    "1914–18": ("1914", None, None),
    "1999/00": ("1999", None, None),
    "2001a": ("2001", "2001a", "2001a"),
    "平成6年": ("1994", "平成6年", "平成6年"),
    "令和元年5月1日": ("2019-05-01", "令和元年5月1日", "令和元年5月1日"),
    "1994年3月": ("1994-03", None, None),
    "5 March 2003": ("2003-03-05", None, None),
    "Mars 2003": ("2003-03", None, None),
    "Spring 2003": ("2003", "Spring 2003", "2003年春"),
    "19世紀": (None, "19世紀", "19世紀"),
    "1990s": ("1990", "1990s", "1990s"),
    "２００１": ("2001", None, None),
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read(text: str) -> None:
    date = read_date(text)
    assert date is not None
    assert (iso_date(date), word_date(date, "en"), word_date(date, "ja")) == DATES[text]


@pytest.mark.parametrize(
    "text", ["", "2020-02-30", "2023-13", "2024/2023", "2024-3", "20011", "soon", "/", "2001, printed 2003", "1990-30"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        (("2001", "3"), {"date-parts": [[2001, 3]]}),
        (("2001", "March"), {"date-parts": [[2001, 3]]}),
        (("2001", "3", "5"), {"date-parts": [[2001, 3, 5]]}),
        (("2001", "1~5"), {"date-parts": [[2001, 1, 5]]}),
        (("2001", "March--April"), {"date-parts": [[2001, 3], [2001, 4]]}),
        (("2001", "10/11"), {"date-parts": [[2001, 10], [2001, 11]]}),
        (("2001", "Spring"), {"date-parts": [[2001]], "literal": "Spring 2001"}),
        (("2020-21", ""), {"date-parts": [[2020], [2021]]}),
        (("n.d.", ""), {"literal": "n.d."}),
        (("2001", "13"), None),
        (("2001", "2", "30"), None),
        (("", "3"), None),
    ],
)
def test_year_month_and_day(fields: tuple[str, ...], date: dict[str, Any] | None) -> None:
    assert read_year(*fields) == date


def test_months_in_several_languages() -> None:
    assert [read_month(text) for text in ("3", "03", "Mar.", "{März}", "3月", "agosto", "13", "Mond")] == [
        3, 3, 3, 3, 3, 8, None, None,
    ]  # fmt: skip


@given(st.text("0123456789-/~?%XuBCca. 年月日春頃[]平成令和元n,", max_size=16), st.text("0123Mar–~ ", max_size=6))
def test_no_text_raises(text: str, month: str) -> None:
    for date in (read_date(text), read_year(text, month)):
        if date is not None:
            assert date.keys() & {"date-parts", "literal"}
            assert all(word_date(date, language) != "" for language in ("en", "ja"))
            iso_date(date)
