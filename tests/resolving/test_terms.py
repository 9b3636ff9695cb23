"""The term matcher."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotated_edition.model.edition import fold
from annotated_edition.resolving.terms import Matcher

NAMES = [
    "防衛外交",
    "外交",
    "SPDMM",
    "ASEAN",
    "5つの協力コンセプト",
    "ビエンチャン・ビジョン",
    "ビエンチャン・ビジョン2.0",
    "C++",
    "が行",
]


def matcher() -> Matcher:
    return Matcher({fold(name): name for name in NAMES})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("防衛外交は外交である", ["防衛外交", "外交"]),
        ("ASEAN諸国とSPDMMの", ["ASEAN", "SPDMM"]),
        ("ＡＳＥＡＮ、SPDM、SPDMMX、xASEAN", ["ASEAN"]),
        (
            "ビエンチャン・ビジョン2.0と２.０でないビエンチャン・ビジョン",
            ["ビエンチャン・ビジョン2.0", "ビエンチャン・ビジョン"],
        ),
        ("ﾋﾞｴﾝﾁｬﾝ･ﾋﾞｼﾞｮﾝ", ["ビエンチャン・ビジョン"]),
        (unicodedata.normalize("NFD", "が行とビエンチャン・ビジョン"), ["が行", "ビエンチャン・ビジョン"]),
        ("15つの協力コンセプト、5つの協力コンセプト", ["5つの協力コンセプト"]),
        ("C++の", ["C++"]),
        ("asean", []),
    ],
)
def test_finds(text: str, expected: list[str]) -> None:
    assert [id_ for *_, id_ in matcher().find(text)] == expected


@given(st.lists(st.sampled_from([*NAMES, "、", "ｶﾞ", "か\u3099", "x", " ", "①"])).map("".join))
def test_places_are_in_order_and_say_the_name(text: str) -> None:
    end = 0
    for first, last, id_ in matcher().find(text):
        assert end <= first < last <= len(text)
        assert fold(text[first:last]) == fold(id_)
        end = last


def test_no_names_find_nothing() -> None:
    assert list(Matcher({}).find("防衛外交")) == []


@given(
    st.lists(st.text("ab1防衛外", min_size=2, max_size=12), min_size=1, max_size=30, unique=True),
    st.text("ab1防衛外、", max_size=60),
)
def test_finds_what_one_alternative_a_name_finds(names: list[str], text: str) -> None:
    def bounded(name: str) -> str:
        left = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
        return left + re.escape(name) + (r"(?![A-Za-z0-9])" if name[-1].isascii() else "")

    plainly = re.compile("|".join(map(bounded, sorted(names, key=len, reverse=True))))
    found = [text[first:last] for first, last, _ in Matcher({name: name for name in names}).find(text)]
    assert found == plainly.findall(text)
