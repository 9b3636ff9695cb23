"""The whole text on one page, as Markdown: the sections one after the other, each below its title."""

from __future__ import annotations

import posixpath
import re
from functools import partial

from ..model.addresses import WHOLE
from ..model.edition import Edition, Page, Section
from ..reading.scan import scan
from .writer import Writer, relative_path

#: Where a link of a page's text leads, in Markdown and in HTML.
DESTINATION = re.compile(r"(\]\(<?|^ {0,3}\[[^\]^\n]+\]:[ ]*<?|\b(?:href|src)=[\"'])([^\s\"'<>()]+)", re.MULTILINE)
HEADING = re.compile(r"^(#{1,5})(?=[ \t])(.*?)(?:[ \t]*\{:?[ ]*#([^\s{}]+)[ ]*\})?[ \t]*$", re.MULTILINE)
OWN_NOTE = re.compile(r"^\[\^([^\]\n]+)\]:", re.MULTILINE)


def write_whole_text(edition: Edition) -> str:
    """Return the text of the page, which has no ids of paragraphs: a citation leads to the section."""
    writer = Writer(edition, WHOLE)
    texts = [_text_of(edition.pages[section.page], section, n) for n, section in enumerate(edition.sections, 1)]
    letters = sum(len(paragraph.text) for section in edition.sections for paragraph in section.paragraphs)
    minutes = max(round(letters / int(writer.words["reading-speed"])), 1)
    return writer.render("whole.md", texts=texts, minutes=minutes)


def _text_of(page: Page, section: Section, number: int) -> str:
    """Return the text of a section: headings one level lower, ids and own notes of its own, links as from the page."""
    heads = {block.offsets[0][1] for block in scan(page.text).blocks if block.kind == "heading"}
    prefix = f"section-{number}"

    def lower(heading: re.Match[str]) -> str:
        if not any(heading.start() <= place <= heading.end() for place in heads):
            return heading[0]  # a comment in code
        id_ = prefix if len(heading[1]) == 1 else f"{prefix}-{heading[3]}" if heading[3] else ""
        return f"#{heading[1]}{heading[2]}" + (f" {{#{id_}}}" if id_ else "")

    text = HEADING.sub(lower, page.text)
    for label in OWN_NOTE.findall(page.text):
        text = text.replace(f"[^{label}]", f"[^{prefix}-{label}]")
    return DESTINATION.sub(partial(_lead, section.page), text)


def _lead(page: str, link: re.Match[str]) -> str:
    """Return a link of a page as it leads from the whole text; an address on the network as it is."""
    target = link[2]
    if re.match(r"[a-z][a-z0-9+.-]*:|/", target, re.IGNORECASE):
        return link[0]
    path, mark, fragment = target.partition("#")
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    return f"{link[1]}{relative_path(whole, posixpath.dirname(WHOLE) or '.')}{mark}{fragment}"
