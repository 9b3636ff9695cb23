"""ASCII names of titles."""

from __future__ import annotations

import pytest

from annotated_edition.importing.slugs import make_slug, spell_kana, take_name, to_ascii


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Clock and the Harbour", "clock-harbour"), ("はじめに", "introduction"), ("ASEANの特徴[^3]", "asean-features"),
        ("コンセプト", "konseputo"), ("灯台", ""), ("One two three four five six", "one-two-three-four"), ("ＪＡＰＡＮ", "japan"),
    ],
)  # fmt: skip
def test_a_title(title: str, name: str) -> None:
    assert make_slug(title) == name


def test_kana_is_spelt() -> None:
    assert [spell_kana(kana) for kana in ("ジャスミン", "シャツ", "ツチ", "キャッチ")] == [
        "jasumin",
        "shatsu",
        "tsuchi",
        "kyachi",
    ]


def test_names_are_taken_once() -> None:
    taken: set[str] = set()
    assert [take_name("a", taken) for _ in range(3)] == ["a", "a-2", "a-3"]
    assert to_ascii("Élan Žižek 山") == "elan zizek "
