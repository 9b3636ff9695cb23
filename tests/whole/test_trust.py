"""What an author may not write: said at its place, and shown as text where a draft is built all the same."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from annotated_edition import open_edition
from support.editions import ENGLISH, make
from support.golden import GOLDEN
from support.places import CACHE
from support.rendering import foreign, live, render_all

CASES: dict[str, dict[str, Any]] = tomllib.loads((GOLDEN / "trust" / "cases.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    file = case.get("file", "docs/text/opening.md")
    files = {file: case.get("whole") or (ENGLISH / file).read_text(encoding="utf-8") + f"\n{case['text']}\n"}
    if "edition" in case:
        edition_file = (ENGLISH / "data" / "edition.yml").read_text(encoding="utf-8")
        files["data/edition.yml"] = edition_file.replace("sections:\n", case["edition"])
    root = make(tmp_path, **files)
    edition = open_edition(root / "data", root / "docs", CACHE)
    assert [f"{each.place.file}:{each.place.line} {each.code}" for each in edition.problems] == case["problems"]
    for page, html in render_all(edition).items():
        assert live(html) == [], page
        assert foreign(html) == set(), page
