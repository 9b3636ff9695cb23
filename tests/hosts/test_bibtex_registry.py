"""Citations of mkdocs-bibtex on pages other than sections, by its own plugin and by the registry alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs_bibtex.citation import Citation, CitationBlock, InlineReference

from annotated_edition.hosts.bibtex_registry import EditionRegistry
from annotated_edition.reading import pandoc
from support.builds import with_quick_theme
from support.cli import run
from support.editions import english
from support.places import CACHE


def registered(edition_registry: EditionRegistry, markdown: str) -> tuple[str, list[str]]:
    """What stands in the place of the citations of a text, and their notes."""
    blocks = CitationBlock.from_markdown(markdown)
    edition_registry.validate_citation_blocks(blocks)
    keys = [citation for block in blocks for citation in block.citations]
    return "".join(map(edition_registry.inline_text, blocks)), [edition_registry.reference_text(key) for key in keys]


@pytest.mark.parametrize(
    ("markdown", "inline", "note"),
    [
        ("[@hale-1899]", "[^hale-1899]", "Thomas Hale, *Lamps and Keepers* (Leith: Pier Press, 1899)"),
        ("[@hale-1899, p. 12]", "[^hale-1899-12]", "(Leith: Pier Press, 1899), 12"),
        ("[@hale-1899, 12頁]", "[^hale-1899-12]", "(Leith: Pier Press, 1899), 12"),
        ("[@hale-1899, pp. 3-4]", "[^hale-1899-3-4]", "(Leith: Pier Press, 1899), 3–4"),
        ("[@no-such-key]", "[[@no-such-key]]", "[[@no-such-key]]"),
    ],
)
def test_a_citation_has_a_note_in_the_edition_s_style(markdown: str, inline: str, note: str) -> None:
    text, (reference,) = registered(EditionRegistry(english(), CACHE), markdown)
    assert text == inline
    assert note in reference
    assert reference.endswith("[[hale-1899|About the source]]") == ("hale" in markdown)


def test_two_pages_of_a_source_stay_two_notes() -> None:
    text, notes = registered(EditionRegistry(english(), CACHE), "[@hale-1899, 1; @hale-1899, 2] [@hale-1899, 1]")
    assert text == "[^hale-1899-1][^hale-1899-2][^hale-1899-1]"
    assert len(set(notes)) == 2


def test_a_bare_key_stays_text() -> None:
    assert EditionRegistry(english(), CACHE).validate_inline_references([InlineReference("hale-1899")]) == set()


def test_without_pandoc_a_note_has_the_source_without_its_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> str:
        raise pandoc.PandocError("gone")

    monkeypatch.setattr(pandoc, "run", fail)
    registry = EditionRegistry(english(), tmp_path)
    _, (note,) = registered(registry, "[@hale-1899, 99]")
    assert "Pier Press" in note
    assert ", 99" not in note
    assert registry.reference_text(Citation("unknown")) == "[[@unknown]]"


@pytest.mark.slow
def test_the_plugin_sets_what_the_registry_says(tmp_path: Path) -> None:
    """`registry`, `bib_file` and `bib_dir` are set from outside: what mkdocs-bibtex 4.4 does with them."""
    root = with_quick_theme(tmp_path)
    assert run("build", "--project", str(root)).returncode == 0
    html = (root / "site" / "index.html").read_text(encoding="utf-8")
    note = re.search(r'<li id="fn:hale-1899-12">.*?</li>', html, re.DOTALL)
    assert note
    assert "<em>Lamps and Keepers</em> (Leith: Pier Press, 1899), 12" in note[0]
    assert 'href="sources/#hale-1899"' in note[0]
