"""Footnotes taken apart into citations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.importing.document import DocumentNote
from annotated_edition.importing.take_apart import take_apart
from support.imports import letters

LETTERS = st.characters(categories=["L", "N"], exclude_characters="注註")
SIGNS = st.sampled_from(
    [*'「」『』（）()[]、。；;,. :：<>&*"“”', "同上", "前掲", "Ibid., ", "https://a.jp/b", "2023年", "5頁", " "]
)


def taken_apart(text: str) -> DocumentNote:
    note = DocumentNote(1, 1, text)
    take_apart(note)
    return note


NOTES = st.lists(st.text(LETTERS, max_size=8) | SIGNS, max_size=25).map("".join)


@given(NOTES)
def test_no_character_of_a_footnote_is_lost(text: str) -> None:
    note = taken_apart(text)
    said = note.before + "".join(cited.text for cited in note.printed) + note.after
    assert letters(said) == letters(text)


@pytest.mark.parametrize(
    ("text", "before", "citations", "after"),
    [
        ("甲一郎『壺』（見本書房、2001年）5頁。", "", [("full", "壺", "5")], ""),
        ("同上、6頁。", "", [("ibid", "", "6")], ""),
        ("甲、前掲書、7頁；乙二郎「皿」『器』第2号（2004年）9頁。", "", [("back", "", "7"), ("full", "皿", "9")], ""),
        ("この点は意見が分かれる。甲一郎『壺』（見本書房、2001年）3頁。", "この点は意見が分かれる。", [("full", "壺", "3")], ""),
        ("甲一郎『壺』（見本書房、2001年）4頁。なお、壺は割れる。", "", [("full", "壺", "4")], "なお、壺は割れる。"),
        ("「壺」は器の名である。", "「壺」は器の名である。", [], ""),
        ("気象庁ホームページ、https://example.jp/。", "", [("full", "気象庁ホームページ", "")], ""),
        ("See Jane Doe, “Rooms,” *Pauses* 1, no. 2 (2021): 3.", "See", [("full", "Rooms", "3")], ""),
        ("Jane Doe, Rooms: A List (Leith: Pier Press, 2012), 3. It was later lost.", "", [("full", "Rooms: A List", "3")], "It was later lost."),
        ("Hale and Roe, op. cit., p. 22.", "", [("back", "", "22")], ""),
        ("On this see the board; the county; and nobody.", "On this see the board; the county; and nobody.", [], ""),
    ],
)  # fmt: skip
def test_a_footnote(text: str, before: str, citations: list[tuple[str, str, str]], after: str) -> None:
    note = taken_apart(text)
    assert (note.before, note.after) == (before, after)
    assert [(cited.kind, cited.title, cited.locator) for cited in note.printed] == citations


def test_a_remark_between_two_citations_belongs_to_the_second() -> None:
    note = taken_apart("甲一郎『壺』5頁。反対の立場には次がある。乙二郎「皿」『器』6頁。")
    assert [cited.text for cited in note.printed] == [
        "甲一郎『壺』5頁",
        "反対の立場には次がある。乙二郎「皿」『器』6頁",
    ]


def test_brackets_and_addresses_are_not_cut() -> None:
    note = taken_apart("甲「一；二。三」https://example.jp/a;b。乙『丙（丁；戊）』2001年。")
    assert [cited.title for cited in note.printed] == ["一；二。三", "丙（丁；戊）"]
    assert note.printed[0].url == "https://example.jp/a;b"
