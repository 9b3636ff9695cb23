"""The page that is being converted: its marks, and the elements that stand for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from ..model.addresses import FOOTNOTES, SOURCES, TERMS, note_id, term_note_id
from ..model.edition import Mark, Section
from ..model.problems import Place, problem
from ..reading.faults import Fault, find_excess
from ..reading.marks import find_marks
from ..reading.markup import is_attribute, is_element
from ..reading.scan import normalise, scan
from ..site.pages import CLOSING, OPENING, block_of, problem_page
from ..site.writer import Writer

if TYPE_CHECKING:
    from .markdown_extension import AnnotatedEditionExtension

PLACEHOLDER = "\x02ae:{}\x03"
PLACEHOLDER_PATTERN = "\x02ae:(\\d+)\x03"
GENERATED_PLACEHOLDER = "\x02ae:page\x03"
#: As long as that, for a scan takes control characters away and its offsets must stay.
STAND_IN = "x" * len(GENERATED_PLACEHOLDER)
#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"


class RenderedPage:
    """What the processors of one Markdown instance share about the page that it converts."""

    def __init__(self, md: Markdown, extension: AnnotatedEditionExtension) -> None:
        self.md, self.extension = md, extension
        self.path = ""
        self.writer: Writer
        self.section: Section | None = None
        self.marks: tuple[Mark, ...] = ()
        self.text = ""
        self.generated = ""  # the XHTML of a generated page, below its heading
        self.made: dict[etree.Element, dict[str, str]] = {}  # elements of ours, with their attributes

    def begin(self, text: str) -> str:
        """Note the page's name and marks; return its text with a placeholder for each mark."""
        edition = self.extension.edition
        self.path = self.extension.book.page if self.extension.book else _page_path(self.md)
        self.writer = Writer(edition, self.path)
        self.section = self.writer.section(self.path)
        self.made = {}
        text = self.take_over(text.replace(GENERATED_PLACEHOLDER, ""))
        known = edition.pages.get(self.path)
        if known is not None and known.text == text:
            self.marks = known.marks
        else:
            read = scan(text.replace(GENERATED_PLACEHOLDER, STAND_IN))
            self.marks = tuple(find_marks(read, edition.footnotes, edition.target))
            if self.section and edition.readable:
                self.extension.report(problem("AE310", Place(f"docs/{self.path}")))
        self.text = text
        for index in range(len(self.marks) - 1, -1, -1):
            mark = self.marks[index]
            joiner = WORD_JOINER if mark.kind in ("reference", "pointer") else ""
            text = text[: mark.start] + joiner + PLACEHOLDER.format(index) + text[mark.end :]
        return text

    def take_over(self, text: str) -> str:
        """Return the text normalised; the block of a generated page is noted, and a placeholder stands for it."""
        self.generated = ""
        made = self.extension.generated.get(self.path, "") if OPENING in text else ""
        block = block_of(made) if made else ""
        if not block and find_excess(text):  # which a hook has made of it
            text = block = block_of(problem_page(self.extension.edition, self.path))
        if not block or block not in text:
            return normalise(text)
        before, _, after = text.rpartition(block)
        self.generated = block.removeprefix(OPENING).removesuffix(CLOSING)
        return f"{normalise(before)}\n\n{GENERATED_PLACEHOLDER}\n\n{normalise(after)}".strip("\n")

    def refuse(self, written: str) -> None:
        """Report what was taken away, at the line where it stands."""
        line = self.text.count("\n", 0, max(0, self.text.find(written))) + 1
        self.extension.report(Fault("html", 0, written).to_problem(Place(f"docs/{self.path}", line)))

    def guard(self, root: etree.Element) -> None:
        """Take elements and attributes away that may not stand in a page, but for those that we made."""
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            made = self.made.get(element, {})
            if element not in self.made and not is_element(element.tag):
                self.refuse(f"<{element.tag}")
                element.text = AtomicString(f"<{element.tag}>{element.text or ''}")
                element.tag = "div" if self.md.is_block_level(element.tag) else "span"
            for name, value in list(element.items()):
                if made.get(name) == value or is_attribute(element.tag, name, _decoded(value or "")):
                    continue
                self.refuse(f"{name}=")
                del element.attrib[name]

    def element(self, mark: Mark) -> etree.Element:
        """Return what is shown for a mark."""
        match mark.kind:
            case "reference":
                attributes = {"class": "ae-ref", "id": mark.target}
                element = self.superscript(f"#fn-{mark.text}", mark.text, attributes)
                element[0].set("role", "doc-noteref")
                element[0].set("data-note", note_id(mark.target))
                return element
            case "pointer":
                href = self.writer.link(FOOTNOTES, f"fn-{mark.target}")
                return self.superscript(href, mark.target, {"class": "ae-pointer"})
            case "term":
                anchor = _anchor(self.writer.link(TERMS, mark.target), mark.text, "ae-term")
                anchor.set("data-note", term_note_id(mark.target))
                return anchor
            case "element":
                return _anchor(self.writer.element_link(mark.target), mark.text, "ae-element")
            case "source":
                return _anchor(self.writer.link(SOURCES, mark.target), mark.text, "ae-source")
            case "paragraph":
                permalink = _anchor(f"#{mark.text}", "", "ae-permalink")
                permalink.set("aria-label", self.writer.words["permalink"])
                permalink.set("data-paragraph", mark.target)
                return permalink
            case kind:
                words = self.writer.words["refused" if kind == "refused" else "unknown"]
                element = etree.Element("mark", {"class": "ae-unknown", "title": words})
                element.text = AtomicString(mark.text)
                return element

    def superscript(self, href: str, number: str, attributes: dict[str, str]) -> etree.Element:
        """Return a raised number that is a link."""
        element = etree.Element("sup", attributes)
        anchor = etree.SubElement(element, "a", {"href": href})
        anchor.set("aria-label", self.writer.words["footnote-n"].format(n=number))
        anchor.text = AtomicString(number)
        return element


def parsed(xhtml: str) -> list[etree.Element]:
    """Return XHTML of ours as elements, whose text no other processor may touch."""
    root = etree.fromstring(f"<div>{xhtml}</div>")
    for each in root.iter():
        each.text = AtomicString(each.text) if each.text else each.text
        each.tail = AtomicString(each.tail) if each.tail else each.tail
    return list(root)


def _anchor(href: str, text: str, css_class: str) -> etree.Element:
    element = etree.Element("a", {"class": css_class, "href": href})
    element.text = AtomicString(text)
    return element


def _page_path(md: Markdown) -> str:
    """Return the source path of the page that is converted, as its host says it; empty where none does."""
    if "relpath" in md.treeprocessors:  # MkDocs, ProperDocs
        return str(md.treeprocessors["relpath"].file.src_uri)  # type: ignore[attr-defined]
    if "rendering_context" in md.preprocessors:  # Zensical
        return str(md.preprocessors["rendering_context"].page.path)  # type: ignore[attr-defined]
    return ""


def _decoded(value: str) -> str:
    """Return an attribute's value without the substitutes that Python-Markdown keeps in it up to the end."""
    value = value.replace(AMP_SUBSTITUTE, "&")
    return re.sub(f"{STX}(\\d{{1,6}}){ETX}", lambda found: chr(int(found[1])), value)
