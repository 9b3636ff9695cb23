"""What is cited, as items: a source, what a footnote cites, the commentary, this edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..csl import IDEOGRAPHS
from ..model import Author, Citation, Edition, Footnote, Section, Source, plain
from ..wording import wording
from .item import Item

#: What stands between the family name and the given name in ideographs: 渡部 恒雄.
APART = re.compile(r"[ \u3000]+")


def all_items(edition: Edition) -> list[Item]:
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
    return {**source.csl, **_said({"language": source.language, "archive_location": archive})}


def work_item(edition: Edition) -> Item:
    """The commentary, for a citation in which the pages are left to the reader."""
    work, words = edition.work, wording(edition.language)
    title = words["title-subtitle"].format(title=work.title, subtitle=work.subtitle) if work.subtitle else work.title
    csl = {
        "id": slug(edition) or "commentary",
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
    return Item(_said(csl), (), cited_work(edition, words["cite-page"]))


def edition_item(edition: Edition, address: str | None = None, section: Section | None = None) -> Item:
    """This edition, or one of its sections; `address` is where that is online."""
    imprint = edition.imprint
    csl = {
        "id": "-".join(filter(None, (slug(edition), "annotated", ascii_slug(imprint.version)))),
        "type": "webpage",
        "title": section.title if section else imprint.title,
        "container-title": imprint.title if section else None,
        "version": imprint.version,
        "issued": _date(imprint.date),
        "URL": address,
        "language": edition.language,
        # No one may take it for the author's text.
        "note": cited_original(edition),
    }
    return Item(_said(csl), (), cited_edition(edition, address, section))


def _said(csl: Mapping[str, Any]) -> dict[str, Any]:
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


def slug(edition: Edition) -> str:
    """What is ASCII in the names of the commentary, for names of files and keys; empty where nothing is."""
    work = edition.work
    return (ascii_slug(f"{work.series} {work.number}") if work.series else "") or ascii_slug(work.title)


def ascii_slug(text: str) -> str:
    """What is ASCII in a text, in small letters, joined by hyphens."""
    ascii_text = re.sub(r"[^\x00-\x7f]+", " ", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_text).strip("-.")


# --- in words ---------------------------------------------------------------------------------------------------


def cited_work(edition: Edition, page: str = "") -> str:
    """How the commentary is cited; `page` stands for the page."""
    work, words = edition.work, wording(edition.language)
    title = words["title-subtitle"].format(title=work.title, subtitle=work.subtitle) if work.subtitle else work.title
    series = words["cite-series"].format(series=work.series, number=work.number) if work.series else ""
    date = date_in_words(work.date, edition.language) if work.date else ""
    rest = words["comma"].join(part for part in (series, work.publisher, date, page, work.url) if part)
    return words["cite-work"].format(authors=_authors(edition), title=title, rest=rest)


def cited_edition(edition: Edition, address: str | None, section: Section | None = None) -> str:
    """How the edition is cited, or a section of it: with the version, and with whose work it annotates."""
    imprint, words = edition.imprint, wording(edition.language)
    return words["cite-section" if section else "cite-edition"].format(
        section=section.title if section else "",
        title=imprint.title,
        version=imprint.version,
        date=date_in_words(imprint.date, edition.language),
        original=cited_original(edition),
        url=f"{words['comma']}{address}" if address else "",
    )


def cited_original(edition: Edition) -> str:
    """Whose work the edition annotates."""
    work, words = edition.work, wording(edition.language)
    number = words["cite-number"].format(series=work.series, number=work.number) if work.series else work.title
    return words["cite-original"].format(authors=_authors(edition), series=number)


def _authors(edition: Edition) -> str:
    return wording(edition.language)["comma"].join(together(author.name) for author in edition.work.authors)


def together(name: str) -> str:
    """A name as it stands in a citation: 渡部恒雄 for 渡部 恒雄; names in other scripts as they are."""
    return re.sub(r"(?<=[\u3040-\u9fff])[ \u3000](?=[\u3040-\u9fff])", "", name)


def date_in_words(date: str, language: str) -> str:
    """A date as it is read: 2024年3月20日."""
    words = wording(language)
    year, month, day = (*date.split("-"), "", "")[:3]
    key = "date-day" if day else "date-month" if month else "date-year"
    name = words["months"].split()[int(month) - 1] if month else ""
    return words[key].format(year=year, month=int(month or 0), day=int(day or 0), name=name)
