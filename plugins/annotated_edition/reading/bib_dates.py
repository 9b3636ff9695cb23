"""Dates of sources, as biblatex (EDTF) and people write them, as dates of CSL-JSON; and how such a date is worded."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..model.wording import format_date, wording
from .bib_tables import MONTH_NAMES, SEASON_NAMES, TABLES

CslDate = dict[str, Any]
#: A year, month and day of EDTF; X stands for a digit that is not known.
EDTF_DAY = re.compile(r"(-?[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)")
#: A date of the draft of EDTF, which had u for X and ?~ for %, with small letters.
OLD_EDTF = re.compile(r"(?:[0-9ux?~/.-]|unknown)+")
#: A time of day after a date, as Zotero writes it.
TIME = re.compile(r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$")
SEASONS = ("spring", "summer", "autumn", "winter")
#: Japanese eras → the year before their first.
ERA_BEGINNINGS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
ERA_DATE = re.compile(rf"({'|'.join(ERA_BEGINNINGS)})\s*([0-9]+|元)年?(?:\s*([0-9]+)月(?:\s*([0-9]+)日)?)?")
JAPANESE_DATE = re.compile(r"([0-9]{1,4})年(?:\s*([0-9]{1,2})月(?:\s*([0-9]{1,2})日)?)?")
ABOUT = re.compile(
    r"(?:c\.|ca\.?|c(?= )|circa|about|around|approx\.?|um|vers|env\.?|約)\s*([0-9]{3,4})年?", re.IGNORECASE
)
ABOUT_AFTER = re.compile(r"([0-9]{3,4})年?\s*(?:頃|ごろ|ころ)")
BEFORE_CHRIST = re.compile(
    r"紀元前\s*([0-9]+)年?|([0-9]+)\s*(?:BCE?|B\.\s?C\.(?:\s?E\.)?|v\.\s?Chr\.|av\.\s?J\.-C\.)", re.IGNORECASE
)
YEARS = re.compile(r"([0-9]{3,4})年?\s*(?:-|–|—|/|〜|～|~|から)+\s*([0-9]{2,4})年?")
OPEN_YEARS = re.compile(r"([0-9]{3,4})年?\s*(?:-|–|—|〜|～)+\s*(?:present|today|heute|現在)?", re.IGNORECASE)
SLASHED = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
#: What is set as it is written: 2001a, 1990s, 19th century, ©1994, before 1900, 1994年度.
WRITTEN = re.compile(
    r"(?:[0-9]{4}[a-z]|[0-9]{4} ?/? ?[\[(][0-9]{4}[\])]"
    r"|[0-9]{3}0['’]?s|[0-9]{3}0年代|(?:c|©|cop\. ?)[0-9]{4}|[0-9]{4}年度"
    r"|(?:1?[0-9]|2[01])(?:st|nd|rd|th)[ -](?:century|cent\.|c\.)|(?:1?[0-9]|2[01])世紀"
    r"|(?:before|after|by|vor|nach|avant|après|not before|not after) [0-9]{3,4}|[0-9]{3,4}年?(?:以前|以後|以降))",
    re.IGNORECASE,
)
FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def read_date(text: str) -> CslDate | None:
    """Return a date of EDTF, or of the kinds that people write, as CSL-JSON; None for what is neither.

    `raw` is the EDTF of a date that style processors know no words for; `literal` is set as it stands.
    """
    cleaned = _clean(text)
    date = _read_edtf(cleaned) or (None if _is_misdated(cleaned) else _read_words(cleaned))
    return {**date, "literal": _plain(text)} if date and "literal" in date else date


def read_year(year: str, month: str = "", day: str = "") -> CslDate | None:
    """Return the date in the fields year, month and day of BibTeX; None for what is no date."""
    year, month, day = _clean(year), _clean(month), _clean(day)
    numbered = re.fullmatch(r"(\D*|[0-9]{1,2})[\s~,]+([0-9]{1,2})|([0-9]{1,2})[\s~,.]+(\D+)", month)
    if numbered and not day:  # jan # "~5"
        month, day = numbered[1] or numbered[4], numbered[2] or numbered[3]
    if not month:
        # in this field 2020-21 is two years, not a spring
        return _read_years(year) or read_date(year)
    number = read_month(month)
    ends = [read_month(end) for end in re.split("[–/-]", month)]
    if len(ends) == 2 and all(ends) and re.fullmatch(r"[0-9]{4}", year):
        return _parts(*([int(year), end] for end in ends if end))
    if number and re.fullmatch(r"-?[0-9]{1,4}", year):
        return _parts([int(year), number, *([int(day)] if day.isdigit() else [])])
    date = _read_years(year) or read_date(year)
    if date is None or (month.isdigit() and not number):
        return None
    return {**date, "literal": " ".join(filter(None, (day, month, date.get("literal", year))))}


def read_month(text: str) -> int | None:
    """Return the number of a month, by its number or name; None for what is none."""
    text = _clean(text).removesuffix("月").rstrip(".").casefold()
    return int(text) if re.fullmatch(r"0?[1-9]|1[0-2]", text) else MONTH_NAMES.get(text)


def _clean(text: str) -> str:
    """Return a value without braces and LaTeX, its digits and dashes as ASCII has them."""
    return " ".join(unicodedata.normalize("NFKC", _plain(text)).replace("−", "-").split())


def _plain(text: str) -> str:
    """Return a value without braces and LaTeX."""
    text = text.replace(r"\bibstring{nodate}", "n.d.")
    text = re.sub(r"(?<=[0-9?%])~+(?=[0-9 ])|\\[ ,]", " ", re.sub(r"[{}]|\\text(?:it|up|rm)\b|\\emph\b", "", text))
    return " ".join(re.sub(r"\\text(?:en|em)dash\b|-{2,}", "–", text).split())


def _is_misdated(text: str) -> bool:
    """Return whether a text has the shape of a date, so that it is one that does not exist."""
    return bool(re.fullmatch(r"-?[0-9X]{4}(?:-[0-9X]{1,2}){1,2}[?~%]?(?:/.*)?", text)) or text in ("", "/", "../..")


def _parts(*ends: list[int]) -> CslDate | None:
    """Return a date or an interval of parts (year as EDTF counts, month, day); None for one that does not exist."""
    for year, *rest in ends:
        if rest and not 1 <= rest[0] <= 12:
            return None
        if rest[1:] and not 1 <= rest[1] <= calendar.monthrange(year % 400 + 2000, rest[0])[1]:
            return None
    if len(ends) == 2:
        length = min(map(len, ends))
        if ends[0][:length] > ends[1][:length]:
            return None
        ends = ends[:1] if ends[0] == ends[1] else ends
    # CSL knows no year 0
    return {"date-parts": [[year if year > 0 else year - 1, *rest] for year, *rest in ends]}


def _read_edtf(text: str) -> CslDate | None:
    if OLD_EDTF.fullmatch(text):
        text = text.replace("unknown", "").replace("u", "X").replace("x", "X").replace("?~", "%")
    ends = [end.strip() for end in text.split("/", 1)]
    days = [_read_edtf_day(end) for end in ends if end not in ("", "..")]
    found = [day for day in days if day]
    if not days or len(found) < len(days):
        return None
    is_open = len(days) < len(ends)
    (first, _, season, _), (_, last, _, _) = found[0], found[-1]
    date = _parts(first) if is_open else _parts(first, last)
    if date is None:
        return None
    if is_open and ends[0] not in ("", ".."):
        date["date-parts"].append([0])
    if is_marked := any(mark for *_, mark in found):
        date["circa"] = True
    if season:
        date["season"] = season
    if season or min(part[0] for part in date["date-parts"]) < 0:
        date["raw"] = text
    elif is_marked or is_open:
        date["raw"] = text.replace("XX", "")
    return date


def _read_edtf_day(text: str) -> tuple[list[int], list[int], int, str] | None:
    """Return a day, month, season, year, decade or century of EDTF: both its ends, its season, its mark of doubt."""
    match = EDTF_DAY.fullmatch(TIME.sub("", text))
    if not match:
        return None
    year, month, day, mark = match.groups()
    if "X" in year:
        return None if month else ([int(year.replace("X", "0"))], [int(year.replace("X", "9"))], 0, mark)
    if month and "21" <= month <= "24" and not day:
        return [int(year)], [int(year)], int(month) - 20, mark
    end = [int(year), *(int(part) for part in (month, day) if part and part != "XX")]
    return end, end, 0, mark


def _read_words(text: str) -> CslDate | None:
    """Return a date as people write it; it is set as it is written where it says more than its numbers."""
    if text.casefold().strip("[]()（） .").replace(" ", "") in TABLES["undated"]:
        return {"literal": text}
    if bracketed := re.fullmatch(r"\[(.+)\]|\((.+)\)|〔(.+)〕", text):
        inner = read_date(next(filter(None, bracketed.groups())).rstrip("?？"))
        return {"literal": text} | {name: inner[name] for name in inner if name == "date-parts"} if inner else None
    if about := ABOUT.fullmatch(text) or ABOUT_AFTER.fullmatch(text):
        return _read_edtf(f"{int(about[1]):04d}~")
    if before := BEFORE_CHRIST.fullmatch(text):
        return _read_edtf(f"{1 - int(before[1] or before[2]):05d}")
    if era := ERA_DATE.fullmatch(re.sub(r"^[0-9]{4}年?\s*\((.*)\)年?$", r"\1", text)):
        year = ERA_BEGINNINGS[era[1]] + (1 if era[2] == "元" else int(era[2]))
        numbers = _parts([year, *(int(part) for part in era.groups()[2:] if part)])
        return {"literal": text} | numbers if numbers else None
    if WRITTEN.fullmatch(text):
        year_there = FOUR_DIGITS.search(text)
        return {"literal": text} | (_parts([int(year_there[0])]) or {} if year_there else {})
    return _read_years(text) or _read_day(text)


def _read_years(text: str) -> CslDate | None:
    """Return a span of years: 1914-1918, 1914-18, 1999/00, 1914-; None for anything else."""
    if (years := YEARS.fullmatch(text)) and len(years[1]) >= len(years[2]):
        first, last = years[1], years[1][: len(years[1]) - len(years[2])] + years[2]
        if years[2] == "00" and last < first:  # 1999/00
            last = str(int(last) + 100)
        if len(years[2]) == 3 or (len(years[2]) == 2 and int(last) - int(first) > 99):
            return None
        return _parts([int(first)], [int(last)])
    if years := OPEN_YEARS.fullmatch(text):
        return _read_edtf(f"{int(years[1]):04d}/")
    return None


def _read_day(text: str) -> CslDate | None:
    """Return a year, month or day in words or numbers: 1994年3月5日, 5 March 2003, Spring 2003, 2003/3/5, 98."""
    if match := JAPANESE_DATE.fullmatch(text) or SLASHED.fullmatch(text):
        return _parts([int(part) for part in match.groups() if part])
    if re.fullmatch(r"[0-9]{1,4}", text):
        return _parts([int(text)])
    words = re.findall(r"[0-9]+|[^\W\d_]+", text.casefold())
    years = [word for word in words if re.fullmatch(r"[0-9]{4}", word)]
    days = [int(word) for word in words if re.fullmatch(r"[0-9]{1,2}", word)]
    names = [word for word in words if not word.isdigit() and word not in ("st", "nd", "rd", "th", "of", "de", "年")]
    if len(years) != 1 or len(days) > 1 or not names or re.search(r"[^\w\s.,/–-]", text):
        return None
    year = int(years[0])
    months = [MONTH_NAMES.get(name, 0) for name in names]
    if all(months) and len(months) == 1:
        return _parts([year, months[0], *days])
    if all(months) and len(months) == 2 and not days:
        return _parts([year, months[0]], [year, months[1]])
    if len(names) == 1 and not days and (season := SEASON_NAMES.get(names[0])):
        return {"date-parts": [[year]], "season": season, "raw": f"{year:04d}-{season + 20}"}
    return None


def word_date(date: Mapping[str, Any], language: str) -> str | None:
    """Return the words of a date that style processors know none for, in a language; None where its numbers serve."""
    if literal := date.get("literal"):
        return str(literal)
    raw = date.get("raw")
    if not raw:
        return None
    words = wording(language)
    first, slash, last = str(raw).partition("/")
    ends = [_word_end(end.strip(), language) for end in ([first, last] if slash else [first])]
    return words["date-span"].format(first=ends[0], last=ends[1]) if slash else ends[0]


def _word_end(edtf: str, language: str) -> str:
    """Return one end of an interval in words; nothing for an open one."""
    match = EDTF_DAY.fullmatch(TIME.sub("", edtf))
    if not match:
        return ""
    words = wording(language)
    year, month, day, mark = match.groups()
    if month and month > "12":
        season = words[f"date-{SEASONS[int(month) - 21]}"]
        text = season.format(year=year)
    else:
        text = format_date("-".join(filter(None, (year, month, day))), language)
    if mark in ("~", "%") and mark:
        text = words["date-about"].format(date=text)
    return words["date-uncertain"].format(date=text) if mark in ("?", "%") and mark else text


def iso_date(date: object) -> str | None:
    """Return a date of CSL-JSON as 2024, 2024-07, 2024-07-26 or, before Christ, -0049; of an interval its beginning."""
    parts = (date.get("date-parts") or [[]])[0] if isinstance(date, Mapping) else []
    numbers = [int(part) for part in parts if part]
    if not numbers:
        return None
    year, *rest = numbers
    begun = f"{year:04d}" if year > 0 else f"{year + 1:05d}" if year < -1 else "0000"
    return "-".join([begun, *(f"{part:02d}" for part in rest)])
