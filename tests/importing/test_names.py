"""Names of authors and bodies."""

from __future__ import annotations

import pytest

from annotated_edition.importing.names import is_western_name, read_names, split_remark


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山田太郎", [("山田太郎", "author")]),
        ("山田太郎・佐藤花子", [("山田太郎", "author"), ("佐藤花子", "author")]),
        ("外務省・防災庁", [("外務省・防災庁", "author")]),
        ("甲一郎、乙二郎編", [("甲一郎", "editor"), ("乙二郎", "editor")]),
        ("ジョン・スミス著、林四郎訳", [("ジョン・スミス", "author"), ("林四郎", "translator")]),
        ("甲一郎ほか", [("甲一郎", "author")]),
        ("令和5年版", []),
        ("編", [("編", "author")]),
        ("Jane Doe, Max Poe, and Ann Fell", [("Jane Doe", "author"), ("Max Poe", "author"), ("Ann Fell", "author")]),
        ("Jane Doe and Max Poe, eds.", [("Jane Doe", "editor"), ("Max Poe", "editor")]),
        ("Jane Doe et al.", [("Jane Doe", "author")]),
        ("", []),
    ],
)
def test_names_with_their_roles(text: str, names: list[tuple[str, str]]) -> None:
    assert read_names(text) == names


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("Jane Doe", True), ("Ludwig van Dam", True), ("Jane Doe and Max Poe", True), ("Ministry of Small Boats", True),
     ("see the report", False), ("Jane said", False)],
)  # fmt: skip
def test_names_are_told_from_sentences(text: str, is_name: bool) -> None:
    assert is_western_name(text) is is_name


def test_a_remark_before_a_name_is_cut_off() -> None:
    assert split_remark("甲一郎") == ("", [("甲一郎", "author")])
    assert split_remark("この点については、甲一郎") == ("この点については、", [("甲一郎", "author")])
    assert split_remark("この点についての考えを") == ("", None)
