"""What the generated pages list."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, islice, pairwise
from typing import TypeVar

from ..model.annotations import Event, Footnote, Source, Term
from ..model.edition import Edition
from ..model.wording import wording
from ..views.evidence import Evidence, Ground, Passage
from ..views.lookup import lookup, texts_of
from ..views.terminal import states, summary
from ..views.timeline import lay_out
from .copied import name_of, to_copy

P = TypeVar("P", Passage, Ground)
#: Most sections that a table has as columns; of more nobody sees which is which.
MOST_COLUMNS = 24
#: Most publishers that have a bar each; the table below names all.
MOST_SHARES = 30
#: Most terms that are tried as examples of what can be looked up.
TRIED = 20


def footnotes_values(edition: Edition) -> dict[str, object]:
    return {"parts": _homes(edition, "footnotes"), "examples": _queries(edition), "numbers": _numbers(edition)}


def sources_values(edition: Edition) -> dict[str, object]:
    return {"groups": by_publisher(edition), "parts": _homes(edition, "sources")}


def evidence_values(evidence: Evidence, language: str) -> dict[str, object]:
    said = {"summary": summary(evidence, language), "states": states(evidence)} if evidence.dominant else {}
    return {
        "evidence": evidence,
        "passages": _by_page(evidence.passages),
        "grounds": _by_page(evidence.grounds),
        "most_columns": MOST_COLUMNS,
        "most_shares": MOST_SHARES,
        **said,
    }


def chronology_values(edition: Edition) -> dict[str, object]:
    return {"groups": by_year(edition), "timeline": lay_out(edition)}


def initiatives_values(edition: Edition) -> dict[str, object]:
    return {"pairs": _counterparts(edition), "strands": _strands(edition)}


def _queries(edition: Edition) -> list[str]:
    """Examples of what can be looked up: a number, a range, the first term that finds some footnotes, not many."""
    highest = max(edition.footnotes, default=1)
    examples = [str(highest * 4 // 7 or 1), f"{highest * 2 // 5 or 1}-{highest // 2 or 1}"]
    known = texts_of(edition)
    names = [term.name for term in islice(edition.terms.values(), TRIED)]
    some = (name for name in names if 1 < len(lookup(known, name).numbers) <= highest / 4)
    return [*examples, *islice(some, 1)]


def _homes(edition: Edition, kind: str) -> dict[str, str]:
    """In which part is what the buttons copy, for each footnote or source."""
    return {name_of(of): part for part, found in to_copy(edition).items() if part.startswith(kind) for of in found}


def _numbers(edition: Edition) -> list[tuple[Footnote, str]]:
    """Where the links at the head of the list of footnotes lead, and what they say: numbers, or stretches of many."""
    footnotes = list(edition.footnotes.values())
    size = int(10 ** max(len(str(len(footnotes) - 1)) - 2, 0))
    stretches = [footnotes[at : at + size] for at in range(0, len(footnotes), size)]
    return [(f[0], str(f[0].number) if size == 1 else f"{f[0].number}–{f[-1].number}") for f in stretches]


def by_publisher(edition: Edition) -> list[tuple[str, list[Source]]]:
    """Sources by publisher (the one with most first) and date, undated ones last."""
    ordered = sorted(edition.sources.values(), key=lambda s: s.publisher)
    groups = [(publisher, sorted(found, key=lambda s: (s.date or "9999", s.key)))
              for publisher, found in groupby(ordered, key=lambda s: s.publisher)]  # fmt: skip
    return sorted(groups, key=lambda group: (-len(group[1]), group[0]))


def by_initial(edition: Edition) -> list[tuple[str, list[Term]]]:
    """Terms by the row of the syllabary, or the letter, that they begin with."""
    rows = wording(edition.language)["index-rows"].split()

    def initial(term: Term) -> str:
        first = (term.reading or term.name)[:1].upper()
        first = chr(ord(first) - 0x60) if "ァ" <= first <= "ヶ" else first
        return next((row for row in rows if first in row), first)

    return [(group[:1], list(found)) for group, found in groupby(edition.terms.values(), key=initial)]


def by_year(edition: Edition) -> list[tuple[str, list[Event]]]:
    """Events by the year in which they began."""
    return [(year, list(found)) for year, found in groupby(edition.events, key=lambda event: event.date[:4])]


def _counterparts(edition: Edition) -> list[tuple[str, str]]:
    """Pairs of elements that correspond to each other, each pair once."""
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    for element in edition.elements.values():
        for other in element.counterparts:
            pairs.setdefault(frozenset((element.path, other)), (element.path, other))
    return list(pairs.values())


def _strands(edition: Edition) -> list[list[tuple[int, int, str, str]]]:
    """For each two neighbouring initiatives, the counterparts between them: row on the left and on the right, paths."""
    columns = [[element.path for element in each.elements] for each in edition.initiatives.values()]
    return [
        [
            (left.index(one) + 1, right.index(other) + 1, one, other)
            for one in left
            for other in edition.elements[one].counterparts
            if other in right
        ]
        for left, right in pairwise(columns)
    ]


def _by_page(passages: Iterable[P]) -> dict[str, list[P]]:
    return {page: list(found) for page, found in groupby(passages, key=lambda passage: passage.page)}
