"""From a query such as 12, 15-18 or words to footnotes; what the search of the pages shares with it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

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
#: How texts are compared, the same for Python and for a browser. `invisible` characters are left out; so are the
#: `skipped` ones, but of those between two digits one sign is kept (both are what stands in brackets of a regular
#: expression). Each of the `variants` is a row of spellings of which any finds any. `phrase` takes a query apart into
#: phrases in quotation marks and words. For a language in `words`, words are runs of `letters`, found where they begin
#: and in their other forms: the first of the `forms` whose expression is all of a word has the endings of its forms,
#: in which 2 stands for what its second group found. A stemmer would find no more forms (Snowball's English misses
#: program for programme), but far more other words, and needs the whole word while somebody is typing it.
FOLDING = json.loads(Path(__file__).with_name("folding.json").read_text(encoding="utf-8"))
_INVISIBLE = re.compile(f"[{FOLDING['invisible']}]")
PHRASE = re.compile(FOLDING["phrase"])


class Answer(NamedTuple):
    """What a query found."""

    numbers: tuple[FootnoteLabel, ...]
    """Printed labels of footnotes, in the order of the edition, each once."""
    unknown: tuple[str, ...]
    """Labels that were asked for and do not exist."""


def lookup(texts: Mapping[FootnoteLabel, str], query: str, language: str) -> Answer:
    """Return the footnotes that a query asks for; `texts` has what `texts_of` makes of each, by its label.

    Labels and ranges (17, １７, 注17, 3-5, *, 2:3, 第2章注3, separated by spaces or commas) mean printed labels; a
    range goes over gaps but must begin and end within the numbers that exist. A number without a chapter is one of any
    chapter. Anything else is words between white space and phrases in quotation marks, all of which must stand in what
    the footnote says, in its citations in full, or in their titles, as `word_pattern` compares them.
    """
    plain = NAMED_CHAPTER.sub(r"\1\2:", unicodedata.normalize("NFKC", query).strip())
    parts = [part for part in SEPARATORS.split(SPACED_PREFIX.sub(r"\1", plain)) if part]
    asked = [_asked_for(list(texts), part) for part in parts]
    if parts and all(asked):
        wanted = {label for labels, _ in filter(None, asked) for label in labels}
        unknown = dict.fromkeys(label for _, missing in filter(None, asked) for label in missing)
        return Answer(tuple(label for label in texts if label in wanted), tuple(unknown))
    patterns = query_patterns(query, language)
    hits = [label for label, text in texts.items() if patterns and all(each.search(text) for each in patterns)]
    return Answer(tuple(hits), ())


def query_patterns(query: str, language: str) -> list[re.Pattern[str]]:
    """Return what finds each word of a query, and each phrase in quotation marks."""
    return [
        word_pattern(found[1] or found[0], language, exact=bool(found[2]))
        for found in PHRASE.finditer(query)
        if any(map(str.isalnum, found[0]))
    ]


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


def word_rules(language: str) -> dict[str, Any]:
    """Return how words of a language are found; nothing for a language in which a text is found wherever it stands."""
    return FOLDING["words"].get(language.partition("-")[0].lower(), {})  # type: ignore[no-any-return]


def strip_differences(text: str, language: str = "") -> str:
    """Return a text as it is compared: without differences of width, case, spaces, middle dots, dashes, long vowels.

    In a language whose words are told apart, one space between two of them is kept.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text).upper())
    return _skipped(language).sub(lambda found: ("", "-", " ")[found.lastindex or 0], text)


@cache
def _skipped(language: str) -> re.Pattern[str]:
    """Return what finds a run that is skipped: one between digits has a first group, one between words a second."""
    skipped, within = f"[{FOLDING['skipped']}]", ["0-9"]
    if rules := word_rules(language):
        within.append(f"0-9{rules['letters']}")
    runs = [f"(?<=[{each}])({skipped}){skipped}*(?=[{each}])" for each in within]
    return re.compile("|".join((*runs, f"{skipped}+")))


def word_pattern(word: str, language: str = "", *, exact: bool = False) -> re.Pattern[str]:
    """Return what finds a word in a text without differences, in any of its spellings; not within a longer number.

    In a language whose words are told apart it finds whole words: those that begin so, and other forms of the word; if
    `exact`, only the word or phrase as it is.
    """
    word, rules = strip_differences(word, language), word_rules(language)
    digit, letter = "[0-9]", f"[{rules['letters']}]" if rules else "(?!)"
    first, last = (next((k for k in (digit, letter) if re.match(k, sign)), "") for sign in (word[:1], word[-1:]))
    found = [] if exact else [f"{_spelled(form, language)}(?!{letter})" for form in _forms(word, rules)]
    found.append(_spelled(word, language) + (f"{letter}*" if last == letter and not exact else last and f"(?!{last})"))
    return re.compile(f"{first and f'(?<!{first})'}(?:{'|'.join(found)})")


def _forms(word: str, rules: dict[str, Any]) -> list[str]:
    """Return all forms of a word, where it is one whose forms are known."""
    for expression, endings in rules.get("forms", ()):
        if found := re.fullmatch(expression, word):
            stem, double = found[1], found[found.re.groups]
            return [stem + ending.replace("2", double) for ending in endings]
    return []


def _spelled(word: str, language: str) -> str:
    """Return the expression that finds a word in any of its spellings, with spaces and without."""
    spellings = _spellings(language)
    parts = re.findall("|".join((*map(re.escape, spellings), ".")), word, re.DOTALL)
    return "".join(spellings.get(part) or (" ?" if part == " " else re.escape(part)) for part in parts)


@cache
def _spellings(language: str) -> dict[str, str]:
    """Return for each spelling, the longest first, the expression that finds all of its row."""
    rows = [[strip_differences(each, language) for each in row] for row in FOLDING["variants"]]
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
        number: "\n".join(
            strip_differences(text, edition.language)
            for text in (*footnote_texts(edition, footnote), supported_text(footnote))
        )
        for number, footnote in edition.footnotes.items()
    }
