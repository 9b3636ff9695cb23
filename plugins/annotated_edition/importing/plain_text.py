"""Reads a text without markup: paragraphs, items and rules by their look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from .cleaning import DIVIDER
from .document import Document, DocumentBlock, ImportLog
from .inline_markdown import escape, join_lines
from .notes import begins_note

BULLET = re.compile(r"[ ]{0,7}([-*+•・●])[ 　]+(?=\S)")
NUMBERED = re.compile(r"[ ]{0,7}(\d{1,4}[.．)）])[ 　]+(?=\S)")
SENTENCE_END = re.compile(r"[。．.!?！？」』）)]\s*$")
#: An address at the end of a line that goes on on the next.
OPEN_ADDRESS = re.compile(r"(?:https?:/|www\.)[!-~]*[/_?=&#%~-]$")
#: Lines between two items of a list at the most.
NEAR = 3


def read_plain_text(text: str, log: ImportLog) -> Document:
    """Return the document that a text without markup holds."""
    lines = text.split("\n")
    widest = max(map(len, lines))
    per_line = has_paragraph_per_line(lines)
    blocks: list[DocumentBlock] = []
    before = ""  # the line before, where the block goes on
    for number, line in enumerate(lines, 1):
        ended = per_line or (len(before) < widest * 0.8 and SENTENCE_END.search(before))
        rule, item = DIVIDER.fullmatch(line.strip()), BULLET.match(line) or NUMBERED.match(line)
        if not line.strip() or rule:
            blocks += [DocumentBlock("rule", line.strip(), number)] if rule else []
            before = ""
            continue
        if item:
            marker = item[1] if item[1][0].isdigit() else "-"
            depth = (len(line) - len(line.lstrip(" "))) // 2
            blocks.append(DocumentBlock("item", line[item.end() :].strip(), number, depth, marker))
        elif not before or ended or begins_note(line) or line.startswith("\u3000"):
            blocks.append(DocumentBlock("paragraph", line.strip(" \t\u3000"), number))
        else:
            blocks[-1].text = join_hyphenated(blocks[-1].text, line.strip(), log, number)
        before = line
    free_lonely_items(blocks)
    for block in blocks:
        block.text = escape(block.text)
    return Document(log, blocks, plain=True)


def has_paragraph_per_line(lines: Iterable[str]) -> bool:
    """Tell whether each line is a whole paragraph: long ones end a sentence."""
    texts = [line.strip() for line in lines if line.strip()]
    long = [text for text in texts if len(text) > 60]
    ended = sum(bool(re.search(r"[。．.!?！？」』）)\]>\d]$", text)) for text in long)
    return len(texts) > 3 and bool(long) and ended >= 0.9 * len(long)


def free_lonely_items(blocks: Sequence[DocumentBlock]) -> None:
    """Make paragraphs of numbered items that stand alone: headings as often as items, which their form will tell."""
    items = [block for block in blocks if block.kind == "item" and block.marker[:1].isdigit()]
    near = [after.line - item.line <= NEAR for item, after in pairwise(items)]
    for position, block in enumerate(items):
        if not block.level and not any(near[max(0, position - 1) : position + 1]):
            block.kind, block.text, block.marker = "paragraph", f"{block.marker} {block.text}", ""


def join_hyphenated(one: str, other: str, log: ImportLog, line: int, whole: str = "") -> str:
    """Return two lines as one; a word that a hyphen divides is made whole, an address goes on as it is.

    A hyphen that a word has elsewhere in the `whole` text stays.
    """
    if OPEN_ADDRESS.search(one) and re.match(r"[\w%&?=#~./-]", other):
        log.change("address", line, f"{one.split()[-1]} {other.split()[0]}", one.split()[-1] + other.split()[0])
        return one + other
    if re.search(r"[a-z]-$", one) and other[:1].islower():
        last, first = one.split()[-1], other.split()[0]
        if f"{last}{first.rstrip('.,;:')}" in whole:
            return one + other
        log.change("hyphen", line, f"{last} {first}", last[:-1] + first)
        return one[:-1] + other
    return join_lines(one, other)
