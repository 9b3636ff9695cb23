"""BibTeX, read back by pandoc and pybtex."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pybtex.database import parse_string

from annotated_edition import Edition
from annotated_edition.citing.bibtex import write_bibtex
from annotated_edition.citing.items import edition_item, source_item, source_items, work_item
from annotated_edition.model.wording import primary_language
from support.editions import ENGLISH, english, make, open_at, shipped
from support.readers import read_with_pandoc

PARENT = "\n@collection{port,\n title = {{Port}},\n editor = {Roe, A.},\n date = {1900}\n}\n"
CHILD = (
    "\n@incollection{quay,\n title = {{Quay}},\n author = {Poe, B.},\n crossref = {port},\n file = {/home/b/q.pdf}\n}\n"
)


def with_primary_language(item: dict[str, Any]) -> dict[str, Any]:
    """An item with no more of its language than readers agree on: ja for ja-JP."""
    return {**item, **({"language": primary_language(item["language"])} if "language" in item else {})}


@pytest.mark.parametrize("opened", [shipped, english])
def test_entries_come_back_whole(opened: Callable[[], Edition]) -> None:
    edition = opened()
    items = source_items(edition)
    text = write_bibtex(items)
    read = {key: with_primary_language(item) for key, item in read_with_pandoc("biblatex", text).items()}
    assert read == {item.key: with_primary_language(dict(item.csl)) for item in items}
    entries = parse_string(text, "bibtex").entries  # another reader, which takes fields as they are
    assert list(entries) == list(edition.sources)
    for key, source in edition.sources.items():
        assert entries[key].fields["title"].strip("{}") == source.title
        assert entries[key].fields.get("date") == source.date


@pytest.mark.parametrize("opened", [shipped, english])
def test_the_commentary_is_a_report_and_the_edition_is_not_its_author_s(opened: Callable[[], Edition]) -> None:
    edition = opened()
    items = [work_item(edition), edition_item(edition, "https://example.org/")]
    original, ours = read_with_pandoc("biblatex", write_bibtex(items)).values()
    assert (original["type"], original["number"]) == ("report", edition.work.number)
    assert original["issued"] == {"date-parts": [[int(part) for part in edition.work.date.split("-")]]}
    assert original["publisher"] == edition.work.publisher
    assert "author" not in ours
    assert (ours["version"], ours["URL"]) == (edition.imprint.version, "https://example.org/")


def test_private_fields_stay_and_a_parent_stands_once_after_its_children(tmp_path: Path) -> None:
    bib = (ENGLISH / "data" / "sources.bib").read_text(encoding="utf-8")
    edition = open_at(make(tmp_path, **{"data/sources.bib": bib + CHILD + PARENT}))
    text = write_bibtex([source_item(edition.sources["quay"])])
    assert "/home" not in text
    assert read_with_pandoc("biblatex", text)["quay"]["container-title"] == "Port"
    whole = write_bibtex(source_items(edition))
    assert whole.count("@collection{port,") == 1
    assert whole.index("@incollection{quay,") < whole.index("@collection{port,")
