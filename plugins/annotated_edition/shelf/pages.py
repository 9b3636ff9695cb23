"""The pages of a shelf itself: its catalogue, its sources, terms and events, and which editions rest on the same."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import chain, groupby
from typing import Any, NamedTuple

import jinja2

from ..model.labels import FootnoteLabel
from ..model.wording import format_date, wording
from ..publishing.policy import add_policy
from ..site.languages import own_name
from ..site.templating import make_environment
from .merge import SharedSource, SharedTerm, ShelfIndex, common_sources
from .shelf_file import Member, Shelf
from .summary import CitationSummary, EventSummary, NoteSummary, Summary

#: Most entries of a page; of more, each group has a page of its own.
MOST_ENTRIES = 300
#: Most editions in the picture, and most pairs in the table below it.
MOST_DRAWN, MOST_PAIRS = 40, 200
#: The picture: width of an edition's column, room above it for arcs, room below it for titles.
COLUMN, MARGIN, TITLE_ROOM = 34, 40, 200
Groups = Sequence[tuple[str, Sequence[Any]]]
Facts = dict[str, Any]


class Listing(NamedTuple):
    """A list of the shelf, on one page or on one for each of its groups."""

    folder: str
    """Its folder with a slash; empty for the shelf's root."""
    name: str
    """Name of its first page, without its ending."""
    kind: str
    """Name of the macro that shows an entry, and of what gives it the facts."""
    title: str
    """Its title."""
    groups: Groups
    """Its entries by heading."""


class ShelfPage(NamedTuple):
    """A page that can be written; two that have the same template and values are the same."""

    template: str
    """Name of its template."""
    values: Facts
    """All that it shows, as JSON has it."""


def shelf_pages(shelf: Shelf, index: ShelfIndex) -> dict[str, ShelfPage]:
    """Return all pages of the shelf's own by path."""
    words = wording(shelf.language)
    facts = _FactsOfEntries(shelf, index)
    lists = [("", "index", words["shelf-catalogue"]), *_lists(index, words), ("", "common", words["shelf-common"])]
    head = {"name": shelf.title, "publisher": shelf.publisher, "language": shelf.language, "lists": lists}
    sizes = {name: len(getattr(index, name)) for name in ("editions", "sources", "terms", "events")}
    home = {"sizes": sizes, "database": find_spec("sqlite_utils") is not None}
    pages = {}
    for listing in _listings(shelf, index):
        show = getattr(facts, listing.kind)
        for path, title, groups, parts in _paginate(listing):
            shown = [(heading, list(map(show, entries))) for heading, entries in groups]
            values = {"kind": listing.kind, "title": title, "groups": shown, "parts": parts}
            pages[path] = ShelfPage("list.html", {**head, **values, "home": home if path == "index.html" else None})
    common = common_sources(index)
    pairs = [(facts.links[one], facts.links[other], count) for (one, other), count in [*common.items()][:MOST_PAIRS]]
    drawn = _draw(index, common)
    title = words["shelf-common"]
    pages["common.html"] = ShelfPage("common.html", {**head, "title": title, "drawn": drawn, "pairs": pairs})
    return pages


def write_page(path: str, page: ShelfPage) -> bytes:
    """Return a page, filled in, with its policy."""
    values = {**page.values, "root": "../" * path.count("/"), "path": path, "t": wording(page.values["language"])}
    text = _environment().get_template(page.template).render(values)
    return add_policy(text, {"script": (), "style": ()}).encode()


class _FactsOfEntries:
    """What the entries of each kind of list show."""

    def __init__(self, shelf: Shelf, index: ShelfIndex) -> None:
        self.words = wording(shelf.language)
        self.language = shelf.language
        #: Name of each edition → how it is called.
        self.links = {each.name: self.link(each) for each in index.editions}
        self.citing: defaultdict[Member, list[tuple[NoteSummary, CitationSummary]]] = defaultdict(list)
        for edition in index.editions:
            for note in edition.notes:
                for citation in note.citations:
                    self.citing[edition.name, citation.source].append((note, citation))

    def date(self, date: str) -> str:
        """Return a date as it is written in the shelf's language."""
        return format_date(date, self.language) if date else self.words["undated"]

    def link(self, edition: Summary) -> Facts:
        """Return how an edition is called, with its date."""
        facts = {"name": edition.name, "title": edition.title, "language": edition.language}
        return {**facts, "date": self.date(edition.date)}

    def edition(self, edition: Summary) -> Facts:
        """Return what is shown of a work in a catalogue."""
        names = ("subtitle", "authors", "series", "number", "publisher")
        written_in = own_name(edition.language)
        return {
            **self.links[edition.name],
            "written_in": written_in,
            **{name: getattr(edition, name) for name in names},
        }

    def source(self, source: SharedSource) -> Facts:
        """Return what is shown of a source, with all that cite it."""
        members = [(name, [*own]) for name, own in groupby(source.members, key=lambda member: member[0])]
        citing = [(self.links[name], [*chain.from_iterable(map(self.notes, own))]) for name, own in members]
        cited = self.words[f"shelf-cited-{'1' if len(members) == 1 else 'n'}"].format(n=len(members))
        return {"id": source.id, "title": source.shown.title, "text": source.shown.text, "cited": cited, "by": citing}

    def notes(self, source: Member) -> Iterator[Facts]:
        """Yield each footnote that cites a source of an edition."""
        for note, citation in self.citing[source]:
            sentences = [(each.address, each.text) for each in note.sentences]
            label = FootnoteLabel(note.label).name(self.words)
            yield {"address": note.address, "label": label, "locator": citation.locator, "sentences": sentences}

    def term(self, term: SharedTerm) -> Facts:
        """Return what is shown of a name, with its explanations."""
        members = [(self.links[edition.name], own.address, own.definition) for edition, own in term.members]
        return {"id": term.id, "name": term.name, "reading": term.reading, "members": members}

    def event(self, pair: tuple[EventSummary, Summary]) -> Facts:
        """Return what is shown of an event."""
        event, edition = pair
        texts = {"title": event.title, "summary": event.summary, "address": event.address}
        return {**texts, "date": self.date(event.date), "edition": self.links[edition.name]}


def _listings(shelf: Shelf, index: ShelfIndex) -> Iterator[Listing]:
    """Yield every list of the shelf."""
    words = wording(shelf.language)
    unknown = words["shelf-unknown"]
    years = _grouped(index.editions, lambda each: [each.date[:4] or unknown])
    yield Listing("", "index", "edition", words["shelf-catalogue"], years)
    facets: dict[str, Callable[[Summary], Iterable[str]]] = {
        "authors": lambda each: each.authors or [unknown],
        "series": lambda each: [each.series or unknown],
        "publishers": lambda each: [each.publisher or unknown],
        "languages": lambda each: [own_name(each.language)],
    }
    for name, headings in facets.items():
        yield Listing("", name, "edition", words[f"shelf-{name}"], sorted(_grouped(index.editions, headings)))
    dated = _grouped(index.sources, lambda each: [each.shown.date[:4] or unknown])
    most = sorted((each for each in index.sources if len(each.members) > 1), key=lambda each: -len(each.members))
    shared = [(words["shelf-common"], most)] if most else []
    yield Listing("sources/", "index", "source", words["sources"], [*shared, *dated])
    rows = words["index-rows"].split()
    initials = _grouped(index.terms, lambda each: [_initial(each.reading or each.name, rows, words["shelf-other"])])
    yield Listing("terms/", "index", "term", words["terms"], initials)
    by_year = _grouped(index.events, lambda pair: [pair[0].date[:4]])
    yield Listing("chronology/", "index", "event", words["chronology"], by_year)


def _lists(index: ShelfIndex, words: Any) -> Iterator[tuple[str, str, str]]:
    """Yield folder, name and title of the lists that the head of each page leads to."""
    for folder, entries in (("sources", index.sources), ("terms", index.terms), ("chronology", index.events)):
        if entries:
            yield f"{folder}/", "index", words[folder]


def _grouped(entries: Iterable[Any], headings: Callable[[Any], Iterable[str]]) -> list[tuple[str, list[Any]]]:
    """Return entries by heading, both in the order of the entries."""
    groups: dict[str, list[Any]] = {}
    for entry in entries:
        for heading in headings(entry):
            groups.setdefault(heading, []).append(entry)
    return list(groups.items())


def _initial(name: str, rows: Sequence[str], other: str) -> str:
    """Return the row of the syllabary, or the letter, that a name begins with."""
    first = name[:1].upper()
    first = chr(ord(first) - 0x60) if "ァ" <= first <= "ヶ" else first
    row = next((row for row in rows if first in row), first)
    return row[:1] if row != first or (first.isascii() and first.isalnum()) else other


def _paginate(listing: Listing) -> Iterator[tuple[str, str, Groups, list[tuple[str, str, int]]]]:
    """Yield path, title, groups and parts of each page of a list; parts lead to its other pages, with their sizes."""
    first = f"{listing.folder}{listing.name}.html"
    if sum(len(entries) for _, entries in listing.groups) <= MOST_ENTRIES:
        yield first, listing.title, listing.groups, []
        return
    prefix = "" if listing.name == "index" else f"{listing.name}-"
    places = [f"{listing.folder}{prefix}{_slug(heading)}.html" for heading, _ in listing.groups]
    parts = [(place, heading, len(own)) for place, (heading, own) in zip(places, listing.groups, strict=True)]
    yield first, listing.title, [], parts
    for place, group in zip(places, listing.groups, strict=True):
        yield place, f"{listing.title} — {group[0]}", [group], parts


def _slug(heading: str) -> str:
    ascii_only = heading.isascii() and heading.isalnum() and heading != "index"
    return heading if ascii_only else hashlib.sha256(heading.encode()).hexdigest()[:8]


class Arc(NamedTuple):
    """What two editions have in common, in the picture."""

    path: str
    """Its line, as SVG draws it."""
    width: float
    """How thick it is."""
    title: str
    """What it says."""


class Drawing(NamedTuple):
    """The picture of the editions that rest on the same sources."""

    width: int
    """In units of SVG."""
    height: int
    """In the same."""
    base: int
    """Where the editions stand, from above."""
    places: tuple[tuple[int, str, str], ...]
    """Of each edition its distance from the left, its year and its title."""
    arcs: tuple[Arc, ...]
    """What they have in common."""


def _draw(index: ShelfIndex, common: dict[tuple[str, str], int]) -> Drawing | None:
    """Return the picture: editions side by side by date, an arc for each two that cite the same; None without any."""
    shares: defaultdict[str, int] = defaultdict(int)
    for (one, other), count in common.items():
        shares[one] += count
        shares[other] += count
    drawn = set(sorted(shares, key=lambda name: (-shares[name], name))[:MOST_DRAWN])
    editions = [each for each in reversed(index.editions) if each.name in drawn]
    if not editions:
        return None
    at = {each.name: MARGIN + COLUMN * place for place, each in enumerate(editions)}
    titles = {each.name: each.title for each in editions}
    widest = max(abs(at[one] - at[other]) for one, other in common if one in at and other in at)
    base = 20 + widest // 2
    most = max(common.values())
    arcs = []
    for (one, other), count in common.items():
        if one in at and other in at:
            left, right = sorted((at[one], at[other]))
            radius = (right - left) / 2
            path = f"M{left} {base}A{radius:g} {radius:g} 0 0 1 {right} {base}"
            arcs.append(
                Arc(path, round(1 + 5 * math.sqrt(count / most), 1), f"{titles[one]} — {titles[other]}: {count}")
            )
    width = MARGIN + COLUMN * len(editions) + TITLE_ROOM
    places = tuple((at[each.name], each.date[:4], each.title) for each in editions)
    return Drawing(width, base + TITLE_ROOM, base, places, tuple(arcs))


@cache
def _environment() -> jinja2.Environment:
    return make_environment(__package__)
