"""The pages of a shelf itself: its catalogue, its sources, terms and events, and which editions rest on the same."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from typing import Any, NamedTuple

import jinja2

from ..model.labels import FootnoteLabel
from ..model.wording import format_date, wording
from ..publishing.policy import add_policy
from ..site.templating import make_environment
from .merge import SharedSource, ShelfIndex, common_sources
from .shelf_file import Member, Shelf
from .summary import CitationSummary, NoteSummary, Summary

#: Most entries of a page; of more, each group has a page of its own.
MOST_ENTRIES = 300
#: Most editions in the picture, and most pairs in the table below it.
MOST_DRAWN, MOST_PAIRS = 40, 200
#: The picture: width of an edition's column, room above it for arcs, room below it for titles.
COLUMN, MARGIN, TITLE_ROOM = 34, 40, 200
Groups = Sequence[tuple[str, Sequence[Any]]]


class Listing(NamedTuple):
    """A list of the shelf, on one page or on one for each of its groups."""

    folder: str
    """Its folder with a slash; empty for the shelf's root."""
    name: str
    """Name of its first page, without its ending."""
    kind: str
    """Name of the macro that shows an entry."""
    title: str
    """Its title."""
    groups: Groups
    """Its entries by heading."""


def shelf_pages(shelf: Shelf, index: ShelfIndex) -> dict[str, bytes]:
    """Return all pages of the shelf's own by path."""
    words = wording(shelf.language)
    by_name = {each.name: each for each in index.editions}
    citing: defaultdict[Member, list[tuple[NoteSummary, CitationSummary]]] = defaultdict(list)
    for edition in index.editions:
        for note in edition.notes:
            for citation in note.citations:
                citing[edition.name, citation.source].append((note, citation))
    common = common_sources(index)
    shared = {
        "shelf": shelf,
        "index": index,
        "t": words,
        "editions": by_name,
        "citing": citing,
        "database": find_spec("sqlite_utils") is not None,
        "lists": [
            ("", "index", words["shelf-catalogue"]),
            *_lists(index, words),
            ("", "common", words["shelf-common"]),
        ],
        "date": lambda date: format_date(date, shelf.language) if date else words["undated"],
        "footnote": lambda label: FootnoteLabel(label).name(words),
        "counted": lambda key, n: words[f"{key}-{'1' if n == 1 else 'n'}"].format(n=n),
    }
    pages: dict[str, bytes] = {}
    for listing in _listings(shelf, index):
        for path, title, groups, parts in _paginate(listing, words["shelf-none-there"]):
            values = {
                "kind": listing.kind,
                "title": title,
                "groups": groups,
                "parts": parts,
                "home": path == "index.html",
            }
            pages[path] = _render("list.html", path, **values, **shared)
    drawn = _draw(index, common)
    pairs = list(common.items())[:MOST_PAIRS]
    title = words["shelf-common"]
    pages["common.html"] = _render("common.html", "common.html", title=title, drawn=drawn, pairs=pairs, **shared)
    return pages


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
        "languages": lambda each: [each.language],
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


def _paginate(listing: Listing, other: str) -> Iterator[tuple[str, str, Groups, list[tuple[str, str, int]]]]:
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
    places: tuple[tuple[int, Summary], ...]
    """Each edition with its distance from the left."""
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
    places = tuple((at[each.name], each) for each in editions)
    return Drawing(width, base + TITLE_ROOM, base, places, tuple(arcs))


def members_of(source: SharedSource) -> list[tuple[str, list[str]]]:
    """Return the editions that cite a source, each with its keys there."""
    return [(name, [key for _, key in own]) for name, own in groupby(source.members, key=lambda member: member[0])]


@cache
def _environment() -> jinja2.Environment:
    environment = make_environment(__package__)
    environment.filters["members"] = members_of
    return environment


def _render(template: str, path: str, **values: object) -> bytes:
    """Return a page, filled in, with its policy."""
    page = _environment().get_template(template).render(root="../" * path.count("/"), path=path, **values)
    return add_policy(page, {"script": (), "style": ()}).encode()
