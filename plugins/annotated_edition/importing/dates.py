"""Reads dates as footnotes print them."""

from __future__ import annotations

import re
import unicodedata

from ..reading.schema import is_date

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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
_JAPANESE = re.compile(
    r"(?:(?P<y>\d{4}|[〇一二三四五六七八九]{4})\s*(?:\([^()]*\))?|(?P<era>令和|平成|昭和|大正|明治)\s*(?P<e>元|\d{1,2}))"
    r"\s*年(?:度版?|版)?(?:\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*日)?)?"
)
_NUMBERS = re.compile(r"(?P<y>\d{4})(?:[./-](?P<m>\d{1,2}))?(?:[./-](?P<d>\d{1,2}))?")
_WESTERN = re.compile(
    rf"(?:(?P<d>\d{{1,2}})\s+)?(?P<m>{MONTH})\s+(?:(?P<e>\d{{1,2}}),\s*)?(?P<y>\d{{4}})", re.IGNORECASE
)


def date_of(text: str) -> str:
    """Return a date in any form as 2024, 2024-07 or 2024-07-26; empty for none that exists."""
    text = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    text = re.sub(r"\s*\([月火水木金土日]\)|\s*付け?$|号$", "", text)
    if japanese := _JAPANESE.fullmatch(text):
        year = japanese["y"]
        first = (
            int(year.translate(KANJI_DIGITS)) if year else ERAS[japanese["era"]] + int(japanese["e"].replace("元", "1"))
        )
        parts = [first, japanese["m"], japanese["d"]]
    elif numbers := _NUMBERS.fullmatch(text):
        parts = list(numbers.group("y", "m", "d"))
    elif western := _WESTERN.fullmatch(text):
        parts = [western["y"], str(MONTHS.index(western["m"][:3].lower()) + 1), western["d"] or western["e"]]
    else:
        return ""
    date = "-".join(f"{int(part):0{4 if not at else 2}d}" for at, part in enumerate(parts) if part)
    return date if is_date(date) else ""
