"""The one recogniser of a page's Markdown: blocks, references, links, places for terms and for the renderer."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..model.edition import Mark, TargetKind
from ..model.labels import find_label, read_label
from .blocks import Block, BlockParser, Oddity, Unread, find_hidden_references
from .faults import Fault, find_faults
from .inline import Token, find_link_end, tokenize
from .visible import VisibleText

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
    code: tuple[tuple[int, int], ...] = ()
    """Where code stands, as ranges of offsets."""
    unread: tuple[Unread, ...] = ()
    """Its blocks of code and of raw HTML."""

    def is_code(self, offset: int) -> bool:
        """Return whether code stands at an offset."""
        return any(start <= offset < end for start, end in self.code)


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
    parser.read(lines)
    definitions = [oddity.label for oddity in parser.oddities if oddity.kind == "definition"]
    # those that are not numbered as the edition's footnotes are
    own = {written for written in definitions if not (label := read_label(written)) or label.number is None}
    heading = -1
    for index, block in enumerate(parser.blocks):
        if block.kind == "heading":
            heading = index
        block.heading = heading
        block.tokens = tuple(_mask_own(block, own))
        for token in block.tokens:
            start = block.whole(token.start)
            if token.kind == "code":
                parser.code.append((start, block.whole(token.end)))
            elif token.kind == "mask" and HIDING.match(block.text, token.start):
                parser.oddities += find_hidden_references(block.text[token.start : token.end], start)
    faults, unread = find_faults(text, parser.code), tuple(parser.unread)
    return Scan(text, tuple(parser.blocks), tuple(parser.oddities), faults, tuple(parser.code), unread)


def _mask_own(block: Block, own: Container[str]) -> Iterator[Token]:
    """Yield the tokens of a block; those to the author's own notes, labelled `own`, are no references."""
    for token in tokenize(block.text):
        masked = token.kind == "reference" and block.text[token.start + 2 : token.end - 1] in own
        yield Token("mask", token.start, token.end, target=f"^{token.target}") if masked else token


def find_marks(
    scan: Scan, labels: Container[str], target_of: Callable[[str], tuple[TargetKind, str]], language: str
) -> list[Mark]:
    """Return the marks of a page that is not a section: pointers to footnotes, links, what is unknown or refused.

    `labels` are those of the footnotes that exist; `target_of` says what `[[written]]` means.
    """
    return drop_overlaps([*_find_links(scan, labels, target_of), *mark_changed(scan, language)])


def mark_changed(scan: Scan, language: str) -> list[Mark]:
    """Return a mark for each line break at which a page in `language` shows no space, and for what is refused.

    Of HTML or an address that may not stand in a page one character is escaped, which makes text of it.
    """
    joints = [
        Mark("joint", block.whole(start), block.whole(end), "", "")
        for block in scan.blocks
        if "\n" in block.text
        for start, end in VisibleText(block).find_joints(language)
    ]
    faults = scan.faults
    return joints + [Mark("refused", at.offset, at.offset + 1, scan.text[at.offset], at.written) for at in faults]


def mark_number(
    kind: Literal["pointer", "reference"], block: Block, token: Token, shown: str, target: str
) -> Iterator[Mark]:
    """Yield the mark of a reference, which shows a number; one within a link is set after that."""
    start, end = block.whole(token.start), block.whole(token.end)
    if link_end := find_link_end(block.tokens, token):
        yield Mark("joint", start, end, "", "")
        start = end = block.whole(link_end)
    yield Mark(kind, start, end, shown, target)


def mark_named_number(block: Block, token: Token, labels: Container[str], chapter: str = "") -> Mark | None:
    """Return the mark of `[[^3]]`, the number of a footnote as a part of the sentence; None for other links."""
    if token.kind != "link" or not token.target.startswith("^"):
        return None
    label = find_label(token.target[1:], chapter, labels)
    if label not in labels:
        return None
    shown = label.short(chapter) if token.text == token.target[1:] else token.text
    return Mark("number", block.whole(token.start), block.whole(token.end), shown, label)


def drop_overlaps(marks: Iterable[Mark]) -> list[Mark]:
    """Return marks by offset, without those that begin inside another."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.kind == "paragraph", -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _find_links(
    scan: Scan, labels: Container[str], target_of: Callable[[str], tuple[TargetKind, str]]
) -> Iterator[Mark]:
    for block in scan.blocks:
        for token in block.tokens:
            start, end = block.whole(token.start), block.whole(token.end)
            written = scan.text[start:end]
            if token.kind == "reference":
                if token.target in labels:
                    yield from mark_number("pointer", block, token, token.target, token.target)
                else:
                    yield Mark("unknown", start, end, written, token.target)
            elif mark := mark_named_number(block, token, labels):
                yield mark
            elif token.kind == "link":
                kind, target = target_of(token.target)
                yield Mark(kind, start, end, written if kind == "unknown" else token.text, target)
