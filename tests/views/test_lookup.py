"""Footnotes by number or words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition
from annotated_edition.model.labels import FootnoteLabel
from annotated_edition.views.lookup import Answer, lookup, texts_of
from support.editions import LABELLED, english, make, open_at, shipped
from support.golden import GOLDEN


def labels(numbers: list[int]) -> tuple[FootnoteLabel, ...]:
    return tuple(map(FootnoteLabel, numbers))


def answer(edition: Edition, query: str) -> Answer:
    return lookup(texts_of(edition), query, edition.language)


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


@pytest.mark.parametrize(
    ("query", "found", "unknown"),
    [
        ("2:3", ["2:3"], []),
        ("第2章注3", ["2:3"], []),
        ("第２章の脚注３", ["2:3"], []),
        ("chapter 2, note 3", ["2:3"], []),
        ("Ch. 2 n. 3", ["2:3"], []),
        ("*", ["1:*"], []),
        ("＊", ["1:*"], []),
        ("注 *", ["1:*"], []),
        ("1:*", ["1:*"], []),
        ("12A", ["1:12a"], []),
        ("2", ["2:2"], []),
        ("1", ["1:1", "2:1"], []),  # of every chapter
        ("1-2", ["1:1", "2:1", "2:2"], []),
        ("2:3-2", ["2:2", "2:3"], []),
        ("2:1-2:3", ["2:1", "2:2", "2:3"], []),
        ("2:3, *", ["1:*", "2:3"], []),  # in the order of the edition
        ("2:9", [], ["2:9"]),
        ("3:1", [], ["3:1"]),
        ("9", [], ["9"]),
        ("†", [], []),
        ("lamps", ["1:1", "1:*", "2:1", "2:3"], []),  # also lamp
    ],
)
def test_labels_of_chapters(query: str, found: list[str], unknown: list[str], tmp_path: Path) -> None:
    assert answer(open_at(make(tmp_path, LABELLED)), query) == Answer(tuple(map(FootnoteLabel, found)), tuple(unknown))


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
