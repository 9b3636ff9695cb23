"""Which part of a reading stands over which part of a name."""

from __future__ import annotations

import re

KANA_PART = re.compile(r"([ぁ-ゖァ-ヺー・]+)")


def align_reading(name: str, reading: str) -> list[tuple[str, str]]:
    """Return a name in pieces, each with its reading; empty for kana, which reads itself.

    Where the kana of the name do not stand in the reading in one way only, the whole name has the whole reading.
    """
    if not reading or _hiragana(name) == _hiragana(reading):
        return [(name, "")]
    pieces = [piece for piece in KANA_PART.split(name) if piece]
    pattern = "".join(f"({re.escape(_hiragana(p))})" if KANA_PART.fullmatch(p) else "(.+?)" for p in pieces)
    greedy = pattern.replace("+?", "+")
    shortest, longest = (re.fullmatch(each, _hiragana(reading)) for each in (pattern, greedy))
    if shortest is None or longest is None or shortest.groups() != longest.groups():
        return [(name, reading)]
    parts = [reading[slice(*shortest.span(at))] for at in range(1, len(pieces) + 1)]
    return [(piece, "" if KANA_PART.fullmatch(piece) else part) for piece, part in zip(pieces, parts, strict=True)]


def _hiragana(text: str) -> str:
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in text)
