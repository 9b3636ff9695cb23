"""An ordered list of passes from a draft to the edition: number, cite, link, back-link."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import bibliography, citation, csl, pandoc, schema
from .load import Draft, Entry
from .model import (
    GENERATED,
    Announcement,
    Archive,
    Author,
    Citation,
    Edition,
    Element,
    Event,
    EventSource,
    Footnote,
    Imprint,
    Initiative,
    Name,
    Place,
    Position,
    Problem,
    Row,
    Source,
    Span,
    Spans,
    Term,
    Work,
    fold,
)
from .names import Names
from .problems import ERROR, in_order, nearest, problem, without_consequences
from .scan import spans_of
from .sections import Reading, read_pages
from .wording import primary
from .yaml_reader import Path as Steps
from .yaml_reader import Value

#: What is shown in place of a source that does not exist.
UNKNOWN = "?{}?"
DEFAULT_LANGUAGE = "en"


@dataclass(slots=True)
class _State:
    """What the passes have made so far."""

    draft: Draft
    cache: Path | None
    names: Names
    reading: Reading = field(default_factory=Reading)
    citations: dict[int, tuple[Citation, ...]] = field(default_factory=dict)
    clusters: dict[int, Spans] = field(default_factory=dict)
    setting: Future[_Set | Problem] | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    counterparts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.draft.edition.value.work.language if self.draft.edition else DEFAULT_LANGUAGE


# --- the passes, in order ---------------------------------------------------------------------------------------


def number(state: _State) -> None:
    """Footnotes by their printed numbers."""
    for entry in state.draft.footnotes:
        value = entry.value
        if value.number in state.names.footnotes:
            first = state.names.footnotes[value.number].place("number")
            state.names.report("AE302", entry.place("number"), number=value.number, first=first.line)
        else:
            state.names.footnotes[value.number] = entry
        if not (value.citations or value.before or value.after):
            state.names.report("AE311", entry.place(), number=value.number)
    state.names.footnotes = dict(sorted(state.names.footnotes.items()))
    expected = 1
    for found, entry in state.names.footnotes.items():
        if found > expected:
            missing = str(expected) if found == expected + 1 else f"{expected}-{found - 1}"
            state.names.report("AE301", entry.place("number"), missing=missing)
        expected = found + 1


def name_terms(state: _State) -> None:
    """Names and aliases of terms, and elements by their paths."""
    seen: dict[str, Entry[schema.TermEntry]] = {}
    owner: dict[str, Entry[schema.TermEntry]] = {}
    for entry in state.draft.terms:
        term = entry.value
        if term.id in seen:
            state.names.report("AE401", entry.place("id"), name=term.id, first=seen[term.id].place().line)
            continue
        seen[term.id] = entry
        for index, name in enumerate([term.name, *term.aliases]):
            place = entry.place("name") if index == 0 else entry.place("aliases", index - 1)
            folded = fold(name).strip()
            if len(folded) < 2:
                state.names.report("AE403", place, name=name)
            elif folded in owner:
                if owner[folded] is not entry:
                    first = owner[folded]
                    code = "AE401" if index == 0 and fold(first.value.name) == folded else "AE402"
                    state.names.report(code, place, name=name, other=first.value.name, first=first.place().line)
            else:
                owner[folded] = entry
                state.names.aliases[folded] = term.id
    ids: dict[str, Entry[schema.InitiativeFile]] = {}
    for initiative in state.draft.initiatives:
        value = initiative.value
        if value.id in ids:
            state.names.report("AE505", initiative.place("id"), id=value.id)
        ids[value.id] = initiative
        kinds: set[tuple[str, int]] = set()
        for index, element in enumerate(value.elements):
            path = f"{value.id}/{element.id}"
            if path in state.names.elements or (element.kind, element.number) in kinds:
                state.names.report("AE502", initiative.place("elements", index, "id"), name=path)
            kinds.add((element.kind, element.number))
            state.names.elements[path] = element


def cite(state: _State) -> None:
    """What each footnote cites; has it set meanwhile."""
    draft = state.draft
    keys = {entry.key: entry for entry in draft.sources}
    clusters: dict[int, list[citation.Cite]] = {}
    previous: list[str] = []
    cited: set[str] = set()
    for number_, entry in state.names.footnotes.items():
        cites: list[citation.Cite] = []
        for index, value in enumerate(entry.value.citations):
            source = _source_of(state, entry, index, value, previous, keys, cited)
            if source is not None:
                # A source that does not exist keeps its place, so that what follows is not taken for an ibid.
                printed = value.printed if source in keys else UNKNOWN.format(source)
                cites.append(citation.Cite(source, value.locator, value.label, printed, value.ibid))
        cited.update(each.source for each in cites)
        if cites:
            previous = [each.source for each in cites]
        clusters[number_] = cites
    if draft.sources and draft.style is not None:
        state.setting = citation.started(partial(_set, state, keys, clusters))


@dataclass(frozen=True, slots=True)
class _Set:
    """What pandoc has made of sources and citations."""

    keys: Mapping[str, bibliography.Entry]
    """Key → the entry of a source."""
    clusters: Mapping[int, Sequence[citation.Cite]]
    """Number of a footnote → what it cites."""
    items: Mapping[str, Mapping[str, object]]
    """Key → the source as CSL-JSON."""
    unknown: Sequence[str]
    """Keys of the sources that do not exist."""
    typeset: citation.Typeset
    """The texts."""


def _set(
    state: _State,
    keys: Mapping[str, bibliography.Entry],
    clusters: Mapping[int, Sequence[citation.Cite]],
    kept: bool = False,
) -> _Set | Problem:
    """Lets pandoc set the citations; the problem with the file that it cannot read. NotKept where it would have to."""
    draft = state.draft
    file = draft.sources[0].place.file
    assert draft.items is not None  # there are sources
    if kept and not draft.items.done():
        raise citation.NotKept
    try:
        items = citation.in_work(draft.items.result(), state.language)
        by_key = {str(item["id"]): item for item in items}
        unknown = sorted({each.source for cites in clusters.values() for each in cites} - by_key.keys())
        dummies = [{"id": key, "type": "document", "title": key} for key in unknown]
        file = draft.style_file
        style = draft.style or ""
        typeset = citation.set_citations(clusters, [*items, *dummies], style, state.language, state.cache, kept)
    except pandoc.PandocError as error:
        return problem("AE208", Place(file), message=str(error))
    return _Set(keys, clusters, by_key, unknown, typeset)


def take_citations(state: _State) -> None:
    """Sources and citations as pandoc has set them, while sections were read."""
    if state.setting is None:
        return
    done = state.setting.result()
    if isinstance(done, Problem):
        state.names.problems.append(done)
        return
    keys, clusters, by_key, unknown, typeset = done.keys, done.clusters, done.items, done.unknown, done.typeset
    found = citation.positions(clusters)
    for number_, cites in clusters.items():
        state.citations[number_] = tuple(
            _citation(each, by_key, found[number_][index], typeset, number_, index)
            for index, each in enumerate(cites)
            if each.source in by_key
        )
        state.clusters[number_] = tuple(_marked(typeset.clusters.get(number_, ()), unknown))
    citing: dict[str, list[int]] = {}
    for number_, cites in clusters.items():
        for each in cites:
            citing.setdefault(each.source, [])
            if number_ not in citing[each.source]:
                citing[each.source].append(number_)
    for key in [*citing, *(key for key in keys if key not in citing)]:
        if key in by_key:
            full = typeset.sources.get(key, ())
            state.sources[key] = _source(by_key[key], keys[key], keys, full, citing.get(key, []), state.language)
        if key not in citing:
            state.names.report("AE211", keys[key].place, key=key)


def _marked(spans: Spans, unknown: Sequence[str]) -> Iterator[Span]:
    """Spans with each unknown source marked as such."""
    pattern = "|".join(re.escape(UNKNOWN.format(key)) for key in unknown)
    for span in spans:
        for part in re.split(f"({pattern})", span.text) if pattern else [span.text]:
            if part:
                mark = bool(pattern) and re.fullmatch(pattern, part)
                yield replace(span, text=part, style="unknown" if mark else span.style)


def _source_of(
    state: _State,
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
        known = nearest(source, keys)
        said = any(p.code.startswith("AE2") and p.values.get("key") == source for p in state.draft.problems)
        if not said:  # else its entry is there, and what is wrong with it is said there
            state.names.report("AE212", entry.place("citations", index, "source"), key=source, nearest=known)
    return source


def _citation(
    each: citation.Cite,
    items: Mapping[str, Mapping[str, object]],
    position: Position,
    typeset: citation.Typeset,
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
        citation.address(items[each.source].get("URL")),
    )


def _source(
    item: Mapping[str, object],
    entry: bibliography.Entry,
    entries: Mapping[str, bibliography.Entry],
    full: Spans,
    citing: list[int],
    language: str,
) -> Source:
    authors = csl.names(item.get("author")) or csl.names(item.get("editor"))
    publisher = item.get("publisher") or authors
    archived = citation.address(entry.fields.get("archiveurl"))
    annotation = item.get("annote") or ""
    return Source(
        str(item["id"]),
        str(item["type"]),
        csl.plain_title(str(item.get("title", ""))),
        authors,
        csl.plain_title(str(publisher)),
        _date(item.get("issued")),
        citation.address(item.get("URL")),
        full,
        spans_of(str(annotation)),
        MappingProxyType(dict(item)),
        str(item.get("language") or "") or (language if entry.fields.get("langid") else None),
        bibliography.given_away(entry, entries),
        tuple(citing),
        entry.place,
        _date(item.get("accessed")),
        Archive(archived, entry.fields.get("archivedate") or None) if archived else None,
        entry.fields.get("sha256", "").lower() or None,
        bibliography.is_replaced(entry),
    )


def _date(variable: object) -> str | None:
    """A date of CSL-JSON as 2024, 2024-07 or 2024-07-26; of an interval its beginning."""
    parts = variable.get("date-parts", [[]])[0] if isinstance(variable, dict) else []
    return "-".join(f"{int(part):02d}" for part in parts) or None


def read(state: _State) -> None:
    """The sections and the other pages."""
    state.reading = read_pages(state.draft, state.names)


def relate(state: _State) -> None:
    """Counterparts of elements, made mutual."""
    counterparts: dict[str, list[str]] = {path: [] for path in state.names.elements}
    for entry in state.draft.initiatives:
        for index, element in enumerate(entry.value.elements):
            path = f"{entry.value.id}/{element.id}"
            for at, other in enumerate(element.counterparts):
                if other not in state.names.elements:
                    place = entry.place("elements", index, "counterparts", at)
                    state.names.report("AE501", place, name=other, nearest=nearest(other, state.names.elements))
                    continue
                for one, two in ((path, other), (other, path)):
                    if two not in counterparts[one]:
                        counterparts[one].append(two)
    state.counterparts = counterparts


def judge(state: _State) -> None:
    """Footnotes that no section cites, and written pages in the place of generated ones."""
    generated = _generated(state)
    for path, page in state.draft.pages.items():
        if path in generated:
            state.names.report("AE702", Place(page.file), path=path)
    for initiative in state.draft.initiatives:
        if (path := f"initiatives/{initiative.value.id}.md") in GENERATED:
            state.names.report("AE702", initiative.place("id"), path=path)
    for number_, entry in state.names.footnotes.items():
        if not state.reading.references.get(number_):
            state.names.report("AE304", entry.place("number"), number=number_)


def guard(state: _State) -> None:
    """HTML and addresses that may not stand in a page, in every field."""
    draft = state.draft
    lists: tuple[Iterable[Entry[Any]], ...] = (
        [draft.edition] if draft.edition else [],
        draft.footnotes,
        draft.terms,
        draft.events,
        draft.initiatives,
        draft.comparison,
    )
    for entry in chain.from_iterable(lists):
        for path, text in _texts(entry.tree.at(entry.at), ()):
            state.names.guard(text, entry.place(*path))
    for source in draft.sources:
        for name, text in source.fields.items():
            if name not in bibliography.VERBATIM:
                state.names.guard(text, source.field_places[name])


def _texts(value: Value, path: Steps) -> Iterator[tuple[Steps, str]]:
    """Every text in a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _texts(each, (*path, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, key))


def address(state: _State) -> None:
    """Pages that would be published under one address, on a system that takes no account of case as well."""
    taken = {_address(page): page for page in _generated(state)}
    for path, page in sorted(state.draft.pages.items()):
        other = taken.setdefault(_address(path), path)
        if other != path:
            state.names.report("AE611", Place(page.file), page=path, other=other)


def _generated(state: _State) -> list[str]:
    """Source paths of the generated pages."""
    return [*GENERATED, *(f"initiatives/{entry.value.id}.md" for entry in state.draft.initiatives)]


def _address(page: str) -> str:
    """The address of a page, but for case and the forms of a character."""
    path = posixpath.splitext(unicodedata.normalize("NFC", page).casefold())[0]
    folder, _, name = path.rpartition("/")
    return folder if name in ("index", "readme") else path


PASSES: tuple[Callable[[_State], None], ...] = (
    number,
    name_terms,
    cite,
    relate,
    read,
    take_citations,
    guard,
    address,
    judge,
)


def resolve(draft: Draft, cache: Path | None = None) -> Edition:
    """The edition that a draft means, with all problems of both; `cache` is a folder for typeset citations."""
    state = _State(draft, cache, Names(frozenset(entry.key for entry in draft.sources)))
    for each in PASSES:
        each(state)
    return _edition(state)


# --- the frozen edition -----------------------------------------------------------------------------------------


def _edition(state: _State) -> Edition:
    work, imprint = _front(state)
    footnotes = {n: _footnote(state, n, entry) for n, entry in state.names.footnotes.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_rows(state, initiatives))
    events = tuple(sorted(_events(state, initiatives), key=lambda e: (e.date, e.id)))
    terms = {t.id: t for t in sorted(_terms(state), key=lambda t: (_reading_order(t), t.id))}
    loaded = state.draft.problems
    unread = any(each.severity == ERROR and each.place.file.endswith((".yml", ".bib", ".csl")) for each in loaded)
    problems = without_consequences(loaded, state.names.problems, state.draft.section_files)
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
        in_order(problems),
        readable=state.draft.edition is not None and not unread,
    )


def _front(state: _State) -> tuple[Work, Imprint]:
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
            citation.address(work.url),
            work.language,
            state.names.spans(work.rights, entry.place("work", "rights")),
        ),
        Imprint(
            edition.title,
            edition.version,
            edition.date,
            edition.license,
            citation.address(edition.license_url),
            state.names.spans(edition.notice, entry.place("edition", "notice")),
        ),
    )


def _footnote(state: _State, number_: int, entry: Entry[schema.FootnoteEntry]) -> Footnote:
    value = entry.value
    return Footnote(
        number_,
        state.citations.get(number_, ()),
        state.names.spans(value.before, entry.place("before")),
        state.names.spans(value.after, entry.place("after")),
        state.clusters.get(number_, ()),
        tuple(state.reading.references.get(number_, ())),
        entry.place("number"),
    )


def _terms(state: _State) -> Iterator[Term]:
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


#: Small kana → large; the vowel that a long mark ー repeats, by the kana before it.
LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
VOWELS = {
    "あ": "あかさたなはまやらわがざだばぱ",
    "い": "いきしちにひみりゐぎじぢびぴ",
    "う": "うくすつぬふむゆるぐずづぶぷゔ",
    "え": "えけせてねへめれゑげぜでべぺ",
    "お": "おこそとのほもよろをごぞどぼぽ",
}


def _reading_order(term: Term) -> tuple[str, str]:
    """What a glossary sorts by, the reading or else the name; kana in gojūon order (JIS X 4061): voicing, size and
    the like count only between equals, and marks such as ・ do not count."""
    reading = "".join(
        chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in fold(term.reading or term.name).casefold()
    )
    base = ""
    for char in reading.translate(LARGE):
        if char == "ー" and base:
            char = next((vowel for vowel, row in VOWELS.items() if base[-1] in row), "")
        base += char
    base = re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", base))
    return re.sub(r"[\W_]", "", base), reading


def _initiatives(state: _State) -> Iterator[Initiative]:
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
        english = primary(state.language) == "en"
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


def _rows(state: _State, initiatives: Mapping[str, Initiative]) -> Iterator[Row]:
    done: set[str] = set()
    for entry in state.draft.comparison:
        value = entry.value
        if value.id in done:
            state.names.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        cells = {}
        for id_, text in value.cells.items():
            if id_ not in initiatives:
                state.names.report("AE504", entry.place("cells", id_), id=id_, nearest=nearest(id_, initiatives))
            cells[id_] = state.names.spans(text, entry.place("cells", id_))
        common = state.names.spans(value.common, entry.place("common"))
        yield Row(value.id, value.label, MappingProxyType(cells), common)


def _events(state: _State, initiatives: Mapping[str, Initiative]) -> Iterator[Event]:
    done: set[str] = set()
    for entry in state.draft.events:
        value = entry.value
        if value.id in done:
            state.names.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        if value.initiative and value.initiative not in initiatives:
            near = nearest(value.initiative, initiatives)
            state.names.report("AE504", entry.place("initiative"), id=value.initiative, nearest=near)
        if not value.original and value.source is None:
            state.names.report("AE506", entry.place(), id=value.id)
        source = EventSource(value.source.text, citation.address(value.source.url)) if value.source else None
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
