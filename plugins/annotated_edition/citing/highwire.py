"""Highwire's tags for the head of a page."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.edition import Edition
from .items import work_item


def highwire_tags(edition: Edition) -> Iterator[tuple[str, str]]:
    """Names (without `citation_`) and values that describe the commentary as a report."""
    csl = work_item(edition).csl
    yield "title", csl["title"]
    for name in csl.get("author", ()):
        # Zotero takes the last word of a name for the family name, unless a comma says which is.
        yield "author", name.get("literal") or f"{name['family']}, {name['given']}"
    if edition.work.date:
        yield "publication_date", edition.work.date.replace("-", "/")
    for name, variable in (
        ("technical_report_institution", "publisher"),
        ("technical_report_number", "number"),
        ("language", "language"),
        ("public_url", "URL"),
    ):
        if variable in csl:
            yield name, csl[variable]
