"""Reads what follows a title: dates, pages, containers, imprints, addresses, in any order."""

from __future__ import annotations

import re
from collections.abc import Callable

from .dates import DAY, JAPANESE_DAY, KANJI_DIGITS, MONTH, date_of
from .document import PrintedCitation
from .inline_markdown import CJK, HAS_CJK
from .names import PROSE, read_names
from .tables import TABLES, fill_in

_DASHES = "-‐‑‒–—―−－〜～~"
EDITION = r"(?:\d+(?:st|nd|rd|th|d)|[Rr]ev(?:ised)?\.?|[Nn]ew)"
_NUMBER = rf"\d+(?:\s*[{_DASHES}]\s*\d+)?"
_NUMBERS = rf"{_NUMBER}(?:\s*[、,，・]\s*{_NUMBER})*"
_SEPARATORS = " \t\u00a0\u3000、,，،：:"
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
Match = re.Match[str]
#: Takes what a pattern found as a field, told what separates it from the field before; False where it cannot be that.
Take = Callable[[PrintedCitation, Match, str], bool]


def _once(name: str, read: Callable[[str], str] = str.strip) -> Take:
    """Return what sets a field that may be there once."""

    def take(cited: PrintedCitation, found: Match, _: str) -> bool:
        value = read(found["v"])
        if getattr(cited, name) or not value:
            return False
        setattr(cited, name, value)
        return True

    return take


def _locator(label: str) -> Take:
    def take(cited: PrintedCitation, found: Match, _: str) -> bool:
        if cited.locator:
            return False
        cited.locator, cited.label = re.sub(r"\s+", "", found["v"]).translate(KANJI_DIGITS), label
        if "w" in found.re.groupindex and found["w"]:  # 3-9頁、特に4頁
            cited.locator += ("、" if HAS_CJK.search(found[0]) else ", ") + found["w"]
        return True

    return take


def _is_western(cited: PrintedCitation, found: Match) -> bool:
    return not HAS_CJK.search(cited.title or found.string)


def _bare_page(cited: PrintedCitation, found: Match, before: str) -> bool:
    """Take a bare number as a page only in the West, and not where a year or volume is due."""
    parted = before.strip() or before == " " or not found.start()
    dated = len(found["v"].strip()) != 4 or cited.date or cited.kind != "full"
    return bool(parted and dated) and _is_western(cited, found) and _locator("page")(cited, found, before)


def _volume(cited: PrintedCitation, found: Match, _: str) -> bool:
    if cited.volume or (not cited.container and cited.kind == "full"):
        return False
    cited.volume, cited.issue = found["v"], found["w"] or cited.issue
    return True


def _container(cited: PrintedCitation, found: Match, _: str) -> bool:
    if cited.container or cited.whole:
        return False
    cited.container = found["v"].strip()
    if who := found.re.groupindex.get("w") and found["w"]:
        cited.container_editors = [name for name, _ in read_names(who)]
    return True


def _journal(cited: PrintedCitation, found: Match, _: str) -> bool:
    if cited.container or cited.whole or cited.kind != "full" or not _is_western(cited, found):
        return False
    cited.container = found["v"].strip(" ,")
    return True


def _law_journal(cited: PrintedCitation, found: Match, _: str) -> bool:
    """Take 12 HARB. L. REV. 345, 347 (1999)."""
    if cited.container or cited.volume or cited.date:
        return False
    cited.whole, cited.volume, cited.container, cited.date = False, found["a"], found["c"], found["y"]
    cited.locator = found["v"] or found["f"]
    return True


def _volume_or_page(cited: PrintedCitation, found: Match, _: str) -> bool:
    """Take 12 (1911): of a journal its volume, of a book the page."""
    name = "volume" if cited.container else "locator"
    if getattr(cited, name) or cited.date or not (cited.container or cited.whole):
        return False
    setattr(cited, name, found["v"])
    cited.date = found["y"]
    return True


def _place_and_publisher(cited: PrintedCitation, found: Match, _: str) -> bool:
    """Take Paris, Éditions du Quai, 1999; Hamburg 1999; 台北：碼頭出版社."""
    groups = found.groupdict()
    if not cited.whole or cited.publisher or cited.place or (cited.date and groups.get("y")):
        return False
    cited.place, cited.publisher, cited.date = found["p"], groups.get("v") or "", groups.get("y") or cited.date
    return True


def _people(role: str) -> Take:
    def take(cited: PrintedCitation, found: Match, _: str) -> bool:
        names = [name for name, _ in read_names(found["v"])]
        if role == "editor" and cited.container:
            cited.container_editors = names
        else:
            cited.authors += [(name, role) for name in names]
        return True

    return take


def _publisher(cited: PrintedCitation, found: Match, before: str) -> bool:
    due = cited.kind == "full" and (cited.whole or cited.container) and not PROSE.search(found["v"])
    return bool(due) and _once("publisher")(cited, found, before)


def _first_number(text: str) -> str:
    digits = re.search(r"\d+", text)
    return digits[0] if digits else text


def _imprint(cited: PrintedCitation, found: Match, _: str) -> bool:
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


#: What takes each kind of field.
TAKES: dict[str, Take] = {
    **{name: _once(name) for name in ("url", "issue")},
    **{name: _once(name, date_of) for name in ("date", "urldate")},
    **{label: _locator(label) for label in ("page", "chapter", "section", "paragraph")},
    **{role: _people(role) for role in ("editor", "translator")},
    "doi": _once("url", lambda text: f"https://doi.org/{text}"),
    "edition": _once("edition", _first_number),
    "bare-page": _bare_page,
    "volume": _volume,
    "law-journal": _law_journal,
    "volume-or-page": _volume_or_page,
    "place-and-publisher": _place_and_publisher,
    "publisher": _publisher,
    "imprint": _imprint,
    "container": _container,
    "journal": _journal,
    "nothing": lambda *_: True,  # said in print, part of no field
}
_PARTS = {
    "CJK": CJK, "DASHES": _DASHES, "DAY": DAY, "EDITION": EDITION, "JAPANESE_DAY": JAPANESE_DAY, "MONTH": MONTH,
    "NUMBER": _NUMBER, "NUMBERS": _NUMBERS, "SEEN": r"(?:閲覧|アクセス|参照|確認)",
}  # fmt: skip
#: What may follow a title; tried in this order at each place.
FIELDS = [(re.compile(fill_in(pattern, **_PARTS)), TAKES[kind]) for kind, pattern in TABLES["fields"]]


def read_fields(cited: PrintedCitation, text: str) -> str:
    """Read the fields after a title into `cited`; return the text from where none was found."""
    at = 0
    while at < len(text):
        start = len(text) - len(text[at:].lstrip(_SEPARATORS))
        for pattern, take in FIELDS:
            found = pattern.match(text, start)
            if found and found.end() > start and take(cited, found, text[at:start]):
                at = found.end()
                break
        else:
            return text[at:]
    return ""
