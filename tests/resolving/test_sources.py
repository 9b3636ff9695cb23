"""Golden cases: a bibliography and what it is cited with; the problems in it, and the footnotes that come out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from annotated_edition import open_edition
from annotated_edition.model.labels import FootnoteLabel
from support.editions import make
from support.golden import GOLDEN, cases
from support.places import CACHE, ROOT

STYLES = {
    "chicago-note.csl": GOLDEN / "citation/chicago-note.csl",
    "poor.csl": GOLDEN / "sources/poor.csl",
    "pages-only.csl": GOLDEN / "sources/pages-only.csl",
    "ja-note.csl": ROOT / "data/ja-note.csl",
    "note.csl": ROOT / "plugins/annotated_edition/skeleton/en/frame/data/note.csl",
}


@pytest.mark.parametrize("case", cases("sources", "*.yml"), ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path) -> None:
    given = yaml.safe_load(case.read_text(encoding="utf-8"))
    cited = given.get("footnotes") or [[{"source": key}] for key in given["cited"]]
    root = make(tmp_path)
    (root / "data/sources.bib").write_text(given["sources"], encoding="utf-8")
    footnotes = [{"number": number, "citations": each} for number, each in enumerate(cited, start=1)]
    (root / "data/footnotes.yml").write_text(yaml.safe_dump(footnotes, allow_unicode=True), encoding="utf-8")
    style = STYLES[given.get("style", "chicago-note.csl")].read_text(encoding="utf-8")
    (root / "data/note.csl").write_text(style, encoding="utf-8")
    front = root / "data/edition.yml"
    language = given.get("language", "en")
    front.write_text(
        front.read_text(encoding="utf-8").replace("language: en", f"language: {language}"), encoding="utf-8"
    )
    edition = open_edition(root / "data", root / "docs", CACHE)
    found = [
        " ".join([each.code, str(each.place.line), *filter(None, [str(each.values.get("field", ""))])])
        for each in edition.problems
        if each.place.file == "data/sources.bib" and each.code != "AE211"
    ]
    assert sorted(found) == sorted(given["problems"])
    assert {n: edition.footnotes[FootnoteLabel(n)].text for n in given["expected"]} == given["expected"]
