"""From a query such as 12, 15-18 or words to footnotes; what the search of the pages shares with it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a lookup from the cache needs no shapes
    from ..model.annotations import Footnote
    from ..model.edition import Edition

PREFIX = r"(?:脚注|註|注|第|footnote|note|fn-?|\[\^)"
NUMBER = re.compile(rf"{PREFIX}?(\d{{1,12}})(?:[-‐-―−~〜]{PREFIX}?(\d{{1,12}}))?[番\].。]?", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s,、，;；・]+")
#: A space after a prefix belongs to the number: 脚注 17.
SPACED_PREFIX = re.compile(r"(脚注|註|注|footnote|note|第)\s+(?=\d)", re.IGNORECASE)
#: What does not count when texts are compared, the same for Python and for a browser: `invisible` characters are left
#: out; so are the `skipped` ones, but of those between two digits one sign is kept (both are what stands in brackets of
#: a regular expression); each of the `variants` is a row of spellings of which any finds any.
FOLDING = json.loads(Path(__file__).with_name("folding.json").read_text(encoding="utf-8"))
_INVISIBLE = re.compile(f"[{FOLDING['invisible']}]")
SKIPPED = re.compile(f"(?<=[0-9])([{FOLDING['skipped']}])[{FOLDING['skipped']}]*(?=[0-9])|[{FOLDING['skipped']}]+")


class Answer(NamedTuple):
    """What a query found."""

    numbers: tuple[int, ...]
    """Printed numbers of footnotes, in ascending order, each once."""
    unknown: tuple[int, ...]
    """Numbers that were asked for and do not exist."""


def lookup(texts: Mapping[int, str], query: str) -> Answer:
    """Return the footnotes that a query asks for; `texts` is what `texts_of` makes of an edition.

    Numbers and ranges (17, １７, 注17, 3-5, separated by spaces or commas) mean printed numbers; a range goes over
    gaps but must begin and end within the numbers that exist. Anything else is words between white space, all of which
    must stand in what the footnote says, in its citations in full, or in their titles, as `word_pattern` compares them.
    """
    plain = SPACED_PREFIX.sub(r"\1", unicodedata.normalize("NFKC", query).strip())
    parts = [part for part in SEPARATORS.split(plain) if part]
    ranges = [found for part in parts if (found := NUMBER.fullmatch(part))]
    if parts and len(ranges) == len(parts):
        return _numbered(texts, ranges)
    patterns = [word_pattern(word) for word in query.split() if any(map(str.isalnum, word))]
    hits = [number for number, text in texts.items() if patterns and all(each.search(text) for each in patterns)]
    return Answer(tuple(sorted(hits)), ())


def _numbered(texts: Mapping[int, str], ranges: list[re.Match[str]]) -> Answer:
    wanted: set[int] = set()
    unknown: list[int] = []
    lowest, highest = min(texts, default=1), max(texts, default=0)
    for found in ranges:
        first, last = sorted((int(found[1]), int(found[2] or found[1])))
        if found[2]:
            missing = [number for number in (first, last) if not lowest <= number <= highest]
        else:
            missing = [first] if first not in texts else []
        unknown += missing
        if not missing:
            wanted.update(number for number in texts if first <= number <= last)
    return Answer(tuple(sorted(wanted)), tuple(dict.fromkeys(unknown)))


def strip_differences(text: str) -> str:
    """Return a text as it is compared: without differences of width, case, spaces, middle dots, dashes, long vowels."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).upper())
    return SKIPPED.sub(lambda found: "-" if found[1] else "", text)


def word_pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word, in any of its spellings, in a text without differences; not within a longer number."""
    word = strip_differences(word)
    spellings = _spellings()
    parts = re.findall("|".join((*map(re.escape, spellings), ".")), word, re.DOTALL)
    pattern = "".join(spellings.get(part) or re.escape(part) for part in parts)
    return re.compile(f"{'(?<![0-9])' * word[:1].isdigit()}{pattern}{'(?![0-9])' * word[-1:].isdigit()}")


@cache
def _spellings() -> dict[str, str]:
    """Return for each spelling, the longest first, the expression that finds all of its row."""
    rows = [[strip_differences(each) for each in row] for row in FOLDING["variants"]]
    patterns = {each: f"(?:{'|'.join(sorted(row, key=len, reverse=True))})" for row in rows for each in row}
    return dict(sorted(patterns.items(), key=lambda item: -len(item[0])))


def footnote_texts(edition: Edition, footnote: Footnote) -> list[str]:
    """Return by what a footnote is found: what it says, then what its citations in full and their titles say more."""
    from ..model.spans import plain

    texts = [footnote.text]
    for citation in footnote.citations:
        source = edition.sources.get(citation.source)
        for text in (plain(citation.full), source.title if source else ""):
            if not any(strip_differences(text) in strip_differences(each) for each in texts):
                texts.append(text)
    return texts


def texts_of(edition: Edition) -> dict[int, str]:
    """Return what `lookup` looks in: all text by which a footnote is found, as it is compared, by its number."""
    return {
        number: "\n".join(map(strip_differences, footnote_texts(edition, footnote)))
        for number, footnote in edition.footnotes.items()
    }
