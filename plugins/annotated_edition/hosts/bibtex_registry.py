"""Adapter to mkdocs-bibtex, which has little left to do: the notes of a page are written before it reads the page.

It would replace text within code, drop the words around a citation, and take no page without a comma.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..citing.page_notes import write_full_note
from ..model.edition import Edition

if TYPE_CHECKING:
    from mkdocs_bibtex.citation import Citation, CitationBlock


class EditionRegistry:
    """Answers what mkdocs-bibtex asks of its registry, for its `\\full_bibliography`."""

    footnote_format = "{key}"

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.bib_data = SimpleNamespace(entries=edition.sources)

    def validate_citation_blocks(self, citation_blocks: list[CitationBlock]) -> None:
        """Take all away: what is left stands in code."""
        citation_blocks.clear()

    def reference_text(self, cited: Citation) -> str:
        """Return a source in full, with a link to its entry on the sources page, as Markdown."""
        return write_full_note(self.edition.sources[cited.key], self.edition.language)
