"""Citations in the text of pages other than sections, as mkdocs-bibtex leaves them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs_bibtex.citation import Citation, CitationBlock

from annotated_edition.hosts.bibtex_registry import EditionRegistry
from support.builds import with_quick_theme
from support.cli import run
from support.editions import english


def test_the_registry_leaves_a_page_as_it_is_and_has_every_source_in_full() -> None:
    registry = EditionRegistry(english())
    blocks = CitationBlock.from_markdown("`[@hale-1899, 12]`")
    registry.validate_citation_blocks(blocks)
    assert blocks == []
    note = registry.reference_text(Citation("hale-1899"))
    assert note == "Thomas Hale, *Lamps and Keepers* (Leith: Pier Press, 1899). [[hale-1899|About the source]]"


@pytest.mark.slow
def test_the_notes_of_a_page_come_by_themselves_and_code_stays(tmp_path: Path) -> None:
    """`registry`, `bib_file` and `bib_dir` are set from outside: what mkdocs-bibtex 4.4 does with them."""
    root = with_quick_theme(tmp_path)
    index = root / "docs/index.md"
    index.write_text(
        f"{index.read_text(encoding='utf-8')}\n`[@hale-1899]` [but see @hale-1899 p. 33]\n", encoding="utf-8"
    )
    assert run("build", "--project", str(root)).returncode == 0
    html = (root / "site" / "index.html").read_text(encoding="utf-8")
    assert "<code>[@hale-1899]</code>" in html
    notes = [re.search(rf'<li id="fn:{label}">.*?</li>', html, re.DOTALL) for label in ("hale-1899-12", "hale-1899-33")]
    assert notes[0]
    assert "<em>Lamps and Keepers</em> (Leith: Pier Press, 1899), 12." in notes[0][0]
    assert 'href="sources/#hale-1899"' in notes[0][0]
    assert notes[1]
    assert "<p>But see Thomas Hale" in notes[1][0]
