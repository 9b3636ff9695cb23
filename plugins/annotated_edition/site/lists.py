"""What the templates of the generated pages are given: lists, groups, examples."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, islice, pairwise
from typing import TypeVar

from ..model.annotations import Event, Footnote, Source, Term
from ..model.edition import Edition
from ..model.wording import wording
from ..views.evidence import Evidence, Ground, Passage
from ..views.lookup import lookup, texts_of
from ..views.terminal import care_lists, summarise
from ..views.timeline import lay_out
from .copy_texts import copy_id, copy_parts

OnPage = TypeVar("OnPage", Passage, Ground)
#: Most sections that a table has as columns; nobody could tell more of them apart.
MOST_COLUMNS = 24
#: Most publishers that have a bar each; the table below names all.
MOST_SHARES = 30
#: Most terms that are tried as examples of a lookup.
MOST_TRIED = 20


def footnotes_values(edition: Edition) -> dict[str, object]:
    """Return what the page of footnotes is given: examples of lookups, links to entries, scripts of its buttons."""
    parts = _copy_parts(edition, "footnotes")
    return {"parts": parts, "examples": _example_queries(edition), "numbers": _entry_links(edition)}


def sources_values(edition: Edition) -> dict[str, object]:
    """Return what the page of sources is given."""
    return {"groups": sources_by_publisher(edition), "parts": _copy_parts(edition, "sources")}


def evidence_values(evidence: Evidence, language: str) -> dict[str, object]:
    """Return what the page of the evidence is given; without a source it has no summary."""
    summary = {"summary": summarise(evidence, language), "states": care_lists(evidence)} if evidence.dominant else {}
    return {
        "evidence": evidence,
        "passages": _by_page(evidence.passages),
        "grounds": _by_page(evidence.grounds),
        "most_columns": MOST_COLUMNS,
        "most_shares": MOST_SHARES,
        **summary,
    }


def chronology_values(edition: Edition) -> dict[str, object]:
    """Return what the page of the chronology is given: its list and its picture."""
    return {"groups": events_by_year(edition), "timeline": lay_out(edition)}


def initiatives_values(edition: Edition) -> dict[str, object]:
    """Return what the page of the initiatives is given: the counterparts as pairs, and as lines of a picture."""
    return {"pairs": _counterparts(edition), "strands": _strands(edition)}


def _example_queries(edition: Edition) -> list[str]:
    """Return a number, a range, and the first term that finds some footnotes but not many."""
    highest = max(edition.footnotes, default=1)
    examples = [str(highest * 4 // 7 or 1), f"{highest * 2 // 5 or 1}-{highest // 2 or 1}"]
    texts = texts_of(edition)
    names = [term.name for term in islice(edition.terms.values(), MOST_TRIED)]
    useful = (name for name in names if 1 < len(lookup(texts, name).numbers) <= highest / 4)
    return [*examples, *islice(useful, 1)]


def _copy_parts(edition: Edition, kind: str) -> dict[str, str]:
    """Return for each footnote or source the script that brings what its copy buttons copy."""
    parts = {part: entries for part, entries in copy_parts(edition).items() if part.startswith(kind)}
    return {copy_id(entry): part for part, entries in parts.items() for entry in entries}


def _entry_links(edition: Edition) -> list[tuple[Footnote, str]]:
    """Return where the links at the head of the list of footnotes lead, and their texts: numbers, or ranges of many."""
    footnotes = list(edition.footnotes.values())
    size = int(10 ** max(len(str(len(footnotes) - 1)) - 2, 0))
    ranges = [footnotes[start : start + size] for start in range(0, len(footnotes), size)]
    return [(f[0], str(f[0].number) if size == 1 else f"{f[0].number}–{f[-1].number}") for f in ranges]


def sources_by_publisher(edition: Edition) -> list[tuple[str, list[Source]]]:
    """Return sources by publisher (the one with most first) and date, undated ones last."""
    groups: dict[str, list[Source]] = {}
    for source in sorted(edition.sources.values(), key=lambda source: (source.date or "9999", source.key)):
        groups.setdefault(source.publisher, []).append(source)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def terms_by_initial(edition: Edition) -> list[tuple[str, list[Term]]]:
    """Return terms by the row of the syllabary, or the letter, that they begin with."""
    rows = wording(edition.language)["index-rows"].split()

    def initial(term: Term) -> str:
        first = (term.reading or term.name)[:1].upper()
        first = chr(ord(first) - 0x60) if "ァ" <= first <= "ヶ" else first
        return next((row for row in rows if first in row), first)

    return [(row[:1], list(terms)) for row, terms in groupby(edition.terms.values(), key=initial)]


def events_by_year(edition: Edition) -> list[tuple[str, list[Event]]]:
    """Return events by the year in which they began."""
    return [(year, list(events)) for year, events in groupby(edition.events, key=lambda event: event.date[:4])]


def _counterparts(edition: Edition) -> list[tuple[str, str]]:
    """Return the paths of elements that correspond to each other, each pair once."""
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    for element in edition.elements.values():
        for other in element.counterparts:
            pairs.setdefault(frozenset((element.path, other)), (element.path, other))
    return list(pairs.values())


def _strands(edition: Edition) -> list[list[tuple[int, int, str, str]]]:
    """Return for each two neighbouring initiatives their counterparts: rows on the left and on the right, paths."""
    columns = [[element.path for element in initiative.elements] for initiative in edition.initiatives.values()]
    return [
        [
            (left.index(one) + 1, right.index(other) + 1, one, other)
            for one in left
            for other in edition.elements[one].counterparts
            if other in right
        ]
        for left, right in pairwise(columns)
    ]


def _by_page(passages: Iterable[OnPage]) -> dict[str, list[OnPage]]:
    return {page: list(own) for page, own in groupby(passages, key=lambda passage: passage.page)}
