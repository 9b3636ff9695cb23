"""Pass: what the pages hold, their paragraphs, references, links and mentions."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from dataclasses import replace
from urllib.parse import unquote

from ..model.annotations import Mention, Reference
from ..model.edition import Heading, Mark, Paragraph, Section, TargetKind
from ..model.labels import FootnoteLabel, find_label, read_label
from ..model.problems import Place, find_nearest
from ..reading import limits
from ..reading.blocks import Block
from ..reading.draft import PageDraft
from ..reading.inline import Token, join_lines
from ..reading.markup import ID_OR_CLASS, PACKAGE_ID, is_id, read_ruby, slug_of
from ..reading.page_citations import read_citations
from ..reading.scan import Scan, drop_overlaps, find_marks, mark_changed, mark_named_number, mark_number, scan
from ..reading.sentences import Prose, find_sentence, read_prose
from ..reading.text import shorten
from ..reading.visible import VisibleText
from .state import State
from .terms import Matcher

#: The id of the footnotes at the end of a section.
END_NOTES = "footnotes"
#: Where a tag or a list of attributes gives it.
GIVEN_END_NOTES = re.compile(
    rf"""(?:<[A-Za-z][^<>\n]*?\s|\{{[^{{}}\n]*?)(?:#|\bid\s*+=\s*+["']?){END_NOTES}(?![\w.-])""", re.IGNORECASE
)
#: The path that a link or a picture of Markdown leads to.
LED_TO = re.compile(r"(?:\]\(<?|^[ ]{0,3}\[[^\]^\n]++\]:[ ]*<?)([^\s\"'<>()#?]+)", re.MULTILINE)
SEPARATOR = " › "


def read_pages(state: State) -> None:
    """Read the sections in their order, then every other page."""
    edition = state.draft.edition.value
    matcher = Matcher(state.aliases)
    for path in dict.fromkeys((*edition.sections, *state.draft.pages)):
        if (page := state.draft.pages.get(path)) is None:
            continue
        page_scan = scan(page.text)
        _check_page(state, page, page_scan, path in edition.sections)
        if path in edition.sections:
            _SectionReader(state, page, page_scan, matcher, page.terms or edition.terms).read()
        else:
            _read_plain_page(state, page, page_scan)


def _check_page(state: State, page: PageDraft, page_scan: Scan, is_section: bool) -> None:
    """Report what may not stand in a page: AE212, AE608, AE609, AE613; in sections AE313, AE607 as well."""
    for block in page_scan.blocks:
        for token in block.tokens:
            for citation in read_citations(token.target, state.keys) if token.kind == "cited" else ():
                place = page.place(block.whole(token.start))
                if citation.key not in state.keys:
                    nearest = find_nearest(citation.key, state.keys)
                    state.report("AE212", place, key=citation.key, nearest=nearest)
                elif is_section:
                    state.report("AE313", place, key=citation.key)
    for fault in page_scan.faults:
        if not fault.follows:
            state.problems.append(fault.to_problem(page.place(fault.offset)))
    for link in LED_TO.finditer(page_scan.text):
        if _leads_out(page.path, link[1]) and not page_scan.is_code(link.start()):
            state.report("AE613", page.place(link.start(1)), address=shorten(link[1]))
    for given in GIVEN_END_NOTES.finditer(page_scan.text) if is_section else ():
        if not page_scan.is_code(given.start()):
            state.report("AE607", page.place(given.start()), id=END_NOTES)
    _check_oddities(state, page, page_scan, is_section)


def _leads_out(page: str, address: str) -> bool:
    """Return whether a link on a page leads to a path outside docs/."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(address)))
    return path.split("/")[0] == ".."


def _check_oddities(state: State, page: PageDraft, page_scan: Scan, is_section: bool) -> None:
    """Report what cannot be shown as it is meant: AE113, AE302, AE303, AE309, AE314, AE602, AE612."""
    notes: dict[str, Place] = {}
    for oddity in page_scan.oddities:
        place, written = page.place(oddity.offset), oddity.label
        label = read_label(written, page.chapter)
        is_numbered = label is not None and label.number is not None
        match oddity.kind:
            case "heading":
                state.report("AE612", place, heading=shorten(written))
            case "depth" if is_section:
                state.report("AE113", place, what="depth", limit=limits.DEPTH)
            case "html":
                cited = {citation.key for citation in read_citations(written, state.keys)}
                if label in state.footnotes or cited & state.keys:
                    shown = written if written.startswith("[") else f"[^{written}]"
                    state.report("AE602", place, reference=shorten(shown))
                elif label and is_numbered:
                    state.report_no_footnote("AE303", label, place)
            case "definition":
                if is_section and (label in state.footnotes or is_numbered):
                    state.report("AE309", place, label=written)
                is_own = not is_numbered and written not in state.footnotes
                if is_own and (first := notes.setdefault(written, place)) is not place:
                    state.report("AE302", place, number=written, first=first.line)
    referred = {token.target for block in page_scan.blocks for token in block.tokens if token.kind == "mask"}
    for written, place in notes.items():
        if f"^{read_label(written) or written}" not in referred:
            state.report("AE314", place, label=written)


def _read_plain_page(state: State, page: PageDraft, page_scan: Scan) -> None:
    """Read a page that is not a section: its references are plain links."""
    marks = find_marks(page_scan, state.footnotes, state.target, state.language)
    state.pages[page.path] = replace(page, marks=tuple(marks))
    for mark in marks:
        if mark.kind == "unknown" and page_scan.text.startswith("[^", mark.start):
            state.report_no_footnote("AE303", FootnoteLabel(mark.target), page.place(mark.start))
        elif mark.kind == "unknown":
            state.report_unknown(mark.target, page.place(mark.start))


class _SectionReader:
    """Reads one section block by block."""

    def __init__(self, state: State, page: PageDraft, page_scan: Scan, matcher: Matcher, term_links: str) -> None:
        self.state, self.page, self.blocks, self.matcher = state, page, page_scan.blocks, matcher
        self.term_links = term_links  # first, all, none or off
        self.headings: dict[int, Heading] = {}
        self.trails = {-1: ""}  # index of a heading → title of the section and of the headings above
        self.paragraphs: list[Paragraph] = []
        self.references: list[Reference] = []
        self.marks = mark_changed(page_scan, state.language)
        self.linked: set[str] = set()
        self.mentioned: set[tuple[str, str]] = set()
        self.times_cited: Counter[FootnoteLabel] = Counter()
        self.lists: dict[int, list[int]] = defaultdict(list)
        for index, block in enumerate(self.blocks):
            self.lists[block.group].append(index)

    def read(self) -> None:
        """Read the section into the state."""
        self.read_headings()
        ids = {heading.id for heading in self.headings.values()}
        for index, block in enumerate(self.blocks):
            prose = read_prose(block)
            anchor = self.headings[block.heading].id if block.heading >= 0 else ""
            if block.kind in ("paragraph", "item"):
                anchor = self.read_paragraph(block, prose, ids)
            self.read_references(index, prose, anchor)
            self.read_links(block, prose, anchor)
        title = next((heading.text for heading in self.headings.values() if heading.level == 1), "")
        if not title:
            self.state.report("AE604", Place(self.page.file), page=self.page.path)
        self.state.pages[self.page.path] = replace(self.page, marks=tuple(drop_overlaps(self.marks)))
        self.state.sections.append(
            Section(
                page=self.page.path,
                title=title or self.page.path,
                description=self.page.description,
                headings=tuple(self.headings.values()),
                paragraphs=tuple(self.paragraphs),
                references=tuple(self.references),
            )
        )

    def read_headings(self) -> None:
        """Read all headings; report ids that cannot be (AE605), are the package's (AE607) or are taken (AE601)."""
        lines: dict[str, int] = {}
        above: list[Heading] = []
        for index, block in enumerate(self.blocks):
            if block.kind != "heading":
                continue
            text = read_prose(block).text
            id_ = block.id or slug_of(text)
            place = self.page.place(block.offsets[0][1])
            if block.level > 1 and not block.id and not ID_OR_CLASS.fullmatch(id_):
                self.state.report("AE605", place, heading=text)
            elif not block.id and (id_ == END_NOTES or (block.level > 1 and PACKAGE_ID.match(id_))):
                self.state.report("AE607", place, id=id_)
            if id_ and id_ in lines:
                self.state.report("AE601", place, id=id_, first=lines[id_])
            lines.setdefault(id_, place.line)
            heading = Heading(block.level, text, "" if block.level == 1 and not block.id else id_)
            above = [*(outer for outer in above if outer.level < heading.level), heading]
            self.headings[index] = heading
            self.trails[index] = SEPARATOR.join(outer.text for outer in above)

    def read_paragraph(self, block: Block, prose: Prose, ids: set[str]) -> str:
        """Add a paragraph; return its id, and report one that is taken (AE607)."""
        given = block.id if block.id and is_id(block.id) else None  # another is a fault of the page
        id_ = given or f"p-{len(self.paragraphs) + 1}"
        if given in ids:
            self.state.report("AE607", self.page.place(block.end), id=given)
        ids.add(id_)
        labels = tuple(dict.fromkeys(self.label_of(token) for token, _ in prose.references))
        self.paragraphs.append(Paragraph(id_, self.trails[block.heading], prose.text, labels))
        own_line = given is not None and not block.rest  # then Python-Markdown sets the id
        self.marks.append(Mark("paragraph", block.end, block.end + block.rest, id_, "" if own_line else id_))
        return id_

    def read_references(self, index: int, prose: Prose, anchor: str) -> None:
        """Add the references of a block; report AE312 (odd), AE303 (to no footnote), AE306 (out of order)."""
        block, state = self.blocks[index], self.state
        for token, offset in prose.references:
            label = self.label_of(token)
            start, end = block.whole(token.start), block.whole(token.end)
            place = self.page.place(start)
            if token.odd:
                state.report("AE312", place, number=token.target)
            if label not in state.footnotes:
                state.report_no_footnote("AE303", label, place)
                self.marks.append(Mark("unknown", start, end, self.page.text[start:end], token.target))
                continue
            last = state.last_cited or label
            if state.note_numbers[label] < state.note_numbers[last] and not state.references[label]:
                todo = state.footnotes[label].value.todo
                state.report("AE306", place, question=todo, number=label, before=last)
            state.last_cited = max(last, label, key=state.note_numbers.__getitem__)
            self.times_cited[label] += 1
            times = self.times_cited[label]
            reference = Reference(
                id=f"fnref-{label.slug}" + (f"-{times}" if times > 1 else ""),
                footnote=label,
                page=self.page.path,
                section=self.trails[block.heading],
                paragraph=anchor,
                sentence=self.find_supported(index, prose, offset),
                place=place,
            )
            self.references.append(reference)
            state.references[label].append(reference)
            self.marks += mark_number("reference", block, token, label.short(self.page.chapter), reference.id)

    def label_of(self, token: Token) -> FootnoteLabel:
        """Return the label that a reference means in the chapter of the section."""
        return find_label(token.target, self.page.chapter, self.state.footnotes)

    def find_supported(self, index: int, prose: Prose, offset: int) -> str:
        """Return the sentence that a reference supports; on the last item of a list, its lead-in and all items."""
        items = self.lists[self.blocks[index].group] if self.blocks[index].group else []
        if len(items) > 1 and items[-1] == index and not prose.text[offset:].strip(" 。."):
            texts = [read_prose(self.blocks[at]) for at in items]
            if not any(text.references for text in texts[:-1]):
                lines = [text.text.strip() for text in texts]
                lead = items[0] - 1
                if lead >= 0 and self.blocks[lead].kind == "paragraph":
                    before = read_prose(self.blocks[lead]).text
                    lines.insert(0, find_sentence(before, len(before)))
                return "\n".join(lines)
        return find_sentence(prose.text, offset)

    def read_links(self, block: Block, prose: Prose, anchor: str) -> None:
        """Add the links of a block to terms and elements, those that are written and those of terms by themselves."""
        links: list[tuple[int, int, str, TargetKind, str, bool]] = []
        for token in block.tokens:
            if token.kind == "link" and (
                mark := mark_named_number(block, token, self.state.footnotes, self.page.chapter)
            ):
                self.marks.append(mark)
            elif token.kind == "link":
                kind, target = self.state.target(token.target)
                if kind == "unknown":
                    self.state.report_unknown(target, self.page.place(block.whole(token.start)), self.page.chapter)
                links.append((token.start, token.end, token.text, kind, target, True))
        visible = VisibleText(block)
        for first, last, id_ in self.matcher.find(visible.text, visible.stretches()) if block.kind != "heading" else ():
            if place := visible.find_in_block(first, last):
                links.append((*place, join_lines(visible.text[first:last]), "term", id_, False))
        for start, end, text, kind, target, is_written in sorted(links):
            self.add_mention(target, text, prose, self.trails[block.heading], anchor)
            is_first = self.term_links not in ("none", "off") and target not in self.linked
            if is_written or is_first or self.term_links == "all":
                has_ruby = not is_written and "<" in block.text[start:end]
                xhtml = read_ruby(join_lines(block.text[start:end])) if has_ruby else ""
                if xhtml is not None:
                    self.linked.add(target)
                    self.marks.append(Mark(kind, block.whole(start), block.whole(end), text, target, xhtml))

    def add_mention(self, target: str, text: str, prose: Prose, trail: str, anchor: str) -> None:
        """Note that a paragraph names a term or an element, once a paragraph."""
        if (target, anchor) not in self.mentioned:
            self.mentioned.add((target, anchor))
            excerpt = find_sentence(prose.text, max(0, prose.text.find(text)) + 1)
            self.state.mentions[target].append(Mention(self.page.path, trail, anchor, excerpt))
