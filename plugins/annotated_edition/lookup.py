"""From "12, 15-18" or words to footnotes and their records; the one place that knows the shape of the JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict  # pydantic wants it before Python 3.12

from .model import FOOTNOTES, Citation, Edition, Footnote, PositionName, Reference, plain
from .wording import UNSPACED, primary

PREFIX = r"(?:脚注|註|注|第|footnote|note|fn-?|\[\^)"
NUMBER = re.compile(rf"{PREFIX}?(\d{{1,12}})(?:[-‐-―−~〜]{PREFIX}?(\d{{1,12}}))?[番\].。]?", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s,、，;；・]+")
#: A space after a prefix belongs to the number: 脚注 17.
SPACED_PREFIX = re.compile(r"(脚注|註|注|footnote|note|第)\s+(?=\d)", re.IGNORECASE)
#: How the shapes of JSON become JSON Schemas: nothing that they do not name, and with what their fields mean.
RECORD = ConfigDict(extra="forbid", use_attribute_docstrings=True)


@with_config(RECORD)
class CitationRecord(TypedDict):
    """One source cited by one footnote."""

    source: str
    """Key of the source."""
    position: PositionName
    """Where it stands among the other citations, as CSL defines it."""
    antecedent: int | None
    """Printed number of the footnote that an ibid. points to."""
    first: int
    """Printed number of the footnote that cites the source first."""
    locator: str | None
    """Pages within the source, as printed."""
    text: str
    """As the printed footnote has it."""
    full: str
    """As if the source were cited here for the first time."""
    url: str | None
    """Address of the source."""


@with_config(RECORD)
class ReferenceRecord(TypedDict):
    """A place in a section where a footnote is cited."""

    id: str
    """Its id on the page."""
    page: str
    """Source path of the section."""
    url: str
    """Its address, from the site's root."""
    section: str
    """Title of the section and of the headings above the place."""
    sentence: str
    """The sentence of the edition that it supports."""


@with_config(RECORD)
class FootnoteRecord(TypedDict):
    """A numbered note of the printed work."""

    footnote: int
    """The printed number."""
    id: str
    """Its id on every page."""
    url: str
    """Address of its entry, from the site's root."""
    text: str
    """The whole footnote."""
    citations: list[CitationRecord]
    """What it cites, in printed order."""
    before: str | None
    """What it says before the citations, in the edition's words."""
    after: str | None
    """What it says after them."""
    references: list[ReferenceRecord]
    """Where it is cited, in reading order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found."""

    footnotes: tuple[Footnote, ...]
    """In ascending order, each once."""
    unknown: tuple[int, ...]
    """Numbers that were asked for and do not exist."""


def lookup(edition: Edition, query: str) -> Answer:
    """The footnotes that a query asks for.

    Numbers and ranges (17, １７, 注17, 3-5, separated by spaces or commas) by their printed numbers; a range goes over
    gaps but must begin and end within the numbers that exist. Anything else is words, all of which must stand in what
    the footnote says, in its citations in full, or in their titles; width, case and white space do not count.
    """
    parts = [
        part
        for part in SEPARATORS.split(SPACED_PREFIX.sub(r"\1", unicodedata.normalize("NFKC", query).strip()))
        if part
    ]
    ranges = [NUMBER.fullmatch(part) for part in parts]
    if parts and all(ranges):
        wanted: set[int] = set()
        unknown: list[int] = []
        known = edition.footnotes.keys()
        for found in ranges:
            assert found is not None
            first, last = sorted((int(found[1]), int(found[2] or found[1])))
            ends = [number for number in (first, last) if not min(known, default=1) <= number <= max(known, default=0)]
            if not ends and found[2] is None and first not in known:
                ends = [first]
            unknown += ends
            if not ends:
                wanted.update(number for number in known if first <= number <= last)
        return Answer(_ascending(edition, wanted), tuple(dict.fromkeys(unknown)))
    words = [folded(part) for part in parts]
    hits = [n for n, footnote in edition.footnotes.items() if words and _holds(edition, footnote, words)]
    return Answer(_ascending(edition, hits), ())


def _ascending(edition: Edition, numbers: Iterable[int]) -> tuple[Footnote, ...]:
    return tuple(edition.footnotes[number] for number in sorted(numbers))


def _holds(edition: Edition, footnote: Footnote, words: Sequence[str]) -> bool:
    text = folded(searchable(edition, footnote))
    return all(word in text for word in words)


def searchable(edition: Edition, footnote: Footnote) -> str:
    """All text by which a footnote is found."""
    parts = [footnote_text(edition, footnote)]
    for citation in footnote.citations:
        parts.append(plain(citation.full))
        if citation.source in edition.sources:
            parts.append(edition.sources[citation.source].title)
    return " ".join(parts)


def folded(text: str) -> str:
    """Text as it is compared: without differences of width, case and white space."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).casefold()


def footnote_text(edition: Edition, footnote: Footnote) -> str:
    """The whole footnote, plain: what it says before, its citations, what it says after."""
    parts = (plain(footnote.before), plain(footnote.cluster), plain(footnote.after))
    return joint(edition.language).join(part for part in parts if part)


def joint(language: str) -> str:
    """What stands between two sentences."""
    return "" if primary(language) in UNSPACED else " "


def url_of(page: str, fragment: str = "") -> str:
    """The site-relative address of a page in directory form: text/x.md → text/x/."""
    path = PurePosixPath(page)
    parts = path.parts[:-1] if path.name == "index.md" else path.with_suffix("").parts
    url = "".join(f"{part}/" for part in parts)
    return (f"{url}#{fragment}" if fragment else url) or "./"


def record(edition: Edition, footnote: Footnote) -> FootnoteRecord:
    """A footnote as JSON: plain text, site-relative addresses in directory form."""
    return {
        "footnote": footnote.number,
        "id": footnote.id,
        "url": url_of(FOOTNOTES, footnote.id),
        "text": footnote_text(edition, footnote),
        "citations": [_citation(citation) for citation in footnote.citations],
        "before": plain(footnote.before) or None,
        "after": plain(footnote.after) or None,
        "references": [_reference(reference) for reference in footnote.references],
    }


def _citation(citation: Citation) -> CitationRecord:
    return {
        "source": citation.source,
        "position": citation.position.name,
        "antecedent": citation.position.antecedent,
        "first": citation.position.first,
        "locator": citation.locator,
        "text": plain(citation.text),
        "full": plain(citation.full),
        "url": citation.url,
    }


def _reference(reference: Reference) -> ReferenceRecord:
    return {
        "id": reference.id,
        "page": reference.page,
        "url": url_of(reference.page, reference.id),
        "section": reference.section,
        "sentence": reference.sentence,
    }
