"""What stands around the text of a page, put into its elements: head and end of a section, remarks, notices."""

from __future__ import annotations

import html
from string import ascii_lowercase
from xml.etree import ElementTree as etree

from markdown.util import AtomicString

from ..model.edition import Section
from ..reading.markup import is_id
from ..reading.text import FORBIDDEN
from .pages import write_argument, write_endnotes, write_grounds, write_tools
from .writer import HOME, Writer

#: A note cannot stand in one: it would become part of its name.
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Keeps a reference from being wrapped to the start of a line.
WORD_JOINER = "\u2060"


def parse_xhtml(xhtml: str) -> list[etree.Element]:
    """Return XHTML of ours as elements whose text no processor of Markdown may touch; what XML has not shows so."""
    root = etree.fromstring(f"<div>{FORBIDDEN.sub(chr(0xFFFD), xhtml)}</div>")
    for element in root.iter():
        element.text = AtomicString(element.text) if element.text else element.text
        element.tail = AtomicString(element.tail) if element.tail else element.tail
    return list(root)


def letter_own_notes(root: etree.Element, back: str) -> None:
    """Give letters to an author's own notes, which Python-Markdown numbers, and their way back the name `back`."""
    for link in root.iterfind(".//sup/*[@class='footnote-ref']"):
        if (link.text or "").isdigit():
            link.text = AtomicString(_letter(int(link.text or "1")))
    for link in root.iterfind(".//*[@class='footnote-backref']"):
        link.attrib.pop("title", None)
        link.set("aria-label", back)
    for listing in root.iterfind(".//div[@class='footnote']/ol"):
        listing.set("type", "a")


def _letter(number: int) -> str:
    """Return 1 as a, 27 as aa, as HTML's `type="a"` counts."""
    before, last = divmod(number - 1, 26)
    return (_letter(before) if before else "") + ascii_lowercase[last]


def frame_page(root: etree.Element, writer: Writer, section: Section | None, is_written: bool) -> None:
    """Put into the elements of a page what stands around its text; `is_written` says whether an author wrote it."""
    _insert(root, _after(root, "h1"), writer.notice(writer.page))
    readable = writer.edition.readable
    if section and readable:
        frame_section(root, writer, section)
    if is_written and writer.page == HOME and readable:  # after what it begins with
        headings = [index for index, child in enumerate(root) if child.tag == "h2"]
        _insert(root, headings[1] if len(headings) > 1 else len(root), write_argument(writer))
    add_remarks(root, writer)


def frame_section(root: etree.Element, writer: Writer, section: Section) -> None:
    """Add the head of a section, the ids of its headings, and its footnotes at the end."""
    headings = [element for element in root if element.tag in HEADING_TAGS]
    if len(headings) == len(section.headings):
        for element, heading in zip(headings, section.headings, strict=True):
            if is_id(heading.id) and not element.get("id"):
                element.set("id", heading.id)
    _insert(root, _after(root, "h1"), writer.render("section_head.html", section=section))
    paragraphs = {paragraph.id: paragraph for paragraph in section.paragraphs}
    for block in list(root):
        if inside := [paragraphs[id_] for part in block.iter() if (id_ := part.get("id", "")) in paragraphs]:
            _insert(root, list(root).index(block) + 1, write_grounds(writer, section, inside))
    root.extend(parse_xhtml(write_tools(writer, section) + write_endnotes(writer.edition, section)))


def add_remarks(root: etree.Element, writer: Writer) -> None:
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
                _add_remark(parent, child, writer)


def _add_remark(parent: etree.Element, superscript: etree.Element, writer: Writer) -> None:
    """Put a remark on the footnote after its superscript number, before the text that follows."""
    footnote = writer.edition.footnotes[writer.cited[superscript.get("id", "")]]
    (remark,) = parse_xhtml(writer.render("remark.html", footnote=footnote))
    remark.tail, superscript.tail = superscript.tail, None
    parent.insert(list(parent).index(superscript) + 1, remark)


def _text_without_numbers(element: etree.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        numbers = child.get("class") in ("ae-ref", "ae-pointer")
        parts += ["" if numbers else _text_without_numbers(child), child.tail or ""]
    return "".join(parts).replace(WORD_JOINER, "").strip()


def _after(root: etree.Element, tag: str) -> int:
    """Return the index after the first child of a name; 0 where there is none."""
    return next((index for index, child in enumerate(root) if child.tag == tag), -1) + 1


def _insert(root: etree.Element, index: int, xhtml: str) -> None:
    root[index:index] = parse_xhtml(xhtml)
