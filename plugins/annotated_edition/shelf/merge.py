"""From the summaries of editions to the index of their shelf, and from that to what each edition is told of others."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..model.edition import Neighbour
from .sameness import fold_name
from .shelf_file import Member
from .summary import EventSummary, SourceSummary, Summary, TermSummary

#: The shortest title that tells one work from another.
TELLING = 6


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A source of the shelf, once."""

    id: str
    """ASCII id on the shelf."""
    shown: SourceSummary
    """It as the first of its editions has it."""
    members: tuple[Member, ...]
    """Where it is cited: its key in each edition."""


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """A name that editions explain."""

    id: str
    """ASCII id on the shelf."""
    name: str
    """The name."""
    reading: str
    """How it is read; empty where no edition says so."""
    members: tuple[tuple[Summary, TermSummary], ...]
    """Each explanation, with its edition, by date."""


@dataclass(frozen=True, slots=True)
class ShelfIndex:
    """What the editions of a shelf make together."""

    editions: tuple[Summary, ...]
    """The newest first."""
    sources: tuple[SharedSource, ...]
    """In order of date and title."""
    terms: tuple[SharedTerm, ...]
    """In order of reading."""
    events: tuple[tuple[EventSummary, Summary], ...]
    """In order of date."""
    doubtful: tuple[tuple[Member, Member], ...]
    """Pairs that may be one source: a question to the editor."""


@dataclass(slots=True)
class _Groups:
    """Sources that are the same, united step by step."""

    group_of: dict[Member, list[Member]]
    """Each source → all that are the same, in order."""
    apart: frozenset[frozenset[Member]]
    """Pairs that the editor says are different."""

    def can_be_one(self, one: Member, other: Member) -> bool:
        """Return whether two sources can be the same: no edition has one source twice, and the editor decides."""
        first, second = self.group_of[one], self.group_of[other]
        if {edition for edition, _ in first} & {edition for edition, _ in second}:
            return False
        return not (self.apart and any(frozenset((a, b)) in self.apart for a in first for b in second))

    def unite(self, one: Member, other: Member) -> bool:
        """Make two sources one; return whether they are."""
        first, second = self.group_of[one], self.group_of[other]
        if first is second:
            return True
        if not self.can_be_one(one, other):
            return False
        first += second
        for each in second:
            self.group_of[each] = first
        return True

    def open_pairs(self, members: Iterable[Member]) -> Iterator[tuple[Member, Member]]:
        """Yield pairs that can be one and are not; of what is one already only the first."""
        firsts = dict.fromkeys(self.group_of[member][0] for member in members)
        for one, other in combinations(firsts, 2):
            if self.can_be_one(one, other):
                yield min(one, other), max(one, other)


def merge(
    summaries: Iterable[Summary],
    same: Iterable[tuple[Member, Member]] = (),
    different: Iterable[tuple[Member, Member]] = (),
) -> ShelfIndex:
    """Return the index of a shelf; `same` and `different` are pairs of sources on which its editor has decided."""
    editions = sorted(summaries, key=lambda each: each.name)
    editions.sort(key=lambda each: each.date, reverse=True)
    sources = {(each.name, source.key): source for each in editions for source in each.sources}
    apart = frozenset(frozenset(pair) for pair in different)
    groups = _Groups({member: [member] for member in sources}, apart)
    for one, other in same:
        if one in sources and other in sources:
            groups.unite(one, other)
    doubtful = [*_unite_by_identities(groups, sources), *_alike(groups, sources)]
    shared = [_shared_source(group, sources) for member, group in groups.group_of.items() if group[0] == member]
    return ShelfIndex(
        editions=tuple(editions),
        sources=tuple(sorted(shared, key=lambda each: (each.shown.date or "9", each.shown.title, each.id))),
        terms=_shared_terms(editions),
        events=tuple(
            sorted(((event, each) for each in editions for event in each.events), key=lambda pair: pair[0].date)
        ),
        doubtful=tuple(sorted(set(doubtful))),
    )


def neighbours_of(index: ShelfIndex) -> dict[str, dict[str, tuple[Neighbour, ...]]]:
    """Return name of each edition → `source:KEY` or `term:ID` → where other editions have the same."""
    by_name = {each.name: each for each in index.editions}
    addresses = {(each.name, source.key): source.address for each in index.editions for source in each.sources}
    found: dict[str, dict[str, tuple[Neighbour, ...]]] = {name: {} for name in by_name}
    for shared in index.sources:
        for edition, key in shared.members if len(shared.members) > 1 else ():
            found[edition][f"source:{key}"] = tuple(
                Neighbour(by_name[other[0]].title, f"{other[0]}/{addresses[other]}")
                for other in shared.members
                if other[0] != edition
            )
    for named in index.terms:
        for own, term in named.members:
            others = [(other, its) for other, its in named.members if other.name != own.name]
            if others:
                found[own.name][f"term:{term.id}"] = tuple(
                    Neighbour(other.title, f"{other.name}/{its.address}") for other, its in others
                )
    return found


def common_sources(index: ShelfIndex) -> dict[tuple[str, str], int]:
    """Return each pair of editions that cite the same sources, and how many; the most first."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    order = {each.name: at for at, each in enumerate(index.editions)}
    for source in index.sources:
        for one, other in combinations(sorted((name for name, _ in source.members), key=order.__getitem__), 2):
            counts[one, other] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _unite_by_identities(groups: _Groups, sources: Mapping[Member, SourceSummary]) -> Iterator[tuple[Member, Member]]:
    """Unite what has an identity in common; yield pairs that have, and may be one or not."""
    alike: defaultdict[str, list[Member]] = defaultdict(list)
    for member, source in sources.items():
        for identity in source.identities:
            alike[identity].append(member)
    kinds = ("doi:", "isbn:", "url:", "work:")
    for identity in sorted(alike, key=lambda each: kinds.index(each[: each.index(":") + 1])):
        members = alike[identity]
        # What one edition has twice, as the chapters of a book, does not tell which of them another edition means.
        if len({edition for edition, _ in members}) == len(members):
            firsts: list[Member] = []
            for member in members:
                if not any(groups.unite(first, member) for first in firsts):
                    firsts.append(member)
    for members in alike.values():
        yield from groups.open_pairs(members)


def _alike(groups: _Groups, sources: Mapping[Member, SourceSummary]) -> Iterator[tuple[Member, Member]]:
    """Yield pairs of other editions' sources that bear one title, and have the year or the author in common.

    A short title tells something only with both, of which one may lack the author.
    """
    titled: defaultdict[str, list[Member]] = defaultdict(list)
    for member, source in sources.items():
        if title := fold_name(source.title):
            titled[title].append(member)
    for title, members in titled.items():
        for one, other in groups.open_pairs(members):
            a, b = sources[one], sources[other]
            authors = fold_name(a.authors), fold_name(b.authors)
            same_year, same_author = a.date[:4] == b.date[:4], authors[0] == authors[1]
            is_long = len(title) >= TELLING
            if (same_year or same_author) if is_long else (same_year and (same_author or "" in authors)):
                yield one, other


def _shared_source(group: Sequence[Member], sources: Mapping[Member, SourceSummary]) -> SharedSource:
    return SharedSource(_id("s", min(group)), sources[group[0]], tuple(group))


def _shared_terms(editions: Sequence[Summary]) -> tuple[SharedTerm, ...]:
    named: defaultdict[str, list[tuple[Summary, TermSummary]]] = defaultdict(list)
    for edition in editions:
        for term in edition.terms:
            named[fold_name(term.name) or term.name].append((edition, term))
    shared = []
    for name, members in named.items():
        reading = next((term.reading for _, term in members if term.reading), "")
        members.reverse()  # by date
        shared.append(SharedTerm(_id("t", ("", name)), members[0][1].name, reading, tuple(members)))
    return tuple(sorted(shared, key=lambda each: (each.reading or each.name, each.id)))


def _id(kind: str, member: Member) -> str:
    """Return an ASCII id that depends on nothing but what it is of."""
    return f"{kind}-{hashlib.sha256(':'.join(member).encode()).hexdigest()[:12]}"
