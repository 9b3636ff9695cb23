"""How the frozen edition is made of what the passes have resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from ..model.addresses import web_address
from ..model.annotations import Announcement, Element, Event, EventSource, Footnote, Initiative, Name, Row, Term
from ..model.edition import Author, Edition, Imprint, Work
from ..model.problems import ERROR, drop_consequences, find_nearest, sort_problems
from ..model.spans import plain
from ..model.wording import primary_language, sentence_space
from ..reading import schema
from ..reading.draft import DataEntry
from .collation import reading_order
from .state import State

Shape = TypeVar("Shape")


def freeze(state: State) -> Edition:
    """Return the edition; report what no field points to, and what is given twice."""
    work, imprint = _front(state)
    footnotes = {number: _footnote(state, number, entry) for number, entry in state.footnotes.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_rows(state, initiatives))
    events = tuple(sorted(_events(state, initiatives), key=lambda event: (event.date, event.id)))
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
        readable=not unread,
    )


def _front(state: State) -> tuple[Work, Imprint]:
    """Return the commentary and this edition of it."""
    entry = state.draft.edition
    work, imprint = entry.value.work, entry.value.edition
    rights = state.resolve_text(work.rights, entry.place("work", "rights"))
    notice = state.resolve_text(imprint.notice, entry.place("edition", "notice"))
    return (
        _fill(
            Work,
            work,
            series=work.series.name if work.series else None,
            number=work.series.number if work.series else None,
            authors=tuple(_fill(Author, author) for author in work.authors),
            url=web_address(work.url),
            rights=rights,
        ),
        _fill(Imprint, imprint, license_url=web_address(imprint.license_url), notice=notice),
    )


def _fill(shape: type[Shape], entry: schema.Fields, **resolved: object) -> Shape:
    """Return a shape with the fields given, and those of an entry that bear the same names."""
    return shape(**{name: value for name, value in entry if name in shape.__annotations__} | resolved)


def _footnote(state: State, number: int, entry: DataEntry[schema.FootnoteEntry]) -> Footnote:
    before = state.resolve_text(entry.value.before, entry.place("before"))
    after = state.resolve_text(entry.value.after, entry.place("after"))
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
    """Yield the terms; report those that nothing names (AE404)."""
    # All of them before any is judged: one definition may point to another term.
    definitions = [state.resolve_text(term.value.definition, term.place("definition")) for term in state.terms.values()]
    for (id_, entry), definition in zip(state.terms.items(), definitions, strict=True):
        mentions = tuple(state.mentions.get(id_, ()))
        if not mentions and id_ not in state.pointed_to:
            state.report("AE404", entry.place("name"), name=entry.value.name)
        footnotes = state.resolve_numbers(entry.value.footnotes, entry, "footnotes")
        place = entry.place("name")
        yield _fill(Term, entry.value, definition=definition, footnotes=footnotes, mentions=mentions, place=place)


def _initiatives(state: State) -> Iterator[Initiative]:
    for entry in state.initiatives.values():
        initiative, name = entry.value, entry.value.name
        in_language = (name.en if primary_language(state.language) == "en" else name.ja) or name.ja
        official = in_language or name.en or name.short
        yield _fill(
            Initiative,
            initiative,
            name=_fill(Name, name, official=official, en=None if official == name.en else name.en),
            announced=_fill(Announcement, initiative.announced),
            summary=state.resolve_text(initiative.summary, entry.place("summary")),
            footnotes=state.resolve_numbers(initiative.footnotes, entry, "footnotes"),
            elements=tuple(_element(state, entry, index) for index in range(len(initiative.elements))),
            place=entry.place("id"),
        )


def _element(state: State, entry: DataEntry[schema.InitiativeFile], index: int) -> Element:
    element = entry.value.elements[index]
    path = f"{entry.value.id}/{element.id}"
    return _fill(
        Element,
        element,
        initiative=entry.value.id,
        summary=state.resolve_text(element.summary, entry.place("elements", index, "summary")),
        footnotes=state.resolve_numbers(element.footnotes, entry, "elements", index, "footnotes"),
        counterparts=tuple(state.counterparts[path]),
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
        cells = {id_: state.resolve_text(text, entry.place("cells", id_)) for id_, text in row.cells.items()}
        common = state.resolve_text(row.common, entry.place("common"))
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
        yield _fill(
            Event,
            event,
            title=state.resolve_text(event.title, entry.place("title")),
            summary=state.resolve_text(event.summary, entry.place("summary")),
            footnotes=state.resolve_numbers(event.footnotes, entry, "footnotes"),
            source=EventSource(text=source.text, url=web_address(source.url)) if source else None,
        )
