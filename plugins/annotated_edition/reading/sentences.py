"""The plain text of a block, and its sentences."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from .blocks import Block
from .inline import Token, join_lines

#: Before these no space stays where a reference has stood.
STOPS = tuple(".,;:!?。、；：！？")
#: Abbreviations after which a capital begins no sentence.
ABBREVIATION = re.compile(r"(?:^|[\s(“])(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|cf|e\.g|i\.e|[A-Z])\.$")
BRACKETS_OPEN, BRACKETS_CLOSE = "「『（(［[【〈《“", "」』）)］]】〉》”"
#: Brackets, and what ends a sentence.
SIGNS = re.compile(rf"[{re.escape(BRACKETS_OPEN + BRACKETS_CLOSE)}。！？.!?]")


@dataclass(frozen=True, slots=True)
class Prose:
    """The plain text of a block, with the places of its references."""

    text: str
    """Without markup and references, on one line."""
    references: tuple[tuple[Token, int], ...]
    """Each reference with its offset in `text`."""


def read_prose(block: Block) -> Prose:
    """Return the plain text of a block; a line break is a space only between words that are set apart by spaces."""
    parts: list[str] = []
    references: list[tuple[Token, int]] = []
    at = length = 0

    def add(text: str, code: bool = False) -> None:
        nonlocal length
        text = text if code else html.unescape(join_lines(text))
        if parts and parts[-1].endswith(" ") and references and references[-1][1] == length:
            # What stood between was a reference.
            if text.startswith(" "):
                text = text[1:]
            elif text[:1] in STOPS:
                parts[-1] = parts[-1][:-1]
                length -= 1
                references[-1] = (references[-1][0], length)
        if text:
            parts.append(text)
            length += len(text)

    for token in block.tokens:
        add(block.text[at : token.start])
        if token.kind == "reference":
            references.append((token, length))
        else:
            add(token.text, code=token.kind == "code")
        at = max(at, token.end)
    add(block.text[at:])
    return Prose("".join(parts), tuple(references))


@lru_cache(maxsize=256)  # one paragraph is asked for by each of its references and terms
def find_sentence_ends(text: str) -> tuple[int, ...]:
    """Return the offsets after the last character of each sentence of plain text.

    A sentence ends at 。！？ outside brackets, or at .!? before a space and a capital, but not after an initial.
    """
    ends = [
        stop + 1
        for stop in _find_stops(text)
        if text[stop] in "。！？"
        or (
            text[stop + 1 : stop + 2] == " "
            and text[stop + 2 : stop + 3].isupper()
            and not ABBREVIATION.search(text[max(0, stop - 8) : stop + 1])
        )
    ]
    if not ends or ends[-1] < len(text.rstrip()):
        ends.append(len(text))
    return tuple(ends)


def _find_stops(text: str) -> list[int]:
    """Return the offsets of the stops outside brackets; a bracket that never closes encloses nothing."""
    stops: list[int] = []
    open_at: list[tuple[int, int]] = []  # offset of a bracket, number of stops before it
    for sign in SIGNS.finditer(text):
        if sign[0] in BRACKETS_OPEN:
            open_at.append((sign.start(), len(stops)))
        elif sign[0] not in BRACKETS_CLOSE:
            stops.append(sign.start())
        elif open_at:
            del stops[open_at.pop()[1] :]
    return stops


def find_sentence(text: str, offset: int) -> str:
    """Return the sentence that a reference at `offset` supports: right after a stop, the one before."""
    ends = find_sentence_ends(text)
    index = next((at for at, end in enumerate(ends) if offset <= end or not text[end:offset].strip()), len(ends))
    return text[ends[index - 1] if index else 0 : ends[index] if index < len(ends) else len(text)].strip()
