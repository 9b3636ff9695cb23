"""Where a text names terms.

A name is found where no letter, mark or digit of its own word touches it: `мир` is not in `Владимир`. Words of Chinese,
Japanese, Thai and the like have no such edges; in Korean only what comes before counts, since particles follow a noun.
A name in small letters is also found with a capital at the beginning of a sentence, and over a line break.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from ..reading.inline import join_of
from ..reading.sentences import ABBREVIATION
from ..reading.visible import NEWLINE

#: First words of the Unicode names of characters whose scripts set no spaces between words.
WITHOUT_SPACES = frozenset({
    "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "BOPOMOFO", "YI",
    "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "JAVANESE", "BALINESE",
})  # fmt: skip
#: What stands before the first letter of a sentence.
BEGINNING = re.compile(r"(?:^\W*|[.!?…][^\w\s]*\s\W*|[。！？]\W*|[\"“‘„«¿¡(\[])(?=[^\W\d_])")


class Matcher:
    """Finds names in text, the longest first."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Sort the names, folded name → id, by how they begin; each has two characters at least."""
        self._ids = names
        self._by_beginning: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._by_beginning.setdefault(name[:2], []).append(name)

    def find(self, text: str, stretches: Iterable[tuple[int, int]] = ()) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and id of each name in stretches of `text` (or all of it), in order, without overlaps."""
        folded, starts, ends = _fold_with_offsets(text)
        readings = dict.fromkeys((folded, _lower_beginnings(folded)))
        offsets = range(len(folded))
        possible = sorted({at for reading in readings for at in offsets if reading[at : at + 2] in self._by_beginning})
        for first, last in stretches or [(0, len(text))]:
            after, end = bisect_left(starts, first), bisect_left(starts, last)
            for at in possible[bisect_left(possible, after) : bisect_left(possible, end)]:
                name = max((self._name_at(reading, at, end) for reading in readings), key=len) if at >= after else ""
                if name:
                    after = at + len(name)
                    yield starts[at], ends[after - 1], self._ids[name]

    def _name_at(self, text: str, at: int, end: int) -> str:
        """Return the longest name at an offset that is words by itself; "" where there is none."""
        for name in self._by_beginning.get(text[at : at + 2], ()):
            if text.startswith(name, at, end) and _is_apart(text, at, at + len(name)):
                return name
        return ""


def _is_apart(text: str, start: int, end: int) -> bool:
    """Return whether no word goes on over the edges of a name."""
    if start and _are_of_one_word(text[start - 1], text[start]):
        return False
    return end == len(text) or _script(text[end - 1]) == "HANGUL" or not _are_of_one_word(text[end - 1], text[end])


def _are_of_one_word(left: str, right: str) -> bool:
    scripts = {_script(left), _script(right)}
    if scripts == {"0", "HANGUL"} or "" in scripts:
        return False
    return len(scripts) == 1 or "0" in scripts or "COMBINING" in scripts


@cache
def _script(char: str) -> str:
    """Return the script of a letter or mark, from its name in Unicode, 0 for a digit; "" where words have no edges."""
    if char.isdecimal():
        return "0"
    script = unicodedata.name(char, "").split(" ")[0]
    is_part = unicodedata.category(char)[0] in "LM" and not script.startswith("VARIATION")
    return script if is_part and script not in WITHOUT_SPACES else ""


def _lower_beginnings(text: str) -> str:
    """Return a text with the first letter of each sentence small."""
    letters = list(text)
    for beginning in BEGINNING.finditer(text):
        stop, at = beginning.start(), beginning.end()
        small = text[at].lower()
        if len(small) == 1 and not (at and ABBREVIATION.search(text[max(0, stop - 8) : stop + 1])):
            letters[at] = small
    return "".join(letters)


def _fold_with_offsets(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return the folded text on one line, and for each of its characters start and end of what it is in `text`."""
    if "\n" not in text and unicodedata.is_normalized("NFKC", text):
        return text, range(len(text)), range(1, len(text) + 1)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        if line_break := NEWLINE.match(text, at):
            end = line_break.end()
            part = join_of(text[at - 1 : at], text[end : end + 1])
        else:
            end = at + 1
            # A character and the marks that compose with it fold together: か + ゛, ﾊ + ﾟ.
            while end < len(text) and unicodedata.combining(unicodedata.normalize("NFKC", text[end])[:1] or "a"):
                end += 1
            part = unicodedata.normalize("NFKC", text[at:end])
        parts.append(part)
        starts.extend([at] * len(part))
        ends.extend([end] * len(part))
        at = end
    return "".join(parts), starts, ends
