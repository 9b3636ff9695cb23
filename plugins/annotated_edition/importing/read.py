"""Reads a file into plain blocks."""

from __future__ import annotations

import html.parser
import io
import json
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..model.problems import Place, Problem, problem
from ..reading import pandoc
from ..reading.text import FORBIDDEN, read_text
from .model import Block, Change, Document
from .structure import joined

#: Largest file in bytes that is read: text, and files that are taken apart first.
MAX_BYTES = {"text": 5_000_000, "packed": 50_000_000}
#: Ending of a file's name → how it is read.
KINDS = {
    ".md": "markdown", ".markdown": "markdown", ".txt": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".docx": "docx", ".pdf": "pdf",
}  # fmt: skip
MARKED_UP = re.compile(r"(?m)^#{1,6} \S|<sup>|\[\^\d+\]|\*\*\S|\]\(https?:")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
RULE = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:_[ ]*){3,}|(?:\*[ ]*){3,}|(?:[―─＊*＿=][ ]*){4,})$")
ATX = re.compile(r"(#{1,6})[ \t　]+(.*?)[ \t]*#*[ \t]*$")
BULLET = re.compile(r"[ ]{0,7}([-*+•・●])[ 　]+(?=\S)")
NUMBERED = re.compile(r"[ ]{0,7}(\d{1,4}[.．)）])[ 　]+(?=\S)")
#: Where a line begins a footnote, whatever stands above it.
NOTE_LINE = re.compile(
    r"\s*(?:\[\^\d+\]:|<sup>\s*[\[（(注]*\s*\d+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*\S|\\?[\[［]\s*\d+\s*\\?[\]］]\s*\S|[（(]?[注註]\s*\d+[)）.:：\s]|[（(]\d+[)）]\s*\S)"
)
#: Markup that the text of a section may not hold: as raw HTML, a link to a term, an attribute.
LIVE = re.compile(r"<(?=[A-Za-z/!?])|\[\[|\{(?=[:#%])|\{\{")
KEPT_TAG = re.compile(r"</?(?:sup|sub|ruby|rt|rp|em|strong)>|<https?://[^<>\s]*>|<br\s*/?>")
ESCAPED = re.compile(r"([\\`*_\[\]])")
Progress = Callable[[str], None]


def read(path: Path, progress: Progress = lambda _: None) -> tuple[Document | None, tuple[Problem, ...]]:
    """The blocks of a file, or the problem that kept it from being read (AE101, AE102, AE112, AE802 to AE807)."""
    place = Place(path.name)
    try:
        size = path.stat().st_size
        kind = KINDS.get(path.suffix.lower(), "")
        limit = MAX_BYTES["packed" if kind in ("docx", "pdf") else "text"]
        if size > limit:
            return None, (problem("AE802", place, megabytes=size // 1_000_000, limit=limit // 1_000_000),)
        data = path.read_bytes()
    except (OSError, ValueError):
        return None, (problem("AE101", place, file=path.name),)
    if data.startswith(b"%PDF-"):
        kind = "pdf"
    elif data.startswith(b"PK\x03\x04") and kind != "docx":
        kind = ""
    if not data.strip():
        return None, (problem("AE803", place),)
    progress("read")
    if kind == "pdf":
        return _checked(_pdf(data, place, progress), place)
    if kind == "docx":
        return _checked(_pandoc(data, "docx", place), place)
    if (b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))) or not kind:
        return None, (problem("AE804", place, endings=", ".join(sorted(KINDS))),)
    text, problems = read_text(data, path.name)
    if text is None:
        return None, problems
    changes = []
    if problems:  # control characters: left out, and said so
        raw = data.decode("utf-8", "replace")
        changes = [
            Change("control", 1, f"U+{ord(char):04X} × {n}")
            for char, n in Counter(FORBIDDEN.findall(raw)).items()
            if char not in "\r\ufeff"
        ]
        text = text.replace("\ufffd", "")
    if kind == "html":
        seen, left = _visible(text)
        found = _checked(_pandoc(seen.encode(), "html", place), place)
        if found[0]:
            found[0].changes[:0] = changes + left
        return found
    document = read_markdown(text) if kind == "markdown" or MARKED_UP.search(text) else read_plain(text)
    document.changes[:0] = changes
    return _checked((document, ()), place)


def _checked(
    found: tuple[Document | None, tuple[Problem, ...]], place: Place
) -> tuple[Document | None, tuple[Problem, ...]]:
    document, problems = found
    if document is not None and not any(block.text.strip() for block in document.blocks):
        return None, (problem("AE803", place),)
    return document, problems


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown text; raw HTML becomes text."""
    document = Document()
    for block in _blocks(text.split("\n"), True, document.changes):
        safe = block.text if block.kind == "code" else disarmed(block.text)
        if safe != block.text:
            document.changes.append(Change("markup", block.line, block.text, safe))
            block.text = safe
        document.blocks.append(block)
    return document


def disarmed(text: str) -> str:
    """Inline Markdown without live markup other than emphasis, links and a few tags."""
    out, at = [], 0
    for kept in KEPT_TAG.finditer(text):
        out += [LIVE.sub(_entity, text[at : kept.start()]), " " if kept[0].startswith("<br") else kept[0]]
        at = kept.end()
    return "".join(out) + LIVE.sub(_entity, text[at:])


def _entity(found: re.Match[str]) -> str:
    return {"<": "&lt;", "[[": "\\[[", "{": "&#123;", "{{": "&#123;&#123;"}[found[0]]


def escaped(text: str) -> str:
    """Text that is no markup, as inline Markdown that shows it as it is; references in brackets are left alone."""
    text = re.sub(r"\[(?=(?:注|\d))|(?<=\d)\]", lambda m: "\ue010" if m[0] == "[" else "\ue011", text)
    text = ESCAPED.sub(r"\\\1", text)
    text = text.replace("\ue010", "[").replace("\ue011", "]")
    text = re.sub(r"https?://[!-~]+", lambda m: re.sub(r"\\([\\`*_\[\]])", r"\1", m[0]), text)
    return LIVE.sub(lambda m: _entity(m) if not m[0].startswith("[") else m[0], text)


def read_plain(text: str) -> Document:
    """The blocks of a text without markup."""
    document = Document(plain=True)
    for block in _blocks(text.split("\n"), False, document.changes):
        block.text = escaped(block.text)
        document.blocks.append(block)
    return document


def _blocks(lines: list[str], markdown: bool, changes: list[Change]) -> list[Block]:
    blocks: list[Block] = []
    widest = max((len(line) for line in lines), default=0)
    per_line = not markdown and _a_paragraph_a_line(lines)
    at, fresh = 0, True
    while at < len(lines):
        line, number = lines[at], at + 1
        if not line.strip():
            fresh, at = True, at + 1
            continue
        if markdown and (fence := FENCE.match(line)):
            end = next((i for i in range(at + 1, len(lines)) if lines[i].strip().startswith(fence[1])), at)
            if end > at:
                blocks.append(Block("code", "\n".join(lines[at : end + 1]), number))
                fresh, at = True, end + 1
                continue
        if markdown and (heading := ATX.match(line)):
            blocks.append(Block("heading", heading[2], number, level=len(heading[1])))
            fresh = True
        elif markdown and not fresh and re.fullmatch(r"=+|-+", line.strip()) and blocks[-1].kind == "paragraph":
            blocks[-1].kind, blocks[-1].level = "heading", 1 if line.strip()[0] == "=" else 2
            fresh = True
        elif RULE.match(line):
            blocks.append(Block("rule", line.strip(), number))
            fresh = True
        elif markdown and line.lstrip().startswith("|"):
            end = at
            while end < len(lines) and lines[end].strip().startswith("|"):
                end += 1
            blocks.append(Block("table", "\n".join(each.strip() for each in lines[at:end]), number))
            fresh, at = True, end
            continue
        elif markdown and line.lstrip().startswith(">"):
            text = line.lstrip().lstrip("> ")
            if not fresh and blocks[-1].kind == "quote":
                blocks[-1].text = joined(blocks[-1].text, text)
            else:
                blocks.append(Block("quote", text, number))
            fresh = False
        elif bullet := BULLET.match(line):
            blocks.append(Block("item", line[bullet.end() :].strip(), number, level=_depth(line), marker="-"))
            fresh = False
        elif begun := NUMBERED.match(line):
            blocks.append(Block("item", line[begun.end() :].strip(), number, level=_depth(line), marker=begun[1]))
            fresh = False
        elif (
            fresh
            or _begins(lines[at - 1], line, widest, markdown, per_line)
            or blocks[-1].kind not in ("paragraph", "item", "quote")
        ):
            blocks.append(Block("paragraph", line.strip(" \t　"), number))
            fresh = False
        else:
            blocks[-1].text = _line_joined(blocks[-1].text, line.strip(), None if markdown else changes, number)
        at += 1
    numbered = [block for block in blocks if block.kind == "item" and block.marker[0].isdigit()]
    for before, block, after in zip([None, *numbered], numbered, [*numbered[1:], None], strict=False):
        near = (before and block.line - before.line <= 3) or (after and after.line - block.line <= 3)
        if not near and not block.level:  # alone it is a heading as often as an item: let its form tell
            block.kind, block.text, block.marker = "paragraph", f"{block.marker} {block.text}", ""
    return blocks


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip(" "))) // 2


def _begins(before: str, line: str, widest: int, markdown: bool, per_line: bool) -> bool:
    """Whether a line begins a paragraph though no blank line stands above it."""
    if NOTE_LINE.match(line) or line.startswith("　") or per_line:
        return True
    ended = bool(re.search(r"[。．.!?！？」』）)]\s*$", before))
    return not markdown and ended and len(before) < widest * 0.8


def _a_paragraph_a_line(lines: list[str]) -> bool:
    """Whether each line is a whole paragraph: lengths differ much, and long ones end a sentence."""
    texts = [line.strip() for line in lines if line.strip()]
    long = [text for text in texts if len(text) > 60]
    return (
        len(texts) > 3
        and bool(long)
        and sum(bool(re.search(r"[。．.!?！？」』）)\]>\d]$", text)) for text in long) >= 0.9 * len(long)
    )


def _line_joined(one: str, other: str, changes: list[Change] | None, line: int) -> str:
    """Two lines as one; where `changes` are kept, a word that a hyphen divides is made whole."""
    if changes is not None and re.search(r"[a-z]-$", one) and other[:1].islower():
        changes.append(
            Change("hyphen", line, one.split()[-1] + " " + other.split()[0], one.split()[-1][:-1] + other.split()[0])
        )
        return one[:-1] + other
    return joined(one, other)


def _pandoc(data: bytes, kind: str, place: Place) -> tuple[Document | None, tuple[Problem, ...]]:
    try:
        done = json.loads(pandoc.run(["-f", kind, "-t", "json"], data))
    except (pandoc.PandocError, ValueError, RecursionError) as error:
        return None, (problem("AE807", place, message=str(error)),)
    walker = _Walker()
    title = done.get("meta", {}).get("title")
    try:
        walker.blocks(done["blocks"])
    except RecursionError:
        return None, (problem("AE113", place, what="depth", limit=1000),)
    document = walker.document
    if title and not any(block.kind == "heading" and block.level == 1 for block in document.blocks):
        text = walker.inlines(title.get("c") or [])
        if text and not any(block.text == text for block in document.blocks[:3]):
            document.blocks.insert(0, Block("heading", text, 1, level=1))
            for block in document.blocks[1:]:
                if block.kind == "heading":
                    block.level += 1
    _link_notes(walker)
    return document, ()


class _Walker:
    """Pandoc's document as blocks; lines are ordinals of blocks."""

    def __init__(self) -> None:
        self.document = Document()
        self.anchors: dict[str, int] = {}
        self.links: list[str] = []

    def add(self, kind: Any, text: str, level: int = 0, marker: str = "") -> None:
        text = text if kind in ("code", "table") else " ".join(text.split())
        if text:
            self.document.blocks.append(Block(kind, text, len(self.document.blocks) + 1, level, marker))

    def anchor(self, attributes: Any) -> None:
        if attributes and attributes[0]:
            self.anchors.setdefault(attributes[0], len(self.document.blocks))

    def blocks(self, blocks: Iterable[Mapping[str, Any]], depth: int = 0, quote: bool = False) -> None:
        for block in blocks:
            content: Any = block.get("c")
            match block["t"]:
                case "Header":
                    self.anchor(content[1])
                    self.add("heading", self.inlines(content[2]), level=content[0])
                case "Para" | "Plain":
                    self.add("quote" if quote else "paragraph", self.inlines(content))
                case "BulletList":
                    for item in content:
                        self.item(item, "-", depth)
                case "OrderedList":
                    for number, item in enumerate(content[1], content[0][0]):
                        self.item(item, f"{number}.", depth)
                case "BlockQuote":
                    self.blocks(content, depth, quote=True)
                case "CodeBlock":
                    self.add("code", f"```\n{content[1]}\n```")
                case "HorizontalRule":
                    self.add("rule", "---")
                case "Div":
                    self.anchor(content[0])
                    self.blocks(content[1], depth, quote)
                case "LineBlock":
                    self.add("paragraph", " ".join(map(self.inlines, content)))
                case "DefinitionList":
                    for term, definitions in content:
                        self.add("paragraph", self.inlines(term))
                        for each in definitions:
                            self.blocks(each, depth, quote)
                case "Figure":
                    self.blocks(content[2], depth, quote)
                    self.blocks(content[1][1], depth, quote)
                case "Table":
                    self.table(content)
                case "RawBlock":
                    self.document.changes.append(Change("markup", len(self.document.blocks) + 1, content[1]))

    def item(self, blocks: list[Mapping[str, Any]], marker: str, depth: int) -> None:
        start = len(self.document.blocks)
        self.blocks(blocks, depth + 1)
        made = self.document.blocks[start:]
        if made and made[0].kind == "paragraph":
            made[0].kind, made[0].marker, made[0].level = "item", marker, depth

    def table(self, content: list[Any]) -> None:
        rows = [
            row for part in (content[3][1], *(body[2] + body[3] for body in content[4]), content[5][1]) for row in part
        ]
        lines = []
        for row in rows:
            cells = []
            for cell in row[1]:
                inner = _Walker()
                inner.blocks(cell[4])
                cells.append(" ".join(block.text for block in inner.document.blocks).replace("|", "\\|"))
            lines.append(f"| {' | '.join(cells)} |")
        if lines:
            width = lines[0].count(" | ") + 1
            self.add("table", "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]))

    def inlines(self, inlines: Iterable[Mapping[str, Any]]) -> str:
        out = []
        for inline in inlines:
            content: Any = inline.get("c")
            match inline["t"]:
                case "Str":
                    out.append(escaped(content))
                case "Space" | "SoftBreak" | "LineBreak":
                    out.append(" ")
                case "Emph" | "Strong":
                    text, mark = self.inlines(content), "*" if inline["t"] == "Emph" else "**"
                    bare = text.strip()
                    out.append(text.replace(bare, f"{mark}{bare}{mark}", 1) if bare else text)
                case "Superscript":
                    text = self.inlines(content)
                    out.append(f"<sup>{text}</sup>" if "\ue000" not in text and "[^" not in text else text)
                case "Subscript":
                    out.append(f"<sub>{self.inlines(content)}</sub>")
                case "Link":
                    self.anchor(content[0])
                    out.append(self.link(self.inlines(content[1]), content[2][0]))
                case "Image":
                    said = self.inlines(content[1])
                    self.document.changes.append(
                        Change("picture", len(self.document.blocks) + 1, said or content[2][0][:60])
                    )
                case "Note":
                    number = len(self.document.notes) + 1
                    self.document.notes[number] = ("", len(self.document.blocks) + 1)
                    inner = _Walker()
                    inner.blocks(content)
                    text = " ".join(block.text for block in inner.document.blocks)
                    self.document.notes[number] = (text, len(self.document.blocks) + 1)
                    out.append(f"[^{number}]")
                case "Code" | "Math" | "RawInline":
                    text = content[1]
                    if inline["t"] == "RawInline":
                        self.document.changes.append(Change("markup", len(self.document.blocks) + 1, text))
                    else:
                        out.append(f"`{text}`" if inline["t"] == "Code" and "`" not in text else escaped(text))
                case "Quoted":
                    marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
                    out += [marks[0], self.inlines(content[1]), marks[1]]
                case "Span":
                    self.anchor(content[0])
                    out.append(self.inlines(content[1]))
                case "Cite":
                    out.append(self.inlines(content[1]))
                case _ if isinstance(content, list):
                    out.append(self.inlines(content))
        return "".join(out)

    def link(self, text: str, target: str) -> str:
        if target.startswith("#") and len(target) > 1:
            self.links.append(target[1:])
            return f"\ue000{len(self.links) - 1}\ue001{text}\ue002"
        if re.match(r"https?://", target):
            return (
                target
                if text.replace("\\", "") == target
                else f"[{text}]({target.replace('(', '%28').replace(')', '%29')})"
            )
        return text


LINKED = re.compile("\ue000(\\d+)\ue001([^\ue000-\ue002]*)\ue002")
SIGN = re.compile(
    r"\s*(?:<sup>)?\s*[\[（(]?\s*(?:注|註|note)?\s*(\d{1,4}|[*†‡§]+)?\s*[\])）]?\s*(?:</sup>)?\s*$", re.IGNORECASE
)
NOTE_NUMBER = re.compile(r"^(?:<sup>\s*)?[\[（(]?\d{1,4}[\])）]?(?:\s*</sup>)?[.:：]?\s+")
BACK_SIGN = re.compile(r"\s*(?:\^|↩\ufe0e?|↑|back|戻る|本文へ(?:戻る)?)\s*", re.IGNORECASE)


def _link_notes(walker: _Walker) -> None:
    """References that are links become `[^n]`, and what they lead to footnotes; back-links are left out."""
    document = walker.document
    blocks = document.blocks
    numbers: dict[int, int] = {}  # block of a footnote → its number
    for index, block in enumerate(blocks):
        for match in LINKED.finditer(block.text):
            target = walker.anchors.get(walker.links[int(match[1])], -1)
            sign = SIGN.match(match[2])
            if (
                sign
                and match[2].strip()
                and index < target < len(blocks)
                and target not in numbers
                and index not in numbers
            ):
                shown = int(sign[1]) if sign[1] and sign[1].isdigit() else 0
                numbers[target] = (
                    shown if shown and shown not in numbers.values() else max(numbers.values(), default=0) + 1
                )
    ends = sorted(numbers)

    def replaced(match: re.Match[str], index: int) -> str:
        target = walker.anchors.get(walker.links[int(match[1])], -1)
        if target in numbers and SIGN.match(match[2]) and index not in numbers:
            return f"[^{numbers[target]}]"
        if (numbers and BACK_SIGN.fullmatch(match[2])) or (index in numbers and SIGN.match(match[2])):
            document.changes.append(Change("back-link", index + 1, match[2]))
            return ""
        return match[2]

    for index, block in enumerate(blocks):
        owner = max((each for each in ends if each <= index), default=-1)
        at = owner if owner >= 0 and index - owner < 3 else index
        block.text = LINKED.sub(partial(replaced, index=at), block.text).strip()
        block.text = re.sub(r"\s+(?=\[\^\d+\])", "", block.text)
    if not numbers:
        return
    kept = []
    current = 0  # the footnote whose text is being read
    for index, block in enumerate(blocks):
        if index in numbers:
            current = numbers[index]
            text = NOTE_NUMBER.sub("", block.text) if block.kind != "heading" else ""
            document.notes[current] = (text.strip(" ^↩"), block.line)
            if block.kind == "heading":
                document.changes.append(Change("notes-heading", block.line, block.text))
            continue
        text, line = document.notes.get(current, ("", 0))
        between = index - 1 in numbers and index + 1 in numbers
        if current and block.kind == "paragraph" and (between or not text):
            document.notes[current] = (f"{text} {block.text}".strip(), line)
        else:
            current = 0
            kept.append(block)
    document.blocks = kept


#: Elements without an end, or whose end may be left out: where they hide something, its extent is not known.
ENDLESS = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
#: Elements that hold nothing to read, and those that hold no text of the page.
UNREAD = frozenset({"script", "style", "svg", "template", "title"})
UNSEEN = UNREAD | {"button", "form", "nav", "noscript"}
DOC_ROLE = re.compile(r"""\s(?:role|epub:type)=(?:"[^"]*"|'[^']*'|[^\s>]+)""")


class _Visible(html.parser.HTMLParser):
    """A web page without what is no text of it: navigation, what is hidden or shown on demand, all outside `main`."""

    def __init__(self, has_main: bool) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.left: list[str] = []
        self.main = 0 if has_main else 1
        self.has_main = has_main
        self.hiding = ""
        self.depth = 0

    def put(self, text: str) -> None:
        """Keeps a piece of the page, or notes that it is left out."""
        if not self.hiding and self.main:
            self.kept.append(text)
        elif self.hiding not in UNREAD:
            self.left.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enters an element."""
        self.main += self.has_main and tag == "main"
        named = dict(attrs)
        if self.hiding:
            self.depth += tag == self.hiding
        elif tag not in ENDLESS and (
            tag in UNSEEN or named.keys() & {"hidden", "popover"} or named.get("aria-hidden") == "true"
        ):
            self.hiding, self.depth = tag, 1
        elif self.main:
            # Pandoc takes references by their role alone, and loses what they lead to where that has none.
            begun = DOC_ROLE.sub("", self.get_starttag_text() or "")
            self.kept.append(f"<div{begun[8:]}" if tag == "article" else begun)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that is closed at once."""
        if self.main and not self.hiding:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Leaves an element."""
        if self.hiding:
            self.depth -= tag == self.hiding
            self.hiding = self.hiding if self.depth else ""
        elif self.main:
            self.kept.append("</div>" if tag == "article" else f"</{tag}>")  # pandoc knows no ids of articles
        self.main -= self.has_main and tag == "main" and self.main > 0

    def handle_data(self, data: str) -> None:
        """Text."""
        self.put(data)

    def handle_entityref(self, name: str) -> None:
        """A named character."""
        self.put(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A numbered character."""
        self.put(f"&#{name};")


def _visible(text: str) -> tuple[str, list[Change]]:
    """The page as it is read, and what is left out of it."""
    reader = _Visible(bool(re.search(r"<main\b", text, re.IGNORECASE)))
    title = re.search(r"<title\b[^>]*>.*?</title>", text, re.IGNORECASE | re.DOTALL)
    reader.feed(text)
    reader.close()
    left = " ".join(html.unescape("".join(reader.left)).split())
    head = f"<head>{title[0]}</head>" if title else ""
    return head + "".join(reader.kept), [Change("outside", 1, left)] if left else []


#: Radicals, which look like the characters that fonts map to them.
RADICAL = re.compile("[\u2e80-\u2fdf]")


def _pdf(data: bytes, place: Place, progress: Progress) -> tuple[Document | None, tuple[Problem, ...]]:
    """The text layer of a PDF; pages count as lines."""
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams
    except ImportError:
        return None, (problem("AE806", place),)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it comments on every font
    pages: list[list[_Line]] = []
    try:
        for number, page in enumerate(
            extract_pages(io.BytesIO(data), laparams=LAParams(char_margin=4, boxes_flow=0.5)), 1
        ):
            progress(f"page {number}")
            pages.append(_lines_of(page))
    except Exception as error:  # the library raises whatever a broken file makes it stumble over
        return None, (problem("AE807", place, message=" ".join(str(error).split())[:200] or type(error).__name__),)
    if not any(line.text.strip() for lines in pages for line in lines):
        return None, (problem("AE805", place),)
    document = Document(plain=True)
    for number, lines in enumerate(pages, 1):
        radicals = Counter(char for line in lines for char in RADICAL.findall(line.text))
        for char, count in radicals.items():
            document.changes.append(Change("radical", number, f"{char} × {count}", _ideograph(char)))
        for line in lines:
            line.text = RADICAL.sub(lambda m: _ideograph(m[0]), line.text)
    _furniture(pages, document)
    sizes = Counter[float]()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    large = sorted({line.size for lines in pages for line in lines if line.size > body * 1.12}, reverse=True)
    for number, lines in enumerate(pages, 1):
        right = max((line.right for line in lines), default=0.0)
        left = min((line.left for line in lines), default=0.0)
        before: _Line | None = None
        for line in lines:
            level = large.index(line.size) + 1 if line.size in large and len(line.text) <= 80 else 0
            if before is None or level or _apart(before, line, left, right, body):
                same = (
                    before is not None
                    and level
                    and document.blocks[-1].level == level
                    and before.bottom - line.top < line.size
                )
                if same:
                    document.blocks[-1].text = joined(document.blocks[-1].text, line.text)
                else:
                    document.blocks.append(
                        Block("heading" if level else "paragraph", line.text, number, level=min(level, 6))
                    )
            else:
                document.blocks[-1].text = _line_joined(document.blocks[-1].text, line.text, document.changes, number)
            before = line
    return document, ()


def _ideograph(radical: str) -> str:
    return unicodedata.normalize("NFKC", radical)


class _Line:
    """A line of a page."""

    def __init__(self, text: str, size: float, left: float, right: float, bottom: float, top: float) -> None:
        self.text, self.size, self.left, self.right, self.bottom, self.top = text, size, left, right, bottom, top


def _lines_of(page: Any) -> list[_Line]:
    """The lines of a page from top to bottom, small raised digits as `<sup>n</sup>`."""
    from pdfminer.layout import LTAnno, LTChar, LTTextContainer, LTTextLine

    boxes = [box for box in page if isinstance(box, LTTextContainer)]
    rows: list[list[Any]] = []
    for line in (line for box in boxes for line in box if isinstance(line, LTTextLine)):
        chars = list(line)
        if rows and _overlap(rows[-1], chars):
            rows[-1] += chars
        else:
            rows.append(chars)
    found = []
    for chars in rows:
        drawn = [char for char in chars if isinstance(char, LTChar)]
        if not drawn:
            continue
        size = Counter(round(char.size, 1) for char in drawn if char.get_text().strip()).most_common(1) or [(0.0, 0)]
        usual = max(size[0][0], max((round(c.size, 1) for c in drawn), default=0.0) if len(drawn) < 4 else 0.0)
        base = min((char.y0 for char in drawn if char.size >= usual * 0.9), default=drawn[0].y0)
        text, raised = "", ""
        for char in chars:
            said = char.get_text()
            small = (
                isinstance(char, LTChar) and char.size < usual * 0.8 and char.y0 > base + usual * 0.1 and said.isdigit()
            )
            if small:
                raised += said
                continue
            if raised and not (isinstance(char, LTAnno) and not said.strip()):
                text, raised = f"{text}<sup>{raised}</sup>", ""
            text += escaped(said) if isinstance(char, LTChar) else said
        text = " ".join((text + (f"<sup>{raised}</sup>" if raised else "")).split())
        if text:
            found.append(
                _Line(text, usual, drawn[0].x0, drawn[-1].x1, min(c.y0 for c in drawn), max(c.y1 for c in drawn))
            )
    return found


def _overlap(row: list[Any], chars: list[Any]) -> bool:
    """Whether two runs stand on one line: a raised number is often a run of its own."""
    one = [c for c in row if hasattr(c, "y0")]
    two = [c for c in chars if hasattr(c, "y0")]
    if not one or not two or two[0].x0 < one[-1].x1 - 1:
        return False
    (low, high), (bottom, top) = ((min(c.y0 for c in run), max(c.y1 for c in run)) for run in (one, two))
    return bool(min(high, top) - max(low, bottom) > 0.5 * min(high - low, top - bottom))


def _apart(before: _Line, line: _Line, left: float, right: float, body: float) -> bool:
    """Whether a line begins a paragraph: a gap, an indent, a short line before it, another size, a note's number."""
    if abs(before.size - line.size) > 0.6 or NOTE_LINE.match(line.text):
        return True
    gap = before.bottom - line.top
    if gap > line.size * 1.1 or gap < -line.size * 2:
        return True
    ended = bool(re.search(r"[。．.!?！？」』）)>]\s*$", before.text))
    return ended and (before.right < right - 2 * body or line.left > left + 0.8 * body > before.left)


def _furniture(pages: list[list[_Line]], document: Document) -> None:
    """Leaves out page numbers, and what stands at the edge of most pages."""
    edges = Counter(
        re.sub(r"\d+", "#", line.text)
        for lines in pages
        for line in {id(each): each for each in (*lines[:2], *lines[-2:])}.values()
    )
    for number, lines in enumerate(pages, 1):
        for line in [*lines[:2], *lines[-2:]]:
            pattern = re.sub(r"\d+", "#", line.text)
            page_number = re.fullmatch(r"\W*#\W*(?:#\W*)?", pattern)
            if line in lines and (
                page_number or (len(pages) >= 3 and edges[pattern] * 2 > len(pages) and len(line.text) < 100)
            ):
                document.changes.append(Change("furniture", number, line.text))
                lines.remove(line)
