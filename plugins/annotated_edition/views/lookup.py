"""From a query such as 12, 15-18 or words to footnotes; what the search of the pages shares with it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..model.labels import FootnoteLabel

if TYPE_CHECKING:  # a lookup from the cache needs no shapes
    from ..model.annotations import Footnote
    from ..model.edition import Edition

PREFIX = r"(?:脚注|註|注|第|footnote|note|fn-?|\[\^)"
#: A number or a range, within a chapter or not: 17, 3-5, 2:3-5.
NUMBER = re.compile(
    rf"{PREFIX}?(?:([A-Za-z0-9-]{{1,20}}):)?(\d{{1,12}})(?:[-‐-―−~〜]{PREFIX}?(?:\1:)?(\d{{1,12}}))?[番\].。]?",
    re.IGNORECASE,
)
#: A label of another kind, such as 12a or *.
OTHER_LABEL = re.compile(rf"{PREFIX}?(\S+?)[番\].。]?", re.IGNORECASE)
SEPARATORS = re.compile(r"[\s,、，;；・]+")
#: A space after a prefix belongs to the number: 脚注 17.
SPACED_PREFIX = re.compile(r"(脚注|註|注|footnote|note|第)\s+(?=[\d*†‡])", re.IGNORECASE)
#: How a chapter is named before its footnote: 第2章注3, chapter 2, note 3.
NAMED_CHAPTER = re.compile(
    r"(?:第\s*(\d+)\s*章の?|ch(?:apter|\.)\s*(\d+),?\s*)(?:脚注|註|注|footnote|note|n\.)\s*", re.IGNORECASE
)
#: What does not count when texts are compared, the same for Python and for a browser: `invisible` characters are left
#: out; so are the `skipped` ones, but of those between two digits one sign is kept (both are what stands in brackets of
#: a regular expression); each of the `variants` is a row of spellings of which any finds any.
FOLDING = json.loads(Path(__file__).with_name("folding.json").read_text(encoding="utf-8"))
_INVISIBLE = re.compile(f"[{FOLDING['invisible']}]")
SKIPPED = re.compile(f"(?<=[0-9])([{FOLDING['skipped']}])[{FOLDING['skipped']}]*(?=[0-9])|[{FOLDING['skipped']}]+")


class Answer(NamedTuple):
    """What a query found."""

    numbers: tuple[FootnoteLabel, ...]
    """Printed labels of footnotes, in the order of the edition, each once."""
    unknown: tuple[str, ...]
    """Labels that were asked for and do not exist."""


def lookup(texts: Mapping[FootnoteLabel, str], query: str) -> Answer:
    """Return the footnotes that a query asks for; `texts` has what `texts_of` makes of each, by its label.

    Labels and ranges (17, １７, 注17, 3-5, *, 2:3, 第2章注3, separated by spaces or commas) mean printed labels; a
    range goes over gaps but must begin and end within the numbers that exist. A number without a chapter is one of any
    chapter. Anything else is words between white space, all of which must stand in what the footnote says, in its
    citations in full, or in their titles, as `word_pattern` compares them.
    """
    plain = NAMED_CHAPTER.sub(r"\1\2:", unicodedata.normalize("NFKC", query).strip())
    parts = [part for part in SEPARATORS.split(SPACED_PREFIX.sub(r"\1", plain)) if part]
    asked = [_asked_for(list(texts), part) for part in parts]
    if parts and all(asked):
        wanted = {label for labels, _ in filter(None, asked) for label in labels}
        unknown = dict.fromkeys(label for _, missing in filter(None, asked) for label in missing)
        return Answer(tuple(label for label in texts if label in wanted), tuple(unknown))
    patterns = [word_pattern(word) for word in query.split() if any(map(str.isalnum, word))]
    hits = [label for label, text in texts.items() if patterns and all(each.search(text) for each in patterns)]
    return Answer(tuple(hits), ())


def _asked_for(labels: list[FootnoteLabel], part: str) -> tuple[list[FootnoteLabel], list[str]] | None:
    """Return the footnotes that a part of a query asks for, and what of it does not exist; None where it is a word."""
    if not (found := NUMBER.fullmatch(part)):
        other = OTHER_LABEL.fullmatch(part)
        named = [
            label for label in labels if other and other[1].casefold() in (label.casefold(), label.mark.casefold())
        ]
        return (named, []) if named else None
    chapter, ends = found[1] or "", sorted({int(found[2]), int(found[3] or found[2])})
    own = {
        label: label.number
        for label in labels
        if label.number is not None and (not chapter or label.chapter.casefold() == chapter.casefold())
    }
    numbers = own.values()
    missing = [end for end in ends if not min(numbers, default=1) <= end <= max(numbers, default=0)]
    if not missing and len(ends) == 1 and ends[0] not in numbers:
        missing = ends
    wanted = [] if missing else [label for label, number in own.items() if ends[0] <= number <= ends[-1]]
    return wanted, [f"{chapter}:{end}" if chapter else str(end) for end in missing]


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
    """Return by what a footnote is found: what it says, and what its entry shows besides, where that says more.

    These are its citations in full, their titles, and the edition's notes on their sources.
    """
    from ..model.spans import plain

    shown = []
    for citation in footnote.citations:
        source = edition.sources.get(citation.source)
        shown += [plain(citation.full), source.title if source else "", plain(source.annotation) if source else ""]
    texts = [footnote.text]
    for text in shown:
        if not any(strip_differences(text) in strip_differences(each) for each in texts):
            texts.append(text)
    return texts


def supported_text(footnote: Footnote) -> str:
    """Return the sentences that a footnote supports: a lookup finds it by them as well; a search, where they stand."""
    return "\n".join(dict.fromkeys(reference.sentence for reference in footnote.references))


def texts_of(edition: Edition) -> dict[FootnoteLabel, str]:
    """Return what `lookup` looks in: all text by which a footnote is found, as it is compared, by its label."""
    return {
        number: "\n".join(map(strip_differences, (*footnote_texts(edition, footnote), supported_text(footnote))))
        for number, footnote in edition.footnotes.items()
    }
