"""What a page needs of other languages: what they call themselves, which way they run, which words are not its own."""

from __future__ import annotations

import re

from ..model.wording import UNSPACED, primary_language

#: Primary language → its name in itself.
OWN_NAMES = {
    "ja": "日本語", "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "zh": "中文", "ko": "한국어",
    "ar": "العربية", "it": "Italiano", "pt": "Português", "ru": "Русский", "id": "Bahasa Indonesia", "vi": "Tiếng Việt",
}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
#: Words in ideographs or kana, with what stands between them and the brackets around them.
UNSPACED_WORDS = re.compile(
    r"[「『（【〈《]*[\u3040-\u30ff\u3400-\u9fff々]"
    r"(?:[0-9A-Za-z.,・： ]{0,20}[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef々])*"
)
WRITTEN_TAG = re.compile(r"(<[^>]*>)")
VOID_TAGS = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
#: Elements that hold no text for readers, or none that may have elements in it.
SKIPPED_TAGS = frozenset({"option", "script", "style", "textarea", "title"})


def own_name(language: str) -> str:
    """Return what a language calls itself; its tag where that is not known."""
    return OWN_NAMES.get(primary_language(language), language)


def direction(language: str) -> str:
    """Return which way a language is written: ltr or rtl."""
    return "rtl" if primary_language(language) in RIGHT_TO_LEFT else "ltr"


def mark_words(html: str, language: str) -> str:
    """Return HTML in which the words of a language that is told by its script are marked with its tag."""
    if primary_language(language) not in UNSPACED or not UNSPACED_WORDS.search(html):
        return html
    parts: list[str] = []
    around: list[tuple[str, bool]] = []  # open elements, and whether what stands in each is marked or skipped
    for part in WRITTEN_TAG.split(html):
        if not part.startswith("<"):
            if not (around and around[-1][1]):
                part = UNSPACED_WORDS.sub(lambda words: f'<span lang="{language}">{words[0]}</span>', part)
        elif name := re.match(r"</?([A-Za-z][\w-]*)", part):
            tag = name[1].lower()
            if part.startswith("</"):
                while around and around.pop()[0] != tag:
                    pass
            elif tag not in VOID_TAGS and not part.endswith("/>"):
                own = f'lang="{language}"' in part or tag in SKIPPED_TAGS
                around.append((tag, own or (bool(around) and around[-1][1])))
        parts.append(part)
    return "".join(parts)
