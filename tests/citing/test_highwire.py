"""The tags by which Zotero takes a page for the commentary."""

from __future__ import annotations

from dataclasses import replace

from annotated_edition.citing.highwire import highwire_tags
from support.editions import english, shipped


def test_tags_describe_the_original() -> None:
    assert list(highwire_tags(shipped())) == [
        ("title", "防衛省による「防衛外交」――再活性化されたASEAN諸国と太平洋島嶼国への関与"),
        ("author", "相澤, 李帆"),
        ("publication_date", "2024/07/26"),
        ("technical_report_institution", "防衛研究所"),
        ("technical_report_number", "342"),
        ("language", "ja"),
        ("public_url", "https://www.nids.mod.go.jp/publication/commentary/commentary342.html"),
    ]


def test_what_is_not_known_has_no_tag() -> None:
    edition = english()
    bare = replace(edition, work=replace(edition.work, date="", publisher="", url=None, number=None, authors=()))
    assert [name for name, _ in highwire_tags(bare)] == ["title", "language"]
