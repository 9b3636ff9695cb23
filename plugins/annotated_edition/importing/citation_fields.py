"""Reads what follows a title: dates, pages, containers, imprints, addresses, in any order."""

from __future__ import annotations

import re
from collections.abc import Callable

from .dates import DAY, JAPANESE_DAY, KANJI_DIGITS, MONTH, date_of
from .document import PrintedCitation
from .inline_markdown import CJK, HAS_CJK
from .names import PROSE, read_names
from .tables import IMPORT_TABLES, fill_in

_DASHES = "-‐‑‒–—―−－〜～~"
EDITION = r"(?:\d+(?:st|nd|rd|th|d)|[Rr]ev(?:ised)?\.?|[Nn]ew)"
_NUMBER = rf"\d+(?:\s*[{_DASHES}]\s*\d+)?"
_NUMBERS = rf"{_NUMBER}(?:\s*[、,，・]\s*{_NUMBER})*"
_SEPARATORS = " \t\u00a0\u3000、,，،：:"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
Match = re.Match[str]
#: What must be known of a citation for a pattern to count, told what separates it from the field before.
CONDITIONS: dict[str, Callable[[PrintedCitation, Match, str], object]] = {
    "bare-page": lambda cited, found, before: _is_western(cited, found) and _may_be_page(cited, found, before),
    "book": lambda cited, *_: cited.whole and not (cited.publisher or cited.place),  # Hamburg 1999; 台北：碼頭出版社
    "contained": lambda cited, *_: cited.container,  # 12 (1911) is the volume of a journal
    "container": lambda cited, *_: not cited.whole,
    "journal": lambda cited, found, _: not cited.whole and cited.kind == "full" and _is_western(cited, found),
    "publisher": lambda cited, found, _: (
        cited.kind == "full" and (cited.whole or cited.container) and not PROSE.search(found["publisher"])
    ),
    "volume": lambda cited, *_: cited.container or cited.kind != "full",
    "whole": lambda cited, *_: cited.whole and not cited.container,  # 12 (1911) is the page of a book
}


def _take(cited: PrintedCitation, found: Match, before: str, rule: str) -> bool:
    """Set the fields that the groups of a pattern found; False where it does not count or any of them is set."""
    groups = {name: value for name, value in found.groupdict().items() if value}
    condition = CONDITIONS.get(rule)
    if any(getattr(cited, name, "") for name in groups) or (condition and not condition(cited, found, before)):
        return False
    more = groups.pop("more", "")
    values = {name: FIELD_READERS.get(name, str.strip)(value) for name, value in groups.items()}
    if not all(values.values()):
        return False
    if doi := values.pop("doi", ""):
        values["url"] = f"https://doi.org/{doi}"
    if more:  # 3-9頁、特に4頁
        values["locator"] += ("、" if HAS_CJK.search(found[0]) else ", ") + more
    if editors := values.pop("container_editors", ""):
        cited.container_editors = [name for name, _ in read_names(editors)]
    for name, value in values.items():
        setattr(cited, name, value)
    cited.whole = cited.whole and "container" not in values
    if "locator" in values:
        cited.label = rule if rule in LOCATOR_RULES else "page"
    return True


def _is_western(cited: PrintedCitation, found: Match) -> bool:
    return not HAS_CJK.search(cited.title or found.string)


def _may_be_page(cited: PrintedCitation, found: Match, before: str) -> bool:
    """Tell whether a bare number may be a page: not where a year or volume is due."""
    parted = before.strip() or before == " " or not found.start()
    return bool(parted and (len(found[0].strip()) != 4 or cited.date or cited.kind != "full"))


def _people(cited: PrintedCitation, found: Match, _: str, role: str) -> bool:
    names = [name for name, _ in read_names(found["v"])]
    if role == "editor" and cited.container:
        cited.container_editors = names
    else:
        cited.authors += [(name, role) for name in names]
    return True


def _first_number(text: str) -> str:
    digits = re.search(r"\d+", text)
    return digits[0] if digits else text


def _imprint(cited: PrintedCitation, found: Match, *_: str) -> bool:
    """Take （勁草書房、2021年）, (New York: Knopf, 1985), （2024年3月21日）; False where it is a remark."""
    values: dict[str, str] = {}
    translators: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split(r"[、，،]|,\s", found["v"]))):
        if part.endswith("訳") and HAS_CJK.search(part):
            translators.append((part.removesuffix("訳"), "translator"))
        elif not _read_imprint_part(part, values):
            return False
    if not values.keys() & {"date", "place", "edition"} and not ("publisher" in values and cited.whole):
        return False
    if any(getattr(cited, name) for name in values):
        return False
    for name, value in values.items():
        setattr(cited, name, value)
    cited.authors += translators
    return True


def _read_imprint_part(part: str, values: dict[str, str]) -> bool:
    """Read a part of an imprint into `values`, by name of the field; False where it is none."""
    role, colon, name = part.partition("：") if "：" in part else part.partition(": ")
    if (day := date_of(part)) and "date" not in values:
        values["date"] = day
    elif re.fullmatch(rf"第\s*(\d+)\s*版|(?:増補)?改訂版|新版|{EDITION}\s+ed\.?", part):
        values["edition"] = _first_number(re.sub(r"\s+ed\.?$", "", part))
    elif colon and name and not re.search(r"\d", role):
        values["place"], values["publisher"] = role.strip(), name.strip()
    elif issue := re.fullmatch(r"第?\s*(\d+)\s*号", part):
        values["issue"] = issue[1]
    elif "publisher" not in values and len(part) <= 40 and not PROSE.search(part) and not _ADDRESS.match(part):
        values["publisher"] = part
    elif "publisher" in values and "date" not in values and len(part) <= 30 and not HAS_CJK.search(part):
        values["publisher"] += f", {part}"  # Little, Brown
    else:
        return False
    return True


LOCATOR_RULES = ("page", "chapter", "section", "paragraph")
#: How fields are read that are not simply taken.
FIELD_READERS: dict[str, Callable[[str], str]] = {
    "container": lambda text: text.strip(" ,"),
    "date": date_of,
    "edition": _first_number,
    "locator": lambda text: re.sub(r"\s+", "", text).translate(KANJI_DIGITS),
    "urldate": date_of,
}
#: What takes what a pattern found, where its groups do not say it.
TAKES: dict[str, Callable[..., bool]] = {"editor": _people, "translator": _people, "imprint": _imprint}
_PARTS = {
    "CJK": CJK, "DASHES": _DASHES, "DAY": DAY, "EDITION": EDITION, "JAPANESE_DAY": JAPANESE_DAY, "MONTH": MONTH,
    "NUMBER": _NUMBER, "NUMBERS": _NUMBERS, "SEEN": r"(?:閲覧|アクセス|参照|確認)",
}  # fmt: skip
#: What may follow a title; tried in this order at each place.
FIELDS = [(re.compile(fill_in(pattern, **_PARTS)), rule) for rule, pattern in IMPORT_TABLES["fields"]]


def read_fields(cited: PrintedCitation, text: str) -> str:
    """Read the fields after a title into `cited`; return the text from where none was found."""
    at = 0
    while at < len(text):
        start = len(text) - len(text[at:].lstrip(_SEPARATORS))
        for pattern, rule in FIELDS:
            found = pattern.match(text, start)
            if found and found.end() > start and TAKES.get(rule, _take)(cited, found, text[at:start], rule):
                at = found.end()
                break
        else:
            return text[at:]
    return ""
