"""Pass: what each footnote cites, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..model.addresses import web_address
from ..model.annotations import Archive, Citation, Position, Source
from ..model.csl import format_names, strip_markup
from ..model.labels import FootnoteLabel
from ..model.problems import Place, find_nearest
from ..model.spans import Spans
from ..model.wording import UNSPACED, primary_language
from ..reading import pandoc, schema
from ..reading.bib import is_replaced, write_bibtex
from ..reading.bib_dates import iso_date
from ..reading.bib_reader import BibEntry
from ..reading.draft import DataEntry
from ..reading.inline import parse_spans
from ..reading.items import CslItem, keep_case, keep_foreign_languages
from .citeproc import mark_spans
from .outcome import judge_citations
from .positions import Cite, find_positions
from .state import State
from .translated import mark_titles, translate_items, translate_source
from .typeset import Typeset, set_citations

#: What is shown in place of a source that does not exist.
UNKNOWN = "?{}?"
#: The fields of the words around a citation.
ENDS = ("before", "after")
#: A number that the processor counts a note by where labels are no numbers, as `index_footnotes` gives them.
COUNTED_NOTE = re.compile(r"(?<!\d)7\d{11}(?!\d)")
Clusters = Mapping[int, Sequence[Cite]]


def cite_sources(state: State) -> None:
    """Find what each footnote cites, and have pandoc set it; report sources that are never cited (AE211)."""
    entries = {entry.key: entry for entry in state.draft.sources}
    clusters = _read_clusters(state)
    labels = {number: label for label, number in state.note_numbers.items()}
    citing: dict[str, dict[FootnoteLabel, None]] = {}
    for number, cites in clusters.items():
        for cite in cites:
            citing.setdefault(cite.source, {})[labels[number]] = None
    for entry in entries.values():
        if entry.key not in citing:
            state.report("AE211", entry.place, key=entry.key)
    if not state.draft.items or state.draft.style is None:
        return
    by_key = {str(item["id"]): item for item in keep_foreign_languages(state.draft.items, state.language)}
    cased = keep_case(state.draft.items, entries)
    styled = {str(item["id"]): item for item in keep_foreign_languages(cased, state.language)}
    layer, original = state.draft.layer, by_key
    if layer:
        by_key = translate_items(by_key, layer.sources, layer.language)
        styled = translate_items(styled, layer.sources, layer.language)
    unknown = sorted(citing.keys() - by_key.keys())
    dummies = [{"id": key, "type": "document", "title": key} for key in unknown]
    try:
        typeset = set_citations(clusters, [*styled.values(), *dummies], state.draft.style, state.language, state.cache)
    except pandoc.PandocError as error:
        state.report("AE208", Place(state.draft.style_file), message=str(error))
        return
    state.problems += judge_citations(clusters, typeset, by_key, entries, labels)
    if layer:
        typeset = mark_titles(typeset, original, state.draft.edition.value.work.language)
    written = re.compile("|".join(re.escape(UNKNOWN.format(key)) for key in unknown))
    state.citations |= _citations(clusters, by_key, typeset, labels)
    for number, label in labels.items():
        spans = _name_notes(typeset.clusters.get(number, ()), labels)
        state.clusters[label] = mark_spans(spans, written, style="unknown") if unknown else spans
    for key in [*citing, *(key for key in entries if key not in citing)]:
        if key in by_key:
            full = typeset.sources.get(key, ())
            source = _source(by_key[key], styled[key], entries, full, tuple(citing.get(key, ())), state.language)
            if layer:
                source = translate_source(source, original[key], layer.sources[key], layer.language)
            state.sources[key] = source


def _read_clusters(state: State) -> dict[int, list[Cite]]:
    """Return what each footnote cites, by the number of its note; report, and leave out, what no source is told for."""
    clusters: dict[int, list[Cite]] = {}
    previous: list[str] = []  # sources of the last footnote that cites any
    cited: set[str] = set()  # sources of all footnotes before
    for label, entry in state.footnotes.items():
        cites: list[Cite] = []
        for index, citation in enumerate(entry.value.citations):
            if citation.ibid and not _check_ibid(state, entry, index, previous, cited):
                continue
            source = citation.source or previous[0]
            printed = citation.printed
            if source not in state.keys:
                _report_missing(state, source, entry.place("citations", index, "source"))
                # It keeps its place, so that what follows is not taken for an ibid.
                printed = UNKNOWN.format(source)
            words = [
                state.resolve_text(getattr(citation, end), entry.place("citations", index, end), label.chapter)
                for end in ENDS
            ]
            cites.append(
                Cite(source, _read_locator(state, citation.locator), citation.label, printed, citation.ibid, *words)
            )
        cited.update(cite.source for cite in cites)
        previous = [cite.source for cite in cites] or previous
        clusters[state.note_numbers[label]] = cites
    return clusters


def _read_locator(state: State, locator: str | None) -> str | None:
    """Return a locator as the edition's language writes it."""
    if locator and state.draft.layer and primary_language(state.language) not in UNSPACED:
        return locator.replace("、", ", ")
    return locator


def _check_ibid(
    state: State, entry: DataEntry[schema.FootnoteEntry], index: int, previous: list[str], cited: set[str]
) -> bool:
    """Return whether an ibid. that the editor asks for has one source; else report AE307 or AE308."""
    number, source = entry.value.label, entry.value.citations[index].source
    place = entry.place("citations", index)
    if not previous or (source and source not in cited):
        state.report("AE308", place, number=number)
    elif source not in previous if source else len(previous) > 1:
        state.report("AE307", place, number=number, sources=", ".join(previous))
    else:
        return True
    return False


def _report_missing(state: State, source: str, place: Place) -> None:
    """Report a source that does not exist (AE212), unless its entry is there and what is wrong with it is reported."""
    if not any(p.code.startswith("AE2") and p.values.get("key") == source for p in state.draft.problems):
        state.report("AE212", place, key=source, nearest=find_nearest(source, state.keys))


def _name_notes(spans: Spans, labels: Mapping[int, FootnoteLabel]) -> Spans:
    """Return spans in which a note that the processor counts, and print labels otherwise, bears its label."""
    return tuple(
        replace(span, text=COUNTED_NOTE.sub(lambda found: labels.get(int(found[0]), found[0]), span.text))
        for span in spans
    )


def _citations(
    clusters: Clusters, items: Mapping[str, CslItem], typeset: Typeset, labels: Mapping[int, FootnoteLabel]
) -> dict[FootnoteLabel, tuple[Citation, ...]]:
    """Return the citations of each footnote whose sources exist."""
    positions = find_positions(clusters)
    return {
        labels[number]: tuple(
            Citation(
                source=cite.source,
                locator=cite.locator,
                label=cite.label,
                position=Position(
                    name=standing.name,
                    antecedent=None if standing.antecedent is None else labels[standing.antecedent],
                    first=labels[standing.first],
                ),
                text=_name_notes(typeset.texts[number, index], labels),
                full=typeset.full[cite.source, cite.locator, cite.label],
                url=web_address(items[cite.source].get("URL")),
            )
            for index, (cite, standing) in enumerate(zip(cites, positions[number], strict=True))
            if cite.source in items
        )
        for number, cites in clusters.items()
    }


def _source(
    item: CslItem,
    styled: CslItem,
    entries: Mapping[str, BibEntry],
    full: Spans,
    footnotes: tuple[FootnoteLabel, ...],
    language: str,
) -> Source:
    entry = entries[str(item["id"])]
    authors = format_names(item.get("author")) or format_names(item.get("editor"))
    archive = web_address(entry.fields.get("archiveurl"))
    return Source(
        key=entry.key,
        type=str(item["type"]),
        title=strip_markup(str(item.get("title", ""))),
        authors=authors,
        publisher=strip_markup(str(item.get("publisher") or authors)),
        date=iso_date(item.get("issued")),
        url=web_address(item.get("URL")),
        full=full,
        annotation=parse_spans(str(item.get("annote") or "")),
        csl=MappingProxyType(dict(item)),
        styled=MappingProxyType(styled),
        language=str(item.get("language") or "") or (language if entry.fields.get("langid") else None),
        bibtex=write_bibtex(entry, entries),
        footnotes=footnotes,
        place=entry.place,
        accessed=iso_date(item.get("accessed")),
        archive=Archive(url=archive, date=entry.fields.get("archivedate") or None) if archive else None,
        sha256=entry.fields.get("sha256", "").lower() or None,
        replaced=is_replaced(entry),
    )
