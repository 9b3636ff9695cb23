"""Where print departs from the rule and from the style."""

from __future__ import annotations

import pytest

from annotated_edition.importing import new_project
from annotated_edition.importing.document import Document, DocumentNote
from annotated_edition.importing.print_overrides import as_read, settle_overrides
from annotated_edition.importing.resolve import resolve
from annotated_edition.importing.take_apart import take_apart
from annotated_edition.importing.write_sources import give_keys, write_bibliography

POT = "甲一郎『壺の話』（見本書房、2001年）{}頁。"
PLATE = "乙二郎「皿の話」『器』第2号（2004年）4頁。"


def settled(*texts: str) -> list[list[tuple[bool | None, str | None]]]:
    document = Document(notes=[DocumentNote(n, n, text) for n, text in enumerate(texts, 1)])
    for note in document.notes:
        take_apart(note)
    resolve(document)
    give_keys(document.sources)
    settle_overrides(document.notes, write_bibliography(document.sources, "ja"), new_project.read_style("ja"), "ja")
    return [[(cited.ibid, cited.override) for cited in note.citations] for note in document.notes]


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        ([POT.format(5), "同上、6頁。"], [(None, None)]),
        ([POT.format(5), POT.format(6)], [(False, None)]),  # print repeats what the rule would shorten
        ([f"{POT.format(5)[:-1]}；{PLATE}", "同書、6頁。"], [(True, "同書、6頁")]),  # print shortens where the rule would not
        ([POT.format(5), "甲一郎『壺の話』見本書房、2001年、6頁。"], [(False, "甲一郎『壺の話』見本書房、2001年、6頁")]),
        (["甲「乙」https://example.jp/。"], [(None, None)]),
        (["言葉だけ。"], []),
    ],
)  # fmt: skip
def test_the_last_footnote(texts: list[str], last: list[tuple[bool | None, str | None]]) -> None:
    assert settled(*texts)[-1] == last


def test_readers_do_not_see_width_spaces_and_the_shape_of_quotes() -> None:
    assert as_read("Ａ “b”, *c* – d.") == as_read('a "B",c-d')
