"""Which part of a reading stands over which part of a name."""

from __future__ import annotations

import pytest

from annotated_edition.exports.ruby import align_reading


@pytest.mark.parametrize(
    ("name", "reading", "expected"),
    [
        ("防衛外交", "ぼうえいがいこう", "防衛外交/ぼうえいがいこう"),
        (
            "防衛面での外交的努力",
            "ぼうえいめんでのがいこうてきどりょく",
            "防衛面/ぼうえいめん での 外交的努力/がいこうてきどりょく",
        ),
        ("インド太平洋", "いんどたいへいよう", "インド 太平洋/たいへいよう"),
        ("ナラティブ", "ならてぃぶ", "ナラティブ"),
        ("JASMINE", "ジャスミン", "JASMINE/ジャスミン"),
        ("子の心", "このこころ", "子/こ の 心/こころ"),
        ("火の野", "ひののの", "火の野/ひののの"),  # ひの・の・の or ひ・の・のの: left whole
        ("対中", "べつのよみ", "対中/べつのよみ"),
        ("keeper", "", "keeper"),
    ],
)
def test_readings_stand_over_what_they_read(name: str, reading: str, expected: str) -> None:
    assert " ".join(base + (f"/{above}" if above else "") for base, above in align_reading(name, reading)) == expected
