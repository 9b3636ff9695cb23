"""The page that is converted: its marks, and the elements that stand for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from os.path import commonprefix
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from ..model.addresses import FOOTNOTES, WHOLE, element_note_id, note_id, term_note_id
from ..model.edition import Edition, Mark, Page, Section
from ..model.labels import FootnoteLabel
from ..model.problems import Place, Problem, problem
from ..reading.faults import Fault, find_excess
from ..reading.markup import is_attribute, is_element
from ..reading.scan import find_marks, normalise, scan
from ..site.pages import GENERATED_END, GENERATED_START, find_block, write_problem_page
from ..site.writer import Writer
from ..views.loudness import find_loud_marks

if TYPE_CHECKING:
    from ..exports.book import BookWriter

PLACEHOLDER = "\x02ae:{}\x03"
PLACEHOLDER_PATTERN = "\x02ae:(\\d+)\x03"
GENERATED_PLACEHOLDER = "\x02ae:page\x03"
#: As long as that, for a scan takes control characters away and its offsets must stay.
STAND_IN = "x" * len(GENERATED_PLACEHOLDER)
#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"


class RenderedPage:
    """What the processors of one Markdown instance share about the page that it converts, once they `begin` it."""

    edition: Edition
    writer: Writer
    section: Section | None
    source: Page | None
    marks: tuple[Mark, ...]
    text: str
    generated: str  # the XHTML of a generated page, below its heading
    loud: frozenset[int]  # offsets of the terms and elements that a reader sees marked
    own: dict[etree.Element, dict[str, str]]  # elements of ours, with their attributes
    zensical: Any = None  # its context of the page; None of other hosts

    def __init__(
        self,
        md: Markdown,
        open_files: Callable[[], tuple[Edition, Mapping[str, str]]],
        report: Callable[[Problem], None],
        book: BookWriter | None,
    ) -> None:
        self.md, self.open_files, self.report, self.book = md, open_files, report, book

    def begin(self, text: str) -> str:
        """Note the page's name and marks; return its text with a placeholder for each mark."""
        self.edition, files = self.open_files()
        if "rendering_context" in self.md.preprocessors:
            self.zensical = self.md.preprocessors["rendering_context"]
        path = self.find_path()
        self.writer = Writer(self.edition, path)
        self.section = self.writer.section(path)
        self.source = self.edition.pages.get(path)
        self.own = {}
        generated = "" if path == WHOLE else files.get(path, "")  # which is Markdown, as its sections are
        self.text = text = self.take_over(text.replace(GENERATED_PLACEHOLDER, ""), generated)
        if self.source and self.source.text == text:
            self.marks = self.source.marks
        else:
            read = scan(text.replace(GENERATED_PLACEHOLDER, STAND_IN))
            self.marks = tuple(find_marks(read, self.edition.footnotes, self.edition.target, self.edition.language))
            self.report_faults(read.faults)
            if self.source and self.section and self.edition.readable:
                same = commonprefix([self.source.text, text])  # noqa: RUF071  # characters are what is compared
                self.report(problem("AE310", self.place(len(same))))
        self.loud = find_loud_marks(self.edition, self.section, self.marks) if self.section else frozenset()
        for index, mark in reversed(list(enumerate(self.marks))):
            joiner = WORD_JOINER if mark.kind in ("reference", "pointer") else ""
            shown = "" if mark.kind == "joint" else joiner + PLACEHOLDER.format(index)
            text = text[: mark.start] + shown + text[mark.end :]
        return text

    def find_path(self) -> str:
        """Return the source path of the page, as its host names it; empty where no host does."""
        if self.book:
            return self.book.page
        if "relpath" in self.md.treeprocessors:  # MkDocs, ProperDocs
            relpath: Any = self.md.treeprocessors["relpath"]
            return str(relpath.file.src_uri)
        return str(self.zensical.page.path) if self.zensical else ""

    def take_over(self, text: str, page: str) -> str:
        """Return the text normalised; the block of a generated page is noted, and a placeholder stands for it."""
        self.generated = ""
        block = find_block(page) if page and GENERATED_START in text else ""
        if not block and find_excess(text):  # which a hook has made of it
            text = block = find_block(write_problem_page(self.edition, self.writer.page))
        if not block or block not in text:
            return normalise(text)
        before, _, after = text.rpartition(block)
        self.generated = block.removeprefix(GENERATED_START).removesuffix(GENERATED_END)
        return f"{normalise(before)}\n\n{GENERATED_PLACEHOLDER}\n\n{normalise(after)}".strip("\n")

    def place(self, offset: int) -> Place:
        """Return where an offset of the text stands in the page's file, as far as no hook has changed the text."""
        return self.source.place(offset) if self.source else Place(f"docs/{self.writer.page}")

    def report_faults(self, faults: Iterable[Fault]) -> None:
        """Report what may not stand in a text that is not as an author wrote it, unless the edition has said so."""
        sections = [self.edition.pages[section.page] for section in self.edition.sections]
        for fault in faults:
            source = next((page for page in [self.source, *sections] if page and fault.written in page.text), None)
            place = source.place(source.text.find(fault.written)) if source else self.place(0)
            new = fault.to_problem(place)
            told = ((each.code, each.place.file, each.values) for each in self.edition.problems)
            if not fault.follows and (new.code, place.file, new.values) not in told:
                self.report(new)

    def refuse(self, written: str, element: etree.Element | None = None) -> None:
        """Report what was removed, at the line where it stands, or that from which an extension has made `element`."""
        if self.writer.page == WHOLE:  # its sections say so
            return
        if 'class="mermaid"' in written:
            self.report(problem("AE715", self.place(max(0, self.text.find("mermaid")))))
            return
        hints = [] if element is None else [element.get("title"), "".join(element.itertext()).strip()]
        places = (self.text.find(hint) for hint in (written, *hints) if hint)
        kind: Literal["address", "html"] = "address" if element is not None and element.tag == "img" else "html"
        self.report(Fault(kind, 0, written).to_problem(self.place(next((at for at in places if at >= 0), 0))))

    def guard(self, root: etree.Element) -> None:
        """Remove elements and attributes that may not stand in a page, but for our own."""
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            own = self.own.get(element, {})
            if not is_element(element.tag):
                self.refuse(f"<{element.tag}", element)
                self.show_as_text(element, f"<{element.tag}>")
            for name, value in list(element.items()):
                if own.get(name) != value and not self.may_have(element, name, _decode(value or "")):
                    self.refuse(f"{name}=" if name != "src" else value, element)
                    del element.attrib[name]
            if element.tag == "img" and not element.get("src"):  # which hosts rely on
                self.show_as_text(element, element.attrib.pop("alt", ""))

    def show_as_text(self, element: etree.Element, text: str) -> None:
        """Make an element that may not stand in a page one that says nothing, around what it holds."""
        element.text = AtomicString(f"{text}{element.text or ''}")
        element.tag = "div" if self.md.is_block_level(element.tag) else "span"

    def may_have(self, element: etree.Element, name: str, value: str) -> bool:
        """Return whether an element may have an attribute; the theme's script relies on the parts of a set of tabs."""
        if name == "data-tabs" or (name == "class" and "tabbed-set" in value.split()):
            return element.find("input") is not None and bool(name == "class" or re.fullmatch(r"\d+:\d+", value))
        return is_attribute(element.tag, name, value, generated=True)

    def element(self, mark: Mark) -> etree.Element:
        """Return what is shown for a mark."""
        words = self.writer.words
        match mark.kind:
            case "reference":
                label = self.writer.cited[mark.target]
                link = {"href": f"#{label.id}", "role": "doc-noteref"}
                return self.superscript(mark.text, label, {"class": "ae-ref", "id": mark.target}, link)
            case "pointer":
                label = FootnoteLabel(mark.target)
                link = {"href": self.writer.link(FOOTNOTES, label.id)}
                return self.superscript(mark.text, label, {"class": "ae-pointer"}, link)
            case "number":
                (anchor,) = parse_xhtml(self.writer.number(FootnoteLabel(mark.target), mark.text))
                return anchor
            case "term" | "element" | "source":
                css = f"ae-{mark.kind} ae-first" if mark.start in self.loud else f"ae-{mark.kind}"
                link = {"class": css, "href": self.writer.mark_link(mark)}
                card = {"term": term_note_id, "element": element_note_id}.get(mark.kind)
                (anchor,) = parse_xhtml(f"<a>{mark.xhtml or escape(mark.text)}</a>")
                anchor.attrib.update(link | ({"data-ae-note": card(mark.target)} if card else {}))
                return anchor
            case "paragraph":
                link = {"class": "ae-permalink", "href": f"#{mark.text}", "aria-label": words["permalink"]}
                return _element("a", "", {**link, "data-ae-paragraph": mark.target})
            case kind:
                title = words["refused" if kind == "refused" else "unknown"]
                return _element("mark", mark.text, {"class": "ae-unknown", "title": title})

    def superscript(
        self, number: str, label: FootnoteLabel, attributes: dict[str, str], link: dict[str, str]
    ) -> etree.Element:
        """Return a raised number that is a link, with the attributes of both."""
        element = etree.Element("sup", attributes)
        own = {"data-ae-note": note_id(label.id), "aria-label": label.name(self.writer.words)}
        element.append(_element("a", number, own | link))
        return element


def parse_xhtml(xhtml: str) -> list[etree.Element]:
    """Return XHTML of ours as elements, whose text no other processor may touch."""
    root = etree.fromstring(f"<div>{xhtml}</div>")
    for element in root.iter():
        element.text = AtomicString(element.text) if element.text else element.text
        element.tail = AtomicString(element.tail) if element.tail else element.tail
    return list(root)


def _element(tag: str, text: str, attributes: dict[str, str]) -> etree.Element:
    element = etree.Element(tag, attributes)
    element.text = AtomicString(text)  # which no other processor may touch
    return element


def _decode(value: str) -> str:
    """Return an attribute's value without the substitutes that Python-Markdown keeps in it until the end."""
    value = value.replace(AMP_SUBSTITUTE, "&")
    return re.sub(f"{STX}(\\d{{1,6}}){ETX}", lambda code: chr(int(code[1])), value)
