"""What the web says of a source: by its DOI, its ISBN or its address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote

from ..model.addresses import DOI_HOST
from ..reading.bib_names import is_body
from .asker import Asker

#: Who answers for DOIs, by content negotiation (citation.doi.org), and for ISBNs (openlibrary.org/dev/docs/api/books).
DOI_SERVICE = "https://doi.org/"
BOOK_SERVICE = "https://openlibrary.org/api/books?format=json&jscmd=data&bibkeys=ISBN:"
DOI_PATTERN = re.compile(
    rf"(?:{DOI_HOST}(10\.\d{{4,9}}/[^\s?#]+)(?:[?#]\S*)?|(?:doi:\s*)?(10\.\d{{4,9}}/\S+))",
    re.IGNORECASE,
)
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
#: Encodings that pages name → the wider ones that browsers read them by.
ENCODINGS = {"shift_jis": "cp932", "x-sjis": "cp932", "iso-8859-1": "cp1252", "gb2312": "gb18030", "utf-8": "utf-8-sig"}
AUTHOR_TAGS = ("citation_author", "dc.creator", "json author", "author")
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
        address = f"{DOI_SERVICE}{quote(unquote(match[1] or match[2]), safe='/')}"
        found = json.loads(asker.fetch(address, "application/vnd.citationstyles.csl+json")[0])
    elif name_kind(what) == "ISBN":
        if not is_isbn(what):
            raise ValueError("isbn")
        isbn = re.sub(r"(?i)isbn|[^0-9x]", "", what)
        found = _read_book(json.loads(asker.fetch(BOOK_SERVICE + isbn, "application/json")[0]), isbn)
    else:
        page = _Head(_decode(*asker.fetch(what, "text/html", whole=False)))
        if DOI_PATTERN.fullmatch(doi := page.first("citation_doi")):
            return look_up(doi, asker)
        found = _read_page(page, what)
    if not isinstance(found, dict):
        raise ValueError("no-format")
    return found


def _decode(page: bytes, charset: str) -> str:
    """Return the text of a page, by the encoding that its server says, else by the one that it says itself."""
    own = re.search(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", page[:4096], re.IGNORECASE)
    name = (charset or (own[1].decode("latin-1") if own else "utf-8")).lower()
    try:
        return page.decode(ENCODINGS.get(name, name), "replace")
    except LookupError:
        return page.decode("utf-8", "replace")


def _read_book(answer: Any, isbn: str) -> dict[str, Any]:
    book = answer.get(f"ISBN:{isbn}") if isinstance(answer, dict) else None
    if not isinstance(book, dict):
        raise ValueError(f"ISBN {isbn}")

    def names(field: str) -> list[str]:
        found = book.get(field)
        named = found if isinstance(found, list) else []
        return [str(each["name"]) for each in named if isinstance(each, dict) and each.get("name")]

    titles = [str(book[name]) for name in ("title", "subtitle") if book.get(name)]
    return {
        "type": "book", "title": ": ".join(titles), "author": [_person(name) for name in names("authors")],
        "publisher": "; ".join(names("publishers")[:1]), "publisher-place": "; ".join(names("publish_places")[:1]),
        "issued": {"raw": str(book.get("publish_date", ""))}, "ISBN": isbn,
    }  # fmt: skip


class _Head(HTMLParser):
    """The metadata of a page, by small names; what it says in JSON-LD counts as well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = self._json = ""
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
        """Note the title; keep JSON-LD until it ends."""
        if self._inside == "title":
            self.note("title", data)
        elif self._inside == "json":
            self._json += data
            return  # there may be more of it
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:
        """Read the JSON-LD that ends here."""
        if self._json:
            self._note_json(self._json)
        self._inside = self._json = ""

    def _note_json(self, data: str) -> None:
        """Note what JSON-LD says of the things that it describes; what is no JSON says nothing."""
        try:
            found = json.loads(data, strict=False)
        except (ValueError, RecursionError):
            return
        things = _dicts(found)
        for thing in [*things, *(each for one in things for each in _dicts(one.get("@graph")))]:
            for name, tag in (("headline", "og:title"), ("datePublished", "datepublished")):
                if isinstance(value := thing.get(name), str):
                    self.note(tag, value)
            for person in _dicts(thing.get("author")):
                if isinstance(value := person.get("name"), str):
                    self.note("json author", value)

    def note(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self.values.setdefault(name.lower(), []).append(" ".join(value.split()))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def _read_page(page: _Head, address: str) -> dict[str, Any]:
    tags: Mapping[str, str] = {variable: page.first(*names) for variable, names in PAGE_TAGS.items()}
    authors = next((page.values[name] for name in AUTHOR_TAGS if any(page.values.get(name, ()))), [])
    if authors is page.values.get("author"):
        authors = [name for each in authors for name in _split_people(each)]
    if any("\ufffd" in text for text in (*tags.values(), *authors)):
        raise ValueError("charset")
    kind = "article-journal" if page.first("citation_journal_title") else "report" if tags["number"] else "webpage"
    today = datetime.now(UTC).date()
    return {
        **tags, "type": kind, "author": [_person(name) for name in dict.fromkeys(authors) if name],
        "page": "-".join(filter(None, (page.first("citation_firstpage"), page.first("citation_lastpage")))),
        "issued": {"raw": page.first(*DATE_TAGS)}, "URL": address,
        "accessed": {"date-parts": [[today.year, today.month, today.day]]},
    }  # fmt: skip


def _split_people(text: str) -> list[str]:
    """Return the names of a tag that holds several: John Smith, Jane Doe; a comma in Smith, John parts one name."""
    if ";" in text:
        return [name.strip() for name in text.split(";") if name.strip()]
    names = re.split(r",\s+(?:and\s+)?|\s+and\s+", text)
    several = all(" " in name for name in names) and not any(map(is_body, [text, *names]))
    return names if several else [text]


def _person(name: str) -> dict[str, str]:
    """Return a name of which a comma says the family name; of two words the last one is, anything else is one whole.

    So is a body.
    """
    if is_body(name):
        return {"literal": name}
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return {"family": family, "given": given}
    words = name.split()
    if len(words) in (2, 3) and all(word.isascii() for word in words):
        return {"family": words[-1], "given": " ".join(words[:-1])}
    return {"literal": name}
