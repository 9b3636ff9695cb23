"""How the frozen edition is made of what the passes have resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ..model.addresses import web_address
from ..model.annotations import (
    TERM_TEXTS,
    Announcement,
    Element,
    Event,
    EventSource,
    Footnote,
    Initiative,
    Name,
    Row,
    Term,
)
from ..model.edition import Author, Edition, Imprint, Work
from ..model.problems import ERROR, drop_consequences, find_nearest, sort_problems
from ..model.spans import plain
from ..model.wording import primary_language, sentence_space
from ..reading import schema
from ..reading.draft import DataEntry
from .collation import reading_order
from .pointers import resolve_numbers, resolve_text
from .state import DEFAULT_LANGUAGE, State
from .terms import Matcher


def freeze(state: State) -> Edition:
    """Return the edition; report what no field points to, and what is given twice."""
    work, imprint = _front(state)
    footnotes = {number: _footnote(state, number, entry) for number, entry in state.footnotes.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_rows(state, initiatives))
    events = tuple(sorted(_events(state, initiatives), key=lambda event: (event.date, event.id)))
    state.pointed_to |= _terms_in_data(state, initiatives.values(), comparison, events)
    terms = {term.id: term for term in sorted(_terms(state), key=lambda term: (reading_order(term), term.id))}
    loaded = state.draft.problems
    unread = any(p.severity == ERROR and p.place.file.endswith((".yml", ".bib", ".csl")) for p in loaded)
    return Edition(
        language=state.language,
        work=work,
        imprint=imprint,
        sections=tuple(state.sections),
        pages=MappingProxyType(state.pages),
        footnotes=MappingProxyType(footnotes),
        sources=MappingProxyType(state.sources),
        terms=MappingProxyType(terms),
        initiatives=MappingProxyType(initiatives),
        comparison=comparison,
        events=events,
        style=state.draft.style or "",
        aliases=MappingProxyType(state.aliases),
        elements=MappingProxyType({e.path: e for initiative in initiatives.values() for e in initiative.elements}),
        problems=sort_problems(drop_consequences(loaded, state.problems, state.draft.section_files)),
        readable=state.draft.edition is not None and not unread,
    )


def _front(state: State) -> tuple[Work, Imprint]:
    """Return the commentary and this edition of it; blank ones where edition.yml cannot be read."""
    entry = state.draft.edition
    if entry is None:
        blank = Work(
            title="", subtitle=None, series=None, number=None, date="", authors=(), publisher="", url=None,
            language=DEFAULT_LANGUAGE, rights=(),
        )  # fmt: skip
        return blank, Imprint(title="", version="", date="", license=None, license_url=None, notice=())
    work, imprint = entry.value.work, entry.value.edition
    return (
        Work(
            title=work.title,
            subtitle=work.subtitle,
            series=work.series.name if work.series else None,
            number=work.series.number if work.series else None,
            date=work.date,
            authors=tuple(Author(name=author.name, affiliation=author.affiliation) for author in work.authors),
            publisher=work.publisher,
            url=web_address(work.url),
            language=work.language,
            rights=resolve_text(state, work.rights, entry.place("work", "rights")),
        ),
        Imprint(
            title=imprint.title,
            version=imprint.version,
            date=imprint.date,
            license=imprint.license,
            license_url=web_address(imprint.license_url),
            notice=resolve_text(state, imprint.notice, entry.place("edition", "notice")),
        ),
    )


def _footnote(state: State, number: int, entry: DataEntry[schema.FootnoteEntry]) -> Footnote:
    before = resolve_text(state, entry.value.before, entry.place("before"))
    after = resolve_text(state, entry.value.after, entry.place("after"))
    cluster = state.clusters.get(number, ())
    return Footnote(
        number=number,
        citations=state.citations.get(number, ()),
        before=before,
        after=after,
        cluster=cluster,
        text=sentence_space(state.language).join(text for text in map(plain, (before, cluster, after)) if text),
        references=tuple(state.references.get(number, ())),
        place=entry.place("number"),
    )


def _terms(state: State) -> Iterator[Term]:
    """Yield the terms, each id once; report those that nothing names (AE404)."""
    first = {entry.value.id: entry for entry in reversed(state.draft.terms)}
    entries = [entry for entry in state.draft.terms if first[entry.value.id] is entry]
    # All of them before any is judged: one definition may point to another term.
    texts = [
        {name: resolve_text(state, getattr(entry.value, name), entry.place(name)) for name in TERM_TEXTS}
        for entry in entries
    ]
    for entry, explained in zip(entries, texts, strict=True):
        term = entry.value
        mentions = tuple(state.mentions.get(term.id, ()))
        if not mentions and term.id not in state.pointed_to:
            state.report("AE404", entry.place("name"), name=term.name)
        yield Term(
            id=term.id,
            name=term.name,
            reading=term.reading,
            en=term.en,
            en_ours=term.en_ours,
            aliases=term.aliases,
            **explained,
            footnotes=resolve_numbers(state, term.footnotes, entry, "footnotes"),
            mentions=mentions,
            place=entry.place("name"),
        )


def _terms_in_data(
    state: State, initiatives: Iterable[Initiative], comparison: Iterable[Row], events: Iterable[Event]
) -> set[str]:
    """Return the ids of the terms that the texts of initiatives, comparison and events use."""
    texts = [plain(spans) for row in comparison for spans in (*row.cells.values(), row.common)]
    texts += [plain(spans) for event in events for spans in (event.title, event.summary)]
    for initiative in initiatives:
        texts += [initiative.name.official, initiative.name.short, initiative.partners, plain(initiative.summary)]
        texts += [text for each in initiative.elements for text in (each.official_name, plain(each.summary))]
    matcher = Matcher(state.aliases)
    return {id_ for text in texts for *_, id_ in matcher.find(text)}


def _initiatives(state: State) -> Iterator[Initiative]:
    """Yield the initiatives, each id once."""
    seen: set[str] = set()
    for entry in state.draft.initiatives:
        initiative = entry.value
        if initiative.id in seen:
            continue
        seen.add(initiative.id)
        name = initiative.name
        in_language = (name.en if primary_language(state.language) == "en" else name.ja) or name.ja
        official = in_language or name.en or name.short
        announced = initiative.announced
        yield Initiative(
            id=initiative.id,
            name=Name(
                official=official,
                en=None if official == name.en else name.en,
                en_ours=name.en_ours,
                short=name.short,
                reading=name.reading,
            ),
            announced=Announcement(date=announced.date, at=announced.at, by=announced.by),
            partners=initiative.partners,
            summary=resolve_text(state, initiative.summary, entry.place("summary")),
            footnotes=resolve_numbers(state, initiative.footnotes, entry, "footnotes"),
            elements=tuple(_element(state, entry, index) for index in range(len(initiative.elements))),
            place=entry.place("id"),
        )


def _element(state: State, entry: DataEntry[schema.InitiativeFile], index: int) -> Element:
    element = entry.value.elements[index]
    path = f"{entry.value.id}/{element.id}"
    return Element(
        id=element.id,
        initiative=entry.value.id,
        kind=element.kind,
        number=element.number,
        official_name=element.official_name,
        en=element.en,
        en_ours=element.en_ours,
        summary=resolve_text(state, element.summary, entry.place("elements", index, "summary")),
        domain=element.domain,
        footnotes=resolve_numbers(state, element.footnotes, entry, "elements", index, "footnotes"),
        counterparts=tuple(state.counterparts.get(path, ())),
        mentions=tuple(state.mentions.get(path, ())),
    )


def _rows(state: State, initiatives: Mapping[str, Initiative]) -> Iterator[Row]:
    """Yield the rows of the comparison; report ids given twice (AE505), initiatives that do not exist (AE504)."""
    seen: set[str] = set()
    for entry in state.draft.comparison:
        row = entry.value
        if row.id in seen:
            state.report("AE505", entry.place("id"), id=row.id)
        seen.add(row.id)
        for id_ in row.cells:
            if id_ not in initiatives:
                state.report("AE504", entry.place("cells", id_), id=id_, nearest=find_nearest(id_, initiatives))
        cells = {id_: resolve_text(state, text, entry.place("cells", id_)) for id_, text in row.cells.items()}
        common = resolve_text(state, row.common, entry.place("common"))
        yield Row(id=row.id, label=row.label, cells=MappingProxyType(cells), common=common)


def _events(state: State, initiatives: Mapping[str, Initiative]) -> Iterator[Event]:
    """Yield the events; report AE505, AE504, and those of neither the commentary nor a source (AE506)."""
    seen: set[str] = set()
    for entry in state.draft.events:
        event = entry.value
        if event.id in seen:
            state.report("AE505", entry.place("id"), id=event.id)
        seen.add(event.id)
        if event.initiative and event.initiative not in initiatives:
            nearest = find_nearest(event.initiative, initiatives)
            state.report("AE504", entry.place("initiative"), id=event.initiative, nearest=nearest)
        if not event.original and event.source is None:
            state.report("AE506", entry.place(), id=event.id)
        source = event.source
        yield Event(
            id=event.id,
            date=event.date,
            until=event.until,
            title=resolve_text(state, event.title, entry.place("title")),
            summary=resolve_text(state, event.summary, entry.place("summary")),
            footnotes=resolve_numbers(state, event.footnotes, entry, "footnotes"),
            initiative=event.initiative,
            original=event.original,
            source=EventSource(text=source.text, url=web_address(source.url)) if source else None,
        )
