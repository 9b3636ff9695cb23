"""The page of the initiatives: elements side by side, counterparts joined."""

from __future__ import annotations

import re
from pathlib import Path

from annotated_edition import open_edition
from annotated_edition.model.addresses import INITIATIVES
from annotated_edition.site.pages import generated_files
from support.editions import make
from support.places import CACHE


def page(root: Path) -> str:
    """Return the source of the page of the initiatives."""
    return generated_files(open_edition(root / "data", root / "docs", CACHE))[INITIATIVES]


def test_a_line_joins_the_rows_of_counterparts(site: Path) -> None:
    html = (site / "initiatives" / "index.html").read_text(encoding="utf-8")
    lines = re.findall(r'<svg[^>]*viewBox="0 0 100 500"[^>]*><title>([^<]*)</title><path d="([^"]*)"', html)
    assert lines == [("JASMINEの柱4と5つの協力コンセプトの原則3は対応する", "M 0 350 C 50 350, 50 250, 100 250")]
    assert "<ns0:" not in html


def test_any_number_of_initiatives_and_any_kind(tmp_path: Path) -> None:
    third = """id: third-reform
name: {en: The reform of 1905, short: Third reform}
announced: {date: 1905}
partners: Pilots
summary: It ends oil.
elements:
  - {id: step-1, kind: step, number: 1, official_name: Gas, summary: Gas., counterparts: [second-reform/rule-1]}
  - {id: step-2, kind: step, number: 2, official_name: Light, summary: Light., counterparts: [first-reform/rule-1]}
"""
    text = page(make(tmp_path, **{"data/initiatives/third-reform.yml": third}))
    assert text.count('class="ae-column"') == 3
    assert text.count("<svg") == 2  # neighbours are joined; the first and the third are named in words
    assert text.count('class="ae-strand"') == 3
    assert "step 1" in text


def test_one_initiative_has_no_line(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "data" / "initiatives" / "second-reform.yml").unlink()
    text = page(root)
    assert "<svg" not in text and 'class="ae-gutter"' not in text
    assert text.count('class="ae-column"') == 1


def test_an_empty_cell_says_so(tmp_path: Path) -> None:
    text = page(make(tmp_path))
    assert re.findall(r'<td data-label="([^"]*)"><span class="ae-none">([^<]*)', text) == [
        ("Second reform", "not in the original")
    ]
