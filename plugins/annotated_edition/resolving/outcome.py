"""What came out of the citation style: citations without words or title, sources that look alike, fields left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..model.annotations import Source
from ..model.csl import words_of
from ..model.problems import Problem, problem
from ..model.spans import plain
from ..reading.bib_checks import words_in
from ..reading.bib_normal import VERBATIM
from ..reading.bib_reader import BibEntry
from ..reading.bib_tables import SHOWN_FIELDS
from ..reading.items import CslItem
from ..reading.text import shorten
from .positions import Cite, find_positions
from .typeset import Typeset

#: What stands before a number and is no word for a source: p. 12, S. 12, n. 3.
NUMBER_WORDS = re.compile(r"\b(?:pp?|ss?|nn?|nos?|vols?|ch|chap|art|sec|para)\b\.?|[頁第章条巻号]", re.IGNORECASE)
#: Where a title may end in a short form.
TITLE_END = re.compile(r"[:：?？!！]|\s[–—-]\s|——|[-―]{2}")
#: Fields that say in other words, or for other purposes, what a citation shows.
REWORDED = VERBATIM - {"url", "doi"} | {"type", "shorttitle", "pubstate"}


def judge_citations(
    clusters: Mapping[int, Sequence[Cite]],
    typeset: Typeset,
    items: Mapping[str, CslItem],
    entries: Mapping[str, BibEntry],
    labels: Mapping[int, str],
) -> Iterator[Problem]:
    """Yield AE223 for a source that the style has no words for, AE224 for one without its title, AE225 for a double."""
    first: dict[str, int] = {}
    for number in sorted(clusters):
        for cite in clusters[number]:
            first.setdefault(cite.source, number)
    full: dict[str, str] = {}
    for key, number in first.items():
        if key not in items or key not in entries:
            continue
        place, text = entries[key].place, plain(typeset.sources[key])
        title = str(items[key].get("title", ""))
        if not has_words(text, title):
            yield problem("AE223", place, key=key, number=labels[number], found=shorten(text))
            continue
        full[key] = text
        if not _holds_title(text, title, str(items[key].get("title-short", ""))):
            yield problem("AE224", place, key=key)
    short: dict[str, str] = {}
    shown: dict[str, str] = {}
    for number, index, cite in _later_citations(clusters):
        if cite.source in full and cite.source not in short:
            text = plain(typeset.texts[number, index])
            shown[cite.source], short[cite.source] = text, _without_locator(text, cite)
            if not has_words(short[cite.source], str(items[cite.source].get("title", ""))):
                yield problem(
                    "AE223", entries[cite.source].place, key=cite.source, number=labels[number], found=shorten(text)
                )
    alike = _find_alike(short, shown) | _find_alike(full, full)
    for (key, other), found in sorted(alike.items(), key=lambda pair: entries[pair[0][0]].place.line):
        yield problem("AE225", entries[key].place, key=key, other=other, found=shorten(found))


def _later_citations(clusters: Mapping[int, Sequence[Cite]]) -> Iterator[tuple[int, int, Cite]]:
    """Yield what is cited again, by the style and not as an ibid.: number of the footnote, index, citation."""
    for number, positions in find_positions(clusters).items():
        for index, position in enumerate(positions):
            cite = clusters[number][index]
            if position.name == "subsequent" and cite.printed is None:
                yield number, index, cite


def has_words(text: str, title: str = "") -> bool:
    """Return whether a citation has more than marks, numbers and the words for what they count, or has its title.

    A title may be a number, as 1984.
    """
    if any(character.isalpha() for character in NUMBER_WORDS.sub("", text)):
        return True
    return bool(words_of(title)) and words_of(title) in words_of(text)


def _holds_title(text: str, title: str, short: str) -> bool:
    words = words_of(text)
    shown = [words_of(title), words_of(short), words_of(TITLE_END.split(title)[0])]
    return not shown[0] or any(each and each in words for each in shown)


def _without_locator(text: str, cite: Cite) -> str:
    """Return a citation without its locator and the words around it."""
    for words in (plain(cite.before), plain(cite.after)):
        text = text.replace(words, "")
    if cite.locator:
        parts = map(re.escape, re.findall(r"\w+", cite.locator))
        found = list(re.finditer(r"\W*".join(parts), text))
        if found:
            text = text[: found[-1].start()] + text[found[-1].end() :]
    return text


def _find_alike(texts: Mapping[str, str], shown: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return each key whose text reads like that of an earlier one, with that, and what is shown of it."""
    first: dict[str, str] = {}
    pairs = [(key, first.setdefault(words_of(text), key)) for key, text in texts.items() if has_words(text)]
    return {(key, other): shown[key] for key, other in pairs if key != other}


def find_unprinted(entries: Iterable[BibEntry], sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Yield AE226 for each field of a source that its citation in full shows nothing of."""
    for entry in entries:
        if source := sources.get(entry.key):
            text = plain(source.full)
            shown, numbers = words_of(text), re.findall(r"\d+", text)
            for name in entry.fields.keys() & SHOWN_FIELDS - REWORDED:
                words = [entry.fields[name]] if name in VERBATIM else words_in(name, entry.fields[name])
                # The 2 of an edition does not stand in the year 2003.
                if words and not any(
                    word in numbers if word.isdecimal() else words_of(word) in shown for word in words
                ):
                    yield problem("AE226", entry.field_places[name], key=entry.key, field=name)
