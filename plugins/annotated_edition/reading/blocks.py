"""The blocks of a page's Markdown."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .inline import Token, number_of

BlockKind = Literal["paragraph", "item", "heading", "other"]
#: Deepest nesting of brackets, quotations, lists and admonitions that is read.
MAX_DEPTH = 50
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ATX_HEADING = re.compile(r"(#{1,6})[ \t]*(.*?)[ \t]*#*[ \t]*$")
UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")
RULE = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,})$")
ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)[ ]+")
QUOTE = re.compile(r" {0,3}>[ ]?")
CONTAINER = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]*)[ ][^\"]*(?:\"(?P<title>[^\"]*)\")?")
DEFINITION = re.compile(r":[ ]{1,3}(?=\S)")
NOTE_DEFINITION = re.compile(r"\[\^([^\]\n]+)\]:[ ]*")
LINK_DEFINITION = re.compile(r" {0,3}(?:\[[^\]\n^][^\]\n]*\]:[ ]*\S|\*\[[^\]\n]+\]:)")
TABLE_RULE = re.compile(r" {0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-*:?[ ]*)*$")
ATTRIBUTES = re.compile(r"[ ]*\{:?[ ]*([^{}\n]*?)[ ]*\}[ ]*$")
TRAILING_ID = re.compile(r"[ ]*\{:?[ ]*#([^\s{}]+)[ ]*\}[ ]*$")
ATTRIBUTE_ID = re.compile(r"(?:^|\s)#([^\s}]+)")
HTML_BLOCK = re.compile(
    r"</?(address|article|aside|blockquote|canvas|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|frame|frameset|h[1-6]|header|hgroup|hr|html|iframe|legend|li|link|main|map|math|menu|menuitem|meta|"
    r"nav|noscript|object|ol|output|p|pre|progress|script|search|section|style|summary|svg|table|tbody|td|template|"
    r"tfoot|th|thead|title|tr|ul|video|audio|body|head|base)\b",
    re.IGNORECASE,
)
VOID = {"hr", "link", "meta", "base"}


@dataclass(slots=True)
class Block:
    """A run of lines that is one thing."""

    kind: BlockKind
    """Prose at the top level, a list item, a heading, or text elsewhere (table, quotation, admonition, note)."""
    text: str
    """Its text without markers and indentation."""
    offsets: tuple[tuple[int, int], ...]
    """For each line: offset in `text`, offset in the whole text."""
    level: int = 0
    """Level of a heading."""
    id: str | None = None
    """Id that its author gave it."""
    rest: int = 0
    """Length of a `{#id}` that follows the text on its last line, and is not shown."""
    group: int = 0
    """Number of the list that an item belongs to, 0 for others."""
    heading: int = -1
    """Index of the heading above it, among all blocks; -1 for none."""
    tokens: tuple[Token, ...] = field(default=())
    """Its tokens, by offset; those inside a link's text included."""

    def whole(self, offset: int) -> int:
        """The offset in the whole text of an offset in this block's text."""
        in_block, in_whole = self.offsets[bisect.bisect_right(self.offsets, (offset, 1 << 62)) - 1]
        return in_whole + offset - in_block

    @property
    def end(self) -> int:
        """Offset in the whole text after its last character."""
        return self.whole(len(self.text)) if self.text else self.offsets[0][1]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that must not go unsaid."""

    kind: Literal["definition", "html", "depth"]
    """An edition's footnote defined in the text; a reference in raw HTML or a picture's text; too deep a nesting."""
    offset: int
    """Where, in the whole text."""
    label: str
    """The label of the reference."""


Lines = list[tuple[int, str]]


class BlockParser:
    """Collects the blocks of nested lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.oddities: list[Oddity] = []
        self.code: list[tuple[int, int]] = []
        self.groups = 0
        self.depth = 0

    def add(self, kind: BlockKind, lines: Lines, **fields: object) -> None:
        offsets, at = [], 0
        for offset, line in lines:
            offsets.append((at, offset))
            at += len(line) + 1
        text = "\n".join(line for _, line in lines)
        self.blocks.append(Block(kind, text, tuple(offsets), **fields))  # type: ignore[arg-type]

    def blocks_of(self, lines: Lines, top: bool, group: int = 0, item: bool = False) -> None:
        """Adds the blocks of `lines`; `item` says that the first prose of them is a list item's."""
        if self.depth == MAX_DEPTH:
            self.oddities.append(Oddity("depth", lines[0][0] if lines else 0, ""))
            return
        self.depth += 1
        at = 0
        while at < len(lines):
            offset, line = lines[at]
            if not line.strip():
                at += 1
            elif fence := FENCE.match(line):
                end = _after_fence(lines, at, fence[1])
                at = self.skip(lines, at, end) if end > at + 1 else end
            elif line.startswith("    "):
                end = _while(lines, at, lambda text: text.startswith("    ") or not text.strip())
                at = self.skip(lines, at, end)
            elif line.startswith("<!--"):
                at = _after(lines, at, "-->")
            elif raw := HTML_BLOCK.match(line):
                at = self.html(lines, at, raw[1].lower())
            elif heading := ATX_HEADING.match(line):
                self.heading(offset + heading.start(2), heading[2], len(heading[1]))
                at += 1
            elif RULE.match(line) or LINK_DEFINITION.match(line):
                at += 1
            elif note := NOTE_DEFINITION.match(line):
                if number_of(note[1]) is not None:
                    self.oddities.append(Oddity("definition", offset, note[1]))
                at = self.indented(lines, at, note.end())
            elif container := CONTAINER.match(line):
                if container["title"]:
                    self.add("other", [(offset + container.start("title"), container["title"])])
                at = self.indented(lines, at, None)
            elif QUOTE.match(line):
                end = _while(lines, at, lambda text: bool(text.strip()))
                inner = [(o + m.end(), t[m.end() :]) if (m := QUOTE.match(t)) else (o, t) for o, t in lines[at:end]]
                self.blocks_of(inner, top=False)
                at = end
            elif ITEM.match(line):
                at = self.list(lines, at, top or group > 0, group)
            elif definition := DEFINITION.match(line):
                at = self.indented(lines, at, definition.end())
            else:
                at = self.prose(lines, at, top, group, item)
            item = False
        self.depth -= 1

    def skip(self, lines: Lines, at: int, end: int) -> int:
        """Notes lines of code."""
        self.code += [(offset, offset + len(text)) for offset, text in lines[at:end]]
        return end

    def heading(self, offset: int, text: str, level: int) -> None:
        found = ATTRIBUTES.search(text)
        given = ATTRIBUTE_ID.search(found[1]) if found else None
        if found and ("#" in found[1] or "." in found[1] or text[found.start() :].lstrip().startswith("{:")):
            text = text[: found.start()]
        self.add("heading", [(offset, text.rstrip())], level=level, id=given[1] if given else None)

    def indented(self, lines: Lines, at: int, marker: int | None) -> int:
        """A marker's rest of line and the indented lines below it, as text that makes no paragraphs."""
        offset, line = lines[at]
        end = _while(lines, at + 1, lambda text: text.startswith("    ") or not text.strip())
        if marker is not None:
            self.blocks_of([(offset + marker, line[marker:])], top=False)
        self.blocks_of(_dedent(lines[at + 1 : end]), top=False)
        return end

    def list(self, lines: Lines, at: int, top: bool, group: int) -> int:
        if top and not group:
            self.groups += 1
            group = self.groups
        while at < len(lines) and (marker := ITEM.match(lines[at][1])):
            offset, line = lines[at]
            inner: Lines = [(offset + marker.end(), line[marker.end() :])]
            at += 1
            while at < len(lines):
                offset, line = lines[at]
                if line.startswith("    "):
                    inner.append((offset + 4, line[4:]))
                elif not line.strip():
                    if not _goes_on(lines, at):
                        break
                    inner.append((offset, ""))
                elif ITEM.match(line) or not inner[-1][1].strip():
                    break
                else:
                    inner.append((offset, line))
                at += 1
            self.blocks_of(inner, top=False, group=group, item=top)
            at = _while(lines, at, lambda text: not text.strip())
        return at

    def prose(self, lines: Lines, at: int, top: bool, group: int, item: bool) -> int:
        end = at + 1
        while end < len(lines):
            line = lines[end][1]
            if not line.strip() or FENCE.match(line) or QUOTE.match(line) or ATX_HEADING.match(line):
                break
            if DEFINITION.match(line) or (group and ITEM.match(line)):
                break
            if HTML_BLOCK.match(line) or line.startswith("<!--"):
                break
            end += 1
        body = lines[at:end]
        if len(body) > 1 and UNDERLINE.match(body[1][1]):
            self.heading(body[0][0], body[0][1], 1 if body[1][1].startswith("=") else 2)
            return at + 2
        following = next((text for _, text in lines[end : end + 2] if text.strip()), "")
        kind: BlockKind = "item" if item else "paragraph" if top else "other"
        if len(body) > 1 and "|" in body[0][1] and TABLE_RULE.match(body[1][1]):
            self.table([body[0], *body[2:]])
            return end
        if DEFINITION.match(following):
            kind = "other"
        given, rest = None, 0
        if len(body) > 1 and (found := ATTRIBUTES.match(body[-1][1])):
            given = ATTRIBUTE_ID.search(found[1])
            body = body[:-1]  # Python-Markdown's attr_list takes a line of its own
        offset, last = body[-1]
        if not given and (own := TRAILING_ID.search(last)):
            given, last, rest = own, last[: own.start()], len(own[0])
        body[-1] = (offset, last.rstrip())
        rest += len(last) - len(last.rstrip()) if rest else 0
        self.add(kind, body, id=given[1] if given else None, rest=rest, group=group if kind == "item" else 0)
        return end

    def table(self, rows: Lines) -> None:
        """One block a cell, so that what a reference supports is the cell's text."""
        for offset, row in rows:
            for cell in re.finditer(r"(?:\\.|`[^`]*`|[^|\\`]|`)+", row):
                text = cell[0].strip()
                if text:
                    self.add("other", [(offset + row.index(text, cell.start()), text)])

    def html(self, lines: Lines, at: int, tag: str) -> int:
        """A raw HTML block: masked whole, or its tags only where it says `markdown`."""
        opening = re.compile(rf"<{tag}\b", re.IGNORECASE)
        closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE)
        _, line = lines[at]
        if re.match(r"<[^>]*\smarkdown\b", line) or line.startswith("</") or tag in VOID:
            end = at + 1
        else:
            depth, end = 0, at
            while end < len(lines):
                depth += len(opening.findall(lines[end][1])) - len(closing.findall(lines[end][1]))
                end += 1
                if depth <= 0:
                    break
        for offset, text in lines[at:end]:
            self.oddities += hidden_references(text, offset)
        return end


def hidden_references(text: str, offset: int) -> Iterator[Oddity]:
    """References where none can be shown."""
    for found in re.finditer(r"\[\^([^\]\[\n]{1,40})\]", text):
        if number_of(found[1]) is not None:
            yield Oddity("html", offset + found.start(), found[1])


def _while(lines: Lines, at: int, test: object) -> int:
    while at < len(lines) and test(lines[at][1]):  # type: ignore[operator]
        at += 1
    return at


def _after(lines: Lines, at: int, needle: str) -> int:
    """The index after the line that holds `needle`."""
    while at < len(lines) and needle not in lines[at][1]:
        at += 1
    return at + 1


def _after_fence(lines: Lines, at: int, fence: str) -> int:
    close = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ ]*$")
    for index in range(at + 1, len(lines)):
        if close.match(lines[index][1]):
            return index + 1
    return at + 1  # never closed: Python-Markdown then takes the line as prose


def _goes_on(lines: Lines, at: int) -> bool:
    """Whether an indented line follows the blank ones."""
    at = _while(lines, at, lambda text: not text.strip())
    return at < len(lines) and lines[at][1].startswith("    ")


def _dedent(lines: Lines) -> Lines:
    return [(offset + 4, line[4:]) if line.startswith("    ") else (offset, line) for offset, line in lines]
