"""The text of a field, which may have paragraphs, items of lists, quotations and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..model.spans import BlockKind, Span, Spans
from .blocks import TABLE_CELL, TABLE_RULE
from .inline import parse_spans

#: What begins a line that is a block: after a blank line, or one of its own kind.
BLOCK_LINE = re.compile(r"(?P<depth> *)(?:(?P<item>[-*+]|\d{1,9}[.)]) +(?=\S)|(?P<quote>> ?)|(?P<row>\|))")


def parse_field(text: str) -> Spans:
    """Return the Markdown of a field as spans; items begin with their number or a dot, whose depth em spaces show."""
    if "\n" not in text.strip():
        return parse_spans(text)  # 2. Aufl. is no item
    spans: list[Span] = []
    for kind, marker, written in _split(text.strip()):
        parsed = parse_spans(written)
        if marker:
            parsed = (Span(marker), *parsed)
        if parsed and (spans or kind not in ("", "paragraph")):
            parsed = (replace(parsed[0], block=kind), *parsed[1:])
        spans += parsed or ([Span("", block=kind)] if kind == "cell" else [])
    return tuple(spans)


def _split(text: str) -> Iterator[tuple[BlockKind, str, str]]:
    """Yield kind, marker and Markdown of each block."""
    blocks: list[tuple[BlockKind, str, str]] = []
    parted = True
    for line in text.split("\n"):
        begun = BLOCK_LINE.match(line)
        found = begun.lastgroup if begun else ""
        last = blocks[-1][0] if blocks and not parted else ""
        if not line.strip():
            parted = True
            continue
        if begun and found == "row" and (parted or last in ("row", "cell")):
            cells = TABLE_CELL.findall(line.strip()) if not TABLE_RULE.fullmatch(line) else []
            blocks += [("cell" if at else "row", "", cell.replace("\\|", "|")) for at, cell in enumerate(cells)]
        elif begun and found == "item" and (parted or last == "item"):
            mark = begun["item"] if begun["item"][0].isdigit() else "•"
            blocks.append(("item", "\u2003" * (len(begun["depth"]) // 2) + f"{mark} ", line[begun.end() :]))
        elif begun and found == "quote" and parted:
            blocks.append(("quote", "", line[begun.end() :]))
        elif parted or not blocks:
            blocks.append(("paragraph", "", line))
        else:
            bare = line[begun.end() :] if begun and found == last == "quote" else line
            blocks[-1] = (*blocks[-1][:2], f"{blocks[-1][2]}\n{bare}")
        parted = False
    yield from blocks
