"""From "12, 15-18" or words to the numbers of footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from posixpath import splitext
from typing import NamedTuple

from .wording import UNSPACED, primary

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


def lookup(known: Collection[int], texts: Callable[[], Iterable[tuple[int, str]]], query: str) -> Answer:
    """The footnotes that a query asks for, among those of the `known` numbers.

    `texts` is asked for what words are looked for in, as `records.searchable` makes it, beside the number of each.

    Numbers and ranges (17, １７, 注17, 3-5, separated by spaces or commas) by their printed numbers; a range goes over
    gaps but must begin and end within the numbers that exist. Anything else is words, all of which must stand in what
    the footnote says, in its citations in full, or in their titles; width, case and white space do not count.
    """
    parts = [
        part
        for part in SEPARATORS.split(SPACED_PREFIX.sub(r"\1", unicodedata.normalize("NFKC", query).strip()))
        if part
    ]
    ranges = [NUMBER.fullmatch(part) for part in parts]
    if parts and all(ranges):
        wanted: set[int] = set()
        unknown: list[int] = []
        for found in ranges:
            assert found is not None
            first, last = sorted((int(found[1]), int(found[2] or found[1])))
            ends = [number for number in (first, last) if not min(known, default=1) <= number <= max(known, default=0)]
            if not ends and found[2] is None and first not in known:
                ends = [first]
            unknown += ends
            if not ends:
                wanted.update(number for number in known if first <= number <= last)
        return Answer(tuple(sorted(wanted)), tuple(dict.fromkeys(unknown)))
    words = [folded(part) for part in parts]
    hits = [number for number, text in texts() if all(word in text for word in words)] if words else []
    return Answer(tuple(sorted(hits)), ())


def folded(text: str) -> str:
    """Text as it is compared: without differences of width, case and white space."""
    return re.sub(r"[\s\u200b]+", "", unicodedata.normalize("NFKC", text)).casefold()


def joint(language: str) -> str:
    """What stands between two sentences."""
    return "" if primary(language) in UNSPACED else " "


def url_of(page: str, fragment: str = "", directories: bool = True) -> str:
    """The address of a page from the site's root: text/x.md → text/x/, or text/x.html where pages are not x/."""
    folder, _, name = splitext(page)[0].rpartition("/")
    folder += "/" if folder else ""
    if name in ("index", "README"):
        url = folder if directories else f"{folder}index.html"
    else:
        url = f"{folder}{name}/" if directories else f"{folder}{name}.html"
    return (f"{url}#{fragment}" if fragment else url) or "./"
