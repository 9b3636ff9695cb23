"""Footnotes by number or words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.views.lookup import Answer, lookup, texts_of
from support.editions import english, shipped
from support.golden import GOLDEN


def labels(numbers: list[int]) -> tuple[FootnoteLabel, ...]:
    return tuple(map(FootnoteLabel, numbers))


def answer(edition: Edition, query: str) -> Answer:
    return lookup(texts_of(edition), query)


@pytest.mark.parametrize(
    ("query", "numbers", "unknown"),
    [
        ("3", [3], []),
        ("３", [3], []),
        ("注3", [3], []),
        ("脚注3", [3], []),
        ("fn-3", [3], []),
        ("[3", [], []),
        ("2-4", [2, 3, 4], []),
        ("4-2", [2, 3, 4], []),
        ("2–3", [2, 3], []),
        ("3,1 2", [1, 2, 3], []),
        ("1、3；1", [1, 3], []),
        ("99", [], [99]),
        ("1-1000000000", [], [1000000000]),
        ("0", [], [0]),
        ("lamps", [1, 2, 3, 4], []),
        ("phare VILLE", [3], []),
        ("ｐｈａｒｅ", [3], []),
        ("second edition", [4], []),
        ("different view", [3], []),
        ("nothing like it", [], []),
        ("", [], []),
    ],
)
def test_lookup(query: str, numbers: list[int], unknown: list[int]) -> None:
    assert answer(english(), query) == Answer(labels(numbers), labels(unknown))


# The field of the footnotes page answers the same cases in test_reading.py.
@pytest.mark.parametrize(
    "case", json.loads((GOLDEN / "lookup.json").read_text(encoding="utf-8")), ids=lambda c: c["query"]
)
def test_golden(case: dict[str, Any]) -> None:
    assert answer(shipped(), case["query"]) == Answer(labels(case["numbers"]), labels(case["unknown"]))


@given(st.text(max_size=30))
def test_any_query_is_answered_in_order(query: str) -> None:
    numbers = answer(english(), query).numbers
    assert list(numbers) == sorted(set(numbers), key=int)
