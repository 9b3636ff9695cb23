"""Sources as pandoc reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_edition.model import csl
from annotated_edition.reading import pandoc
from annotated_edition.reading.bib import read_bib
from annotated_edition.reading.items import convert_bib, find_unreadable, read_items
from support.golden import GOLDEN

BIB = (GOLDEN / "citation" / "sources.bib").read_text(encoding="utf-8")


def test_items_keep_the_day_and_only_a_foreign_language() -> None:
    items = {item["id"]: item for item in read_items(BIB, "ja")}
    assert items["kaigi"]["issued"] == {"date-parts": [[2024, 3, 21]]}
    assert {key for key, item in items.items() if "language" in item} == {"alpha", "beta", "gamma"}
    assert items["kaigi"]["annote"] == "内容は随時更新される"
    assert csl.format_names(items["boueki"]["editor"]) == "山田太郎、鈴木花子"
    assert csl.format_names(items["beta"]["author"]) == "Rob Roe, Ann Poe"
    assert csl.format_names(items["kaigi"]["author"]) == "架空庁"


def test_what_is_cached_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, _ = read_bib(BIB.encode(), "")
    items = convert_bib(entries, tmp_path)

    def refuse(*_: object) -> str:
        raise AssertionError("pandoc was started")

    monkeypatch.setattr(pandoc, "run", refuse)
    assert convert_bib(entries, tmp_path) == items
    with pytest.raises(AssertionError, match="pandoc was started"):
        convert_bib(entries[1:], tmp_path)


def test_the_entry_that_pandoc_cannot_read_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    entries, _ = read_bib(BIB.encode(), "")
    bad = entries[len(entries) // 2]

    def refuse(_: object, text: str) -> str:
        if f"{{{bad.key}," in text:
            raise pandoc.PandocError("no")
        return "[]"

    monkeypatch.setattr(pandoc, "run", refuse)
    assert find_unreadable(entries) is bad


def test_an_entry_takes_the_title_of_what_it_refers_to_for_that_of_its_book() -> None:
    (chapter, _) = read_items(
        "@incollection{a, author={Wick, Ina}, title={One}, crossref={b}} @book{b, editor={Lamp, Otto}, title={Whole}, date={2001}}",
        "en",
    )
    assert csl.strip_markup(chapter["container-title"]) == "Whole"
    assert chapter["issued"] == {"date-parts": [[2001]]}


@pytest.mark.parametrize(
    ("field", "language"), [("langid={日本語}", "ja"), ("language={eng}", "en"), ("langid={{german}}", "de-DE")]
)
def test_the_language_of_an_entry_by_any_name(field: str, language: str) -> None:
    (item,) = read_items(f"@book{{a, title={{T}}, {field}}}", "fr")
    assert item["language"] == language
