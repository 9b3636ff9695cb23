"""Adapter to mkdocs-bibtex: its `[@key, 18頁]` on pages other than sections, in the edition's style and wording."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..model.edition import Edition
from ..model.spans import Spans
from ..model.wording import wording
from ..reading import pandoc
from ..resolving.positions import Cite
from ..resolving.typeset import set_citations

if TYPE_CHECKING:
    from mkdocs_bibtex.citation import Citation, CitationBlock, InlineReference

#: The words around the number of a page in a citation's suffix.
PAGE_WORDS = re.compile(r"^\s*(?:pp?\.\s*)?(.*?)\s*頁?\s*$", re.DOTALL)
MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>{}#!|~^])")


class EditionRegistry:
    """Answers what mkdocs-bibtex asks of its registry; each citation gets a note of its own, so that pages differ."""

    footnote_format = "{key}"

    def __init__(self, edition: Edition, cache: Path | None) -> None:
        self.edition, self.cache = edition, cache
        self.bib_data = SimpleNamespace(entries=edition.sources)
        self._cites: dict[str, Cite] = {}

    def validate_citation_blocks(self, citation_blocks: list[CitationBlock]) -> None:
        """Give each citation a key of its own that names the source and the page; unknown ones keep theirs."""
        for citation in (citation for block in citation_blocks for citation in block.citations):
            if citation.key in self.edition.sources:
                page = PAGE_WORDS.sub(r"\1", citation.suffix)
                cite = Cite(citation.key, page or None)
                citation.key = "-".join(filter(None, (citation.key, re.sub(r"\W+", "-", page).strip("-"))))
                self._cites[citation.key] = cite

    def validate_inline_references(self, inline_references: list[InlineReference]) -> set[InlineReference]:
        """Accept none: a bare `@key` stays text."""
        return set()

    def inline_text(self, citation_block: CitationBlock) -> str:
        """Return references to notes, or a visible mark for a key that does not exist."""
        keys = (citation.key for citation in citation_block.citations)
        return "".join(f"[^{key}]" if key in self._cites else f"[[@{key}]]" for key in keys)

    def reference_text(self, cited: Citation | InlineReference) -> str:
        """Return the citation in full, linked to its entry on the sources page, as Markdown."""
        cite = self._cites.get(cited.key, Cite(cited.key, None))
        source = self.edition.sources.get(cite.source)
        if source is None:
            return f"[[@{cited.key}]]"
        style, language = self.edition.style, self.edition.language
        try:
            typeset = set_citations({1: [cite]}, [dict(source.styled)], style, language, self.cache)
            spans = typeset.full[cite.source, cite.locator, cite.label]
        except pandoc.PandocError:
            spans = source.full
        return f"{_markdown(spans)} [[{source.key}|{wording(language)['about-source']}]]"


def _markdown(spans: Spans) -> str:
    parts = []
    for span in spans:
        text = MARKDOWN_SPECIAL.sub(r"\\\1", span.text)
        text = f"*{text}*" if span.style == "emphasis" else f"**{text}**" if span.style == "strong" else text
        parts.append(f"<{span.href}>" if span.href and span.href == span.text else text)
    return "".join(parts)
