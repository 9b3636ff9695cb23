"""The one recogniser of Markdown text: blocks, references, links to terms, places for terms.

Both the loader and the Markdown extension call `scan`, so that what is counted is what is shown. It knows as much of
Python-Markdown's block syntax as is needed to tell prose from code and raw HTML, and nothing of its output.
"""

from __future__ import annotations

import bisect
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from .markup import ELEMENTS, RESERVED_ID, is_address, is_attribute, judged, pieces
from .model import Span, Spans

BlockKind = Literal["paragraph", "item", "heading", "other"]
TokenKind = Literal[
    "reference", "link", "cited", "mask", "address", "open-link", "close-link", "emphasis", "strong", "code", "escape"
]  # fmt: skip

#: Characters that are invisible inside `[^17]`: zero-width ones, variation selectors, the soft hyphen.
#: Deepest nesting of lists, quotations and admonitions that is read.
MAX_DEPTH = 50
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
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
#: Deepest nesting of brackets, quotations and lists, and longest line, that are read.
MAX_DEPTH = 50
MAX_LINE = 50_000
#: Largest text of a page, in characters and in lines, and most characters of markup in it and in one paragraph: what a
#: slow machine reads and renders in seconds, and many times what anybody writes.
MAX_TEXT = 200_000
MAX_LINES = 10_000
MAX_MARKS = 10_000
MAX_MARKS_TOGETHER = 2_500
MARKS = re.compile(r"[\[\]<>*_`\\]")
#: Signs that open a block within a block, at the start of a line.
LEAD = re.compile(r"(?:[ \t]|>[ \t]?|(?:[*+:-]|\d{1,9}\.|\[\^[^\]\n]+\]:)(?=[ \t]))*+")
INLINE_ADDRESS = re.compile(r"\]\(([^()]{0,300})")
DEFINED_ADDRESS = re.compile(r"^[ >*+-]*(?:\d+\.)?[ ]*(\[)(?!\^)[^\[\]\n]*\]:[ ]*(?:\n[ ]*)?(\S+)", re.MULTILINE)
ATTRIBUTE_LIST = re.compile(r"""\{:?((?:"[^"\n]*"|'[^'\n]*'|[^"'{}\n])*)\}""")
ATTRIBUTE = re.compile(r"""#([^\s}]+)|([^\s=}"']+)=("[^"]*"|'[^']*'|[^\s}]+)""")

#: With what each of the tokens below begins: quicker to look for than all of them at every character.
BEGINS = re.compile(r"[\\`<!\[{hw*_]")
INLINE = re.compile(
    r"""
    (?P<escape>\\\[\[[^\[\]\n]*\]\]|\\\[\^[^\]\n]*\]|\\[\\`*_{}\[\]()>#+\-.!|<:])
  | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?P<codetext>.+?)(?<!`)(?P=ticks)(?!`))
  | (?P<comment><!--.*?-->)
  | (?P<auto><(?:https?|mailto|ftp):[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>)
  | (?P<element><(?P<tag>ruby|a|script|style|code|pre|svg|math|kbd|samp|textarea)\b[^<>]*>.*?</(?P=tag)\s*>)
  | (?P<html></?[A-Za-z][^<>]*>)
  | (?P<image>!\[(?:[^\[\]]|\[\^[^\[\]]*\])*\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"\n]*")?\)|\[[^\[\]]*\]))
  | (?P<wiki>\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<shown>[^\[\]\n]+))?\]\])
  | (?P<reference>\[\^(?P<label>[^\]\[\n]{1,40})\])
  | (?P<cited>\[[^\[\]\n]*@[^\[\]\n]*\](?!\())
  | (?P<link>\[(?P<linktext>(?:[^\[\]\\]|\\.|\[\^[^\[\]]*\])*)\]
        (?:\(\s*(?P<href><[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)
          |\[(?P<linkref>[^\[\]\n]*)\]))
  | (?P<attributes>\{:[^{}\n]*\}|\{\#[^{}\n]*\})
  | (?P<address>(?:https?://|www\.)[!-~]+)
  | (?P<strong>\*\*|__(?=\S)|(?<=\S)__)
  | (?P<emphasis>\*|(?<![^\W_])_(?=\S)|(?<=\S)_(?![^\W_]))
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """Something in the text of a block that is not plain text."""

    kind: TokenKind
    """What it is; `mask` is anything in which nothing is looked for."""
    start: int
    """Offset of its first character, in the block's text."""
    end: int
    """Offset after its last character."""
    text: str = ""
    """What is shown of it."""
    target: str = ""
    """The label of a reference, the target of a link."""
    odd: bool = False
    """Whether the label had full-width or invisible characters."""


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


@dataclass(frozen=True, slots=True)
class Fault:
    """HTML, an attribute or an address that may not stand in a page."""

    kind: Literal["html", "address"]
    """What it is."""
    offset: int
    """Where the one character stands that is shown as itself, so that the rest is nothing but text."""
    found: str
    """What is written."""
    follows: bool = False
    """Whether it only follows from another: the end of an element that may not stand there."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the text of a page holds."""

    text: str
    """The text, normalised."""
    blocks: tuple[Block, ...]
    """In order."""
    oddities: tuple[Oddity, ...]
    """In order."""
    faults: tuple[Fault, ...] = ()
    """In order."""


def normalise(text: str) -> str:
    """Line ends, tabs and blank lines as Python-Markdown makes them before anything else."""
    text = text.replace("\x02", "").replace("\x03", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return re.sub(r"(?m)^ +$", "", text.expandtabs(4)).strip("\n")


def scan(text: str) -> Scan:
    """Blocks and tokens of a page's Markdown (without front matter), which is normalised first."""
    text = normalise(text)
    lines, offset = [], 0
    for line in text.split("\n"):
        lines.append((offset, line))
        offset += len(line) + 1
    parser = _Parser()
    parser.blocks_of(lines, top=True)
    heading = -1
    for index, block in enumerate(parser.blocks):
        if block.kind == "heading":
            heading = index
        block.heading = heading
        block.tokens = tuple(tokens(block.text))
        for token in block.tokens:
            picture = block.text[token.start : token.end] if token.kind == "mask" else ""
            if picture.startswith("!["):
                parser.oddities += _hidden_references(picture, block.whole(token.start))
    code = [
        (block.whole(token.start), block.whole(token.end))
        for block in parser.blocks
        for token in block.tokens
        if token.kind == "code"
    ]
    return Scan(text, tuple(parser.blocks), tuple(parser.oddities), faults(text, [*parser.code, *code]))


def excess(text: str) -> tuple[str, int, int] | None:
    """What of a page's text is beyond what is read, its limit, and the offset where; None where nothing is."""
    if len(text) > MAX_TEXT:
        return "size", MAX_TEXT, 0
    at = marks = together = 0
    depth = [0, 0]
    for number, line in enumerate(text.split("\n")):
        if len(line) > MAX_LINE:
            return "line", MAX_LINE, at
        if number > MAX_LINES:
            return "lines", MAX_LINES, at
        if not line.strip():
            depth, together = [0, 0], 0
        found_here = len(MARKS.findall(line))
        marks += found_here
        together += found_here
        lead = LEAD.match(line)
        if lead and not RULE.match(line) and (lead.end() > 4 * MAX_DEPTH or len(lead[0].split()) > MAX_DEPTH):
            return "depth", MAX_DEPTH, at
        if together > MAX_MARKS_TOGETHER:
            return "marks-together", MAX_MARKS_TOGETHER, at
        if marks > MAX_MARKS:
            return "marks", MAX_MARKS, at
        for found in re.finditer(r"[\[\]()]", line):
            bracket = found[0] in "[]"
            depth[bracket] = depth[bracket] + 1 if found[0] in "[(" else max(0, depth[bracket] - 1)
            if depth[bracket] > MAX_DEPTH:
                return "depth", MAX_DEPTH, at
        at += len(line) + 1
    return None


def field_faults(text: str) -> tuple[Fault, ...]:
    """What may not stand in a page, in a field for people."""
    if "<" not in text and "](" not in text:
        return ()
    return faults(text, [(token.start, token.end) for token in tokens(text) if token.kind == "code"], field=True)


def faults(text: str, code: Iterable[tuple[int, int]], field: bool = False) -> tuple[Fault, ...]:
    """What may not stand in a page, outside the given ranges of code; a field has fewer kinds of markup."""
    ranges = sorted(code)

    def free(offset: int) -> bool:
        at = bisect.bisect_right(ranges, (offset, 1 << 62)) - 1
        return at < 0 or offset >= ranges[at][1]

    found: list[Fault] = []
    html = [piece for piece in pieces(text) if free(piece.start)]
    for piece in judged(html):
        if not piece.allowed:
            found.append(Fault("html", piece.start, text[piece.start : piece.end], piece.follows))
    for address in INLINE_ADDRESS.finditer(text):
        if free(address.start()) and not is_address(address[1]):
            found.append(Fault("address", address.start() + 1, " ".join(address[1].split())))
    if field:
        return tuple(found)
    for address in DEFINED_ADDRESS.finditer(text):
        if free(address.start(1)) and not is_address(address[2].strip("<>")):
            found.append(Fault("address", address.start(1), address[2]))
    for listed in ATTRIBUTE_LIST.finditer(text):
        before = text[max(0, listed.start() - 1) : listed.start()]
        after = text[listed.end() : (text.find("\n", listed.end()) + 1 or len(text) + 1) - 1]
        if free(listed.start()) and (before in set(")]*_`>\"'") or not after.strip()) and not _is_list(listed[1]):
            found.append(Fault("html", listed.start(), listed[0]))
    return tuple(sorted(found, key=lambda fault: fault.offset))


def _is_list(attributes: str) -> bool:
    """Whether every attribute of an attribute list may stand on some element."""
    for id_, name, value in ATTRIBUTE.findall(attributes):
        if id_ and RESERVED_ID.match(id_):
            return False
        if name and not any(is_attribute(element, name, value.strip("\"'")) for element in ("p", *OWNERS)):
            return False
    return True


OWNERS = tuple(element for element, own in ELEMENTS.items() if own)


Lines = list[tuple[int, str]]


class _Parser:
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
            self.oddities += _hidden_references(text, offset)
        return end


def _hidden_references(text: str, offset: int) -> Iterator[Oddity]:
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


def number_of(label: str) -> int | None:
    """The footnote number that a label means: `17`, `１７`, with invisible characters or not; None for other labels."""
    digits = unicodedata.normalize("NFKC", INVISIBLE.sub("", label)).strip()
    if digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) < 10 else 10**9
    return None


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of one block's text, by offset."""
    at, end = start, len(text) if end is None else end
    while begin := BEGINS.search(text, at, end):
        found = INLINE.match(text, begin.start(), end)
        if not found:
            at = begin.end()
            continue
        first, last = found.span()
        at = last
        if found["wiki"] is not None:
            target = found["target"].strip()
            yield Token("link", first, last, (found["shown"] or target).strip(), target)
        elif found["reference"] is not None:
            label = found["label"]
            number = number_of(label)
            if number is None:
                yield Token("mask", first, last, "")
            else:
                yield Token("reference", first, last, str(number), str(number), odd=label != str(number))
        elif found["link"] is not None:
            inner = found.span("linktext")
            href = (found["href"] or "").strip("<>")
            yield Token("open-link", first, inner[0], "", href)
            yield from (token for token in tokens(text, *inner) if token.kind not in ("link", "open-link"))
            yield Token("close-link", inner[1], last, "", href)
        elif found["cited"] is not None:
            yield Token("cited", first, last, "", found["cited"])
        elif found["code"] is not None:
            yield Token("code", first, last, found["codetext"])
        elif found["escape"] is not None:
            yield Token("escape", first, last, found["escape"][1:])
        elif found["address"] is not None:
            yield Token("address", first, last, found["address"], found["address"])
        elif found["auto"] is not None:
            yield Token("address", first, last, found["auto"][1:-1], found["auto"][1:-1])
        elif found["strong"] is not None:
            yield Token("strong", first, last)
        elif found["emphasis"] is not None:
            yield Token("emphasis", first, last)
        elif found["element"] is not None:
            yield Token("mask", first, last, _without_tags(found["element"]))
        else:
            yield Token("mask", first, last, " " if re.match(r"<br\b", found[0], re.IGNORECASE) else "")


def _without_tags(element: str) -> str:
    element = re.sub(r"<(rt|rp)\b[^<>]*>.*?</\1\s*>", "", element, flags=re.DOTALL | re.IGNORECASE)
    return re.sub(r"<[^<>]*>", "", element)


def free_places(block: Block) -> Iterator[tuple[int, int]]:
    """The runs of a block's text, as offsets in it, in which terms may be linked."""
    at, linked = 0, False
    for token in block.tokens:
        if not linked and token.start > at:
            yield at, token.start
        at = max(at, token.end)
        if token.kind == "open-link":
            linked = True
        elif token.kind == "close-link":
            linked = False
    if not linked and at < len(block.text):
        yield at, len(block.text)


@dataclass(frozen=True, slots=True)
class Prose:
    """The plain text of a block, with the places of its references."""

    text: str
    """Without markup and references, on one line."""
    references: tuple[tuple[Token, int], ...]
    """Each reference with its offset in `text`."""


def prose(block: Block) -> Prose:
    """The plain text of a block; a line break is a space only between words that are set apart by spaces."""
    parts: list[str] = []
    references: list[tuple[Token, int]] = []
    at = length = 0

    def put(text: str, code: bool = False) -> None:
        nonlocal length
        text = text if code else html.unescape(re.sub(r"[ ]*\n[ ]*", lambda m: _joint(text, m), text))
        if parts and parts[-1].endswith(" ") and references and references[-1][1] == length:
            # What stood between was a reference.
            if text.startswith(" "):
                text = text[1:]
            elif text[:1] in STOPS:
                parts[-1] = parts[-1][:-1]
                length -= 1
                references[-1] = (references[-1][0], length)
        if not text:
            return
        parts.append(text)
        length += len(text)

    for token in block.tokens:
        put(block.text[at : token.start])
        if token.kind == "reference":
            references.append((token, length))
        else:
            put(token.text, code=token.kind == "code")
        at = max(at, token.end)
    put(block.text[at:])
    return Prose("".join(parts), tuple(references))


def _joint(text: str, found: re.Match[str]) -> str:
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    wide = (unicodedata.east_asian_width(c) in "WF" for c in (before, after) if c)
    return "" if any(wide) else " "


STOPS = tuple(".,;:!?。、；：！？")
#: Abbreviations after which a capital begins no sentence.
ABBREVIATIONS = re.compile(r"(?:^|[\s(“])(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|cf|e\.g|i\.e|[A-Z])\.$")
OPENING, CLOSING = "「『（(［[【〈《“", "」』）)］]】〉》”"
#: What opens, closes and ends.
SIGNS = re.compile(rf"[{re.escape(OPENING + CLOSING)}。！？.!?]")


@lru_cache(maxsize=256)  # one paragraph is asked for by each of its references and terms
def sentence_ends(text: str) -> tuple[int, ...]:
    """Offsets after the last character of each sentence of plain text.

    A sentence ends at 。！？ outside brackets, or at .!? before a space and a capital, but not after an initial.
    """
    stops: list[int] = []
    open_at: list[int] = []
    closed: list[tuple[int, int]] = []  # the outermost pairs of brackets
    for found in SIGNS.finditer(text):
        at, sign = found.start(), found[0]
        if sign in OPENING:
            open_at.append(at)
        elif sign not in CLOSING:
            stops.append(at)
        elif open_at:
            begin = open_at.pop()  # a bracket that never closes encloses nothing
            while closed and closed[-1][0] > begin:
                closed.pop()
            closed.append((begin, at))
    ends: list[int] = []
    pairs = iter([*closed, (len(text), len(text))])
    begin, end = next(pairs)
    for at in stops:
        while end < at:
            begin, end = next(pairs)
        if at > begin:
            continue
        if text[at] in "。！？":
            ends.append(at + 1)
        elif text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].isupper():
            ends += [] if ABBREVIATIONS.search(text[max(0, at - 8) : at + 1]) else [at + 1]
    stripped = len(text.rstrip())
    if not ends or ends[-1] < stripped:
        ends.append(len(text))
    return tuple(ends)


def sentence_at(text: str, offset: int) -> str:
    """The sentence that a reference at `offset` supports: one right after the stop belongs to the sentence before."""
    ends = sentence_ends(text)
    index = next((at for at, end in enumerate(ends) if offset <= end or not text[end:offset].strip()), len(ends))
    return _sentence(text, ends[index - 1] if index else 0, ends[index] if index < len(ends) else len(text))


@lru_cache(maxsize=256)  # many say the same of a sentence, and each would keep it
def _sentence(text: str, start: int, end: int) -> str:
    return text[start:end].strip()


def spans_of(text: str) -> Spans:
    """One paragraph of inline Markdown as spans: emphasis, strong, code, links, `[^n]` and `[[term]]`.

    `[[term]]` is given as `term` for the resolver to look up; raw HTML is shown as text.
    """
    text = " ".join(text.split("\n")).strip() if "\n" not in text else _one_line(text)
    out: list[Span] = []
    emphasis = strong = False
    href: str | None = None
    at = 0

    def put(shown: str, **fields: object) -> None:
        style = "strong" if strong else "emphasis" if emphasis else ""
        if shown:
            fields.setdefault("style", style)
            fields.setdefault("href", href)
            out.append(Span(shown, **fields))  # type: ignore[arg-type]

    for token in tokens(text):
        put(text[at : token.start])
        at = max(at, token.end)
        match token.kind:
            case "reference":
                put(token.text, footnote=int(token.target), href=None)
            case "link":
                put(token.text, term=token.target, href=None)
            case "open-link":
                href = token.target
            case "close-link":
                href = None
            case "code":
                put(token.text, style="code")
            case "address":
                put(token.text, href=token.target)
            case "emphasis":
                emphasis = not emphasis
            case "strong":
                strong = not strong
            case "escape":
                put(token.text)
            case _:
                put(text[token.start : token.end])
    put(text[at:])
    return tuple(out)


def _one_line(text: str) -> str:
    text = text.strip()
    return re.sub(r"[ ]*\n[ ]*", lambda m: _joint(text, m), text)
