"""Makes ASCII names of titles, for files, headings, terms and sources."""

from __future__ import annotations

import re
import unicodedata

from .tables import IMPORT_TABLES

#: Words that head sections everywhere → what a file or an id is called by them.
HEADWORDS = {word: name for name, words in IMPORT_TABLES["headwords"].items() for word in words.split()}
SMALL = frozenset(IMPORT_TABLES["small_words"].split())
KANA = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}


def make_slug(text: str, longest: int = 40, kana: bool = True) -> str:
    """Return ASCII words of a title, headwords translated; empty where it has none.

    `kana` spells out katakana where there is nothing else.
    """
    text = unicodedata.normalize("NFKC", re.sub(r"\[\^\d+\]", "", text))
    words = [
        (word.start(), word[0].lower())
        for word in re.finditer(r"[A-Za-z][A-Za-z0-9]+", text)
        if (len(word[0]) > 2 or word[0].isupper()) and word[0].lower() not in SMALL
    ]
    words += [(text.index(word), name) for word, name in HEADWORDS.items() if word in text]
    if not words and kana:
        words = [(word.start(), spell_kana(word[0])) for word in re.finditer(r"[ァ-ヴー]{3,}", text)]
    parts: list[str] = []
    for _, word in sorted(words):
        if word not in parts and len("-".join([*parts, word])) <= longest and len(parts) < 4:
            parts.append(word)
    return "-".join(parts)


def spell_kana(kana: str) -> str:
    """Return katakana in Latin letters, roughly after Hepburn."""
    spelt = ""
    for char in kana:
        *kind, sound = unicodedata.name(char, "none").lower().split()
        sound = KANA.get(sound, sound)
        if "letter" not in kind or ("small" in kind and sound == "tsu"):
            continue
        if "small" in kind:
            spelt = spelt[:-1]
            sound = sound.removeprefix("y") if spelt.endswith(("sh", "ch", "j")) else sound
        spelt += sound
    return spelt


def to_ascii(text: str) -> str:
    """Return the letters of a text without their accents, small; others are left out."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def take_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number where it is taken, and add it to those taken."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free
