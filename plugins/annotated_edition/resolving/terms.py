"""Where a text names terms."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence


class Matcher:
    """Finds names in text, the longest first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Sort the names, folded name → id, by how they begin; each has two characters at least."""
        self._ids = names
        self._by_beginning: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._by_beginning.setdefault(name[:2], []).append(name)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and id of each name in `text`, in order, none overlapping another."""
        folded, offsets = _fold_with_offsets(text)
        at = 0
        while at < len(folded):
            for name in self._by_beginning.get(folded[at : at + 2], ()):
                end = at + len(name)
                if folded.startswith(name, at) and not (_is_within_word(folded, at) or _is_within_word(folded, end)):
                    yield offsets[at], offsets[end], self._ids[name]
                    at = end
                    break
            else:
                at += 1


def _is_within_word(text: str, offset: int) -> bool:
    """Return whether Latin letters or digits meet at an offset, so that no name begins or ends there."""
    around = text[offset - 1 : offset + 1] if offset else ""
    return len(around) == 2 and around.isascii() and around.isalnum()


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
