"""Reads dates as footnotes print them."""

from __future__ import annotations

import re
import unicodedata

from ..reading.bib_dates import iso_date, read_date

KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
JAPANESE_DAY = (
    r"(?:(?:\d{4}|[〇一二三四五六七八九]{4})\s*(?:[（(][^（()）]{2,6}[)）])?|(?:令和|平成|昭和|大正|明治)\s*(?:元|\d{1,2}))\s*年"
    r"(?:度版?|版)?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?(?:\s*[（(][月火水木金土日][)）])?(?:\s*付け?)?(?:号)?"
)
DAY = (
    rf"(?:{JAPANESE_DAY}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}|{MONTH}\s+\d{{1,2}},\s*\d{{4}}|\d{{1,2}}\s+{MONTH}\s+\d{{4}}"
    rf"|{MONTH}\s+\d{{4}})"
)
_SHAPES = re.compile(rf"{DAY}|\d{{4}}(?:[./-]\d{{1,2}}){{0,2}}", re.IGNORECASE)


def date_of(text: str) -> str:
    """Return a date in any form as 2024, 2024-07 or 2024-07-26; empty for none that exists."""
    text = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    if not _SHAPES.fullmatch(text):
        return ""
    text = re.sub(r"\([^()]*\)|付け?|号", "", text.translate(KANJI_DIGITS) if "年" in text else text)
    text = re.sub(r"年(?:度版?|版)", "年", re.sub(r"\s+(?=\d*[年月日])", "", text)).strip()
    numbers = re.fullmatch(r"(\d{4})[./-](\d{1,2})(?:[./-](\d{1,2}))?", text)
    text = "-".join(number.zfill(2) for number in numbers.groups() if number) if numbers else text
    return iso_date(read_date(text)) or ""
