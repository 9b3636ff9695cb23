"""Finds title, subtitle and authors before the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import date_of
from .document import Document, DocumentBlock
from .headings import BARE_HEADING, POST, STOP, heading_form
from .inline_markdown import CJK, HAS_CJK, unescape, unwrap
from .languages import alternatives

_DASHES = re.compile(r"\s*[-‐–—―─〜～:：]+\s*")
KEYWORDS = re.compile(r"\s*(?:キーワード|key\s?words?)\s*[:：]", re.IGNORECASE)
BY = re.compile(rf"^(?:{alternatives('by')})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[A-Z][a-z]+ \d{1,2}, \d{4}|\d{4}-\d{2}-\d{2}")


def take_title(blocks: Sequence[DocumentBlock], document: Document) -> list[DocumentBlock]:
    """Fill in title, subtitle, authors, date and what stands around them; return the blocks of the text."""
    abstract, document.front = document.front, []
    at = _find_title(blocks, document)
    if at < 0:
        document.log.ask("no-title", 1)
    else:
        if not document.subtitle and at < len(blocks) and _is_subtitle(blocks, at):
            document.subtitle = _DASHES.sub("", blocks[at].text, count=1).strip()
            at += 1
        while at < len(blocks) and blocks[at].kind == "paragraph" and not _is_text(blocks[at]):
            _read_front_line(blocks[at], document)
            at += 1
        if not document.authors:
            document.log.ask("no-author", 1)
    document.front += abstract
    days = (date_of(day) for line in document.front for day in _DAY.findall(line))
    document.date = date_of(document.date) or next(filter(None, days), "")
    return list(blocks[max(at, 0) :])


def _find_title(blocks: Sequence[DocumentBlock], document: Document) -> int:
    """Find the title; return the index of the first block after it, -1 where there is none."""
    headings = [index for index, block in enumerate(blocks) if block.kind == "heading"]
    at = headings[0] if headings and headings[0] <= 3 else -1  # of the first heading, where it stands near the top
    if document.title:
        at = at if at >= 0 and unescape(blocks[at].text) == unescape(document.title) else -1
    elif at >= 0 and _is_title(blocks, headings):
        document.title = unwrap(blocks[at].text)
    else:
        first = blocks[0] if blocks else None
        if first and first.kind == "paragraph" and len(first.text) <= 60 and not STOP.search(first.text[-1:]):
            document.title = unwrap(first.text)
            return 1
        return -1
    document.front += [block.text for block in blocks[: max(at, 0)]]
    return at + 1


def _is_title(blocks: Sequence[DocumentBlock], headings: Sequence[int]) -> bool:
    """Tell whether the first heading is the title: above the others, with little before it."""
    first = blocks[headings[0]]
    if any(len(block.text) >= 80 for block in blocks[: headings[0]]) or BARE_HEADING.match(first.text.strip()):
        return False
    if first.level == 1:
        return True
    others = [blocks[index].level or 9 for index in headings[1:]]
    above = bool(others) and first.level <= min(others) - (headings[0] > 0)
    return above and not heading_form(first.text)


def _is_subtitle(blocks: Sequence[DocumentBlock], at: int) -> bool:
    """Tell whether a block under the title is its subtitle: by a dash, or a heading with nothing under it."""
    block = blocks[at]
    if _DASHES.match(block.text):
        return True
    if block.kind != "heading" or heading_form(block.text) or BARE_HEADING.match(block.text.strip()):
        return False
    under = next((each for each in blocks[at + 1 :] if each.kind != "paragraph" or _is_text(each)), None)
    return under is not None and under.kind == "heading"


def _is_text(block: DocumentBlock) -> bool:
    bare = re.sub(r"(?:\[\^\d+\])+$", "", block.text)
    stopped = STOP.search(bare[-1:]) and not re.match(r"(?:By|by|文)\b", block.text)
    return len(bare) >= 100 or bare != block.text or bool(stopped)


def _read_front_line(block: DocumentBlock, document: Document) -> None:
    """Take a line under the title: its author, or something to keep on the first page."""
    text = unwrap(block.text)
    document.front.append(text)
    if KEYWORDS.match(text) or document.authors or re.search(r"https?://|\d{4}", text):
        return
    words = BY.sub("", text).split()
    if not HAS_CJK.search(text):
        if 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words):
            document.authors.append((" ".join(words), ""))
        return
    tail: list[str] = []
    while words and len(tail) < 2 and len(words[-1]) <= 5 and not POST.search(words[-1]):
        tail.insert(0, words.pop())
    name = " ".join(tail)
    sure = bool(tail and words)
    if not sure and not (len(tail) == 2 or (tail and text != name) or re.fullmatch(f"[{CJK}]{{1,6}}", text)):
        return
    document.authors.append((name or text, " ".join(words) if tail else ""))
    if not sure:
        document.log.ask("author", block.line, name=name or text)
