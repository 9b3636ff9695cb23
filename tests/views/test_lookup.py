"""Footnotes by number or words, and their records."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition import Edition, open_edition
from annotated_edition.model.addresses import url_of
from annotated_edition.views.lookup import Answer, lookup
from annotated_edition.views.records import record, texts
from support.golden import GOLDEN
from support.places import ROOT


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT / "tests/english/data", ROOT / "tests/english/docs", ROOT / ".cache")


def asked(edition: Edition, query: str) -> Answer:
    known = texts(edition)
    return lookup(known, known.items, query)


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
def test_lookup(edition: Edition, query: str, numbers: list[int], unknown: list[int]) -> None:
    assert asked(edition, query) == Answer(tuple(numbers), tuple(unknown))


@pytest.fixture(scope="module")
def shipped() -> Edition:
    return open_edition(ROOT / "data", ROOT / "docs", ROOT / ".cache")


# The field of the footnotes page answers the same cases in test_reading.py.
@pytest.mark.parametrize(
    "case", json.loads((GOLDEN / "lookup.json").read_text(encoding="utf-8")), ids=lambda c: c["query"]
)
def test_golden(shipped: Edition, case: dict[str, Any]) -> None:
    assert asked(shipped, case["query"]) == Answer(tuple(case["numbers"]), tuple(case["unknown"]))


@given(st.text(max_size=30))
def test_any_query_is_answered_in_order(edition: Edition, query: str) -> None:
    numbers = asked(edition, query).numbers
    assert list(numbers) == sorted(set(numbers))


def test_record(edition: Edition) -> None:
    assert record(edition, edition.footnotes[2]) == {
        "footnote": 2,
        "id": "fn-2",
        "url": "footnotes/#fn-2",
        "text": "Ibid., 14–15.",
        "citations": [
            {
                "source": "hale-1899",
                "position": "ibid-with-locator",
                "antecedent": 1,
                "first": 1,
                "locator": "14-15",
                "text": "Ibid., 14–15.",
                "full": "Thomas Hale, Lamps and Keepers (Leith: Pier Press, 1899), 14–15.",
                "url": None,
            }
        ],
        "before": None,
        "after": None,
        "references": [
            {
                "id": "fnref-2",
                "page": "text/opening.md",
                "url": "text/opening/#fnref-2",
                "section": "Opening",
                "sentence": "An oil lamp burned all night.",
            }
        ],
    }


def test_urls() -> None:
    assert url_of("index.md") == "./"
    assert url_of("a/index.md", "x") == "a/#x"
    assert url_of("a/b.md", "x") == "a/b/#x"
