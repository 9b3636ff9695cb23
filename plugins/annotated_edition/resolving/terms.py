"""Where a text names terms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

#: Characters of a common beginning that are shared: patterns nest no deeper, however long the names are.
MAX_SHARED = 8


class Matcher:
    """Finds names in text with one regular expression, the longest first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Compile the names, folded name → id."""
        self._ids = names
        self._pattern = re.compile(_pattern(names)) if any(names) else None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and id of each name in `text`, in order, none overlapping another."""
        if self._pattern is None:
            return
        folded, offsets = _fold_with_offsets(text)
        for name in self._pattern.finditer(folded):
            yield offsets[name.start()], offsets[name.end()], self._ids[name[0]]


def _pattern(names: Iterable[str]) -> str:
    """Return the pattern of all names, common beginnings once: thousands of names cost little more than a few.

    A Latin letter or a digit at the edge of a name must not touch another one.
    """
    ordered = sorted(filter(None, names))
    latin = [name for name in ordered if _is_latin(name[0])]
    others = [name for name in ordered if not _is_latin(name[0])]
    parts = [_either(others, "", 0)] if others else []
    return "|".join([*parts, rf"(?<![A-Za-z0-9]){_either(latin, '', 0)}"] if latin else parts)


def _either(rests: Sequence[str], before: str, depth: int) -> str:
    """Return the pattern of what may follow the character `before`, the longest first; `rests` are in order."""
    if len(rests) == 1 or depth == MAX_SHARED:
        parts = [re.escape(rest) + _end(before + rest) for rest in sorted(rests, key=len, reverse=True)]
    else:
        parts = [
            re.escape(char) + _either([rest[1:] for rest in same], char, depth + 1)
            for char, same in groupby(filter(None, rests), key=lambda rest: rest[0])
        ]
        if rests[0] == "":
            parts.append(_end(before))
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _end(name: str) -> str:
    return r"(?![A-Za-z0-9])" if _is_latin(name[-1]) else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _fold_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and for each offset in it (its end included) the offset in `text`."""
    if unicodedata.is_normalized("NFKC", text):
        return text, range(len(text) + 1)
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        # A character and the marks that compose with it fold together: か + ゛, ﾊ + ﾟ.
        while end < len(text) and unicodedata.combining(unicodedata.normalize("NFKC", text[end])[:1] or "a"):
            end += 1
        part = unicodedata.normalize("NFKC", text[at:end])
        parts.append(part)
        offsets.extend([at] * len(part))
        at = end
    offsets.append(len(text))
    return "".join(parts), offsets
