"""How items are written as RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.csl import is_others, join_particles, strip_markup
from ..reading.bib_dates import word_date
from .items import Item, merge_items

#: CSL's types → RIS's; GEN stands for any other.
RIS_TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "bill": "BILL", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "graphic": "ART",
    "hearing": "HEAR", "legal_case": "CASE", "legislation": "STAT", "manuscript": "MANSCPT", "map": "MAP",
    "motion_picture": "MPCT", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT",
    "personal_communication": "PCOMM", "post-weblog": "BLOG", "report": "RPRT", "review": "JOUR", "software": "COMP",
    "song": "SOUND", "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
#: RIS's tags in the order of a record, and the CSL variable that each holds.
RIS_TAGS = (
    ("TI", "title"), ("ST", "title-short"), ("T2", "container-title"), ("T3", "collection-title"), ("ET", "edition"),
    ("ET", "version"), ("VL", "volume"), ("IS", "issue"), ("CY", "publisher-place"), ("PB", "publisher"),
    ("SN", "ISBN"), ("SN", "ISSN"), ("M3", "genre"), ("DO", "DOI"), ("UR", "URL"), ("AN", "archive_location"),
    ("LA", "language"), ("KW", "keyword"), ("N1", "note"), ("N1", "annote"),
)  # fmt: skip
#: Type → variable → tag, where Zotero looks for it elsewhere than RIS_TAGS says.
TAGS_OF_TYPE = {"RPRT": {"number": "SN", "collection-title": "T2"}, "BOOK": {"collection-title": "T2"}}
START_AND_END = re.compile(r"(\w+)\s*[-‐-―]\s*(\w+)")


def write_ris(items: Iterable[Item]) -> str:
    """Return items as RIS records, each once; SP is the page that a footnote names, or the item's own first page."""
    return "".join(
        "".join(f"{tag}  - {value}\n" for tag, value in _record(item.csl)) + "ER  - \n\n" for item in merge_items(items)
    )


def _record(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = RIS_TYPES.get(csl["type"], "GEN")
    own = TAGS_OF_TYPE.get(kind, {})
    yield "TY", kind
    yield "ID", csl["id"]
    for name in csl.get("author", ()):
        yield "AU", _name(name)
    for name in csl.get("editor", ()):
        yield "A3" if kind == "BOOK" else "A2", _name(name)
    for name in csl.get("translator", ()):
        yield "A4", _name(name)
    tags = [(own.get(variable, tag), variable) for tag, variable in RIS_TAGS]
    tags += [(tag, variable) for variable, tag in own.items() if (tag, variable) not in tags]
    for tag, variable in tags:
        if variable in csl:
            yield tag, _line(strip_markup(str(csl[variable])))
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
        yield "N1", _line(csl["locator"])
    pages = str(csl.get("page", csl.get("locator", "")))
    if ends := START_AND_END.fullmatch(pages):
        yield "SP", ends[1]
        yield "EP", ends[2]
    elif pages:
        yield "SP", _line(pages)


def _name(name: Mapping[str, str]) -> str:
    if is_others(name):
        return "et al."
    if "literal" in name:
        return _line(strip_markup(name["literal"]))
    return _line(strip_markup(", ".join(filter(None, (join_particles(name), name.get("given"), name.get("suffix"))))))


def _line(text: str) -> str:
    """Return a value on one line: a line that looks like a tag would begin a field."""
    return " ".join(text.split())
