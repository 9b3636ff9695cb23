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

from ..model.problems import problem
from ..reading.markup import clean
from ..site.frame import frame_page, letter_own_notes, parse_xhtml
from ..site.marks import write_mark
from ..site.pages import write_foot
from .rendered_page import GENERATED_PLACEHOLDER, PLACEHOLDER_PATTERN, RenderedPage


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

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]
        mark = self.page.marks[int(m[1])]
        if self.page.book and mark.kind != "paragraph":
            return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)  # as it is, for book_text.py
        (element,) = parse_xhtml(write_mark(self.page.writer, mark, mark.start in self.page.loud))
        self.page.own |= {part: dict(part.attrib) for part in element.iter()}
        return element, m.start(0), m.end(0)


class _Paragraphs(_Processor, Treeprocessor):
    """Gives paragraphs their ids, and an author's own notes letters."""

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                if child.get("class") == "ae-permalink" and "data-ae-paragraph" in child.attrib:
                    if id_ := child.attrib.pop("data-ae-paragraph"):
                        parent.set("id", id_)
                        self.page.own.setdefault(parent, {})["id"] = id_
                    if self.page.book and not (child.tail or "").strip():  # it has no permanent links
                        parent.remove(child)
        letter_own_notes(root, self.page.writer.words["back-to-own-note"])


class _Guard(_Processor, Treeprocessor):
    """Removes and reports what may not stand in a page and escaped the scan; then puts a generated page in."""

    def run(self, root: etree.Element) -> None:
        self.page.gate.judge(root, self.page.own)
        for index, child in enumerate(root if self.page.generated else ()):
            if child.text == GENERATED_PLACEHOLDER:  # as elements, so that the host sees its links and headings
                root[index : index + 1] = parse_xhtml(f'<div class="ae-generated">{self.page.generated}</div>')


class _RawHtml(_Processor, Postprocessor):
    """Removes and reports what may not stand in raw HTML, which is put back as it is written."""

    def run(self, text: str) -> str:
        blocks = self.md.htmlStash.rawHtmlBlocks
        for index, block in enumerate(blocks):
            if isinstance(block, etree.Element):  # of md_in_html, which makes a text of it after this
                self.page.gate.judge(block, self.page.own)
            elif "<" in block:
                blocks[index], refused = clean(block, generated=True)
                for written in refused:
                    self.page.gate.refuse(written)
        return text


class _Surroundings(_Processor, Treeprocessor):
    """Adds what stands around the text: head and end of a section, remarks beside references."""

    def run(self, root: etree.Element) -> None:
        page, edition = self.page, self.page.edition
        if page.gate.source and page.gate.source.language:  # it is not in the language of the site
            for child in root:
                child.set("lang", page.gate.source.language)
        frame_page(root, page.writer, page.section, is_written=page.gate.source is not None)
        if page.zensical and edition.readable:  # it runs no plugin
            foot = write_foot(page.writer, page.zensical.page.url, page.zensical.config["site_url"])
            root.extend(parse_xhtml(foot))


class _Leftovers(_Processor, Postprocessor):
    """Puts back what a mark stood for where its placeholder was not taken for text, and reports it."""

    def run(self, text: str) -> str:
        def restore(placeholder: re.Match[str]) -> str:
            mark = self.page.marks[int(placeholder[1])]
            if mark.kind not in ("paragraph", "refused"):
                self.page.report(problem("AE310", self.page.gate.place(mark.start)))
            return html.escape(self.page.gate.text[mark.start : mark.end])

        return self.page.writer.mark_words(re.sub(PLACEHOLDER_PATTERN, restore, text))
