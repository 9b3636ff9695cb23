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
from ..views.timeline import lay_out
from .copy_texts import copy_parts

OnPage = TypeVar("OnPage", Passage, Ground)
#: Most terms that are tried as examples of a lookup.
MOST_TRIED = 20


def footnotes_values(edition: Edition) -> dict[str, object]:
    """Return what the page of footnotes is given: examples of lookups, links to entries, scripts of its buttons."""
    examples = [*number_queries(edition), *_word_queries(edition)]
    return {"parts": _copy_parts(edition, "footnotes"), "examples": examples, "numbers": _entry_links(edition)}


def sources_values(edition: Edition) -> dict[str, object]:
    """Return what the page of sources is given."""
    return {"groups": sources_by_publisher(edition), "parts": _copy_parts(edition, "sources")}


def evidence_values(evidence: Evidence, language: str) -> dict[str, object]:
    """Return what the page of the evidence, and the report for a terminal, are given."""
    return {
        "evidence": evidence,
        "passages": _by_page(evidence.passages),
        "grounds": _by_page(evidence.grounds),
        "summary": summarise(evidence, language),
        "states": {
            "cited-once": evidence.once,
            "replaced-sources": evidence.replaced,
            "undated-sources": evidence.undated,
            "unarchived-sources": evidence.unarchived,
        },
    }


def summarise(evidence: Evidence, language: str) -> list[str]:
    """Return the result of the counts in words; nothing where there is no source."""
    if not evidence.dominant:
        return []
    words = wording(language)
    repeated = [carrier.total for carrier in evidence.carriers if carrier.total > 1]
    lead = words["evidence-lead"].format(
        n=evidence.total,
        sources=len(evidence.carriers),
        share=evidence.dominant.total,
        percent=round(100 * evidence.dominant.total / evidence.total),
        publisher=evidence.dominant.publisher or words["not-given"],
        of=len(evidence.dominant.carriers),
    )
    repetition = words["evidence-repeated" if repeated else "evidence-not-repeated"]
    corroboration = words["evidence-corroborated"].format(n=len(evidence.claims), more=evidence.corroborated)
    return [lead, repetition.format(sources=len(repeated), n=sum(repeated)), corroboration]


def chronology_values(edition: Edition) -> dict[str, object]:
    """Return what the page of the chronology is given: its list and its picture."""
    return {"groups": events_by_year(edition), "timeline": lay_out(edition)}


def initiatives_values(edition: Edition) -> dict[str, object]:
    """Return what the page of the initiatives is given: the counterparts as pairs, and as lines of a picture."""
    return {"pairs": _counterparts(edition), "strands": _strands(edition)}


def number_queries(edition: Edition) -> list[str]:
    """Return a number and a range, as examples of lookups."""
    labels: list[str] = list(edition.footnotes) or ["1"]
    one, first, last = (labels[max(int(len(labels) * share) - 1, 0)] for share in (4 / 7, 2 / 5, 1 / 2))
    return [one, f"{first}-{last}"]


def _word_queries(edition: Edition) -> list[str]:
    """Return the first term that finds some footnotes but not many."""
    texts = texts_of(edition)
    for term in islice(edition.terms.values(), MOST_TRIED):
        if 1 < len(lookup(texts, term.name, edition.language).numbers) <= len(texts) / 4:
            return [term.name]
    return []


def _copy_parts(edition: Edition, kind: str) -> dict[str, str]:
    """Return for each footnote or source the script that brings what its copy buttons copy."""
    return {id_: part for part, ids in copy_parts(edition).items() if part.startswith(kind) for id_ in ids}


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
        return next((row[0] for row in rows if first in row), "0–9" if first.isdecimal() else first)

    return [(row, list(terms)) for row, terms in groupby(edition.terms.values(), key=initial)]


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
