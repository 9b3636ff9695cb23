"""Documents as they are cited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..model.annotations import Citation, Footnote, Source
from ..model.csl import IDEOGRAPHS
from ..model.edition import Author, Edition, Section
from ..model.spans import plain
from ..model.wording import wording
from .words import cite_edition, cite_work, name_original


@dataclass(frozen=True, slots=True)
class Item:
    """A document as it is cited."""

    csl: Mapping[str, Any]
    """It as CSL-JSON, with the language, and with the locator where a footnote cites it."""
    bibtex: tuple[str, ...]
    """Its entries in biblatex where the edition has them: its own, then those that it takes fields from."""
    text: str
    """It in full, plain, as the edition sets it."""

    @property
    def key(self) -> str:
        """What it is called in every format."""
        return str(self.csl["id"])


def merge_items(items: Iterable[Item]) -> list[Item]:
    """Items, each document once; of one that is cited at several places none is named."""
    found: dict[str, Item] = {}
    for item in items:
        other = found.setdefault(item.key, item)
        if other.csl.get("locator") != item.csl.get("locator"):
            csl = {name: value for name, value in other.csl.items() if name != "locator"}
            found[item.key] = replace(other, csl=csl)
    return list(found.values())


#: What stands between the family name and the given name in ideographs: 渡部 恒雄.
APART = re.compile(r"[ \u3000]+")


def source_items(edition: Edition) -> list[Item]:
    """Every source."""
    return [source_item(source) for source in edition.sources.values()]


def source_item(source: Source) -> Item:
    """A source."""
    return Item(_csl(source), source.bibtex, plain(source.full))


def footnote_items(edition: Edition, footnote: Footnote) -> list[Item]:
    """What a footnote cites, in printed order: each as if cited for the first time, with the pages that it names."""
    return [_cited(edition.sources[each.source], each) for each in footnote.citations if each.source in edition.sources]


def _cited(source: Source, citation: Citation) -> Item:
    locator = citation.locator
    if locator and citation.label != "page":  # CSL-JSON has no field that says what a locator counts
        locator = f"{citation.label} {locator}"
    csl = {**_csl(source), "locator": locator} if locator else _csl(source)
    return Item(csl, source.bibtex, plain(citation.full))


def _csl(source: Source) -> dict[str, Any]:
    archive = source.archive.url if source.archive else None
    return {**source.csl, **_filled({"language": source.language, "archive_location": archive})}


def work_item(edition: Edition) -> Item:
    """The commentary, for a citation in which the pages are left to the reader."""
    work, words = edition.work, wording(edition.language)
    title = words["title-subtitle"].format(title=work.title, subtitle=work.subtitle) if work.subtitle else work.title
    csl = {
        "id": work_slug(edition) or "commentary",
        "type": "report",
        "title": title,
        "author": [_name(author) for author in work.authors],
        "collection-title": work.series,
        "number": work.number,
        "publisher": work.publisher,
        "issued": _date(work.date) if work.date else None,
        "URL": work.url,
        "language": work.language,
    }
    return Item(_filled(csl), (), cite_work(edition, words["cite-page"]))


def edition_item(edition: Edition, address: str | None = None, section: Section | None = None) -> Item:
    """This edition, or one of its sections; `address` is where that is online."""
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
        # No one may take it for the author's text.
        "note": name_original(edition),
    }
    return Item(_filled(csl), (), cite_edition(edition, address, section))


def _filled(csl: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in csl.items() if value}


def _name(author: Author) -> dict[str, str]:
    """A name in CSL's parts where it shows them; else whole, for which part is the family name would be a guess."""
    family, comma, given = author.name.partition(",")
    if comma:
        return {"family": family.strip(), "given": given.strip()}
    names = APART.split(author.name)
    if len(names) == 2 and all(map(IDEOGRAPHS.fullmatch, names)):
        return {"family": names[0], "given": names[1]}
    return {"literal": author.name}


def _date(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def work_slug(edition: Edition) -> str:
    """What is ASCII in the names of the commentary, for names of files and keys; empty where nothing is."""
    work = edition.work
    return (ascii_slug(f"{work.series} {work.number}") if work.series else "") or ascii_slug(work.title)


def ascii_slug(text: str) -> str:
    """What is ASCII in a text, in small letters, joined by hyphens."""
    ascii_text = re.sub(r"[^\x00-\x7f]+", " ", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_text).strip("-.")
