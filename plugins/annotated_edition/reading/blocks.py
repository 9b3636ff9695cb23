"""Which blocks a page's Markdown has: paragraphs, list items, headings, and text elsewhere."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from . import limits
from .attributes import Lines, split_attributes, split_id
from .inline import CITATION, Token

_BlockKind = Literal["paragraph", "item", "heading", "other"]
ANYTHING, BLANK, INDENT, COMMENT_START = re.compile(""), re.compile(r"\s*$"), re.compile(" {4}"), re.compile("<!--")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ATX_HEADING = re.compile(r"(#{1,6})[ \t]*+(.*+)")
INDENTED_HEADING = re.compile(r" {1,3}+#{1,6}[ \t]++(\S.*+)")
UNDERLINE = re.compile(r"(?:=++|-++)[ ]*+$")
RULE = re.compile(r" {0,3}(?:(?:-[ ]*+){3,}+|(?:_[ ]*+){3,}+|(?:\*[ ]*+){3,}+)$")
ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)[ ]++")
QUOTATION = re.compile(r" {0,3}>[ ]?")
CONTAINER = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]*)[ ][^\"]*+(?:\"(?P<title>[^\"]*+)\")?+")
_DEFINITION = re.compile(r":[ ]{1,3}(?=\S)")
#: The fence of a block of pymdownx.blocks: what opens one has a name, and a title after a bar.
BLOCK_FENCE = re.compile(r" {0,3}(/{3,}+)(?:[ ]*+(?P<name>[\w-]++)(?:[ ]*+\|(?P<title>.*+))?)?[ ]*+$")
#: A paragraph that an extension replaces as a whole: the contents list, or a formula (pymdownx.arithmatex).
TAKEN_BY_OTHERS = re.compile(r"\[TOC\]|\$\$[^$]++\$\$|\\\[.+\\\]|\\begin\{(\w++\*?)\}.+\\end\{\1\}", re.DOTALL)
NOTE_DEFINITION = re.compile(r"\[\^([^\]\n]+)\]:[ ]*")
LINK_DEFINITION = re.compile(r" {0,3}(?:\[[^\]\n^][^\]\n]*\]:[ ]*\S|\*\[[^\]\n]+\]:)")
_REFERENCE = re.compile(r"\[\^([^\]\[\n]{1,40})\]")
TABLE_RULE = re.compile(r" {0,3}+\|?+[ ]*+:?+-++:?+[ ]*+(?:\|[ ]*+:?+-*+:?+[ ]*+)*+$")
TABLE_CELL = re.compile(r"(?:\\.|`[^`]*+`|[^|\\`]|`)++")
HTML_BLOCK = re.compile(
    r"</?(address|article|aside|blockquote|canvas|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|"
    r"footer|form|frame|frameset|h[1-6]|header|hgroup|hr|html|iframe|legend|li|link|main|map|math|menu|menuitem|meta|"
    r"nav|noscript|object|ol|output|p|pre|progress|script|search|section|style|summary|svg|table|tbody|td|template|"
    r"tfoot|th|thead|title|tr|ul|video|audio|body|head|base)\b",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*+>\s*+")
SAYS_MARKDOWN = re.compile(r"\smarkdown\b")
#: Elements of HTML blocks that have no end.
WITHOUT_END = {"hr", "link", "meta", "base"}


@dataclass(slots=True)
class Block:
    """A run of lines that is one thing."""

    kind: _BlockKind
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
        """Return the offset in the whole text of an offset in this block's text."""
        in_block, in_whole = self.offsets[bisect.bisect_right(self.offsets, (offset, 1 << 62)) - 1]
        return in_whole + offset - in_block

    @property
    def end(self) -> int:
        """Offset in the whole text after its last character."""
        return self.whole(len(self.text)) if self.text else self.offsets[0][1]


@dataclass(frozen=True, slots=True)
class Unread:
    """A block of code, or of raw HTML, in which nothing is recognised."""

    offset: int
    """Where it begins, in the whole text."""
    text: str
    """Its lines, without those of a fence and without the indentation of what is around it."""
    is_html: bool
    """Whether it is raw HTML."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """A construct that cannot be shown as it is meant."""

    kind: Literal["definition", "html", "depth", "heading"]
    """A note's definition; what is hidden in raw HTML or a picture's text; too deep a nesting; a heading set in."""
    offset: int
    """Where, in the whole text."""
    label: str
    """The label of the reference, a citation as written with its brackets, or the text of the heading."""


@dataclass(frozen=True, slots=True)
class _Level:
    """Where in a page lines are nested."""

    top: bool = False  # in nothing but the page itself
    group: int = 0  # number of the list around
    item: bool = False  # the first prose is that of a list item


class BlockParser:
    """Collects the blocks of lines, and of the lines nested in them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.oddities: list[Oddity] = []
        self.code: list[tuple[int, int]] = []
        self.unread: list[Unread] = []
        self.groups = 0
        self.depth = 0
        self.unclosed: dict[str, int] = {}  # sign of fences → length of the shortest that the lines do not close

    def read(self, lines: Lines, level: _Level = _Level(top=True)) -> None:
        """Add the blocks of lines, those of a page where no level is given, by `RULES`."""
        if self.depth == limits.DEPTH:
            self.oddities.append(Oddity("depth", lines[0][0] if lines else 0, ""))
            return
        self.depth += 1
        outer, self.unclosed = self.unclosed, {}
        at = 0
        while at < len(lines):
            line = lines[at][1]
            if _is_blank(line):
                at += 1
            else:
                rule, match = next((rule, match) for pattern, rule in RULES if (match := pattern.match(line)))
                at = rule(self, lines, at, match, level)
            level = _Level(level.top, level.group)
        self.depth -= 1
        self.unclosed = outer

    # --- the rules: each takes lines from the one at `at`, which its pattern matches, and returns the index after them

    def fence(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a fenced block of code; of one that is never closed the first line, as Python-Markdown does."""
        sign, length = match[1][0], len(match[1])
        if length >= self.unclosed.get(sign, limits.PAGE):  # no line after an earlier one closes that
            return at + 1
        close = re.compile(rf" {{0,3}}{re.escape(sign)}{{{length},}}+[ ]*+$")
        end = next((index + 1 for index in range(at + 1, len(lines)) if close.match(lines[index][1])), at + 1)
        if end > at + 1:
            # what its first line says of it is judged as any list of attributes
            self._add_code(lines[at + 1 : end], lines[at + 1 : end - 1])
        else:
            self.unclosed[sign] = length
        return end

    def indented_code(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take indented lines as code."""
        end = _skip(lines, at, _is_indented_or_blank)
        self._add_code(lines[at:end], lines[at:end])
        return end

    def comment(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a comment of HTML."""
        return _skip(lines, at, lambda line: "-->" not in line) + 1

    def html(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a block of raw HTML; of one that says `markdown` only the tag, and what follows on its line as text."""
        (offset, line), tag, end = lines[at], match[1].lower(), at + 1
        markdown_tag = TAG.match(line)
        if markdown_tag and not SAYS_MARKDOWN.search(markdown_tag[0]):
            markdown_tag = None
        text = line[markdown_tag.end() :] if markdown_tag and tag not in WITHOUT_END else ""
        if text or not (markdown_tag or line.startswith("</") or tag in WITHOUT_END):
            starts = re.compile(rf"<{tag}\b", re.IGNORECASE)
            ends = re.compile(rf"</{tag}\s*>", re.IGNORECASE)
            depth = len(starts.findall(line)) - len(ends.findall(line))
            while depth > 0 and end < len(lines):
                depth += len(starts.findall(lines[end][1])) - len(ends.findall(lines[end][1]))
                end += 1
        if text:
            self.read([(offset + len(line) - len(text), text), *lines[at + 1 : end]], _Level())
            return end
        for offset, line in lines[at:end]:
            self.oddities += find_hidden_references(line, offset)
        self.unread.append(Unread(lines[at][0], "\n".join(line for _, line in lines[at:end]), is_html=True))
        return end

    def atx_heading(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a heading that begins with #."""
        self._add_heading(lines[at][0] + match.start(2), match[2], len(match[1]))
        return at + 1

    def note_definition(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take the definition of an author's own note; whether it is one of the edition's is told later."""
        self.oddities.append(Oddity("definition", lines[at][0], match[1]))
        return self.definition(lines, at, match, level)

    def container(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take an admonition, a details block or a tab."""
        if match["title"]:
            self._add("other", [(lines[at][0] + match.start("title"), match["title"])])
        return self._take_indented(lines, at + 1)

    def fenced_block(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a block between fences of slashes, the options below the first left out; a stray end by itself."""
        if not match["name"]:
            return at + 1
        if match["title"] and match["title"].strip():
            title = match["title"].strip()
            self._add("other", [(lines[at][0] + lines[at][1].index(title, match.start("title")), title)])
        first = _skip(lines, at + 1, lambda line: INDENT.match(line) is not None)
        end = _skip(
            lines, first, lambda line: not (m := BLOCK_FENCE.match(line)) or bool(m["name"]) or m[1] != match[1]
        )
        self.read(lines[first:end], _Level())
        return end + 1

    def quotation(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a quotation, and the lines that go on with it without a sign."""
        end = _skip(lines, at, lambda line: not _is_blank(line))
        markers = [(QUOTATION.match(line), offset, line) for offset, line in lines[at:end]]
        self.read(
            [(offset + m.end(), line[m.end() :]) if m else (offset, line) for m, offset, line in markers], _Level()
        )
        return end

    def list(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a list: its items are blocks of one group where it is the page's own or within such a list."""
        own, group = level.top or level.group > 0, level.group
        if own and not group:
            self.groups += 1
            group = self.groups
        while at < len(lines) and (marker := ITEM.match(lines[at][1])):
            offset, line = lines[at]
            end = _end_of_item(lines, at)
            first = (offset + marker.end(), line[marker.end() :])
            self.read([first, *_dedent(lines[at + 1 : end])], _Level(group=group, item=own))
            at = _skip(lines, end, _is_blank)
        return at

    def definition(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take what follows a marker, as text that makes no paragraphs."""
        offset, line = lines[at]
        self.read([(offset + match.end(), line[match.end() :])], _Level())
        return self._take_indented(lines, at + 1)

    def prose(self, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
        """Take a paragraph, the text of an item, an underlined heading or a table."""
        end = _skip(lines, at + 1, lambda line: not _ends_prose(line, level))
        for offset, line in lines[at:end]:
            if heading := INDENTED_HEADING.match(line):
                self.oddities.append(Oddity("heading", offset, heading[1]))
        body = lines[at:end]
        if len(body) > 1 and UNDERLINE.match(body[1][1]):
            self._add_heading(*body[0], 1 if body[1][1].startswith("=") else 2)
            return at + 2
        if len(body) > 1 and "|" in body[0][1] and TABLE_RULE.match(body[1][1]):
            self._add_cells([body[0], *body[2:]])
            return end
        if TAKEN_BY_OTHERS.fullmatch(text := "\n".join(line for _, line in body).strip()):
            self.oddities += find_hidden_references(text, body[0][0])
            return end
        following = next((line for _, line in lines[end : end + 2] if not _is_blank(line)), "")
        kind: _BlockKind = "item" if level.item else "paragraph" if level.top else "other"
        if _DEFINITION.match(following):  # what is defined
            kind = "other"
        body, id_, rest = split_id(body)
        self._add(kind, body, id_=id_, rest=rest, group=level.group if kind == "item" else 0)
        return end

    # --- what the rules share

    def _add(
        self, kind: _BlockKind, lines: Lines, *, level: int = 0, id_: str | None = None, rest: int = 0, group: int = 0
    ) -> None:
        offsets, at = [], 0
        for offset, line in lines:
            offsets.append((at, offset))
            at += len(line) + 1
        text = "\n".join(line for _, line in lines)
        self.blocks.append(Block(kind, text, tuple(offsets), level, id_, rest, group))

    def _add_code(self, lines: Lines, shown: Lines) -> None:
        self.code += [(offset, offset + len(line)) for offset, line in lines]
        self.unread.append(Unread(lines[0][0], "\n".join(line for _, line in shown), is_html=False))

    def _add_heading(self, offset: int, text: str, level: int) -> None:
        """Add a heading, without its attributes, with the id that they give."""
        text, attributes = split_attributes(text.rstrip(" \t").rstrip("#").rstrip(" \t"))
        id_ = next((value for name, value in attributes if name == "id"), None)
        self._add("heading", [(offset, text.rstrip())], level=level, id_=id_)

    def _add_cells(self, rows: Lines) -> None:
        """Add a block for each cell, so that what a reference supports is the cell's text."""
        for offset, row in rows:
            for cell in TABLE_CELL.finditer(row):
                if text := cell[0].strip():
                    self._add("other", [(offset + row.index(text, cell.start()), text)])

    def _take_indented(self, lines: Lines, at: int) -> int:
        """Take indented lines as text that makes no paragraphs; return the index after them."""
        end = _skip(lines, at, _is_indented_or_blank)
        self.read(_dedent(lines[at:end]), _Level())
        return end


def _skip_line(parser: BlockParser, lines: Lines, at: int, match: re.Match[str], level: _Level) -> int:
    return at + 1


Rule = Callable[[BlockParser, Lines, int, re.Match[str], _Level], int]
#: The grammar is the order: a line is what the first rule makes of it whose pattern matches, as in Python-Markdown,
#: whose preprocessors take fences and HTML before its block processors see code, headings, quotations and lists.
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = (
    (FENCE, BlockParser.fence),
    (INDENT, BlockParser.indented_code),
    (COMMENT_START, BlockParser.comment),
    (HTML_BLOCK, BlockParser.html),
    (ATX_HEADING, BlockParser.atx_heading),
    (RULE, _skip_line),
    (LINK_DEFINITION, _skip_line),
    (NOTE_DEFINITION, BlockParser.note_definition),
    (CONTAINER, BlockParser.container),
    (BLOCK_FENCE, BlockParser.fenced_block),
    (QUOTATION, BlockParser.quotation),
    (ITEM, BlockParser.list),
    (_DEFINITION, BlockParser.definition),
    (ANYTHING, BlockParser.prose),
)
#: What begins on a line that would otherwise go on with the prose before it.
AFTER_PROSE = (BLANK, FENCE, QUOTATION, ATX_HEADING, _DEFINITION, HTML_BLOCK, COMMENT_START, BLOCK_FENCE)


def find_hidden_references(text: str, offset: int) -> Iterator[Oddity]:
    """Yield the references and citations of a text in which none can be shown."""
    for reference in _REFERENCE.finditer(text):
        yield Oddity("html", offset + reference.start(), reference[1])
    for citation in re.finditer(CITATION, text):
        yield Oddity("html", offset + citation.start(), citation[0])


def _end_of_item(lines: Lines, at: int) -> int:
    """Return the index after the lines of a list item that begins at `at`."""
    blank = not ITEM.sub("", lines[at][1], count=1).strip()  # whether the line before is
    end = at + 1
    while end < len(lines):
        line = lines[end][1]
        if _is_blank(line):
            following = _skip(lines, end, _is_blank)
            if following == len(lines) or not INDENT.match(lines[following][1]):
                break
        elif not INDENT.match(line) and (blank or ITEM.match(line)):
            break
        blank = _is_blank(line)
        end += 1
    return end


def _ends_prose(line: str, level: _Level) -> bool:
    """Return whether a line cannot go on with the prose before it."""
    return any(pattern.match(line) for pattern in AFTER_PROSE) or (level.group > 0 and ITEM.match(line) is not None)


def _skip(lines: Lines, at: int, test: Callable[[str], bool]) -> int:
    """Return the index of the first line from `at` on that fails a test."""
    while at < len(lines) and test(lines[at][1]):
        at += 1
    return at


def _is_blank(line: str) -> bool:
    return not line.strip()


def _is_indented_or_blank(line: str) -> bool:
    return line.startswith("    ") or not line.strip()


def _dedent(lines: Lines) -> Lines:
    return [(offset + 4, line[4:]) if line.startswith("    ") else (offset, line) for offset, line in lines]
