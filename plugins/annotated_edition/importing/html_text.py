"""Reads web pages through pandoc: what is read of a page, its marked notes, and those that only links tell.

A link tells a note where it is a sign that leads to a later place, which leads back or bears the sign.
"""

from __future__ import annotations

import html
import html.parser
import json
import re
from collections import Counter
from collections.abc import Sequence

from .document import Document, DocumentBlock, DocumentNote, ImportLog, ImportRefused
from .tree_reader import LINK_MARK, NOTE_MARK, Node, TreeReader, number_notes, parse, read_tree

_FORMAT = "html+east_asian_line_breaks"
#: Elements without an end, or whose end may be left out: where they hide something, its extent is not known.
ENDLESS = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
#: Elements that hold nothing to read, and those that hold no text of the page.
UNREAD = frozenset({"script", "style", "svg", "template", "title"})
UNSEEN = UNREAD | {"button", "form", "nav", "noscript"}
#: Elements whose ids pandoc does not keep.
WITHOUT_ID = frozenset({"p", "dd", "dt", "td", "sup"})
_TITLE = re.compile(r"<title\b[^<>]*>(?:(?!<title\b).)*?</title>", re.IGNORECASE | re.DOTALL)
#: A tag or comment that another one begins in. Parsers look for its end anew each time, up to the end of the page.
_UNCLOSED = re.compile(r"<[A-Za-z/!?][^<>]*+(?=<)")
#: How many of them a page may have.
MOST_UNCLOSED = 100
_ROLE = re.compile(r"""\s(?:role|epub:type)=(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
NOTE_ROLE = re.compile(r"""(\s)role=(["']?)doc-footnote\2(?=[\s>])""", re.IGNORECASE)
#: A reference that is marked as one: where it leads, and what it shows.
_REFERENCE = re.compile(
    r"""<a\b(?=[^>]*\s(?:role|epub:type)=["']?(?:doc-)?noteref\b)[^>]*?\shref=["']?\#([^"'\s>]+)[^>]*>((?:(?!<a\b).)*?)</a""",
    re.IGNORECASE | re.DOTALL,
)
_FULL_LINK = re.compile(r"""(?<=\shref=["'])([^"'#\s>]+)#([^"'\s>]+)""", re.IGNORECASE)
START_TAG = re.compile(r"""<(?!a\b|sup\b|span\b)\w[^>]*?\sid=["']?([^"'\s>]+)[^>]*>""", re.IGNORECASE)
#: What a reference shows, and what a link back from the note does.
SIGN = re.compile(
    r"\s*(?:<sup>)?\s*\\?[\[（(]?\s*(?:注|註|note|n)?\s*(\d{1,4}|(?:\\?[*†‡§])+)\s*\\?[\])）]?\s*(?:</sup>)?\s*",
    re.IGNORECASE,
)
BACK_SIGN = re.compile(r"\s*(?:\^|↩\ufe0e?|↑|back|戻る|本文へ(?:戻る)?)\s*", re.IGNORECASE)
NOTE_NUMBER = re.compile(r"^(?:<sup>\s*)?[\[（(]?(?:\d{1,4}|\\\*|[†‡§])[\])）]?(?:\s*</sup>)?[.:：]?\s+")
#: What is left where a link back was: empty emphasis, a stop after the number.
LEFT_OVER = re.compile(r"\*\*\s*\*\*|<sup>\s*</sup>|^[\s.:：^↩]+|[\s^↩]+$")
#: First block of a place that a link leads to, and the one after its last.
Extent = tuple[int, int]


def read_html(text: str, log: ImportLog) -> Document:
    """Return the document that a web page holds; lines are ordinals of blocks."""
    if len(_UNCLOSED.findall(text)) > MOST_UNCLOSED:
        raise ImportRefused("AE113", what="unclosed", limit=MOST_UNCLOSED)
    page = shorten_own_addresses(visible_text(text, log))
    tree = parse_marked_notes(page)
    reader = TreeReader(mark_links=tree is None)
    # Pandoc takes references by their role alone, and loses what they lead to where that has none.
    document = read_tree(tree or parse(_ROLE.sub("", page), _FORMAT), reader, log)
    if not document.notes:
        lift_linked_notes(document, reader)
    if any(block.kind == "heading" and block.level == 1 for block in document.blocks):
        document.title = ""  # that of a browser's window often names the site besides
    return number_notes(document)


def shorten_own_addresses(page: str) -> str:
    """Return a page in which `#id` leads to its own places, where a browser saved it with whole addresses."""
    ids = set(re.findall(r"""\s(?:id|name)=["']?([^"'\s>]+)""", page))
    own = Counter(base for base, name in _FULL_LINK.findall(page) if html.unescape(name) in ids)
    if not own or re.search(r"""\shref=["']?#""", page):
        return page
    base = own.most_common(1)[0][0]
    return _FULL_LINK.sub(lambda link: link[0].replace(base, "", 1) if link[1] == base else link[0], page)


def parse_marked_notes(page: str) -> Node | None:
    """Return the tree of a page whose notes roles mark, each with its mark; None where pandoc misses any."""
    numbers: dict[str, str] = {}
    for reference in _REFERENCE.finditer(page):
        shown = html.unescape(re.sub(r"<[^>]*>|[\s\[\]()（）［］.]", "", reference[2]))
        numbers.setdefault(html.unescape(reference[1]), shown if len(shown) <= 6 else "")
    if not numbers:
        return None
    keys = {name: key for key, name in enumerate(numbers)}

    def mark(tag: re.Match[str]) -> str:
        name = html.unescape(tag[1])
        return tag[0] + NOTE_MARK.format(key=keys[name], number=numbers[name]) if name in keys else tag[0]

    marked = START_TAG.sub(mark, NOTE_ROLE.sub(r"\1epub:type=\2footnote\2", page))
    tree = parse(marked, f"{_FORMAT}+epub_html_exts")
    return None if '{"t":"Note","c":[]}' in json.dumps(tree, separators=(",", ":")) else tree


def visible_text(text: str, log: ImportLog) -> str:
    """Return a page as it is read; what is left out is recorded."""
    reader = _Visible(bool(re.search(r"<main\b", text, re.IGNORECASE)))
    reader.feed(text)
    reader.close()
    if left := " ".join(" ".join(reader.left).split()):
        log.change("outside", 1, left)
    title = _TITLE.search(re.split(r"<(?:body|svg)\b", text, maxsplit=1)[0])
    return (f"<head>{title[0]}</head>" if title else "") + "".join(reader.kept)


class _Visible(html.parser.HTMLParser):
    """A web page without what is no text of it: navigation, what is hidden or shown on demand, all outside `main`."""

    def __init__(self, has_main: bool) -> None:
        super().__init__()
        self.kept: list[str] = []
        self.left: list[str] = []
        self.has_main, self.main = has_main, 0 if has_main else 1
        self.hiding, self.depth = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.main += self.has_main and tag == "main"
        named = dict(attrs)
        hidden = named.keys() & {"hidden", "popover"} or named.get("aria-hidden") == "true"
        if self.hiding:
            self.depth += tag == self.hiding
        elif tag not in ENDLESS and (tag in UNSEEN or hidden):
            self.hiding, self.depth = tag, 1
        elif self.main:
            begun = self.get_starttag_text() or ""
            self.kept.append(f"<div{begun[8:]}" if tag == "article" else begun)  # pandoc knows no ids of articles
            if tag in WITHOUT_ID and named.get("id"):
                self.kept.append(f'<span id="{html.escape(named["id"] or "")}"></span>')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.main and not self.hiding:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.hiding:
            self.depth -= tag == self.hiding
            self.hiding = self.hiding if self.depth else ""
        elif self.main:
            self.kept.append("</div>" if tag == "article" else f"</{tag}>")
        self.main -= self.has_main and tag == "main" and self.main > 0

    def handle_data(self, data: str) -> None:
        if not self.hiding and self.main:
            self.kept.append(html.escape(data, quote=False))
        elif self.hiding not in UNREAD:
            self.left.append(data)


def lift_linked_notes(document: Document, reader: TreeReader) -> None:
    """Mark references that are links, lift what they lead to as notes, and leave out the links back."""
    places = [reader.anchors.get(name, (-1, -1)) for name in reader.targets]
    found = find_notes(document.blocks, places)
    owners = find_extents(document.blocks, found, places)
    notes = {start: DocumentNote(0, document.blocks[start].line, label=label) for start, (_, label) in found.items()}
    positions = {start: position for position, start in enumerate(notes)}
    rest: list[DocumentBlock] = []
    for index, block in enumerate(document.blocks):
        owner = owners.get(index)

        def show(link: re.Match[str], owner: int | None = owner, line: int = block.line) -> str:
            start = places[int(link[1])][0]
            if owner is None and start in positions and SIGN.fullmatch(link[2]):
                return f"\ufdd5{positions[start]}\ufdd6"
            if notes and (BACK_SIGN.fullmatch(link[2]) or (owner is not None and _is_back(link, owner, places))):
                document.log.change("back-link", line, link[2])
                return ""
            return link[2]

        block.text = re.sub(r"\s+(?=\ufdd5)", "", LINK_MARK.sub(show, block.text)).strip()
        if index == owner:
            block.text, block.marker = NOTE_NUMBER.sub("", LEFT_OVER.sub("", LEFT_OVER.sub("", block.text))), ""
        if owner is None:
            rest.append(block)
        elif block.text and block.kind != "heading":
            notes[owner].blocks.append(block)
    document.notes = list(notes.values())
    document.blocks = [block for block in rest if block.text]


def find_notes(blocks: Sequence[DocumentBlock], places: Sequence[Extent]) -> dict[int, tuple[int, str]]:
    """Return the notes in the order of their references: first block → the one after the last, printed label.

    `places` says where each link leads.
    """
    found: dict[int, tuple[int, str]] = {}
    for index, block in enumerate(blocks):
        for link in LINK_MARK.finditer(block.text) if index not in found else ():
            (start, end), sign = places[int(link[1])], SIGN.fullmatch(link[2])
            if sign and index < start < len(blocks) and start not in found and _is_note(blocks, start, sign[1], places):
                found[start] = end, re.sub(r"</?sup>|[\\\s\[\]()（）]", "", link[2])
    return found


def _is_note(blocks: Sequence[DocumentBlock], start: int, sign: str, places: Sequence[Extent]) -> bool:
    """Tell whether what begins at a block is a note: an item, or text that bears the sign or leads back."""
    block = blocks[start]
    shown = LINK_MARK.sub(lambda link: link[2], block.text)
    bears = SIGN.match(shown)
    if block.kind == "heading":
        return bool(bears and bears[0] == shown)
    back = any(_is_back(link, start, places) for link in LINK_MARK.finditer(block.text))
    return block.kind == "item" or back or bool(bears and bears[1] == sign)


def _is_back(link: re.Match[str], start: int, places: Sequence[Extent]) -> bool:
    """Tell whether a link of a note that begins at a block leads back: a sign, letter or arrow, to no later place."""
    letters = re.sub(r"</?sup>|[*\s]", "", link[2])
    sign = len(letters) <= 2 or bool(SIGN.fullmatch(link[2]) or BACK_SIGN.fullmatch(link[2]))
    return sign and places[int(link[1])][0] < start


def find_extents(
    blocks: Sequence[DocumentBlock], found: dict[int, tuple[int, str]], places: Sequence[Extent]
) -> dict[int, int]:
    """Return which note each block belongs to: its first block by index of the block.

    A paragraph between two notes that refers to none belongs to the first, and one after a note that says nothing.
    """
    owners: dict[int, int] = {}
    for start, (end, _) in found.items():
        end = min(end, len(blocks))
        owners |= {index: start for index in range(start, end) if index == start or index not in found}
        if end == len(blocks) or end in found or blocks[end].kind != "paragraph":
            continue
        refers = any(places[int(link[1])][0] in found for link in LINK_MARK.finditer(blocks[end].text))
        empty = blocks[start].kind == "heading" or not LINK_MARK.sub("", blocks[end - 1].text).strip()
        if empty or (end + 1 in found and not refers):
            owners[end] = start
    return owners
