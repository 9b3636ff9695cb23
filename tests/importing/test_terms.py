"""Proposals for the glossary."""

from __future__ import annotations

import pytest

from annotated_edition.importing.document import DocumentTerm
from annotated_edition.importing.terms import MAX_TERMS, find_terms


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("「北方協議会（North Harbour Council: NHC）」", DocumentTerm("north-harbour-council", "北方協議会", "NHC", "North Harbour Council")),
        ("「北方協議会」（NHC）", DocumentTerm("nhc", "北方協議会", "NHC")),
        ("「北方航路安全計画」（以下「安全計画」）", DocumentTerm("term-1", "北方航路安全計画", "安全計画")),
        ("国際戦略研究所（International Institute: II）", DocumentTerm("international-institute", "国際戦略研究所", "II", "International Institute")),
        ("「JASMINE（ジャスミン）」", DocumentTerm("jasmine", "JASMINE", "", "", "ジャスミン")),
        ("the North Harbour Council (NHC)", DocumentTerm("nhc", "North Harbour Council", "NHC")),
    ],
)  # fmt: skip
def test_names_that_the_text_explains(text: str, term: DocumentTerm) -> None:
    assert find_terms([f"前文、{text}とある[^1]。"]) == [term]


def test_what_is_no_abbreviation_is_no_term() -> None:
    assert find_terms(["the North Harbour Council (1999)", "the North Harbour Council (XYZ)"]) == []


def test_a_term_is_proposed_once_and_completed() -> None:
    (term,) = find_terms(["「北方協議会」（NHC）", "「北方協議会」（NHC）", "「北の会（North Harbour Council: NHC）」"])
    assert (term.name, term.en) == ("北方協議会", "North Harbour Council")


def test_terms_are_limited() -> None:
    texts = [f"「用語の第{n}号」（T{n}）" for n in range(MAX_TERMS + 5)]
    assert len(find_terms(texts)) == MAX_TERMS
