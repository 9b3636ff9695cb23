"""Plain text of blocks, and its sentences."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from .blocks import Block
from .inline import Token, joint_at

STOPS = tuple(".,;:!?。、；：！？")


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
        text = text if code else html.unescape(re.sub(r"[ ]*\n[ ]*", lambda m: joint_at(text, m), text))
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


#: Abbreviations after which a capital begins no sentence.
ABBREVIATIONS = re.compile(r"(?:^|[\s(“])(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|cf|e\.g|i\.e|[A-Z])\.$")
OPENING, CLOSING = "「『（(［[【〈《“", "」』）)］]】〉》”"
#: What opens, closes and ends.
SIGNS = re.compile(rf"[{re.escape(OPENING + CLOSING)}。！？.!?]")


@lru_cache(maxsize=256)  # one paragraph is asked for by each of its references and terms
def find_sentence_ends(text: str) -> tuple[int, ...]:
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
    ends = find_sentence_ends(text)
    index = next((at for at, end in enumerate(ends) if offset <= end or not text[end:offset].strip()), len(ends))
    return _sentence(text, ends[index - 1] if index else 0, ends[index] if index < len(ends) else len(text))


@lru_cache(maxsize=256)  # many say the same of a sentence, and each would keep it
def _sentence(text: str, start: int, end: int) -> str:
    return text[start:end].strip()
