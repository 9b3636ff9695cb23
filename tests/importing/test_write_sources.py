"""The sources as biblatex."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentNote, DocumentSource
from annotated_edition.importing.take_apart import take_apart
from annotated_edition.importing.write_sources import give_keys, write_bibliography
from annotated_edition.model.csl import strip_markup
from annotated_edition.reading.items import read_items


def sources(*texts: str) -> list[DocumentSource]:
    notes = [DocumentNote(n, n, text) for n, text in enumerate(texts, 1)]
    for note in notes:
        take_apart(note)
    found = [DocumentSource(note.printed[0], note.number) for note in notes]
    give_keys(found)
    return found


@pytest.mark.parametrize(
    ("note", "key", "lines"),
    [
        ("Ann Green, *Hedges*, 2nd ed. (Leith: Pier Press, 2001), 5.", "green-2001", [
            "@book{green-2001,", "author = {Green, Ann}", "title = {{Hedges}}", "edition = {2}", "location = {Leith}", "publisher = {Pier Press}"]),
        ("Ludwig van Dam and Bob Fox Jr., “Shears,” *Garden Tools* 4, no. 2 (2003): 7.", "dam-jr-2003", [
            "@article{dam-jr-2003,", "author = {van Dam, Ludwig and Fox, Jr., Bob}", "journaltitle = {Garden Tools}", "volume = {4}", "number = {2}"]),
        ("Ministry of Boats, “50% & more_”, March 5, 2020, https://www.boats.example/a_b.html.", "ministry-boats-2020", [
            "@online{ministry-boats-2020,", "author = {{Ministry of Boats}}", "title = {{50\\% \\& more\\_}}", "url = {https://www.boats.example/a_b.html}"]),
        ("港 一郎、沖二郎編『港の本』（見本書房、2001年）3頁。", "book-2001", [
            "@book{book-2001,", "editor = {港, 一郎 and {沖二郎}}", "title = {港の本}", "langid = {japanese}"]),
        ("見本省『港の白書』2021年。", "report-2021-white-paper", ["@report{report-2021-white-paper,", "author = {{見本省}}"]),
        ("甲一郎「港」『手引き』（見本書房、2015年）30頁。", "incollection-2015", ["@incollection{incollection-2015,", "booktitle = {手引き}"]),
    ],
)  # fmt: skip
def test_an_entry(note: str, key: str, lines: list[str]) -> None:
    (source,) = sources(note)
    entry = write_bibliography([source], "ja")
    assert source.key == key
    assert [line for line in lines if line not in entry] == [], entry


def test_keys_are_each_sources_own() -> None:
    notes = [
        "A B, *C* (Leith: Pier, 2001), 1.",
        "A B, *D* (Leith: Pier, 2001), 1.",
        "A B, “E,” 2001, https://x.example/page.html.",
    ]
    assert [source.key for source in sources(*notes)] == ["b-2001", "b-2001-2", "b-2001-page"]


def test_pandoc_reads_what_is_written() -> None:
    found = sources(
        "Ann Green, *He{dges* (Leith: Pier & Co, 2001), 5.",
        "Jane Doe et al., *Jars* (Leith: Pier, 2002), 1.",
        "甲一郎『50%_#~^の本』（見本書房、2001年）3頁。",
    )
    items = {item["id"]: item for item in read_items(write_bibliography(found, "en"), "ja")}
    assert [strip_markup(items[source.key]["title"]) for source in found] == ["He(dges", "Jars", "50%_#~^の本"]
    assert found[1].description.others
