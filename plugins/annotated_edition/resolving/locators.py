"""How the locator of a citation is set: counted by the style, or as it is written where it has words of its own."""

from __future__ import annotations

import re

from ..model.wording import wording

#: What pandoc's processor counts, and the styles have words for.
COUNTED = frozenset({
    "book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "page", "paragraph", "part",
    "section", "sub-verbo", "verse", "volume",
})  # fmt: skip
#: The type of a locator that is set as it stands; the styles have no use for it otherwise.
AS_WRITTEN = "number-of-pages"
#: A page, with the word for it.
PAGE = re.compile(r"(?:pp?\.\s*|頁\s*)([^頁]+)|(?:第\s*)?([^第頁]+)頁")
#: Words: of ideographs and kana, § and ¶, n. before a number, two letters or more.
WORDS = re.compile(
    r"(?![一二三四五六七八九十百千〇])[\u3040-\u30fa\u3400-\u9fff々]|[§¶]|(?<![^\W\d_])[^\W\d_]\.\s*[0-9]|[^\W\d_]{2,}"
)
#: What is a part of a number, though it has letters: xii, ff., et seq., 3recto.
NUMBERS = re.compile(
    r"(?<![^\W\d_])(?:[ivxlcdm]+|ff|sqq?|seqq?|et|and|passim|bis|ter|recto|verso|r[ov]|vo)(?![^\W\d_])|[〇一二三四五六七八九十百千]",
    re.IGNORECASE,
)
#: A hyphen that is a part of a number, not of a range: A-12, 12-A.
HYPHEN = re.compile(r"(?<![0-9A-Za-z])(?![ivxlcdm]+-)([A-Za-z]{1,3})-(?=[0-9])|(?<=[0-9])()-(?=[A-Z](?![a-z]))")
NO_BREAK_HYPHEN = "\u2011"


def read_locator(locator: str, label: str, language: str) -> tuple[str, str]:
    """Return a locator and what it counts, as the style is given them; `AS_WRITTEN` where it says that itself."""
    if label == "page" and (page := PAGE.fullmatch(locator)) and not names_what_it_counts(page[1] or page[2]):
        locator = page[1] or page[2]
    elif names_what_it_counts(locator):
        return keep_hyphens(locator), AS_WRITTEN
    if label in COUNTED:
        return keep_hyphens(locator), label
    text = wording(language)[f"locator-{label.removesuffix('-locator')}"].format(n=locator)
    return keep_hyphens(text), AS_WRITTEN


def names_what_it_counts(locator: str) -> bool:
    """Return whether a locator says what it counts, as ch. 3, 第3章, vol. 2, pp. 3-5 and 序文 do."""
    return WORDS.search(NUMBERS.sub("", locator)) is not None


def keep_hyphens(locator: str) -> str:
    """Return a locator whose hyphens within a number are no dash of a range to a style processor."""
    return HYPHEN.sub(rf"\1{NO_BREAK_HYPHEN}", locator)
