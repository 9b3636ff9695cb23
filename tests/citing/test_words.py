"""How the commentary and the edition are cited in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotated_edition.citing.words import cite_edition, cite_work, full_title, join_name, name_original
from support.editions import english, shipped


def test_the_commentary_with_a_place_for_the_page() -> None:
    said = cite_work(shipped(), "○頁")
    assert said.startswith("相澤李帆「防衛省による「防衛外交」――")
    assert "2024年7月26日、○頁、https://www.nids.mod.go.jp/" in said


def test_the_edition_with_its_version_and_the_original() -> None:
    said = cite_edition(shipped(), "https://example.org/", shipped().sections[2])
    assert "第1.0.0版、2026年11月23日（原文：相澤李帆、NIDSコメンタリー第342号）" in said
    assert shipped().sections[2].title in said
    assert "https://example.org/" in said
    assert "https://" not in cite_edition(english(), None)


def test_a_commentary_without_series_subtitle_and_date() -> None:
    edition = english()
    bare = replace(edition, work=replace(edition.work, series=None, subtitle=None, date=""))
    assert full_title(bare) == edition.work.title
    assert edition.work.title in cite_work(bare)
    assert edition.work.title in name_original(bare)


def test_a_citation_of_a_commentary_without_author_begins_with_its_title() -> None:
    for edition, work, bare, original in [
        (english(), "“T,” p. 3.", "“T.”", "(original: T)"),
        (shipped(), "「T」p. 3。", "「T」。", "（原文：T）"),
    ]:
        nothing = {"series": None, "subtitle": None, "date": "", "publisher": "", "url": None}
        alone = replace(edition, work=replace(edition.work, title="T", authors=(), **nothing))
        assert cite_work(alone, "p. 3") == work
        assert cite_work(alone) == bare
        assert original in cite_edition(alone, None)


@pytest.mark.parametrize(
    ("name", "joined"), [("渡部 恒雄", "渡部恒雄"), ("渡部\u3000恒雄", "渡部恒雄"), ("Jane Doe", "Jane Doe")]
)
def test_names_in_ideographs_are_joined(name: str, joined: str) -> None:
    assert join_name(name) == joined
