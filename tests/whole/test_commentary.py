"""The edition beside the commentary that it annotates: its citations are as printed, its words are its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotated_edition import Edition, open_edition
from support.commentary import FILE, RUN, citations, shared_runs, shorten
from support.places import CACHE, ROOT


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", CACHE)


def test_citations_are_as_printed(edition: Edition) -> None:
    printed = json.loads(FILE.read_text(encoding="utf-8"))["citations"]
    assert sum(map(len, printed.values())) == 34
    found = citations(edition)
    assert {number: list(map(shorten, texts)) for number, texts in found.items()} == printed, found


def test_no_sentence_of_the_commentary_is_here(tmp_path: Path) -> None:
    runs = set(json.loads(FILE.read_text(encoding="utf-8"))["runs"])
    assert shared_runs(ROOT, runs) == []
    words = "These are words that somebody else wrote before."
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text(f"# A title\n\nAs it says: {words}\n", encoding="utf-8")
    copied = "".join(words.split())[5 : 5 + RUN]
    assert shared_runs(tmp_path, {shorten(copied)}) == [("docs/page.md", copied)]
