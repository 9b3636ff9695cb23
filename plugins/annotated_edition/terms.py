"""The term matcher: longest match, blind to width and composition, without word boundaries where a script has none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence


class Matcher:
    """Finds names in text with one regular expression, the longest first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: folded name → id."""
        self._ids = names
        ordered = sorted((name for name in names if name), key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(_bounded, ordered))) if ordered else None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and id of each name in `text`, in order, none overlapping another."""
        if self._pattern is None:
            return
        folded, offsets = _folded(text)
        for found in self._pattern.finditer(folded):
            yield offsets[found.start()], offsets[found.end()], self._ids[found[0]]


def _bounded(name: str) -> str:
    """The pattern of a name: a Latin letter or a digit at its edge must not touch another one."""
    left = r"(?<![A-Za-z0-9])" if _latin(name[0]) else ""
    right = r"(?![A-Za-z0-9])" if _latin(name[-1]) else ""
    return f"{left}{re.escape(name)}{right}"


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each offset in it (its end included) the offset in `text`."""
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
