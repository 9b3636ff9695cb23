"""The frozen edition that the passes have made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..model import addresses
from ..model.annotations import Announcement, Element, Event, EventSource, Footnote, Initiative, Name, Row, Term
from ..model.edition import Author, Edition, Imprint, Work
from ..model.problems import ERROR, drop_consequences, find_nearest, sort_problems
from ..model.spans import plain
from ..model.wording import primary_language, sentence_space
from ..reading import schema
from ..reading.draft import Entry
from .collation import reading_order
from .state import DEFAULT_LANGUAGE, State


def freeze(state: State) -> Edition:
    work, imprint = _front(state)
    footnotes = {n: _footnote(state, n, entry) for n, entry in state.names.footnotes.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_rows(state, initiatives))
    events = tuple(sorted(_events(state, initiatives), key=lambda e: (e.date, e.id)))
    terms = {t.id: t for t in sorted(_terms(state), key=lambda t: (reading_order(t), t.id))}
    loaded = state.draft.problems
    unread = any(each.severity == ERROR and each.place.file.endswith((".yml", ".bib", ".csl")) for each in loaded)
    problems = drop_consequences(loaded, state.names.problems, state.draft.section_files)
    return Edition(
        state.language,
        work,
        imprint,
        tuple(state.reading.sections),
        MappingProxyType(state.reading.pages),
        MappingProxyType(footnotes),
        MappingProxyType(state.sources),
        MappingProxyType(terms),
        MappingProxyType(initiatives),
        comparison,
        events,
        state.draft.style or "",
        MappingProxyType(state.names.aliases),
        MappingProxyType({e.path: e for initiative in initiatives.values() for e in initiative.elements}),
        sort_problems(problems),
        readable=state.draft.edition is not None and not unread,
    )


def _front(state: State) -> tuple[Work, Imprint]:
    entry = state.draft.edition
    if entry is None:
        blank = Work("", None, None, None, "", (), "", None, DEFAULT_LANGUAGE, ())
        return blank, Imprint("", "", "", None, None, ())
    work, edition = entry.value.work, entry.value.edition
    return (
        Work(
            work.title,
            work.subtitle,
            work.series.name if work.series else None,
            work.series.number if work.series else None,
            work.date,
            tuple(Author(author.name, author.affiliation) for author in work.authors),
            work.publisher,
            addresses.web_address(work.url),
            work.language,
            state.names.spans(work.rights, entry.place("work", "rights")),
        ),
        Imprint(
            edition.title,
            edition.version,
            edition.date,
            edition.license,
            addresses.web_address(edition.license_url),
            state.names.spans(edition.notice, entry.place("edition", "notice")),
        ),
    )


def _footnote(state: State, number: int, entry: Entry[schema.FootnoteEntry]) -> Footnote:
    value = entry.value
    before = state.names.spans(value.before, entry.place("before"))
    after = state.names.spans(value.after, entry.place("after"))
    cluster = state.clusters.get(number, ())
    return Footnote(
        number=number,
        citations=state.citations.get(number, ()),
        before=before,
        after=after,
        cluster=cluster,
        text=sentence_space(state.language).join(text for text in map(plain, (before, cluster, after)) if text),
        references=tuple(state.reading.references.get(number, ())),
        place=entry.place("number"),
    )


def _terms(state: State) -> Iterator[Term]:
    first = {entry.value.id: entry for entry in reversed(state.draft.terms)}
    entries = [entry for entry in state.draft.terms if first[entry.value.id] is entry]
    definitions = [state.names.spans(entry.value.definition, entry.place("definition")) for entry in entries]
    for entry, definition in zip(entries, definitions, strict=True):
        value = entry.value
        mentions = tuple(state.reading.mentions.get(value.id, ()))
        if not mentions and value.id not in state.names.pointed:
            state.names.report("AE404", entry.place("name"), name=value.name)
        yield Term(
            value.id,
            value.name,
            value.reading,
            value.en,
            value.en_ours,
            tuple(value.aliases),
            definition,
            state.names.numbers(value.footnotes, entry, "footnotes"),
            mentions,
            entry.place("name"),
        )


def _initiatives(state: State) -> Iterator[Initiative]:
    done: set[str] = set()
    for entry in state.draft.initiatives:
        value = entry.value
        if value.id in done:
            continue
        done.add(value.id)
        elements = []
        for index, element in enumerate(value.elements):
            path = f"{value.id}/{element.id}"
            elements.append(
                Element(
                    element.id,
                    value.id,
                    element.kind,
                    element.number,
                    element.official_name,
                    element.en,
                    element.en_ours,
                    state.names.spans(element.summary, entry.place("elements", index, "summary")),
                    element.domain,
                    state.names.numbers(element.footnotes, entry, "elements", index, "footnotes"),
                    tuple(state.counterparts.get(path, ())),
                    tuple(state.reading.mentions.get(path, ())),
                )
            )
        name = value.name
        english = primary_language(state.language) == "en"
        official = (name.en if english else name.ja) or name.ja or name.en or name.short
        yield Initiative(
            value.id,
            Name(official, None if official == name.en else name.en, name.en_ours, name.short, name.reading),
            Announcement(value.announced.date, value.announced.at, value.announced.by),
            value.partners,
            state.names.spans(value.summary, entry.place("summary")),
            state.names.numbers(value.footnotes, entry, "footnotes"),
            tuple(elements),
            entry.place("id"),
        )


def _rows(state: State, initiatives: Mapping[str, Initiative]) -> Iterator[Row]:
    done: set[str] = set()
    for entry in state.draft.comparison:
        value = entry.value
        if value.id in done:
            state.names.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        cells = {}
        for id_, text in value.cells.items():
            if id_ not in initiatives:
                state.names.report("AE504", entry.place("cells", id_), id=id_, nearest=find_nearest(id_, initiatives))
            cells[id_] = state.names.spans(text, entry.place("cells", id_))
        common = state.names.spans(value.common, entry.place("common"))
        yield Row(value.id, value.label, MappingProxyType(cells), common)


def _events(state: State, initiatives: Mapping[str, Initiative]) -> Iterator[Event]:
    done: set[str] = set()
    for entry in state.draft.events:
        value = entry.value
        if value.id in done:
            state.names.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        if value.initiative and value.initiative not in initiatives:
            near = find_nearest(value.initiative, initiatives)
            state.names.report("AE504", entry.place("initiative"), id=value.initiative, nearest=near)
        if not value.original and value.source is None:
            state.names.report("AE506", entry.place(), id=value.id)
        source = EventSource(value.source.text, addresses.web_address(value.source.url)) if value.source else None
        yield Event(
            value.id,
            value.date,
            value.until,
            state.names.spans(value.title, entry.place("title")),
            state.names.spans(value.summary, entry.place("summary")),
            state.names.numbers(value.footnotes, entry, "footnotes"),
            value.initiative,
            value.original,
            source,
        )
