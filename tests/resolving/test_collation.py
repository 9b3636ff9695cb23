"""The order of a glossary."""

from __future__ import annotations

import random

import pytest

from annotated_edition import Place, Term
from annotated_edition.resolving.collation import reading_order


def term(name: str, reading: str | None = None) -> Term:
    """Return a term of which only name and reading matter."""
    return Term(
        id="x", name=name, reading=reading, en=None, en_ours=False, aliases=(), definition=(), gloss=(), footnotes=(), mentions=(),
        place=Place("terms.yml"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["ASEAN", "JASMINE", "SPDMM"],
        ["あい", "カイ", "がい", "かいご"],  # katakana and voicing do not count before length does
        ["はあと", "ハート", "はいと"],  # a long mark repeats the vowel
        ["きょう", "きよか"],  # small kana as large ones
        ["ビエンチャン・ビジョン", "ビエンチャンビジョン2"],  # marks do not count
    ],
)
def test_names_are_in_gojuon_order(names: list[str]) -> None:
    terms = [term(name) for name in names]
    random.Random(1).shuffle(terms)
    assert [each.name for each in sorted(terms, key=reading_order)] == names


def test_a_reading_counts_before_the_name() -> None:
    assert reading_order(term("防衛外交", "ぼうえいがいこう")) < reading_order(term("亜", "わ"))
