"""The order of a glossary."""

from __future__ import annotations

import re
import unicodedata

from ..model.annotations import Term
from ..model.edition import fold

#: Small kana → large.
LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
#: Letter in which the name of a kana ends in Unicode → the vowel that a long mark ー repeats.
VOWELS = dict(zip("AIUEO", "あいうえお", strict=True))


def reading_order(term: Term) -> tuple[str, str]:
    """Return what a glossary sorts by: the reading, or else the name, kana in gojūon order (JIS X 4061).

    Voicing, size and the like count only between equals, and marks such as ・ do not count.
    """
    reading = "".join(
        chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in fold(term.reading or term.name).casefold()
    )
    base = ""
    for char in reading.translate(LARGE):
        if char == "ー" and base:
            name = unicodedata.name(base[-1], "")
            char = VOWELS.get(name[-1], "") if name.startswith("HIRAGANA LETTER") else ""
        base += char
    base = re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", base))
    return re.sub(r"[\W_]", "", base), reading
