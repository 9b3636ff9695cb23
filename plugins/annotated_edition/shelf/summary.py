"""What a shelf knows of one edition; it travels between machines as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..model.addresses import CHRONOLOGY, FOOTNOTES, SOURCES, TERMS, url_of
from ..model.edition import Edition
from ..model.spans import plain
from .sameness import identities

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source of an edition."""

    key: str
    """Its key in sources.bib."""
    title: str
    """What it is called."""
    authors: str
    """Who wrote or edited it."""
    publisher: str
    """Who published it."""
    date: str
    """When, as precise as known; empty where that is not known."""
    url: str
    """Its address; empty where it has none."""
    text: str
    """The citation in full, plain."""
    identities: tuple[str, ...]
    """By what it is the same as a source of another edition, the surest first."""
    address: str
    """Where it stands in the edition, from the edition's root; so are all addresses below."""


@dataclass(frozen=True, slots=True)
class TermSummary:
    """A term of an edition."""

    id: str
    """Its id there."""
    name: str
    """The term."""
    reading: str
    """How it is read; empty where that is not said."""
    definition: str
    """What the edition says that it means, plain."""
    address: str
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class EventSummary:
    """A dated happening that an edition has."""

    date: str
    """When, as precise as known."""
    title: str
    """What happened."""
    summary: str
    """One or two sentences on it."""
    address: str
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class CitationSummary:
    """A source that a footnote cites."""

    source: str
    """Its key."""
    locator: str
    """Pages within it; empty where none are said."""


@dataclass(frozen=True, slots=True)
class SentenceSummary:
    """A sentence that a footnote supports."""

    text: str
    """The sentence, plain."""
    address: str
    """Where it stands."""


@dataclass(frozen=True, slots=True)
class NoteSummary:
    """A footnote of an edition."""

    label: str
    """Its printed label."""
    text: str
    """What it says, plain."""
    address: str
    """Where it stands."""
    citations: tuple[CitationSummary, ...]
    """What it cites."""
    sentences: tuple[SentenceSummary, ...]
    """What it supports."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a shelf knows of an edition."""

    name: str
    """Name of its folder, and its address on the shelf."""
    title: str
    """Title of what is annotated."""
    subtitle: str
    """Its subtitle; empty where it has none."""
    series: str
    """Name of its series, empty where it is in none."""
    number: str
    """Its number there."""
    date: str
    """When it was published; empty where that is not known."""
    authors: tuple[str, ...]
    """Who wrote it."""
    publisher: str
    """Who published it."""
    language: str
    """BCP 47 tag of its language."""
    revised: str
    """The date of this version of the edition; empty where it says none."""
    sources: tuple[SourceSummary, ...]
    """In the order of the edition, as are the others."""
    terms: tuple[TermSummary, ...]
    """What it explains."""
    events: tuple[EventSummary, ...]
    """Its chronology."""
    notes: tuple[NoteSummary, ...]
    """Its footnotes."""


def summarise(edition: Edition, name: str) -> Summary:
    """Return what a shelf knows of an edition, which lies on it under a name."""
    work = edition.work
    return Summary(
        name=name,
        title=work.title,
        subtitle=work.subtitle or "",
        series=work.series or "",
        number=work.number or "",
        date=work.date,
        authors=work.author_names,
        publisher=work.publisher,
        language=work.language,
        revised=edition.imprint.date,
        sources=tuple(_sources(edition)),
        terms=tuple(
            TermSummary(
                term.id,
                term.name,
                term.reading or "",
                plain(term.definition) or plain(term.gloss),
                _address(TERMS, term.id),
            )
            for term in edition.terms.values()
        ),
        events=tuple(
            EventSummary(event.date, plain(event.title), plain(event.summary), _address(CHRONOLOGY, event.id))
            for event in edition.events
        ),
        notes=tuple(_notes(edition)),
    )


def encode_summary(summary: Summary) -> bytes:
    """Return a summary as JSON."""
    return bytes(_adapter().dump_json(summary))


def decode_summary(data: bytes) -> Summary:
    """Return the summary that was encoded; ValueError for anything else."""
    return _adapter().validate_json(data)


@cache
def _adapter() -> TypeAdapter[Summary]:
    from pydantic import TypeAdapter

    return TypeAdapter(Summary)


def _address(page: str, fragment: str) -> str:
    return url_of(page, fragment, directories=False)


def _sources(edition: Edition) -> Iterator[SourceSummary]:
    for source in edition.sources.values():
        yield SourceSummary(
            key=source.key,
            title=source.name,
            authors=source.authors,
            publisher=source.publisher,
            date=source.date or "",
            url=source.url or "",
            text=plain(source.full),
            identities=identities(source),
            address=_address(SOURCES, source.key),
        )


def _notes(edition: Edition) -> Iterator[NoteSummary]:
    for note in edition.footnotes.values():
        yield NoteSummary(
            label=str(note.number),
            text=note.text,
            address=_address(FOOTNOTES, note.id),
            citations=tuple(CitationSummary(each.source, each.locator or "") for each in note.citations),
            sentences=tuple(
                SentenceSummary(each.sentence, _address(each.page, each.id))
                for each in note.references
                if each.sentence
            ),
        )
