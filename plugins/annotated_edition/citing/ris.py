"""How items are written as RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.csl import strip_markup
from ..reading.bib_dates import word_date
from .items import FORMAT_NAMES, Item, invert_name, merge_items, type_in

START_AND_END = re.compile(r"(\w+)\s*[-‐-―]\s*(\w+)")


def write_ris(items: Iterable[Item]) -> str:
    """Return items as RIS records, each once; SP is the page that a footnote names, or the item's own first page."""
    records = (_record(item.csl) for item in merge_items(items))
    # On one line each: a line of a value that looks like a tag would begin a field.
    return "".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in record) + "ER  - \n\n" for record in records
    )


def _record(csl: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = type_in("ris", csl["type"], "GEN")
    yield "TY", kind
    yield "ID", csl["id"]
    for variable, tag in {**FORMAT_NAMES["ris"], **FORMAT_NAMES["ris_of_type"].get(kind, {})}.items():
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
