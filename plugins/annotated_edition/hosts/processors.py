"""The processors of the Markdown extension: each does one thing to the page that is converted."""

from __future__ import annotations

import html
import re
from typing import Any
from xml.etree import ElementTree as etree

from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from ..model.edition import Section
from ..model.problems import problem
from ..reading.markup import clean, is_id
from ..site.pages import write_argument, write_endnotes, write_foot, write_grounds, write_tools
from ..site.writer import HOME
from .rendered_page import GENERATED_PLACEHOLDER, PLACEHOLDER_PATTERN, WORD_JOINER, RenderedPage, parse_xhtml

#: A note cannot stand in one: it would become part of its name.
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def register(page: RenderedPage) -> None:
    """Register the processors of a page; their priorities say before and after what each must run."""
    md = page.md
    md.preprocessors.register(_Marks(page, md), "annotated_edition", 28)  # text is normal, code and HTML untouched
    md.inlinePatterns.register(_Inline(page, PLACEHOLDER_PATTERN, md), "annotated_edition", 200)
    md.treeprocessors.register(_Paragraphs(page, md), "annotated_edition_paragraphs", 12)  # after the inline patterns
    md.treeprocessors.register(_Guard(page, md), "annotated_edition_guard", 7.9)  # after attribute lists
    md.postprocessors.register(_RawHtml(page, md), "annotated_edition_html", 35)  # before raw HTML is back
    if not page.book:  # which writes headings and notes of its own
        # Before the contents list and the host's reading of anchors and links, which then see what is added here.
        md.treeprocessors.register(_Surroundings(page, md), "annotated_edition_annotations", 7)
        md.postprocessors.register(_Leftovers(page, md), "annotated_edition", 1)  # after raw HTML is back


class _Processor:
    """A processor that knows the page."""

    def __init__(self, page: RenderedPage, *given: Any) -> None:
        super().__init__(*given)
        self.page = page


class _Marks(_Processor, Preprocessor):
    """Puts a placeholder in the place of each mark."""

    def run(self, lines: list[str]) -> list[str]:
        text = self.page.begin("\n".join(lines))
        return [*text.split("\n"), "", ""]  # code at the end of a page needs the blank lines after it


class _Inline(_Processor, InlineProcessor):
    """Puts an element in the place of a placeholder."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | str, int, int]:
        mark = self.page.marks[int(m[1])]
        if self.page.book and mark.kind != "paragraph":
            return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)  # as it is, for book_text.py
        element = self.page.element(mark)
        self.page.own |= {part: dict(part.attrib) for part in element.iter()}
        return element, m.start(0), m.end(0)


class _Paragraphs(_Processor, Treeprocessor):
    """Gives paragraphs their ids, and an author's own notes letters."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                css_class = child.get("class")
                if css_class == "ae-permalink" and "data-ae-paragraph" in child.attrib:
                    if id_ := child.attrib.pop("data-ae-paragraph"):
                        parent.set("id", id_)
                        self.page.own.setdefault(parent, {})["id"] = id_
                    if self.page.book and not (child.tail or "").strip():  # it has no permanent links
                        parent.remove(child)
                elif parent.tag == "sup" and css_class == "footnote-ref" and (child.text or "").isdigit():
                    child.text = AtomicString(_letter(int(child.text or "1")))
                elif css_class == "footnote-backref":
                    child.attrib.pop("title", None)
                    child.set("aria-label", self.page.writer.words["back-to-own-note"])
        for listing in root.iterfind(".//div[@class='footnote']/ol"):
            listing.set("type", "a")


def _letter(number: int) -> str:
    """Return 1 as a, 27 as aa, as HTML's `type="a"` counts."""
    before, last = divmod(number - 1, 26)
    return (_letter(before) if before else "") + "abcdefghijklmnopqrstuvwxyz"[last]


class _Guard(_Processor, Treeprocessor):
    """Removes and reports what may not stand in a page and escaped the scan; then puts a generated page in."""

    def run(self, root: etree.Element) -> None:
        self.page.guard(root)
        for index, child in enumerate(root if self.page.generated else ()):
            if child.text == GENERATED_PLACEHOLDER:  # as elements, so that the host sees its links and headings
                root[index : index + 1] = parse_xhtml(f'<div class="ae-generated">{self.page.generated}</div>')


class _RawHtml(_Processor, Postprocessor):
    """Removes and reports what may not stand in raw HTML, which is put back as it is written."""

    def run(self, text: str) -> str:
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, block in enumerate(blocks):
            if isinstance(block, etree.Element):  # of md_in_html, which makes a text of it after this
                self.page.guard(block)
            elif "<" in block:
                blocks[index], refused = clean(block, generated=True)
                for written in refused:
                    self.page.refuse(written)
        return text


class _Surroundings(_Processor, Treeprocessor):
    """Adds what stands around the text: head and end of a section, remarks beside references."""

    def run(self, root: etree.Element) -> None:
        page, edition = self.page, self.page.edition
        if page.source and page.source.language:  # it is not in the language of the site
            for child in root:
                child.set("lang", page.source.language)
        if notice := page.writer.notice(page.writer.page):
            after = next((index for index, child in enumerate(root) if child.tag == "h1"), -1) + 1
            root[after:after] = parse_xhtml(notice)
        if page.section and edition.readable:
            self.frame_section(root, page.section)
        if page.source and page.writer.page == HOME and edition.readable:  # after what it begins with
            headings = [index for index, child in enumerate(root) if child.tag == "h2"]
            place = headings[1] if len(headings) > 1 else len(root)
            root[place:place] = parse_xhtml(write_argument(page.writer))
        self.add_notes(root)
        if page.zensical and edition.readable:  # it runs no plugin
            foot = write_foot(page.writer, page.zensical.page.url, page.zensical.config["site_url"])
            root.extend(parse_xhtml(foot))

    def frame_section(self, root: etree.Element, section: Section) -> None:
        """Add the head of a section, the ids of its headings, and its footnotes at the end."""
        headings = [element for element in root if element.tag in HEADING_TAGS]
        if len(headings) == len(section.headings):
            for element, heading in zip(headings, section.headings, strict=True):
                if is_id(heading.id) and not element.get("id"):
                    element.set("id", heading.id)
        head = self.page.writer.render("section_head.html", section=section)
        position = next((index for index, child in enumerate(root) if child.tag == "h1"), -1) + 1
        root[position:position] = parse_xhtml(head)
        paragraphs = {paragraph.id: paragraph for paragraph in section.paragraphs}
        for block in list(root):
            if inside := [paragraphs[id_] for part in block.iter() if (id_ := part.get("id", "")) in paragraphs]:
                after = list(root).index(block) + 1
                root[after:after] = parse_xhtml(write_grounds(self.page.writer, section, inside))
        root.extend(parse_xhtml(write_tools(self.page.writer, section)))
        root.extend(parse_xhtml(write_endnotes(self.page.edition, section)))

    def add_notes(self, root: etree.Element) -> None:
        """Set a remark beside each reference; mark numbers that follow each other, to be set apart."""
        headings = [heading for tag in HEADING_TAGS for heading in root.iter(tag)]
        for heading in headings:
            if heading.find(".//sup[@class]") is not None:  # the contents list and the title go without
                heading.set("data-toc-label", html.escape(_text_without_numbers(heading)))
        in_headings = {part for heading in headings for part in heading.iter()}
        for parent in list(root.iter()):
            follows = False
            for child in list(parent):
                kind = child.get("class") if child.tag == "sup" else None
                if kind not in ("ae-ref", "ae-pointer"):
                    follows = False
                    continue
                if follows:
                    child.set("class", f"{kind} ae-next")
                follows = not (child.tail or "").strip(WORD_JOINER)
                if kind == "ae-ref" and child not in in_headings:
                    self.add_note(parent, child)

    def add_note(self, parent: etree.Element, superscript: etree.Element) -> None:
        """Put a remark on the footnote after its superscript number, before the text that follows."""
        footnote = self.page.edition.footnotes[self.page.writer.cited[superscript.get("id", "")]]
        (note,) = parse_xhtml(self.page.writer.render("remark.html", footnote=footnote))
        note.tail, superscript.tail = superscript.tail, None
        parent.insert(list(parent).index(superscript) + 1, note)


def _text_without_numbers(element: etree.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        numbers = child.get("class") in ("ae-ref", "ae-pointer")
        parts += ["" if numbers else _text_without_numbers(child), child.tail or ""]
    return "".join(parts).replace(WORD_JOINER, "").strip()


class _Leftovers(_Processor, Postprocessor):
    """Puts back what a mark stood for where its placeholder was not taken for text, and reports it."""

    def run(self, text: str) -> str:
        def restore(placeholder: re.Match[str]) -> str:
            mark = self.page.marks[int(placeholder[1])]
            if mark.kind not in ("paragraph", "refused"):
                self.page.report(problem("AE310", self.page.place(mark.start)))
            return html.escape(self.page.text[mark.start : mark.end])

        return self.page.writer.mark_words(re.sub(PLACEHOLDER_PATTERN, restore, text))
