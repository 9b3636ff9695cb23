"""The source that each citation means."""

from __future__ import annotations

import pytest

from support.imports import kinds, understood_notes

POT, PLATE = "甲一郎『壺の話』（見本書房、2001年）{}頁。", "乙二郎「皿の話」『器』第2号（2004年）{}頁。"
BOTH = f"{POT.format(3)[:-1]}；{PLATE.format(4)}"


@pytest.mark.parametrize(
    ("notes", "last", "questions"),
    [
        ([POT.format(5), "同上、6頁。"], [("壺の話", "6", "ibid")], []),
        ([POT.format(5), "同上。"], [("壺の話", "5", "ibid")], []),
        ([POT.format(5), "言い添える。", "同上。"], [("壺の話", "5", "ibid")], ["unsure"]),
        (["同上。"], [], ["ibid-first"]),
        ([BOTH, "同上、5頁。"], [], ["ibid-plural"]),
        ([BOTH, "同書、5頁。"], [("壺の話", "5", "ibid")], []),
        ([BOTH, "同上、5頁。", "同上。"], [], ["ibid-plural", "ibid-unknown"]),
        ([POT.format(5), PLATE.format(6), "甲、前掲書、7頁。"], [("壺の話", "7", "back")], []),
        ([POT.format(5), PLATE.format(6), "乙前掲論文、7頁。"], [("皿の話", "7", "back")], []),
        ([POT.format(5), PLATE.format(6), "前掲注（2）、7頁。"], [("皿の話", "7", "back")], []),
        ([POT.format(5), "丙三郎、前掲書、7頁。"], [], ["back-unknown"]),
        ([POT.format(5), POT.format(9)], [("壺の話", "9", "same")], []),
        ([POT.format(5), "甲一郎『壺の話』9頁。"], [("壺の話", "9", "same")], []),
        (["甲一郎『壺の話：土と火』（見本書房、2001年）5頁。", "甲一郎『壺の話』9頁。"], [("壺の話：土と火", "9", "short")], []),
        ([POT.format(5), "甲一郎『壺の話』（見本書房、2002年）9頁。"], [("壺の話", "9", "first")], []),
        (["甲一郎『見本の町の壺と土の話』2001年。", "甲一郎『見本の町の壺と士の話』2001年。"], [("見本の町の壺と士の話", "", "first")], ["perhaps-same"]),
    ],
)  # fmt: skip
def test_what_the_last_footnote_means(notes: list[str], last: list[tuple[str, str, str]], questions: list[str]) -> None:
    document = understood_notes(*notes)
    cited = [(each.source.description.title, each.printed.locator, each.how) for each in document.notes[-1].citations]
    assert (cited, kinds(document.log)) == (last, questions)


def test_what_is_not_resolved_stays_as_text() -> None:
    document = understood_notes("同上、5頁。なお、壺は割れる。")
    (note,) = document.notes
    assert (note.before, note.citations, note.after) == ("同上、5頁。なお、壺は割れる。", [], "")
    assert note.unread
    assert document.sources == []


def test_a_later_description_completes_the_first() -> None:
    (source,) = understood_notes("甲一郎『壺の話』5頁。", POT.format(6)).sources
    assert (source.description.publisher, source.description.date, source.first) == ("見本書房", "2001", 1)
