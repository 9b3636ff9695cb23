"""Tells the notes of a web page by links: a sign that leads to a later place, which leads back or bears the sign."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .document import Document, DocumentBlock, DocumentNote
from .tree_reader import LINK_MARK, TreeReader

#: What a reference shows, and what a link back from the note does.
SIGN = re.compile(
    r"\s*(?:<sup>)?\s*\\?[\[（(]?\s*(?:注|註|note|n)?\s*(\d{1,4}|(?:\\?[*†‡§])+)\s*\\?[\])）]?\s*(?:</sup>)?\s*",
    re.IGNORECASE,
)
BACK_SIGN = re.compile(r"\s*(?:\^|↩\ufe0e?|↑|back|戻る|本文へ(?:戻る)?)\s*", re.IGNORECASE)
NOTE_NUMBER = re.compile(r"^(?:<sup>\s*)?[\[（(]?(?:\d{1,4}|\\\*|[†‡§])[\])）]?(?:\s*</sup>)?[.:：]?\s+")
#: What is left where a link back was: empty emphasis, a stop after the number.
LEFT_OVER = re.compile(r"\*\*\s*\*\*|<sup>\s*</sup>|^[\s.:：^↩]+|[\s^↩]+$")
#: First block of a place that a link leads to, and the one after its last.
Extent = tuple[int, int]


def lift_linked_notes(document: Document, reader: TreeReader) -> None:
    """Mark references that are links, lift what they lead to as notes, and leave out the links back."""
    places = [reader.anchors.get(name, (-1, -1)) for name in reader.targets]
    found = find_notes(document.blocks, places)
    owners = find_extents(document.blocks, found, places)
    notes = {start: DocumentNote(number, document.blocks[start].line) for start, (_, number) in found.items()}
    positions = {start: position for position, start in enumerate(notes)}
    rest: list[DocumentBlock] = []
    for index, block in enumerate(document.blocks):
        owner = owners.get(index)

        def show(link: re.Match[str], owner: int | None = owner, line: int = block.line) -> str:
            start = places[int(link[1])][0]
            if owner is None and start in positions and SIGN.fullmatch(link[2]):
                return f"\ufdd5{positions[start]}\ufdd6"
            if notes and (BACK_SIGN.fullmatch(link[2]) or (owner is not None and _is_back(link, owner, places))):
                document.log.change("back-link", line, link[2])
                return ""
            return link[2]

        block.text = re.sub(r"\s+(?=\ufdd5)", "", LINK_MARK.sub(show, block.text)).strip()
        if index == owner:
            block.text, block.marker = NOTE_NUMBER.sub("", LEFT_OVER.sub("", LEFT_OVER.sub("", block.text))), ""
        if owner is None:
            rest.append(block)
        elif block.text and block.kind != "heading":
            notes[owner].blocks.append(block)
    document.notes = list(notes.values())
    document.blocks = [block for block in rest if block.text]


def find_notes(blocks: Sequence[DocumentBlock], places: Sequence[Extent]) -> dict[int, tuple[int, int]]:
    """Return the notes in the order of their references: first block → the one after the last, printed number or 0.

    `places` says where each link leads.
    """
    found: dict[int, tuple[int, int]] = {}
    for index, block in enumerate(blocks):
        for link in LINK_MARK.finditer(block.text) if index not in found else ():
            (start, end), sign = places[int(link[1])], SIGN.fullmatch(link[2])
            if sign and index < start < len(blocks) and start not in found and _is_note(blocks, start, sign[1], places):
                found[start] = end, int(sign[1]) if sign[1].isdigit() else 0
    return found


def _is_note(blocks: Sequence[DocumentBlock], start: int, sign: str, places: Sequence[Extent]) -> bool:
    """Tell whether what begins at a block is a note: an item, or text that bears the sign or leads back."""
    block = blocks[start]
    shown = LINK_MARK.sub(lambda link: link[2], block.text)
    bears = SIGN.match(shown)
    if block.kind == "heading":
        return bool(bears and bears[0] == shown)
    back = any(_is_back(link, start, places) for link in LINK_MARK.finditer(block.text))
    return block.kind == "item" or back or bool(bears and bears[1] == sign)


def _is_back(link: re.Match[str], start: int, places: Sequence[Extent]) -> bool:
    """Tell whether a link of a note that begins at a block leads back: a sign, letter or arrow, to no later place."""
    letters = re.sub(r"</?sup>|[*\s]", "", link[2])
    sign = len(letters) <= 2 or bool(SIGN.fullmatch(link[2]) or BACK_SIGN.fullmatch(link[2]))
    return sign and places[int(link[1])][0] < start


def find_extents(
    blocks: Sequence[DocumentBlock], found: dict[int, tuple[int, int]], places: Sequence[Extent]
) -> dict[int, int]:
    """Return which note each block belongs to: its first block by index of the block.

    A paragraph between two notes that refers to none belongs to the first, and one after a note that says nothing.
    """
    owners: dict[int, int] = {}
    for start, (end, _) in found.items():
        end = min(end, len(blocks))
        owners |= {index: start for index in range(start, end) if index == start or index not in found}
        if end == len(blocks) or end in found or blocks[end].kind != "paragraph":
            continue
        refers = any(places[int(link[1])][0] in found for link in LINK_MARK.finditer(blocks[end].text))
        empty = blocks[start].kind == "heading" or not LINK_MARK.sub("", blocks[end - 1].text).strip()
        if empty or (end + 1 in found and not refers):
            owners[end] = start
    return owners
