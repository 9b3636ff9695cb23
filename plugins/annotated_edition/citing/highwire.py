"""Which of Highwire's tags, the `citation_…` that Zotero and Google Scholar read, describe the commentary."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.edition import Edition
from .items import FORMAT_NAMES, invert_name, work_item


def highwire_tags(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield name (without `citation_`) and value of each tag that describes the commentary as a report."""
    csl = work_item(edition).csl
    yield "title", csl["title"]
    # Zotero takes the last word of a name for the family name, unless a comma says which is.
    yield from (("author", invert_name(name)) for name in csl.get("author", ()))
    if edition.work.date:
        yield "publication_date", edition.work.date.replace("-", "/")
    yield from ((tag, csl[variable]) for tag, variable in FORMAT_NAMES["highwire"].items() if variable in csl)
