"""From a query such as 12, 15-18 or words to footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a lookup from the cache needs no shapes
    from ..model.annotations import Footnote
    from ..model.edition import Edition

PREFIX = r"(?:脚注|註|注|第|footnote|note|fn-?|\[\^)"
NUMBER = re.compile(rf"{PREFIX}?(\d{{1,12}})(?:[-‐-―−~〜]{PREFIX}?(\d{{1,12}}))?[番\].。]?", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s,、，;；・]+")
#: A space after a prefix belongs to the number: 脚注 17.
SPACED_PREFIX = re.compile(r"(脚注|註|注|footnote|note|第)\s+(?=\d)", re.IGNORECASE)


class Answer(NamedTuple):
    """What a query found."""

    numbers: tuple[int, ...]
    """Printed numbers of footnotes, in ascending order, each once."""
    unknown: tuple[int, ...]
    """Numbers that were asked for and do not exist."""


def lookup(texts: Mapping[int, str], query: str) -> Answer:
    """Return the footnotes that a query asks for; `texts` has what `searchable` makes of each, by its number.

    Numbers and ranges (17, １７, 注17, 3-5, separated by spaces or commas) mean printed numbers; a range goes over
    gaps but must begin and end within the numbers that exist. Anything else is words, all of which must stand in what
    the footnote says, in its citations in full, or in their titles; width, case and white space do not count.
    """
    plain = SPACED_PREFIX.sub(r"\1", unicodedata.normalize("NFKC", query).strip())
    parts = [part for part in SEPARATORS.split(plain) if part]
    ranges = [found for part in parts if (found := NUMBER.fullmatch(part))]
    if parts and len(ranges) == len(parts):
        return _numbered(texts, ranges)
    words = [folded(part) for part in parts]
    hits = [number for number, text in texts.items() if words and all(word in text for word in words)]
    return Answer(tuple(sorted(hits)), ())


def _numbered(texts: Mapping[int, str], ranges: list[re.Match[str]]) -> Answer:
    wanted: set[int] = set()
    unknown: list[int] = []
    for found in ranges:
        first, last = sorted((int(found[1]), int(found[2] or found[1])))
        ends = [number for number in (first, last) if not min(texts, default=1) <= number <= max(texts, default=0)]
        if not ends and found[2] is None and first not in texts:
            ends = [first]
        unknown += ends
        if not ends:
            wanted.update(number for number in texts if first <= number <= last)
    return Answer(tuple(sorted(wanted)), tuple(dict.fromkeys(unknown)))


def folded(text: str) -> str:
    """Return a text as it is compared: without differences of width, case and white space."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).casefold()


def searchable(edition: Edition, footnote: Footnote) -> str:
    """Return all text by which a footnote is found, as it is compared."""
    from ..model.spans import plain

    parts = [footnote.text]
    for citation in footnote.citations:
        parts.append(plain(citation.full))
        if citation.source in edition.sources:
            parts.append(edition.sources[citation.source].title)
    return folded(" ".join(parts))


def texts_of(edition: Edition) -> dict[int, str]:
    """Return what `lookup` looks in: the searchable text of every footnote by its number."""
    return {number: searchable(edition, footnote) for number, footnote in edition.footnotes.items()}
