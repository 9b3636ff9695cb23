"""Recognises languages, and knows the words by which the footnotes of each point back: data, in languages.json."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from .inline_markdown import HAS_CJK

LANGUAGE_WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
#: Scripts that one language has by far the most texts in.
_SCRIPTS = {"ko": "[\uac00-\ud7a3]", "ar": "[\u0600-\u06ff]", "he": "[\u0590-\u05ff]", "ru": "[\u0400-\u04ff]",
            "el": "[\u0370-\u03ff]", "hi": "[\u0900-\u097f]", "th": "[\u0e00-\u0e7f]"}  # fmt: skip
_TRADITIONAL = re.compile("[國說這為學會書與個們時來對發後開關於門]")
_SIMPLIFIED = re.compile("[国说这为学会书与个们时来对发后开关于门]")
#: Share of the words that are among the commonest of a language from which on a text is in it.
_SHARE = 0.12


def recognise_language(text: str) -> str:
    """Return the BCP 47 tag of the language of a text, empty where it is not clear."""
    letters = len(re.findall(r"[^\W\d_]", text)) or 1
    if len(HAS_CJK.findall(text)) * 5 > letters:
        if len(re.findall("[\u3040-\u30ff]", text)) * 20 > letters or not re.search("[的是在了和有]", text):
            return "ja"
        return "zh-Hant" if len(_TRADITIONAL.findall(text)) >= len(_SIMPLIFIED.findall(text)) else "zh-Hans"
    for language, script in _SCRIPTS.items():
        if len(re.findall(script, text)) * 3 > letters:
            return language
    words = re.findall(r"[^\W\d_]+", text[:50_000].lower())
    common = {language: set(each["words"].split()) for language, each in LANGUAGE_WORDS.items()}
    found = Counter({language: sum(word in known for word in words) for language, known in common.items()})
    (first, most), (_, second) = found.most_common(2)
    return first if most > _SHARE * len(words) and most > 1.3 * second else ""


def alternatives(kind: str) -> str:
    """Return a pattern of all words of a kind, the longest first; a space may be wider, the first letter large."""
    words = {word for each in LANGUAGE_WORDS.values() for word in each[kind].split("|") if word}
    return "|".join(_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _pattern(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", r"\s*").replace(r"\{n\}", r"\d+")
    if len(word) > 4 and word.endswith("."):
        escaped += "?"
    first = word[0]
    return f"[{first.upper()}{first.lower()}]{escaped[1:]}" if first.upper() != first.lower() else escaped
