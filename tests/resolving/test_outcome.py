"""What is said of the outcome, beside the golden cases of test_sources.py."""

from __future__ import annotations

import pytest

from annotated_edition.reading.bib import read_bib
from annotated_edition.resolving.locators import AS_WRITTEN, read_locator
from annotated_edition.resolving.outcome import find_unprinted, has_words
from support.editions import english


@pytest.mark.parametrize("text", ["", ".", "12.", "(1836), p. 12.", "1836, S. 3", "12頁。"])
def test_marks_and_numbers_are_no_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["Ibid.", "Wick (n 8) 12", "同上、12頁", "Fog Act"])
def test_words_are_words(text: str) -> None:
    assert has_words(text)


def test_fields_that_no_citation_shows_are_listed_at_their_lines() -> None:
    sources = english().sources
    key = next(iter(sources))
    bib = f"@book{{{key},\n title = {{{sources[key].title}}},\n note = {{Wholly absent}},\n edition = {{8}},\n abstract = {{Absent}}}}"
    entries, _ = read_bib(bib.encode(), "sources.bib")
    found = [(each.code, each.place.line, each.values["field"]) for each in find_unprinted(entries, sources)]
    assert sorted(found) == [("AE226", 3, "note"), ("AE226", 4, "edition")]


@pytest.mark.parametrize(
    ("locator", "label", "set_as"),
    [
        ("18", "page", ("18", "page")),
        ("p. 18", "page", ("18", "page")),
        ("12頁", "page", ("12", "page")),
        ("xii-xv", "page", ("xii-xv", "page")),
        ("12 ff.", "page", ("12 ff.", "page")),
        ("2-3、15-16", "page", ("2-3、15-16", "page")),
        ("A-12", "page", ("A\u201112", "page")),
        ("3", "chapter", ("3", "chapter")),
        ("3", "article", ("art. 3", AS_WRITTEN)),
        ("第3章", "page", ("第3章", AS_WRITTEN)),
        ("12頁注3", "page", ("12頁注3", AS_WRITTEN)),
        ("vol. 2, pp. 3-5, n. 7", "page", ("vol. 2, pp. 3-5, n. 7", AS_WRITTEN)),
        ("§ 5", "page", ("§ 5", AS_WRITTEN)),
        ("序文", "page", ("序文", AS_WRITTEN)),
    ],
)
def test_what_a_locator_is_set_as(locator: str, label: str, set_as: tuple[str, str]) -> None:
    assert read_locator(locator, label, "en") == set_as
