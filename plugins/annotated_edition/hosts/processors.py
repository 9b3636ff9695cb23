"""The processors of the Markdown extension: each does one thing to the page that is converted."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from ..model.addresses import note_id
from ..model.problems import Place, problem
from ..reading.markup import clean
from ..site.pages import endnotes, foot
from .rendered_page import GENERATED_PLACEHOLDER, PLACEHOLDER_PATTERN, WORD_JOINER, RenderedPage, parsed

if TYPE_CHECKING:
    from .markdown_extension import AnnotatedEditionExtension

#: A note cannot stand in one: it would become part of its name.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def register(md: Markdown, extension: AnnotatedEditionExtension) -> None:
    """Register the processors; their priorities say before and after what each must run."""
    page = RenderedPage(md, extension)
    md.preprocessors.register(_Marks(md, page), "annotated_edition", 28)  # text is normal, code and HTML untouched
    md.inlinePatterns.register(_Inline(PLACEHOLDER_PATTERN, md, page), "annotated_edition", 200)
    tree = md.treeprocessors
    tree.register(_Paragraphs(md, page), "annotated_edition_paragraphs", 12)  # after the inline patterns
    tree.register(_Guard(md, page), "annotated_edition_guard", 7.9)  # after attribute lists
    tree.register(_Generated(md, page), "annotated_edition_page", 7.8)  # attribute lists are not read in it
    md.postprocessors.register(_RawHtml(md, page), "annotated_edition_html", 35)  # before raw HTML is back
    if extension.book:  # which writes headings and notes of its own
        tree.register(_Book(md, page), "annotated_edition_book", 7)
        return
    # Before the contents list and the host's reading of anchors and links, which then see what is added here.
    tree.register(_Endnotes(md, page), "annotated_edition_endnotes", 7)
    tree.register(_Notes(md, page), "annotated_edition_notes", 6.9)
    md.postprocessors.register(_Leftovers(md, page), "annotated_edition", 1)  # after raw HTML is back
    if "rendering_context" in md.preprocessors:  # Zensical, which runs no plugin
        tree.register(_Foot(md, page), "annotated_edition_foot", 6)


class _Processor:
    """Something that knows the page."""

    def __init__(self, md: Markdown, page: RenderedPage) -> None:
        super().__init__(md)  # type: ignore[call-arg]
        self.page = page


class _Marks(_Processor, Preprocessor):
    """Puts a placeholder in the place of each mark."""

    def run(self, lines: list[str]) -> list[str]:
        text = self.page.begin("\n".join(lines))
        return [*text.split("\n"), "", ""]  # code at the end of a page needs the blank lines after it


class _Inline(InlineProcessor):
    """Puts an element in the place of a placeholder."""

    def __init__(self, pattern: str, md: Markdown, page: RenderedPage) -> None:
        super().__init__(pattern, md)
        self.page = page

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        mark, book = self.page.marks[int(m[1])], self.page.extension.book
        if book is not None and mark.kind != "paragraph":
            return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)  # as it is, for book_text.py
        element = self.page.element(mark)
        self.page.made |= {each: dict(each.attrib) for each in element.iter()}
        return element, m.start(0), m.end(0)


class _Paragraphs(_Processor, Treeprocessor):
    """Gives paragraphs their ids, and an author's own notes letters."""

    def run(self, root: etree.Element) -> None:
        for parent in root.iter():
            for child in parent:
                if child.get("class") == "ae-permalink" and "data-paragraph" in child.attrib:
                    if id_ := child.attrib.pop("data-paragraph"):
                        parent.set("id", id_)
                elif parent.tag == "sup" and child.get("class") == "footnote-ref" and (child.text or "").isdigit():
                    child.text = AtomicString(_letter(int(child.text or "1")))
                elif child.get("class") == "footnote-backref":
                    child.attrib.pop("title", None)
                    child.set("aria-label", self.page.writer.words["back-to-own-note"])
        for division in root.iter("div"):
            if division.get("class") == "footnote":
                for listing in division.findall("ol"):
                    listing.set("type", "a")


def _letter(number: int) -> str:
    """Return 1 as a, 27 as aa, as HTML's `type="a"` counts."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


class _Guard(_Processor, Treeprocessor):
    """Takes away what may not stand in a page and came past the scan, and says so: the second of two nets."""

    def run(self, root: etree.Element) -> None:
        self.page.guard(root)


class _RawHtml(_Processor, Postprocessor):
    """The same for raw HTML, which is put back as it is written."""

    def run(self, text: str) -> str:
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, block in enumerate(blocks):
            if isinstance(block, etree.Element):  # of md_in_html, which makes a text of it after this
                self.page.guard(block)
            elif "<" in block:
                blocks[index], refused = clean(block)
                for each in refused:
                    self.page.refuse(each)
        return text


class _Generated(_Processor, Treeprocessor):
    """Takes a generated page over as elements, so that the host treats its links and headings as any others."""

    def run(self, root: etree.Element) -> None:
        for index, child in enumerate(root if self.page.generated else ()):
            if child.text == GENERATED_PLACEHOLDER:
                root[index : index + 1] = parsed(f'<div class="ae-generated">{self.page.generated}</div>')


class _Endnotes(_Processor, Treeprocessor):
    """Gives a section its head, the ids of its headings, and its footnotes at the end."""

    def run(self, root: etree.Element) -> None:
        section, edition = self.page.section, self.page.extension.edition
        if section is None or not edition.readable:
            return
        written = [element for element in root if element.tag in HEADINGS]
        if len(written) == len(section.headings):
            for element, heading in zip(written, section.headings, strict=True):
                if heading.id and not element.get("id"):
                    element.set("id", heading.id)
        head = self.page.writer.render("section_head.html", section=section)
        position = next((index for index, child in enumerate(root) if child.tag == "h1"), -1) + 1
        root[position:position] = parsed(head)
        root.extend(parsed(endnotes(edition, section)))


class _Notes(_Processor, Treeprocessor):
    """Sets each footnote beside its reference, and at the end of the page what the terms linked on it mean."""

    def run(self, root: etree.Element) -> None:
        unfit = {each for tag in HEADINGS for heading in root.iter(tag) for each in heading.iter()}
        for parent in list(root.iter()):
            apart = True  # from a reference before
            for child in list(parent):
                kind = child.get("class") if child.tag == "sup" else None
                if kind not in ("ae-ref", "ae-pointer"):
                    apart = True
                    continue
                if not apart:
                    child.set("class", f"{kind} ae-next")
                apart = bool((child.tail or "").strip(WORD_JOINER))
                if kind == "ae-ref" and child not in unfit:
                    self.add_footnote(parent, child)
        linked = dict.fromkeys(mark.target for mark in self.page.marks if mark.kind == "term")
        terms = [term for id_ in linked if (term := self.page.extension.edition.terms.get(id_))]
        if terms:
            root.extend(parsed(self.page.writer.render("term_notes.html", terms=terms)))

    def add_footnote(self, parent: etree.Element, superscript: etree.Element) -> None:
        """Put the footnote after its superscript number, before the text that follows."""
        footnote = self.page.extension.edition.footnotes[int(superscript[0].text or "")]
        (note,) = parsed(self.page.writer.note(footnote, superscript.get("id", "")))
        assert note.get("id") == note_id(superscript.get("id", ""))
        for control in (*note.iter("a"), *note.iter("button")):
            control.set("tabindex", "-1")  # a script makes them reachable while the note is open
        note.tail, superscript.tail = superscript.tail, None
        parent.insert(list(parent).index(superscript) + 1, note)


class _Book(_Processor, Treeprocessor):
    """Takes away what only a site can use."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for child in [each for each in parent if each.get("class") == "ae-permalink"]:
                index = list(parent).index(child)
                if index:
                    parent[index - 1].tail = (parent[index - 1].tail or "") + (child.tail or "")
                else:
                    parent.text = (parent.text or "") + (child.tail or "")
                parent.remove(child)


class _Leftovers(_Processor, Postprocessor):
    """Puts back what a mark stood for where its placeholder was not taken for text, and says so."""

    def run(self, text: str) -> str:
        if "\x02ae:" not in text:
            return text

        def restore(found: re.Match[str]) -> str:
            mark = self.page.marks[int(found[1])]
            if mark.kind not in ("paragraph", "refused"):
                self.page.extension.report(problem("AE310", Place(f"docs/{self.page.path}")))
            return html.escape(self.page.text[mark.start : mark.end])

        return re.sub(PLACEHOLDER_PATTERN, restore, text)


class _Foot(_Processor, Treeprocessor):
    """Puts at the end of a page what the theme's templates put there where the plugin gives them the edition."""

    def run(self, root: etree.Element) -> None:
        context: Any = self.md.preprocessors["rendering_context"]
        if self.page.extension.edition.readable:
            url, config = context.page.url, context.config
            root.extend(parsed(foot(self.page.writer, url, config["site_url"])))
