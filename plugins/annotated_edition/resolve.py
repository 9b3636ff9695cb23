"""An ordered list of passes from a draft to the edition: number, cite, link, back-link."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import bibliography, citation, pandoc, schema
from .load import Draft, Entry, PageDraft
from .model import (
    Announcement,
    Author,
    Citation,
    Edition,
    Element,
    Event,
    EventSource,
    Footnote,
    Heading,
    Imprint,
    Initiative,
    Mark,
    Mention,
    Name,
    Page,
    Paragraph,
    Place,
    Position,
    Problem,
    Reference,
    Row,
    Section,
    Source,
    Span,
    Spans,
    TargetKind,
    Term,
    Work,
    fold,
    target_of,
)
from .problems import ERROR, in_order, nearest, problem, without_consequences
from .scan import Prose, Scan, free_places, prose, sentence_at, spans_of
from .terms import Matcher

SEPARATOR = " › "
DEFAULT_LANGUAGE = "en"


@dataclass(slots=True)
class _State:
    """What the passes have made so far."""

    draft: Draft
    cache: Path | None
    problems: list[Problem] = field(default_factory=list)
    entries: dict[int, Entry[schema.FootnoteEntry]] = field(default_factory=dict)
    elements: dict[str, schema.ElementEntry] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    citations: dict[int, tuple[Citation, ...]] = field(default_factory=dict)
    clusters: dict[int, Spans] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    counterparts: dict[str, list[str]] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    references: dict[int, list[Reference]] = field(default_factory=lambda: defaultdict(list))
    mentions: dict[str, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    named: set[str] = field(default_factory=set)

    def report(self, code: str, place: Place, **values: object) -> None:
        self.problems.append(problem(code, place, **values))

    @property
    def language(self) -> str:
        return self.draft.edition.value.work.language if self.draft.edition else DEFAULT_LANGUAGE

    def target(self, written: str) -> tuple[TargetKind, str]:
        """What `[[written]]` means, with its id; unknown with what was written."""
        return target_of(written, self.aliases, self.elements, self.keys)

    def spans(self, text: str | None, place: Place) -> Spans:
        """A field for people as spans, with what it points to looked up."""
        out: list[Span] = []
        for span in spans_of(text or ""):
            if span.footnote is not None and span.footnote not in self.entries:
                self.report("AE503", place, number=span.footnote, **self.range())
            if span.term is not None:
                kind, target = self.target(span.term)
                if kind == "unknown":
                    self.unknown(target, place)
                pointers = {"term": None, "element": None, "source": None} | {kind: target}
                pointers.pop("unknown", None)
                span = replace(span, **pointers)  # type: ignore[arg-type]
                self.named.add(target)
            out.append(span)
        return tuple(out)

    def unknown(self, target: str, place: Place) -> None:
        self.report("AE405", place, name=target, nearest=nearest(fold(target), [*self.aliases, *self.elements]))

    def range(self) -> dict[str, int]:
        """The lowest and the highest footnote number, for messages."""
        return {"lowest": min(self.entries, default=0), "highest": max(self.entries, default=0)}

    def numbers(self, numbers: Iterable[int], entry: Entry[Any], *path: str | int) -> tuple[int, ...]:
        """Footnote numbers of a field, those that exist."""
        found = []
        for index, number in enumerate(numbers):
            if number in self.entries:
                found.append(number)
            else:
                self.report("AE503", entry.place(*path, index), number=number, **self.range())
        return tuple(found)


# --- the passes, in order ---------------------------------------------------------------------------------------


def number(state: _State) -> None:
    """Footnotes by their printed numbers."""
    for entry in state.draft.footnotes:
        value = entry.value
        if value.number in state.entries:
            first = state.entries[value.number].place("number")
            state.report("AE302", entry.place("number"), number=value.number, first=first.line)
        else:
            state.entries[value.number] = entry
        if not (value.citations or value.before or value.after):
            state.report("AE311", entry.place(), number=value.number)
    state.entries = dict(sorted(state.entries.items()))
    expected = 1
    for found, entry in state.entries.items():
        if found > expected:
            missing = str(expected) if found == expected + 1 else f"{expected}-{found - 1}"
            state.report("AE301", entry.place("number"), missing=missing)
        expected = found + 1


def name_terms(state: _State) -> None:
    """Names and aliases of terms, and elements by their paths."""
    seen: dict[str, Entry[schema.TermEntry]] = {}
    owner: dict[str, Entry[schema.TermEntry]] = {}
    for entry in state.draft.terms:
        term = entry.value
        if term.id in seen:
            state.report("AE401", entry.place("id"), name=term.id, first=seen[term.id].place().line)
            continue
        seen[term.id] = entry
        for index, name in enumerate([term.name, *term.aliases]):
            place = entry.place("name") if index == 0 else entry.place("aliases", index - 1)
            folded = fold(name).strip()
            if len(folded) < 2:
                state.report("AE403", place, name=name)
            elif folded in owner:
                if owner[folded] is not entry:
                    first = owner[folded]
                    code = "AE401" if index == 0 and fold(first.value.name) == folded else "AE402"
                    state.report(code, place, name=name, other=first.value.name, first=first.place().line)
            else:
                owner[folded] = entry
                state.aliases[folded] = term.id
    ids: dict[str, Entry[schema.InitiativeFile]] = {}
    for initiative in state.draft.initiatives:
        value = initiative.value
        if value.id in ids:
            state.report("AE505", initiative.place("id"), id=value.id)
        ids[value.id] = initiative
        kinds: set[tuple[str, int]] = set()
        for index, element in enumerate(value.elements):
            path = f"{value.id}/{element.id}"
            if path in state.elements or (element.kind, element.number) in kinds:
                state.report("AE502", initiative.place("elements", index, "id"), name=path)
            kinds.add((element.kind, element.number))
            state.elements[path] = element


def cite(state: _State) -> None:
    """Sources, positions of citations, and their texts."""
    draft = state.draft
    keys = {entry.key: entry for entry in draft.sources}
    clusters: dict[int, list[citation.Cite]] = {}
    previous: list[str] = []
    cited: set[str] = set()
    for number_, entry in state.entries.items():
        cites: list[citation.Cite] = []
        for index, value in enumerate(entry.value.citations):
            source = _source_of(state, entry, index, value, previous, keys, cited)
            if source is not None:
                locator, label = value.locator, value.label or "page"
                cites.append(citation.Cite(source, locator, label, value.printed, value.ibid))
        cited.update(each.source for each in cites)
        if cites:
            previous = [each.source for each in cites]
        clusters[number_] = cites
    if not draft.sources or not draft.style:
        return
    file = draft.sources[0].place.file
    try:
        text = "\n\n".join(entry.text for entry in draft.sources)
        items = citation.read_items(text, state.language, state.cache)
        file = draft.style_file
        typeset = citation.set_citations(clusters, items, draft.style, state.language, state.cache)
    except pandoc.PandocError as error:
        state.report("AE208", Place(file), message=str(error))
        return
    found = citation.positions(clusters)
    by_key = {str(item["id"]): item for item in items}
    for number_, cites in clusters.items():
        state.citations[number_] = tuple(
            _citation(each, by_key, found[number_][index], typeset, number_, index) for index, each in enumerate(cites)
        )
        unknown = (each.source for each in state.entries[number_].value.citations if each.source not in keys)
        marks = tuple(Span(f"?{key}?", style="unknown") for key in unknown if key)
        state.clusters[number_] = typeset.clusters.get(number_, ()) + marks
    citing: dict[str, list[int]] = {}
    for number_, cites in clusters.items():
        for each in cites:
            citing.setdefault(each.source, [])
            if number_ not in citing[each.source]:
                citing[each.source].append(number_)
    for key in [*citing, *(key for key in keys if key not in citing)]:
        if key in by_key:
            state.sources[key] = _source(by_key[key], keys[key], typeset.sources.get(key, ()), citing.get(key, []))
        if key not in citing:
            state.report("AE211", keys[key].place, key=key)


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
            state.report("AE308", place, number=entry.value.number)
            return None
        if value.source is None and len(previous) > 1:
            state.report("AE307", place, number=entry.value.number, sources=", ".join(previous))
            return None
        if value.source and value.source not in previous:
            state.report("AE307", place, number=entry.value.number, sources=", ".join(previous))
            return None
    source = value.source or previous[0]
    if source not in keys:
        known = nearest(source, keys)
        if any(p.code.startswith("AE2") and p.values.get("key") == source for p in state.draft.problems):
            return None  # its entry is there, and what is wrong with it is said there
        state.report("AE212", entry.place("citations", index, "source"), key=source, nearest=known)
        return None
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


def _source(item: Mapping[str, object], entry: bibliography.Entry, full: Spans, citing: list[int]) -> Source:
    authors = citation.names(item.get("author")) or citation.names(item.get("editor"))
    publisher = item.get("publisher") or authors
    issued = item.get("issued")
    parts = issued.get("date-parts", [[]])[0] if isinstance(issued, dict) else []
    date = "-".join(f"{int(part):02d}" for part in parts) or None
    annotation = item.get("annote") or ""
    return Source(
        str(item["id"]),
        str(item["type"]),
        citation.plain_title(str(item.get("title", ""))),
        authors,
        citation.plain_title(str(publisher)),
        date,
        citation.address(item.get("URL")),
        full,
        spans_of(str(annotation)),
        MappingProxyType(dict(item)),
        tuple(citing),
        entry.place,
    )


def read_pages(state: _State) -> None:
    """Sections and other pages: references, links, mentions and paragraphs, by one walk over each scan."""
    matcher = Matcher(state.aliases)
    edition = state.draft.edition
    listed = list(dict.fromkeys(edition.value.sections)) if edition else []
    mode = edition.value.terms if edition else "none"
    highest = 0
    for path in listed:
        if page := state.draft.pages.get(path):
            highest = _Section(state, page, matcher, page.terms or mode).read(highest)
    for path, page in state.draft.pages.items():
        _check_cited(state, page)
        if path not in listed:
            marks = tuple(find_marks(page.scan, state))
            state.pages[path] = Page(path, page.scan.text, marks)
            for mark in marks:
                place = page.place(mark.start)
                if mark.kind == "unknown" and mark.target.isdigit():
                    state.report("AE303", place, number=int(mark.target), **state.range())
                elif mark.kind == "unknown":
                    state.unknown(mark.target, place)


def find_marks(found: Scan, edition: _State | Edition) -> Iterator[Mark]:
    """Marks of a page that is no section: pointers to footnotes, links to terms and elements, and what is unknown."""
    numbers = edition.entries if isinstance(edition, _State) else edition.footnotes
    for block in found.blocks:
        for token in block.tokens:
            start, end = block.whole(token.start), block.whole(token.end)
            written = found.text[start:end]
            if token.kind == "reference":
                known = int(token.target) in numbers
                yield Mark(
                    "pointer" if known else "unknown", start, end, token.text if known else written, token.target
                )
            elif token.kind == "link":
                kind, target = edition.target(token.target)
                yield Mark(kind, start, end, written if kind == "unknown" else token.text, target)


def _check_cited(state: _State, page: PageDraft) -> None:
    """The keys of mkdocs-bibtex's `[@key, 18頁; @other]`."""
    for block in page.scan.blocks:
        for token in block.tokens:
            if token.kind == "cited" and token.target.startswith("[@"):
                for key in re.findall(r"@([\w-]+)", token.target):
                    if key not in state.keys:
                        place = page.place(block.whole(token.start))
                        state.report("AE212", place, key=key, nearest=nearest(key, state.keys))


class _Section:
    """One section, read block by block."""

    def __init__(self, state: _State, page: PageDraft, matcher: Matcher, mode: str) -> None:
        self.state, self.page, self.matcher, self.mode = state, page, matcher, mode
        self.blocks = page.scan.blocks
        self.headings: dict[int, Heading] = {}
        self.paragraphs: list[Paragraph] = []
        self.references: list[Reference] = []
        self.marks: list[Mark] = []
        self.linked: set[str] = set()
        self.seen: Counter[int] = Counter()

    def read(self, highest: int) -> int:
        """Adds the section to the state; returns the highest footnote number referenced so far."""
        self.read_headings()
        ordinal = 0
        for index, block in enumerate(self.blocks):
            said = prose(block)
            paragraph = ""
            if block.kind in ("paragraph", "item"):
                ordinal += 1
                paragraph = block.id or f"p-{ordinal}"
                numbers = tuple(dict.fromkeys(int(token.target) for token, _ in said.references))
                self.paragraphs.append(Paragraph(paragraph, self.trail(index), said.text, numbers))
            elif block.heading >= 0:
                paragraph = self.headings[block.heading].id
            highest = self.read_references(index, said, paragraph, highest)
            self.read_links(index, said, paragraph)
            if block.kind in ("paragraph", "item"):
                target = "" if block.id else paragraph
                self.marks.append(Mark("paragraph", block.end, block.end, paragraph, target))
        for oddity in self.page.scan.oddities:
            code = "AE309" if oddity.kind == "definition" else "AE602"
            self.state.report(code, self.page.place(oddity.offset), label=oddity.label)
        title = next((h.text for h in self.headings.values() if h.level == 1), "")
        if not title:
            self.state.report("AE604", Place(self.page.file), page=self.page.path)
        path = self.page.path
        self.marks.sort(key=lambda mark: (mark.start, mark.kind == "paragraph"))
        self.state.pages[path] = Page(path, self.page.scan.text, tuple(self.marks))
        self.state.sections.append(
            Section(
                path,
                title or path,
                self.page.description,
                tuple(self.headings.values()),
                tuple(self.paragraphs),
                tuple(self.references),
            )
        )
        return highest

    def read_headings(self) -> None:
        ids: dict[str, int] = {}
        for index, block in enumerate(self.blocks):
            if block.kind != "heading":
                continue
            text = prose(block).text
            id_ = block.id or re.sub(r"[^a-z0-9]+", "-", text.lower() if text.isascii() else "").strip("-")
            place = self.page.place(block.offsets[0][1])
            if block.level > 1 and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", id_):
                self.state.report("AE605", place, heading=text)
            if id_ and id_ in ids:
                self.state.report("AE601", place, id=id_, first=ids[id_])
            ids.setdefault(id_, place.line)
            self.headings[index] = Heading(block.level, text, "" if block.level == 1 and not block.id else id_)

    def trail(self, index: int) -> str:
        """Title of the section and of the headings above a block."""
        stack: list[Heading] = []
        for at, heading in self.headings.items():
            if at > index:
                break
            stack = [*(h for h in stack if h.level < heading.level), heading]
        return SEPARATOR.join(h.text for h in stack)

    def read_references(self, index: int, said: Prose, paragraph: str, highest: int) -> int:
        block = self.blocks[index]
        for token, offset in said.references:
            number_ = int(token.target)
            start, end = block.whole(token.start), block.whole(token.end)
            place = self.page.place(start)
            if token.odd:
                self.state.report("AE312", place, number=number_)
            if number_ not in self.state.entries:
                self.state.report("AE303", place, number=number_, **self.state.range())
                self.marks.append(Mark("unknown", start, end, self.page.scan.text[start:end], token.target))
                continue
            first_time = not self.state.references[number_]
            if first_time and number_ < highest:
                self.state.report("AE306", place, number=number_, before=highest)
            highest = max(highest, number_)
            self.seen[number_] += 1
            id_ = f"fnref-{number_}" + (f"-{self.seen[number_]}" if self.seen[number_] > 1 else "")
            sentence = self.supported(index, said, offset)
            reference = Reference(id_, number_, self.page.path, self.trail(index), paragraph, sentence, place)
            self.references.append(reference)
            self.state.references[number_].append(reference)
            self.marks.append(Mark("reference", start, end, str(number_), id_))
        return highest

    def supported(self, index: int, said: Prose, offset: int) -> str:
        """The sentence that a reference supports; on the last item of a list, its lead-in and all items."""
        block = self.blocks[index]
        items = [at for at, each in enumerate(self.blocks) if block.group and each.group == block.group]
        at_end = not said.text[offset:].strip(" 。.")
        if len(items) > 1 and items[-1] == index and at_end:
            texts = [prose(self.blocks[at]) for at in items]
            if not any(text.references for text in texts[:-1]):
                lead = items[0] - 1
                if lead >= 0 and self.blocks[lead].kind == "paragraph":
                    before = prose(self.blocks[lead]).text
                    texts.insert(0, Prose(sentence_at(before, len(before)), ()))
                return "\n".join(text.text.strip() for text in texts)
        return sentence_at(said.text, offset)

    def read_links(self, index: int, said: Prose, paragraph: str) -> None:
        """Links to terms and elements that are written, and terms linked by themselves."""
        block = self.blocks[index]
        found: list[tuple[int, int, str, TargetKind, str]] = []
        for token in block.tokens:
            if token.kind == "link":
                kind, target = self.state.target(token.target)
                if kind == "unknown":
                    self.state.unknown(target, self.page.place(block.whole(token.start)))
                found.append((token.start, token.end, token.text, kind, target))
        written = {target for *_, target in found}
        if block.kind != "heading":
            for start, end in free_places(block):
                for first, last, id_ in self.matcher.find(block.text[start:end]):
                    first, last = start + first, start + last
                    found.append((first, last, block.text[first:last], "term", id_))
        for start, end, text, kind, target in sorted(found):
            self.mention(target, text, said, paragraph, index)
            forced = target in written and block.text.startswith("[[", start)
            if forced or (kind == "term" and self.mode == "all"):
                pass
            elif self.mode in ("none", "off") or target in self.linked:
                continue
            self.linked.add(target)
            self.marks.append(Mark(kind, block.whole(start), block.whole(end), text, target))

    def mention(self, target: str, text: str, said: Prose, paragraph: str, index: int) -> None:
        place = (self.page.path, paragraph)
        mentions = self.state.mentions[target]
        if any((m.page, m.paragraph) == place for m in mentions):
            return
        at = max(0, said.text.find(text))
        mentions.append(Mention(*place[:1], self.trail(index), paragraph, sentence_at(said.text, at + 1)))


def relate(state: _State) -> None:
    """Counterparts of elements, made mutual."""
    counterparts: dict[str, list[str]] = {path: [] for path in state.elements}
    for entry in state.draft.initiatives:
        for index, element in enumerate(entry.value.elements):
            path = f"{entry.value.id}/{element.id}"
            for at, other in enumerate(element.counterparts):
                if other not in state.elements:
                    place = entry.place("elements", index, "counterparts", at)
                    state.report("AE501", place, name=other, nearest=nearest(other, state.elements))
                    continue
                for one, two in ((path, other), (other, path)):
                    if two not in counterparts[one]:
                        counterparts[one].append(two)
    state.counterparts = counterparts


def judge(state: _State) -> None:
    """Footnotes that no section cites."""
    for number_, entry in state.entries.items():
        if not state.references.get(number_):
            state.report("AE304", entry.place("number"), number=number_)


PASSES: tuple[Callable[[_State], None], ...] = (number, name_terms, cite, relate, read_pages, judge)


def resolve(draft: Draft, cache: Path | None = None) -> Edition:
    """The edition that a draft means, with all problems of both; `cache` is a folder for typeset citations."""
    state = _State(draft, cache, keys=frozenset(entry.key for entry in draft.sources))
    for each in PASSES:
        each(state)
    return _edition(state)


# --- the frozen edition -----------------------------------------------------------------------------------------


def _edition(state: _State) -> Edition:
    work, imprint = _front(state)
    footnotes = {n: _footnote(state, n, entry) for n, entry in state.entries.items()}
    initiatives = {i.id: i for i in sorted(_initiatives(state), key=lambda i: (i.announced.date, i.id))}
    comparison = tuple(_rows(state, initiatives))
    events = tuple(sorted(_events(state, initiatives), key=lambda e: (e.date, e.id)))
    terms = {t.id: t for t in sorted(_terms(state), key=lambda t: (_reading_order(t), t.id))}
    loaded = state.draft.problems
    unread = any(each.severity == ERROR and not each.place.file.endswith(".md") for each in loaded)
    problems = without_consequences(loaded, state.problems, state.draft.section_files)
    return Edition(
        state.language,
        work,
        imprint,
        tuple(state.sections),
        MappingProxyType(state.pages),
        MappingProxyType(footnotes),
        MappingProxyType(state.sources),
        MappingProxyType(terms),
        MappingProxyType(initiatives),
        comparison,
        events,
        state.draft.style,
        MappingProxyType(state.aliases),
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
            state.spans(work.rights, entry.place("work", "rights")),
        ),
        Imprint(
            edition.title,
            edition.version,
            edition.date,
            edition.license,
            citation.address(edition.license_url),
            state.spans(edition.notice, entry.place("edition", "notice")),
        ),
    )


def _footnote(state: _State, number_: int, entry: Entry[schema.FootnoteEntry]) -> Footnote:
    value = entry.value
    return Footnote(
        number_,
        state.citations.get(number_, ()),
        state.spans(value.before, entry.place("before")),
        state.spans(value.after, entry.place("after")),
        state.clusters.get(number_, ()),
        tuple(state.references.get(number_, ())),
        entry.place("number"),
    )


def _terms(state: _State) -> Iterator[Term]:
    done: set[str] = set()
    for entry in state.draft.terms:
        value = entry.value
        if value.id in done:
            continue
        done.add(value.id)
        mentions = tuple(state.mentions.get(value.id, ()))
        if not mentions and value.id not in state.named:
            state.report("AE404", entry.place("name"), name=value.name)
        yield Term(
            value.id,
            value.name,
            value.reading,
            value.en,
            value.en_ours,
            tuple(value.aliases),
            state.spans(value.definition, entry.place("definition")),
            state.numbers(value.footnotes, entry, "footnotes"),
            mentions,
            entry.place("name"),
        )


def _reading_order(term: Term) -> str:
    """What a glossary sorts by: the reading in hiragana, else the name."""
    return "".join(
        chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in fold(term.reading or term.name).casefold()
    )


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
                    state.spans(element.summary, entry.place("elements", index, "summary")),
                    element.domain,
                    state.numbers(element.footnotes, entry, "elements", index, "footnotes"),
                    tuple(state.counterparts.get(path, ())),
                    tuple(state.mentions.get(path, ())),
                )
            )
        name = value.name
        english = state.language.startswith("en")
        official = (name.en if english else name.ja) or name.ja or name.en or name.short
        yield Initiative(
            value.id,
            Name(official, None if official == name.en else name.en, name.en_ours, name.short, name.reading),
            Announcement(value.announced.date, value.announced.at, value.announced.by),
            value.partners,
            state.spans(value.summary, entry.place("summary")),
            state.numbers(value.footnotes, entry, "footnotes"),
            tuple(elements),
            entry.place("id"),
        )


def _rows(state: _State, initiatives: Mapping[str, Initiative]) -> Iterator[Row]:
    done: set[str] = set()
    for entry in state.draft.comparison:
        value = entry.value
        if value.id in done:
            state.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        cells = {}
        for id_, text in value.cells.items():
            if id_ not in initiatives:
                state.report("AE504", entry.place("cells", id_), id=id_, nearest=nearest(id_, initiatives))
            cells[id_] = state.spans(text, entry.place("cells", id_))
        common = state.spans(value.common, entry.place("common"))
        yield Row(value.id, value.label, MappingProxyType(cells), common)


def _events(state: _State, initiatives: Mapping[str, Initiative]) -> Iterator[Event]:
    done: set[str] = set()
    for entry in state.draft.events:
        value = entry.value
        if value.id in done:
            state.report("AE505", entry.place("id"), id=value.id)
        done.add(value.id)
        if value.initiative and value.initiative not in initiatives:
            near = nearest(value.initiative, initiatives)
            state.report("AE504", entry.place("initiative"), id=value.initiative, nearest=near)
        if not value.original and value.source is None:
            state.report("AE506", entry.place(), id=value.id)
        source = EventSource(value.source.text, citation.address(value.source.url)) if value.source else None
        yield Event(
            value.id,
            value.date,
            value.until,
            state.spans(value.title, entry.place("title")),
            state.spans(value.summary, entry.place("summary")),
            state.numbers(value.footnotes, entry, "footnotes"),
            value.initiative,
            value.original,
            source,
        )
