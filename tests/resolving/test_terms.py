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


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        # A letter of the same script, a mark or a digit goes on with the word, whatever the script.
        ("мир", "мир, Владимир и мирный", ["мир"]),
        ("été", "l'été, détété, étée, e\u0301te\u0301", ["été", "e\u0301te\u0301"]),
        ("Bär", "Bär, Bären, Eisbär Bär", ["Bär", "Bär"]),
        ("λόγος", "ο λόγος, διάλογος λόγοςν", ["λόγος"]),
        ("كتاب", "كتاب وكتابة", ["كتاب"]),
        ("नी", "नी नीति नीं", ["नी"]),  # a vowel sign or an anusvara goes on with a syllable
        ("cafe", "cafe cafe\u0308s cafe\u0323", ["cafe"]),
        ("SMS", "SMS-ки и SMSки, SMS2", ["SMS", "SMS"]),
        # Particles follow a Korean noun; what comes before makes another word of it.
        ("국방", "국방을 위한 한국국방, 제5국방", ["국방", "국방"]),
        ("K9", "K9은 AK9", ["K9"]),
        ("กรม", "ในกรมนี้", ["กรม"]),  # no spaces in Thai
        ("灯台", "大灯台守", ["灯台"]),
        # A capital at the beginning of a sentence, in quotation marks too; a name within one is another.
        ("keeper", "Keeper and Keeper. Keeper! “Keeper” (Keeper) J. Keeper", ["Keeper"] * 4),
        ("keeper", "The KEEPER sleeps", []),
        ("élan", "Élan. Élan", ["Élan", "Élan"]),
        ("Keeper Act", "Keeper Act, keeper Act", ["Keeper Act"]),
        # Over the break of a line.
        ("light house", "light\nhouse light\n  house light  \nhouse", ["light\nhouse", "light\n  house"]),
        ("能力構築支援", "能力\n構築支援、能力 \n 構築支援", ["能力\n構築支援", "能力 \n 構築支援"]),
        ("국방 정책", "국방\n정책", ["국방\n정책"]),
    ],
)
def test_words_of_any_language(name: str, text: str, expected: list[str]) -> None:
    places = Matcher({fold(name): "x"}).find(text)
    assert [text[first:last] for first, last, _ in places] == expected


def test_the_longest_name_wins_over_a_line_break_and_a_capital() -> None:
    names = {name: name for name in ("能力", "能力構築支援", "light", "light house", "Light house Act")}
    text = "能力\n構築支援。Light\nhouse. Light house Act"
    assert [id_ for *_, id_ in Matcher(names).find(text)] == ["能力構築支援", "light house", "Light house Act"]


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
