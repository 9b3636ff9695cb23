"""Pass: references, links, mentions and paragraphs of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator

from ..model.annotations import Mention, Reference
from ..model.edition import Heading, Mark, Page, Paragraph, Section, TargetKind
from ..model.problems import Place, nearest
from ..reading.blocks import MAX_DEPTH
from ..reading.draft import Draft, PageDraft
from ..reading.faults import fault_problem
from ..reading.scan import Scan, free_places, scan
from ..reading.sentences import Prose, prose, sentence_at
from .names import Names
from .state import Reading, State
from .terms import Matcher

ASCII_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
#: Ids that the package gives.
RESERVED_ID = re.compile(r"(?:p-\d+|fn-.*|fnref.*|fn:.*|footnotes|note-.*|term-.*|__.*)$")
SEPARATOR = " › "


def read_pages(draft: Draft, names: Names) -> Reading:
    """Reads every page by one walk over its scan; problems go to `names`."""
    reading = Reading()
    matcher = Matcher(names.aliases)
    edition = draft.edition
    listed = list(dict.fromkeys(edition.value.sections)) if edition else []
    mode = edition.value.terms if edition else "none"
    highest = 0
    sections = [path for path in listed if path in draft.pages]
    for path in [*sections, *(path for path in draft.pages if path not in listed)]:
        page = draft.pages[path]
        found = scan(page.text)
        _check_cited(names, page, found)
        _check_faults(names, page, found)
        if path in listed:
            highest = _Section(reading, names, page, found, matcher, page.terms or mode).read(highest)
            continue
        marks = tuple(find_marks(found, names.footnotes, names.target))
        reading.pages[path] = Page(path, page.text, marks, page.searched)
        for mark in marks:
            place = page.place(mark.start)
            if mark.kind == "unknown" and mark.target.isdigit():
                names.report("AE303", place, number=int(mark.target), **names.range())
            elif mark.kind == "unknown":
                names.unknown(mark.target, place)
    return reading


def find_marks(
    found: Scan, numbers: Container[int], target_of: Callable[[str], tuple[TargetKind, str]]
) -> Iterator[Mark]:
    """Marks of a page that is no section: pointers, links, what is unknown and what is refused, by offset."""
    yield from settled([*_find_marks(found, numbers, target_of), *refused(found)])


def refused(found: Scan) -> list[Mark]:
    """A mark for each character without which HTML, or an address, that may not stand in a page is but text."""
    return [
        Mark("refused", fault.offset, fault.offset + 1, found.text[fault.offset], fault.found) for fault in found.faults
    ]


def settled(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Marks by offset, without those that begin inside another."""
    end = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.kind == "paragraph", -mark.end)):
        if mark.start >= end:
            end = mark.end
            yield mark


def _find_marks(
    found: Scan, numbers: Container[int], target_of: Callable[[str], tuple[TargetKind, str]]
) -> Iterator[Mark]:
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
                kind, target = target_of(token.target)
                yield Mark(kind, start, end, written if kind == "unknown" else token.text, target)


def _check_cited(names: Names, page: PageDraft, found: Scan) -> None:
    """The keys of mkdocs-bibtex's `[@key, 18頁; @other]`."""
    for block in found.blocks:
        for token in block.tokens:
            if token.kind == "cited" and token.target.startswith("[@"):
                for key in re.findall(r"@([\w.:/+-]*\w)", token.target):
                    if key not in names.keys:
                        place = page.place(block.whole(token.start))
                        names.report("AE212", place, key=key, nearest=nearest(key, names.keys))


def _check_faults(names: Names, page: PageDraft, found: Scan) -> None:
    """HTML and addresses that may not stand in a page."""
    names.problems += [fault_problem(each, page.place(each.offset)) for each in found.faults if not each.follows]


class _Section:
    """One section, read block by block."""

    def __init__(
        self, reading: Reading, names: Names, page: PageDraft, found: Scan, matcher: Matcher, mode: str
    ) -> None:
        self.reading, self.names, self.page, self.scan, self.matcher, self.mode = (
            reading, names, page, found, matcher, mode,
        )  # fmt: skip
        self.blocks = found.blocks
        self.headings: dict[int, Heading] = {}
        self.paragraphs: list[Paragraph] = []
        self.references: list[Reference] = []
        self.marks: list[Mark] = []
        self.linked: set[str] = set()
        self.trails: dict[int, str] = {}
        self.seen: Counter[int] = Counter()

    def read(self, highest: int) -> int:
        """Adds the section to the reading; returns the highest footnote number referenced so far."""
        self.read_headings()
        ids = {heading.id: heading.text for heading in self.headings.values()}
        ordinal = 0
        for index, block in enumerate(self.blocks):
            said = prose(block)
            paragraph = ""
            if block.kind in ("paragraph", "item"):
                ordinal += 1
                paragraph = block.id or f"p-{ordinal}"
                if block.id and (block.id in ids or RESERVED_ID.match(block.id) or not ASCII_ID.fullmatch(block.id)):
                    self.names.report("AE607", self.page.place(block.end), id=block.id)
                ids[paragraph] = ""
                numbers = tuple(dict.fromkeys(int(token.target) for token, _ in said.references))
                self.paragraphs.append(Paragraph(paragraph, self.trail(index), said.text, numbers))
            elif block.heading >= 0:
                paragraph = self.headings[block.heading].id
            highest = self.read_references(index, said, paragraph, highest)
            self.read_links(index, said, paragraph)
            if block.kind in ("paragraph", "item"):
                own_line = block.id is not None and not block.rest  # then Python-Markdown sets the id
                target = "" if own_line else paragraph
                self.marks.append(Mark("paragraph", block.end, block.end + block.rest, paragraph, target))
        for oddity in self.scan.oddities:
            place = self.page.place(oddity.offset)
            if oddity.kind == "depth":
                self.names.report("AE113", place, what="depth", limit=MAX_DEPTH)
            else:
                code = "AE309" if oddity.kind == "definition" else "AE602"
                self.names.report(code, place, label=oddity.label)
        title = next((h.text for h in self.headings.values() if h.level == 1), "")
        if not title:
            self.names.report("AE604", Place(self.page.file), page=self.page.path)
        path = self.page.path
        marks = tuple(settled([*self.marks, *refused(self.scan)]))
        self.reading.pages[path] = Page(path, self.page.text, marks, self.page.searched)
        self.reading.sections.append(
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
            if block.level > 1 and not ASCII_ID.fullmatch(id_):
                self.names.report("AE605", place, heading=text)
            elif block.level > 1 and RESERVED_ID.match(id_):
                self.names.report("AE607", place, id=id_)
            if id_ and id_ in ids:
                self.names.report("AE601", place, id=id_, first=ids[id_])
            ids.setdefault(id_, place.line)
            self.headings[index] = Heading(block.level, text, "" if block.level == 1 and not block.id else id_)

    def trail(self, index: int) -> str:
        """Title of the section and of the headings above a block."""
        last = self.blocks[index].heading
        if last not in self.trails:
            stack: list[Heading] = []
            for at, heading in self.headings.items():
                if at <= last:
                    stack = [*(h for h in stack if h.level < heading.level), heading]
            self.trails[last] = SEPARATOR.join(h.text for h in stack)
        return self.trails[last]

    def read_references(self, index: int, said: Prose, paragraph: str, highest: int) -> int:
        block = self.blocks[index]
        for token, offset in said.references:
            number_ = int(token.target)
            start, end = block.whole(token.start), block.whole(token.end)
            place = self.page.place(start)
            if token.odd:
                self.names.report("AE312", place, number=number_)
            if number_ not in self.names.footnotes:
                self.names.report("AE303", place, number=number_, **self.names.range())
                self.marks.append(Mark("unknown", start, end, self.page.text[start:end], token.target))
                continue
            first_time = not self.reading.references[number_]
            if first_time and number_ < highest:
                self.names.report("AE306", place, number=number_, before=highest)
            highest = max(highest, number_)
            self.seen[number_] += 1
            id_ = f"fnref-{number_}" + (f"-{self.seen[number_]}" if self.seen[number_] > 1 else "")
            sentence = self.supported(index, said, offset)
            reference = Reference(id_, number_, self.page.path, self.trail(index), paragraph, sentence, place)
            self.references.append(reference)
            self.reading.references[number_].append(reference)
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
                kind, target = self.names.target(token.target)
                if kind == "unknown":
                    self.names.unknown(target, self.page.place(block.whole(token.start)))
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
        mentions = self.reading.mentions[target]
        if any((m.page, m.paragraph) == place for m in mentions):
            return
        at = max(0, said.text.find(text))
        mentions.append(Mention(*place[:1], self.trail(index), paragraph, sentence_at(said.text, at + 1)))


def read_sections(state: State) -> None:
    """The sections and the other pages."""
    state.reading = read_pages(state.draft, state.names)
