"""Adapter to mkdocs-bibtex: its `[@key, 18頁]` on pages that are no sections, in the edition's style and wording."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..model.edition import Edition
from ..model.spans import Spans
from ..model.wording import wording
from ..reading import pandoc
from ..reading.files import write_whole
from ..resolving.positions import Cite
from ..resolving.typeset import set_citations

if TYPE_CHECKING:
    from mkdocs_bibtex.citation import Citation, CitationBlock, InlineReference

#: What stands around the number of a page in a citation's suffix.
PAGE_WORDS = re.compile(r"^\s*(?:pp?\.\s*)?(.*?)\s*頁?\s*$")
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>{}#!|~^])")


def write_keys_file(edition: Edition, cache: Path) -> str:
    """A file that names the keys only: our registry has the rest, and mkdocs-bibtex raises on anything unsound."""
    file = cache / "sources.bib"
    text = "\n".join(f"@misc{{{key},\n}}" for key in edition.sources)
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        write_whole(file, text.encode())
    return str(file)


class EditionRegistry:
    """What mkdocs-bibtex asks for references; each citation has a note of its own, so that two pages stay two."""

    footnote_format = "{key}"

    def __init__(self, edition: Edition, cache: Path | None) -> None:
        self.edition, self.cache = edition, cache
        self.bib_data = SimpleNamespace(entries=edition.sources)
        self._cites: dict[str, Cite] = {}

    def validate_citation_blocks(self, citation_blocks: list[CitationBlock]) -> None:
        """Gives each citation a key of its own that names the source and the page; unknown ones keep theirs."""
        for block in citation_blocks:
            for each in block.citations:
                if each.key not in self.edition.sources:
                    continue
                found = PAGE_WORDS.match(each.suffix)
                locator = (found[1] if found else each.suffix) or None
                cite = Cite(each.key, locator)
                each.key = "-".join(part for part in (each.key, re.sub(r"\W+", "-", locator or "").strip("-")) if part)
                self._cites[each.key] = cite

    def validate_inline_references(self, inline_references: list[InlineReference]) -> set[InlineReference]:
        """None: a bare `@key` stays text."""
        return set()

    def inline_text(self, citation_block: CitationBlock) -> str:
        """Note references, or a visible mark for a key that does not exist."""
        return "".join(
            f"[^{each.key}]" if each.key in self._cites else f"[[@{each.key}]]" for each in citation_block.citations
        )

    def reference_text(self, cited: Citation | InlineReference) -> str:
        """The citation in full, linked to its entry on the sources page, as Markdown."""
        cite = self._cites.get(cited.key, Cite(cited.key, None))
        source = self.edition.sources.get(cite.source)
        if source is None:
            return f"[[@{cited.key}]]"
        try:
            items = [dict(source.csl)]
            style, language = self.edition.style, self.edition.language
            typeset = set_citations({1: [cite]}, items, style, language, self.cache)
            spans = typeset.full[cite.source, cite.locator, cite.label]
        except pandoc.PandocError:
            spans = source.full
        return f"{_markdown(spans)} [[{source.key}|{wording(self.edition.language)['about-source']}]]"


def _markdown(spans: Spans) -> str:
    parts = []
    for span in spans:
        text = MARKDOWN_SPECIAL.sub(r"\\\1", span.text)
        text = f"*{text}*" if span.style == "emphasis" else f"**{text}**" if span.style == "strong" else text
        parts.append(f"<{span.href}>" if span.href and span.href == span.text else text)
    return "".join(parts)
