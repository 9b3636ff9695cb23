"""The one recogniser of a page's Markdown: blocks, references, links, places for terms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .blocks import Block, BlockParser, Oddity, find_hidden_references
from .faults import Fault, find_faults
from .inline import tokenize

#: A picture, and elements within a line whose text is no Markdown and is meant to be read.
HIDING = re.compile(r"!\[|<(?:a|ruby)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scan:
    """What is recognised in the text of a page."""

    text: str
    """The text, normalised."""
    blocks: tuple[Block, ...]
    """Its blocks in order."""
    oddities: tuple[Oddity, ...]
    """Constructs that cannot be shown as they are meant."""
    faults: tuple[Fault, ...] = ()
    """What may not stand in a page, by offset."""


def normalise(text: str) -> str:
    """Return a text with the line ends, tabs and blank lines that Python-Markdown makes before anything else."""
    text = text.replace("\x02", "").replace("\x03", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return re.sub(r"(?m)^ +$", "", text.expandtabs(4)).strip("\n")


def scan(text: str) -> Scan:
    """Recognise blocks and tokens in a page's Markdown without front matter, which is normalised first."""
    text = normalise(text)
    lines, offset = [], 0
    for line in text.split("\n"):
        lines.append((offset, line))
        offset += len(line) + 1
    parser = BlockParser()
    parser.read_page(lines)
    heading = -1
    for index, block in enumerate(parser.blocks):
        if block.kind == "heading":
            heading = index
        block.heading = heading
        block.tokens = tuple(tokenize(block.text))
        for token in block.tokens:
            hidden = block.text[token.start : token.end] if token.kind == "mask" else ""
            if HIDING.match(hidden):
                parser.oddities += find_hidden_references(hidden, block.whole(token.start))
    code = [
        (block.whole(token.start), block.whole(token.end))
        for block in parser.blocks
        for token in block.tokens
        if token.kind == "code"
    ]
    return Scan(text, tuple(parser.blocks), tuple(parser.oddities), find_faults(text, [*parser.code, *code]))
