"""How items are written as RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.csl import strip_markup
from ..reading.bib_dates import word_date
from .items import Item, invert_name, merge_items

#: CSL's types → RIS's; GEN stands for any other.
RIS_TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "graphic": "ART",
    "hearing": "HEAR", "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT", "map": "MAP",
    "motion_picture": "MPCT", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT",
    "personal_communication": "PCOMM", "post-weblog": "BLOG", "report": "RPRT", "review": "JOUR", "software": "COMP",
    "song": "SOUND", "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
#: CSL's variables in the order of a record, and the tag of RIS that holds each.
RIS_TAGS = {
    "author": "AU", "editor": "A2", "translator": "A4", "title": "TI", "title-short": "ST", "container-title": "T2",
    "collection-title": "T3", "edition": "ET", "version": "ET", "volume": "VL", "issue": "IS", "publisher-place": "CY",
    "publisher": "PB", "ISBN": "SN", "ISSN": "SN", "genre": "M3", "DOI": "DO", "URL": "UR", "archive_location": "AN",
    "language": "LA", "keyword": "KW", "note": "N1", "annote": "N1",
}  # fmt: skip
#: Type → variable → tag, where Zotero looks for it elsewhere than RIS_TAGS says.
TAGS_OF_TYPE = {
    "RPRT": {"number": "SN", "collection-title": "T2"},
    "BOOK": {"editor": "A3", "collection-title": "T2"},
}
START_AND_END = re.compile(r"(\w+)\s*[-‐-―]\s*(\w+)")


def write_ris(items: Iterable[Item]) -> str:
    """Return items as RIS records, each once; SP is the page that a footnote names, or the item's own first page."""
    records = (_record(item.csl) for item in merge_items(items))
    # On one line each: a line of a value that looks like a tag would begin a field.
    return "".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in record) + "ER  - \n\n" for record in records
    )


def _record(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = RIS_TYPES.get(csl["type"], "GEN")
    yield "TY", kind
    yield "ID", csl["id"]
    for variable, tag in {**RIS_TAGS, **TAGS_OF_TYPE.get(kind, {})}.items():
        value = csl.get(variable, [])
        for text in map(invert_name, value) if isinstance(value, list) else [strip_markup(str(value))]:
            yield tag, text
    yield from _dates(csl)
    yield from _pages(csl)


def _dates(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for variable, tag in (("issued", "DA"), ("accessed", "Y2")):
        date = csl.get(variable, {})
        words = word_date(date, "en")
        if variable == "issued" and words:
            yield "PY", words
        for year, *rest in date.get("date-parts", [])[:1]:
            if variable == "issued" and not words:
                yield "PY", str(year)
            if rest or variable != "issued":
                month, day = (*(f"{int(part):02d}" for part in rest), "", "")[:2]
                yield tag, f"{year}/{month}/{day}"


def _pages(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a range of pages in two tags, a list in one, so that 11 and 68 are not taken for 11 to 68."""
    if "page" in csl and "locator" in csl:  # the place within an article, beside the pages that it takes up
        yield "N1", csl["locator"]
    pages = str(csl.get("page", csl.get("locator", "")))
    if ends := START_AND_END.fullmatch(pages):
        yield "SP", ends[1]
        yield "EP", ends[2]
    elif pages:
        yield "SP", pages
