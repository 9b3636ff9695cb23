"""Pass: what each footnote cites, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..model import addresses, csl
from ..model.annotations import Archive, Citation, Position, Source
from ..model.problems import Place, find_nearest
from ..model.spans import Span, Spans
from ..reading import bib, pandoc, schema
from ..reading.bib_reader import BibEntry
from ..reading.draft import Entry
from ..reading.inline import spans_of
from ..reading.items import in_work
from .positions import Cite, find_positions
from .state import State
from .typeset import Typeset, set_citations

#: What is shown in place of a source that does not exist.
UNKNOWN = "?{}?"


def cite(state: State) -> None:
    """Resolve what each footnote cites, and have pandoc set it."""
    entries = {entry.key: entry for entry in state.draft.sources}
    clusters = _clusters(state, entries)
    for entry in entries.values():
        if not any(each.source == entry.key for cites in clusters.values() for each in cites):
            state.names.report("AE211", entry.place, key=entry.key)
    if not state.draft.items or state.draft.style is None:
        return
    items = in_work(state.draft.items, state.language)
    by_key = {str(item["id"]): item for item in items}
    unknown = sorted({each.source for cites in clusters.values() for each in cites} - by_key.keys())
    dummies = [{"id": key, "type": "document", "title": key} for key in unknown]
    try:
        set_ = set_citations(clusters, [*items, *dummies], state.draft.style, state.language, state.cache)
    except pandoc.PandocError as error:
        state.names.report("AE208", Place(state.draft.style_file), message=str(error))
        return
    places = find_positions(clusters)
    for number, cites in clusters.items():
        state.citations[number] = tuple(
            _citation(each, by_key, places[number][index], set_, number, index)
            for index, each in enumerate(cites)
            if each.source in by_key
        )
        state.clusters[number] = tuple(_marked(set_.clusters.get(number, ()), unknown))
    citing: dict[str, dict[int, None]] = {}
    for number, cites in clusters.items():
        for each in cites:
            citing.setdefault(each.source, {})[number] = None
    for key in [*citing, *(key for key in entries if key not in citing)]:
        if key in by_key:
            numbers = tuple(citing.get(key, ()))
            full = set_.sources.get(key, ())
            state.sources[key] = _source(by_key[key], entries[key], entries, full, numbers, state.language)


def _clusters(state: State, entries: Mapping[str, BibEntry]) -> dict[int, list[Cite]]:
    """Return what each footnote cites, by its number; report sources that cannot be told."""
    clusters: dict[int, list[Cite]] = {}
    previous: list[str] = []
    cited: set[str] = set()
    for number, entry in state.names.footnotes.items():
        cites: list[Cite] = []
        for index, value in enumerate(entry.value.citations):
            source = _source_of(state, entry, index, value, previous, entries, cited)
            if source is not None:
                # A source that does not exist keeps its place, so that what follows is not taken for an ibid.
                printed = value.printed if source in entries else UNKNOWN.format(source)
                cites.append(Cite(source, value.locator, value.label, printed, value.ibid))
        cited.update(each.source for each in cites)
        if cites:
            previous = [each.source for each in cites]
        clusters[number] = cites
    return clusters


def _marked(spans: Spans, unknown: Sequence[str]) -> Iterator[Span]:
    """Spans with each unknown source marked as such."""
    pattern = "|".join(re.escape(UNKNOWN.format(key)) for key in unknown)
    for span in spans:
        for part in re.split(f"({pattern})", span.text) if pattern else [span.text]:
            if part:
                mark = bool(pattern) and re.fullmatch(pattern, part)
                yield replace(span, text=part, style="unknown" if mark else span.style)


def _source_of(
    state: State,
    entry: Entry[schema.FootnoteEntry],
    index: int,
    value: schema.CitationEntry,
    previous: list[str],
    keys: Mapping[str, object],
    cited: set[str],
) -> str | None:
    """The key that a citation means; None, with its problem, where it means none."""
    place = entry.place("citations", index)
    if value.ibid:
        if not previous or (value.source and value.source not in cited):
            state.names.report("AE308", place, number=entry.value.number)
            return None
        if value.source is None and len(previous) > 1:
            state.names.report("AE307", place, number=entry.value.number, sources=", ".join(previous))
            return None
        if value.source and value.source not in previous:
            state.names.report("AE307", place, number=entry.value.number, sources=", ".join(previous))
            return None
    source = value.source or previous[0]
    if source not in keys:
        known = find_nearest(source, keys)
        said = any(p.code.startswith("AE2") and p.values.get("key") == source for p in state.draft.problems)
        if not said:  # else its entry is there, and what is wrong with it is said there
            state.names.report("AE212", entry.place("citations", index, "source"), key=source, nearest=known)
    return source


def _citation(
    each: Cite,
    items: Mapping[str, Mapping[str, object]],
    position: Position,
    typeset: Typeset,
    number_: int,
    index: int,
) -> Citation:
    return Citation(
        each.source,
        each.locator,
        each.label,
        position,
        typeset.texts[number_, index],
        typeset.full[each.source, each.locator, each.label],
        addresses.web_address(items[each.source].get("URL")),
    )


def _source(
    item: Mapping[str, object],
    entry: BibEntry,
    entries: Mapping[str, BibEntry],
    full: Spans,
    citing: tuple[int, ...],
    language: str,
) -> Source:
    authors = csl.format_names(item.get("author")) or csl.format_names(item.get("editor"))
    publisher = item.get("publisher") or authors
    archived = addresses.web_address(entry.fields.get("archiveurl"))
    annotation = item.get("annote") or ""
    return Source(
        str(item["id"]),
        str(item["type"]),
        csl.strip_markup(str(item.get("title", ""))),
        authors,
        csl.strip_markup(str(publisher)),
        _date(item.get("issued")),
        addresses.web_address(item.get("URL")),
        full,
        spans_of(str(annotation)),
        MappingProxyType(dict(item)),
        str(item.get("language") or "") or (language if entry.fields.get("langid") else None),
        bib.write_bibtex(entry, entries),
        citing,
        entry.place,
        _date(item.get("accessed")),
        Archive(archived, entry.fields.get("archivedate") or None) if archived else None,
        entry.fields.get("sha256", "").lower() or None,
        bib.is_replaced(entry),
    )


def _date(variable: object) -> str | None:
    """A date of CSL-JSON as 2024, 2024-07 or 2024-07-26; of an interval its beginning."""
    parts = variable.get("date-parts", [[]])[0] if isinstance(variable, dict) else []
    return "-".join(f"{int(part):02d}" for part in parts) or None
