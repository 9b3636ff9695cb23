"""Which terms and elements of a section are visibly marked: those that it names first, as far as it stays quiet."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.edition import Edition, Mark, Section

#: The largest share of a section's characters that is marked.
LARGEST_SHARE = 0.15


def find_loud_marks(edition: Edition, section: Section, marks: Iterable[Mark]) -> frozenset[int]:
    """Return the offsets of those marks; the others are links that do not show until the reader asks for them.

    Elements go first: of the four pillars in a sentence none may be left out.
    """
    left = LARGEST_SHARE * sum(len(paragraph.text) for paragraph in section.paragraphs)
    loud = set()
    for mark in sorted(marks, key=lambda mark: mark.kind != "element"):
        entry = edition.terms.get(mark.target) if mark.kind == "term" else edition.elements.get(mark.target)
        first = entry is not None and any(mention.page == section.page for mention in entry.mentions[:1])
        if mark.kind in ("term", "element") and first and len(mark.text) <= left:
            left -= len(mark.text)
            loud.add(mark.start)
    return frozenset(loud)
