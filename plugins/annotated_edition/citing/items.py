"""What is cited: sources, the commentary, the edition, each with all that a format of citations needs."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..model.annotations import Citation, Footnote, Source
from ..model.csl import IDEOGRAPHS, is_others, join_particles, strip_markup
from ..model.edition import Author, Edition, Section
from ..model.spans import plain
from ..model.wording import wording
from .words import cite_edition, cite_work, full_title, name_original

#: How CSL's types and variables are called in other formats.
FORMAT_NAMES: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("formats.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Item:
    """A document that can be cited."""

    csl: Mapping[str, Any]
    """The document as CSL-JSON, with its language, and with the locator where a footnote cites it."""
    bibtex: tuple[str, ...]
    """Its entry in biblatex, then the entries that it inherits fields from; empty where sources.bib has none."""
    text: str
    """Its citation in full in the edition's style, plain."""

    @property
    def key(self) -> str:
        """Its key in every format."""
        return str(self.csl["id"])


def merge_items(items: Iterable[Item]) -> list[Item]:
    """Return each document once; one that is cited with several locators loses its locator."""
    merged: dict[str, Item] = {}
    for item in items:
        first = merged.setdefault(item.key, item)
        if first.csl.get("locator") != item.csl.get("locator"):
            csl = {name: value for name, value in first.csl.items() if name != "locator"}
            merged[item.key] = replace(first, csl=csl)
    return list(merged.values())


def source_items(edition: Edition) -> list[Item]:
    """Return every source of the edition as an item."""
    return [source_item(source) for source in edition.sources.values()]


def source_item(source: Source, citation: Citation | None = None) -> Item:
    """Return a source as an item; with a citation of it, as that cites it, with its locator."""
    archive = source.archive.url if source.archive else None
    locator = citation.locator if citation else None
    if citation and locator and citation.label != "page":  # CSL-JSON has no field that says what a locator counts
        locator = f"{citation.label} {locator}"
    more = {"language": source.language, "archive_location": archive, "locator": locator}
    return Item({**source.csl, **without_empty(more)}, source.bibtex, plain((citation or source).full))


def footnote_items(edition: Edition, footnote: Footnote) -> list[Item]:
    """Return what a footnote cites, in printed order: each source as if cited first here, with its locator."""
    return [source_item(edition.sources[citation.source], citation) for citation in footnote.citations]


def work_item(edition: Edition) -> Item:
    """Return the commentary as an item, with a blank in its text for the page, which the reader fills in."""
    work = edition.work
    csl = {
        "id": work_slug(edition) or "commentary",
        "type": "report",
        "title": full_title(edition),
        "author": [_name(author) for author in work.authors],
        "collection-title": work.series,
        "number": work.number,
        "publisher": work.publisher,
        "issued": _date(work.date) if work.date else None,
        "URL": work.url,
        "language": work.language,
    }
    return Item(without_empty(csl), (), cite_work(edition, wording(edition.language)["cite-page"]))


def edition_item(edition: Edition, address: str | None = None, section: Section | None = None) -> Item:
    """Return this edition, or one of its sections, as an item; `address` is where that is online."""
    imprint = edition.imprint
    csl = {
        "id": "-".join(filter(None, (work_slug(edition), "annotated", ascii_slug(imprint.version)))),
        "type": "webpage",
        "title": section.title if section else imprint.title,
        "container-title": imprint.title if section else None,
        "version": imprint.version,
        "issued": _date(imprint.date),
        "URL": address,
        "language": edition.language,
        "translator": [{"literal": name} for name in (edition.translation.translators if edition.translation else ())],
        # so that nobody takes it for the author's text
        "note": name_original(edition),
    }
    return Item(without_empty(csl), (), cite_edition(edition, address, section))


def type_in(form: str, csl_type: str, other: Any) -> Any:
    """Return what a type of CSL's is called in a format; `other` where it has no name there."""
    return FORMAT_NAMES["types"].get(csl_type, {}).get(form, other)


def without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> dict[str, str]:
    """Return a name in the parts that it shows; else whole, for which part is the family name would be a guess."""
    family, comma, given = author.name.partition(",")
    if comma:
        return {"family": family.strip(), "given": given.strip()}
    names = re.split(r"[ \u3000]+", author.name)  # 渡部 恒雄
    if len(names) == 2 and all(map(IDEOGRAPHS.fullmatch, names)):
        return {"family": names[0], "given": names[1]}
    return {"literal": author.name}


def _date(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def invert_name(name: Mapping[str, str]) -> str:
    """Return a name of CSL-JSON with the family name first, parted from the rest by a comma; whole if it is literal."""
    if is_others(name):
        return "et al."
    if "literal" in name:
        return strip_markup(name["literal"])
    return strip_markup(", ".join(filter(None, (join_particles(name), name.get("given"), name.get("suffix")))))


def work_slug(edition: Edition) -> str:
    """Return the ASCII part of the series and number of the commentary, else of its title; it may be empty."""
    work = edition.work
    return (ascii_slug(f"{work.series} {work.number}") if work.series else "") or ascii_slug(work.title)


def file_name(edition: Edition) -> str:
    """Return the name of the edition's files: the ASCII part of the commentary's names, version and date."""
    imprint = edition.imprint
    parts = (work_slug(edition) or "edition", "annotated", ascii_slug(imprint.version), imprint.date)
    return "-".join((*parts, edition.language) if edition.translation else parts)


def ascii_slug(text: str) -> str:
    """Return the ASCII part of a text in small letters, its words joined by hyphens."""
    ascii_text = re.sub(r"[^\x00-\x7f]+", " ", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_text).strip("-.")
