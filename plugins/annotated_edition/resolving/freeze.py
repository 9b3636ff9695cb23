"""How the frozen edition is made of what the passes have resolved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, get_type_hints

from ..model.addresses import web_address
from ..model.annotations import Announcement, Element, Event, EventSource, Footnote, Initiative, Name, Row, Term
from ..model.edition import Author, Edition, Imprint, Translation, Work
from ..model.labels import FootnoteLabel
from ..model.problems import ERROR, Place, drop_consequences, find_nearest, is_of_layer, sort_problems
from ..model.spans import Spans, plain
from ..model.wording import join_title, primary_language, sentence_space
from ..reading import schema
from ..reading.draft import DataEntry
from .collation import reading_order
from .state import State
from .terms import Matcher

Shape = TypeVar("Shape")


def freeze(state: State) -> Edition:
    """Return the edition; report what no field points to, and what is given twice."""
    work, imprint = _front(state)
    footnotes = {number: _footnote(state, number, entry) for number, entry in state.footnotes.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_row(state, entry, initiatives) for entry in state.draft.comparison)
    events = tuple(_event(state, entry, initiatives) for entry in state.draft.events)
    state.pointed_to |= _terms_in_data(state, initiatives.values(), comparison, events)
    terms = {term.id: term for term in sorted(_terms(state), key=lambda term: (reading_order(term), term.id))}
    loaded = state.draft.problems
    unread = any(
        p.severity == ERROR and p.place.file.endswith((".yml", ".bib", ".csl")) and not is_of_layer(p) for p in loaded
    )
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
        events=tuple(sorted(events, key=lambda event: (event.date, event.id))),
        style=state.draft.style or "",
        aliases=MappingProxyType(state.aliases),
        elements=MappingProxyType({e.path: e for initiative in initiatives.values() for e in initiative.elements}),
        problems=sort_problems(drop_consequences(loaded, state.problems, state.draft.section_files)),
        readable=not unread,
        translation=_translation(state),
        languages=MappingProxyType(_languages(state)),
    )


def _languages(state: State) -> dict[str, str]:
    """Return the languages of the edition's sites with the place of each; nothing where there is but one."""
    others = {language: f"{language}/" for language in state.draft.languages}
    return {state.draft.edition.value.work.language: "", **others} if others else {}


def _translation(state: State) -> Translation | None:
    """Return what makes the edition a translation."""
    layer = state.draft.layer
    if layer is None:
        return None
    pages = {
        name: frozenset(text.page for text in layer.texts if text.state == name and text.page)
        for name in ("missing", "stale")
    }
    return Translation(
        original=state.draft.edition.value.work.language,
        folder=layer.folder,
        translators=layer.translators,
        note=state.resolve_text(layer.note, Place(f"{layer.folder}/edition.yml")),
        **pages,
    )


def _build(state: State, shape: type[Shape], entry: DataEntry[Any], *path: str | int, **values: object) -> Shape:
    """Return a shape of the model: `values`, and for its other fields those of the same name at a path of an entry.

    Texts become spans, and of the numbers of footnotes only those that exist are left.
    """
    part = entry.get(path)
    make: Any = shape
    for name, is_text in _fields(make):
        if name in values:
            continue
        values[name] = value = getattr(part, name)
        if is_text:
            values[name] = state.resolve_text(value, entry.place(*path, name))
        elif name == "footnotes":
            values[name] = state.resolve_numbers(value, entry, *path, name)
    built: Shape = make(**values)
    return built


@cache
def _fields(shape: Any) -> tuple[tuple[str, bool], ...]:
    """Return the names of a shape's fields, and whether each is a text."""
    hints = get_type_hints(shape)
    return tuple((field.name, hints[field.name] == Spans) for field in fields(shape))


def _front(state: State) -> tuple[Work, Imprint]:
    """Return the commentary and this edition of it."""
    entry = state.draft.edition
    work = entry.value.work
    authors = tuple(_build(state, Author, entry, "work", "authors", index) for index in range(len(work.authors)))
    series, number = (work.series.name, work.series.number) if work.series else (None, None)
    more = {"authors": authors, "series": series, "number": number, "url": web_address(work.url)}
    layer = state.draft.layer
    more["original_title"] = join_title(layer.title, layer.subtitle, work.language) if layer else ""
    license_url = web_address(entry.value.edition.license_url)
    return (
        _build(state, Work, entry, "work", **more),
        _build(state, Imprint, entry, "edition", license_url=license_url),
    )


def _footnote(state: State, number: FootnoteLabel, entry: DataEntry[schema.FootnoteEntry]) -> Footnote:
    before = state.resolve_text(entry.value.before, entry.place("before"), number.chapter)
    after = state.resolve_text(entry.value.after, entry.place("after"), number.chapter)
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


def _terms(state: State) -> Sequence[Term]:
    """Return the terms; report those that nothing names (AE404)."""
    # All of them before any is judged: one definition may point to another term.
    terms = [
        _build(
            state,
            Term,
            entry,
            mentions=tuple(state.mentions.get(id_, ())),
            place=entry.place("name"),
            original=state.draft.layer.names.get(id_) if state.draft.layer else None,
        )
        for id_, entry in state.terms.items()
    ]
    if state.draft.layer:  # what nothing names in another language is named in the original
        return terms
    for term in terms:
        if not term.mentions and term.id not in state.pointed_to:
            state.report("AE404", term.place, name=term.name)
    return terms


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
    """Yield the initiatives."""
    for entry in state.initiatives.values():
        name = entry.value.name
        in_language = (name.en if primary_language(state.language) == "en" else name.ja) or name.ja
        official = in_language or name.en or name.short
        yield _build(
            state,
            Initiative,
            entry,
            name=_build(state, Name, entry, "name", official=official, en=None if official == name.en else name.en),
            announced=_build(state, Announcement, entry, "announced"),
            elements=tuple(_element(state, entry, index) for index in range(len(entry.value.elements))),
            place=entry.place("id"),
        )


def _element(state: State, entry: DataEntry[schema.InitiativeFile], index: int) -> Element:
    path = f"{entry.value.id}/{entry.value.elements[index].id}"
    counterparts, mentions = tuple(state.counterparts.get(path, ())), tuple(state.mentions.get(path, ()))
    more = {"initiative": entry.value.id, "counterparts": counterparts, "mentions": mentions}
    return _build(state, Element, entry, "elements", index, **more)


def _row(state: State, entry: DataEntry[schema.RowEntry], initiatives: Collection[str]) -> Row:
    """Return a row of the comparison; report initiatives that do not exist (AE504)."""
    cells = {}
    for initiative, text in entry.value.cells.items():
        place = entry.place("cells", initiative)
        _check_initiative(state, initiative, initiatives, place)
        cells[initiative] = state.resolve_text(text, place)
    return _build(state, Row, entry, cells=MappingProxyType(cells))


def _event(state: State, entry: DataEntry[schema.EventEntry], initiatives: Collection[str]) -> Event:
    """Return an event; report AE504, and one of neither the commentary nor a source (AE506)."""
    event = entry.value
    if event.initiative:
        _check_initiative(state, event.initiative, initiatives, entry.place("initiative"))
    if not event.original and event.source is None:
        state.report("AE506", entry.place(), id=event.id)
    url = web_address(event.source.url) if event.source else None
    return _build(
        state, Event, entry, source=_build(state, EventSource, entry, "source", url=url) if event.source else None
    )


def _check_initiative(state: State, id_: str, initiatives: Collection[str], place: Place) -> None:
    """Report an initiative that does not exist (AE504)."""
    if id_ not in initiatives:
        state.report("AE504", place, id=id_, nearest=find_nearest(id_, initiatives))
