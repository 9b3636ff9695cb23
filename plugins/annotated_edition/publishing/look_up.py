"""What the web says of a source: by its DOI, its ISBN or its address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from .asker import Asker

#: Who answers for DOIs, by content negotiation (citation.doi.org), and for ISBNs (openlibrary.org/dev/docs/api/books).
DOI_SERVICE = "https://doi.org/"
BOOK_SERVICE = "https://openlibrary.org/api/books?format=json&jscmd=data&bibkeys=ISBN:"
DOI_PATTERN = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
ISBN_PATTERN = re.compile(r"(?:isbn:?\s*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dX])", re.IGNORECASE)
#: CSL's variable → the metadata of a page that give it, the best first.
PAGE_TAGS = {
    "title": ("citation_title", "dc.title", "og:title", "title"),
    "container-title": ("citation_journal_title", "citation_conference_title", "og:site_name"),
    "publisher": ("citation_publisher", "citation_technical_report_institution", "dc.publisher"),
    "volume": ("citation_volume",),
    "issue": ("citation_issue",),
    "number": ("citation_technical_report_number",),
    "DOI": ("citation_doi",),
    "ISBN": ("citation_isbn",),
    "language": ("citation_language", "lang"),
}
AUTHOR_TAGS = ("citation_author", "dc.creator", "author")
DATE_TAGS = ("citation_publication_date", "citation_date", "article:published_time", "dc.date", "datepublished")


def name_kind(what: str) -> str:
    """Return whether a text is a DOI, an ISBN or an address; empty where it is none of these."""
    if DOI_PATTERN.fullmatch(what):
        return "DOI"
    if ISBN_PATTERN.fullmatch(what):
        return "ISBN"
    return "URL" if re.fullmatch(r"https?://\S+", what) else ""


def is_isbn(text: str) -> bool:
    """Return whether the digits of an ISBN bear each other out."""
    digits = [10 if digit in "Xx" else int(digit) for digit in re.sub(r"(?i)isbn|[^0-9x]", "", text)]
    if len(digits) == 10:
        return sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return len(digits) == 13 and sum(digit * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0


def look_up(what: str, asker: Asker) -> dict[str, Any]:
    """Return what the web says of a DOI, an ISBN or an address, as CSL-JSON.

    Raise OSError, HTTPException or ValueError where it says nothing.
    """
    if match := DOI_PATTERN.fullmatch(what):
        address = f"{DOI_SERVICE}{quote(match[1], safe='/')}"
        found = json.loads(asker.fetch(address, "application/vnd.citationstyles.csl+json"))
    elif name_kind(what) == "ISBN":
        if not is_isbn(what):
            raise ValueError("isbn")
        isbn = re.sub(r"(?i)isbn|[^0-9x]", "", what)
        found = _read_book(json.loads(asker.fetch(BOOK_SERVICE + isbn, "application/json")), isbn)
    else:
        page = _Head(asker.fetch(what, "text/html").decode("utf-8", "replace"))
        if doi := DOI_PATTERN.fullmatch(page.first("citation_doi")):
            return look_up(doi[1], asker)
        found = _read_page(page, what)
    if not isinstance(found, dict):
        raise ValueError("no-format")
    return found


def _read_book(answer: Any, isbn: str) -> dict[str, Any]:
    book = answer.get(f"ISBN:{isbn}") if isinstance(answer, dict) else None
    if not isinstance(book, dict):
        raise ValueError(f"ISBN {isbn}")

    def names(field: str) -> list[str]:
        return [str(each["name"]) for each in book.get(field) or () if isinstance(each, dict) and each.get("name")]

    titles = [str(book[name]) for name in ("title", "subtitle") if book.get(name)]
    return {
        "type": "book", "title": ": ".join(titles), "author": [_person(name) for name in names("authors")],
        "publisher": "; ".join(names("publishers")[:1]), "publisher-place": "; ".join(names("publish_places")[:1]),
        "issued": _date(str(book.get("publish_date", ""))), "ISBN": isbn,
    }  # fmt: skip


class _Head(HTMLParser):
    """The metadata of a page, by small names; what it says in JSON-LD counts as well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(text)

    def first(self, *names: str) -> str:
        """Return the first value that one of the names has."""
        return next((value for name in names for value in self.values.get(name, ()) if value), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the metadata and the language."""
        own = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.note(own.get("name") or own.get("property") or "", own.get("content", ""))
        elif tag == "html":
            self.note("lang", own.get("lang", ""))
        self._inside = "title" if tag == "title" else "json" if own.get("type") == "application/ld+json" else ""

    def handle_data(self, data: str) -> None:
        """Note the title, and the author and the date in JSON-LD."""
        if self._inside == "title":
            self.note("title", data)
        elif self._inside == "json":
            for name, value in re.findall(r'"(datePublished|headline)"\s*:\s*"([^"]+)"', data):
                self.note("og:title" if name == "headline" else name, value)
            for value in re.findall(r'"author"\s*:\s*\[?\s*{[^{}]*"name"\s*:\s*"([^"]+)"', data):
                self.note("author", value)
        self._inside = ""

    def note(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self.values.setdefault(name.lower(), []).append(" ".join(value.split()))


def _read_page(page: _Head, address: str) -> dict[str, Any]:
    tags: Mapping[str, str] = {variable: page.first(*names) for variable, names in PAGE_TAGS.items()}
    authors = next((page.values[name] for name in AUTHOR_TAGS if any(page.values.get(name, ()))), [])
    kind = "article-journal" if page.first("citation_journal_title") else "report" if tags["number"] else "webpage"
    today = datetime.now(UTC).date()
    return {
        **tags, "type": kind, "author": [_person(name) for name in dict.fromkeys(authors) if name],
        "page": "-".join(filter(None, (page.first("citation_firstpage"), page.first("citation_lastpage")))),
        "issued": _date(page.first(*DATE_TAGS)), "URL": address,
        "accessed": {"date-parts": [[today.year, today.month, today.day]]},
    }  # fmt: skip


def _person(name: str) -> dict[str, str]:
    """Return a name of which a comma says the family name; of two words the last one is, anything else is one whole."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return {"family": family, "given": given}
    words = name.split()
    if len(words) in (2, 3) and all(word.isascii() for word in words):
        return {"family": words[-1], "given": " ".join(words[:-1])}
    return {"literal": name}


def _date(text: str) -> dict[str, Any]:
    """Return the date, else the year, that a text begins with or has in it; empty where there is none."""
    parts = re.match(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", text) or re.search(r"\b(\d{4})\b", text)
    return {"date-parts": [[int(part) for part in parts.groups() if part]]} if parts else {}
