"""Adds sources to data/sources.bib that somebody has described: in BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import quote

from ..citing.bibtex import BABEL_NAMES
from ..citing.items import invert_name
from ..model.addresses import DOI_HOST
from ..model.csl import is_others, strip_markup, words_of
from ..model.problems import ERROR, Place, Problem, problem
from ..model.wording import primary_language
from ..reading import pandoc
from ..reading.bib import read_bib
from ..reading.bib_checks import SOUND_KEY
from ..reading.bib_dates import read_date
from ..reading.bib_normal import format_entry
from ..reading.bib_reader import BibEntry
from ..reading.items import convert_bib
from .document import DocumentSource, PrintedCitation
from .inline_markdown import HAS_CJK
from .slugs import take_name
from .write_sources import give_keys, write_latex

BIB_FILE = "data/sources.bib"
#: How a text begins → what pandoc calls the format.
REFERENCE_FORMATS = {r"\s*[\[{]": "csljson", r"\s*TY  - ": "ris", r"[^@]*@\s*\w+\s*[{(]": "biblatex"}
#: CSL's texts and names that an entry is made of; notes, abstracts and keywords of others are left out.
TEXTS = (
    "title", "title-short", "container-title", "collection-title", "volume", "issue", "number", "page", "edition",
    "publisher", "publisher-place", "genre", "language",
)  # fmt: skip
NAME_ROLES = ("author", "editor", "translator")
NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
#: Fields that pandoc makes of these.
ENTRY_FIELDS = frozenset({
    *NAME_ROLES, "title", "shorttitle", "booktitle", "journal", "series", "volume", "issue", "number", "pages",
    "edition", "publisher", "address", "school", "institution", "type", "date", "urldate", "url", "doi", "isbn", "issn",
    "langid", "entrysubtype",
})  # fmt: skip
#: A year, its month, its day, as far as they can be ones.
_DAY = re.compile(r"(-?\d{1,4})(?!\d)(?:[-/](0?[1-9]|1[0-2])(?!\d)(?:[-/](0?[1-9]|[12]\d|3[01])(?!\d))?)?", re.ASCII)
#: What Crossref calls types → CSL's.
CROSSREF_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference",
    "monograph": "book", "edited-book": "book", "reference-entry": "entry-encyclopedia", "dissertation": "thesis",
    "posted-content": "article",
}  # fmt: skip
#: Fields that say which source it is → what of a value counts.
IDENTIFIERS = {"doi": rf"(?i)^{DOI_HOST}|\s", "isbn": r"[^0-9Xx]", "url": r"^https?://(www\.)?|/$"}


def read_references(text: str) -> list[dict[str, Any]]:
    """Return what a text describes, as CSL-JSON; raise ValueError or PandocError where it cannot be read.

    The error holds the problem where an entry of BibTeX has one.
    """
    text = text.removeprefix("\ufeff").lstrip()
    form = next((form for sign, form in REFERENCE_FORMATS.items() if re.match(sign, text)), None)
    if form is None:
        raise ValueError("no-format")
    if form == "biblatex":  # pandoc alone takes the capitals from titles
        number = count(1)  # for a key that is none here, such as müller; each gets another at last

        def replace_key(head: re.Match[str]) -> str:
            return head[0] if SOUND_KEY.fullmatch(head[2]) else f"{head[1]}new-{next(number)}"

        text = re.sub(r"(@\w+\s*[{(]\s*)([^\s,{}()=]*)(?=\s*,)", replace_key, text)
        entries, problems = read_bib(text.encode("utf-8", "replace"), BIB_FILE)
        if faults := [each for each in problems if each.severity == ERROR]:
            raise ValueError(faults[0])
        found = convert_bib(entries) if entries else []
    elif form == "ris":
        found = json.loads(pandoc.run(["-f", form, "-t", "csljson"], text))
        sources = re.split(r"(?m)^(?=TY  -)", re.sub("\r\n?", "\n", text))[1:]
        if len(found) != len(sources):  # where an end (ER) is missing, pandoc makes one of two
            raise ValueError("no-format")
        for csl, source in zip(found, sources, strict=True):  # pandoc reads but one form of dates
            csl["issued"] = _read_ris_date(source)
    else:
        found = json.loads(text)
    if not found:
        raise ValueError("no-source")
    return [_tidy(each) for each in (found if isinstance(found, list) else [found])]


def _read_ris_date(source: str) -> dict[str, Any]:
    """Return the date of a source in RIS, the most precise of its year; in words where it is none."""
    values = [value.strip() for tag in ("PY", "Y1", "DA") for value in re.findall(rf"(?m)^{tag}  - *(.*)$", source)]
    values = [re.sub(r"^(\d{4})/+([^\d/].*)$", r"\2 \1", value) for value in values if value]  # 2020///Spring
    dates = [date for date in map(_read_date, values) if "date-parts" in date]
    year = dates[0]["date-parts"][0][0] if dates else None
    own = [date for date in dates if date["date-parts"][0][0] == year]
    return max(own, key=lambda date: (len(date["date-parts"][0]), len(date)), default=_read_date("; ".join(values)))


def _tidy(csl: Any) -> dict[str, Any]:
    """Return the variables of a source that are of use; raise ValueError for anything but a source with a title."""
    if not isinstance(csl, dict):
        raise ValueError("no-format")
    kept: dict[str, Any] = {name: _plain(csl.get(name)) for name in TEXTS}
    if not kept["title"]:
        raise ValueError("no-title")
    # Pandoc writes these four as they stand: a brace would end their field.
    kept |= {name: re.sub(r'[{}\\" ]', lambda sign: quote(sign[0]), _text(csl.get(name))) for name in ("DOI", "URL")}
    kept |= {name: re.sub(r'[{}\\"%]', "", _text(csl.get(name))) for name in ("ISBN", "ISSN")}
    kept |= {role: _read_names(csl.get(role)) for role in NAME_ROLES}
    kept |= {date: _read_date(csl.get(date)) for date in ("issued", "accessed")}
    kept["type"] = CROSSREF_TYPES.get(type_ := _plain(csl.get("type")), type_ or "document")
    if kept["DOI"] and "doi.org/" in kept["URL"]:
        del kept["URL"]  # the DOI says it
    return {**{name: value for name, value in kept.items() if value}, "id": "new"}


def _read_names(people: Any) -> list[dict[str, str]]:
    """Return names of CSL-JSON; what Crossref calls `name` is that of a body."""
    names = []
    for person in people if isinstance(people, list) else ():
        if isinstance(person, dict):
            name = {part: text for part in NAME_PARTS if (text := _plain(person.get(part)))}
            if not name.keys() & {"family", "literal"}:
                whole = name.get("given") or _plain(person.get("name"))
                name = {"literal": whole} if whole else {}
            names += [name] if name else []
    return names


def _read_date(date: Any) -> dict[str, Any]:
    """Return a date of which each part is a number, or its words; empty where there is none, as Crossref's [[null]]."""
    if not isinstance(date, dict):
        return _date(_plain(date))
    parts = date.get("date-parts")
    days = [
        [int(part) for part in day.groups() if part]
        for each in (parts if isinstance(parts, list) else ())
        if isinstance(each, list) and (day := _DAY.match("-".join(map(str, each))))
    ]
    if not days:
        return _date(_plain(date.get("raw")) or _plain(date.get("literal")))
    season = _plain(date.get("season"))
    words = {"season": int(season)} if season in ("1", "2", "3", "4") and len(days[0]) == 1 else {}
    return {"date-parts": days, **words, **({"circa": True} if date.get("circa") else {})}


def _date(text: str) -> dict[str, Any]:
    """Return the date, else the year, that a text is, begins with or has in it; else the text itself (n.d.)."""
    if re.search(r"\d{4}|年", text):
        date = read_date(text) or {}
        if "date-parts" in date:
            return {name: date[name] for name in ("date-parts", "season", "circa") if name in date}
        start = re.match(r"\d{4}(?!\d)", text) or re.search(r"\b\d{4}\b", text)
        if start and (day := _DAY.match(text, start.start())):
            return {"date-parts": [[int(part) for part in day.groups() if part]]}
    return {"literal": text} if text else {}


def _text(value: Any) -> str:
    """Return a text, or the first of a list, on one line; empty for anything else."""
    if isinstance(value, list):
        value = next((each for each in value if each and isinstance(each, str)), "")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", str(value)).split())


def _plain(value: Any) -> str:
    """Return a text without entities and markup."""
    return _text(strip_markup(unescape(_text(value))))


def add_sources(bib: bytes, references: Iterable[Mapping[str, Any]]) -> tuple[bytes, list[str], list[Problem]]:
    """Return sources.bib with entries at its end, their keys, and the problem of each that is there already (AE719).

    Raise ValueError where the entries would not be read as they are meant, PandocError where pandoc refuses them.
    """
    keys: list[str] = []
    problems: list[Problem] = []
    entries, _ = read_bib(bib, BIB_FILE)
    for csl in references:
        made = _make_entry(csl)
        if twin := _find_twin(made, entries):
            problems.append(problem("AE719", Place(BIB_FILE, twin.place.line), key=twin.key, title=csl["title"]))
            continue
        taken = {key for each in entries for key in (each.key, each.key.lower())}
        key = take_name(_key(csl), taken)
        bib = bib.rstrip() + (b"\n\n" if bib.strip() else b"") + _entry(made, key, csl).encode() + b"\n"
        entries, _ = read_bib(bib, BIB_FILE)
        if key not in {each.key for each in entries}:
            raise ValueError(key)
        keys.append(key)
    return bib, keys, problems


def _make_entry(csl: Mapping[str, Any]) -> BibEntry:
    """Return what pandoc makes of a source; raise ValueError where that would not be read, or as something else."""
    read = {name: value for name, value in csl.items() if name not in ("issued", "accessed")}
    for name in ("issued", "accessed"):
        if parts := csl.get(name, {}).get("date-parts"):  # pandoc writes those alone as they are read here
            read[name] = {"date-parts": parts}
    made = pandoc.run(["-f", "csljson", "-t", "biblatex"], json.dumps([read])).encode()
    entries, problems = read_bib(made, BIB_FILE)
    faults = [each for each in problems if each.severity == ERROR]
    if faults or len(entries) != 1 or entries[0].fields.keys() - ENTRY_FIELDS:
        raise ValueError(faults[0] if faults else csl["title"])
    return entries[0]


def _find_twin(made: BibEntry, entries: Iterable[BibEntry]) -> BibEntry | None:
    """Return the entry with the same DOI, or with the same title and the same ISBN or address."""
    own, title = _identify(made), words_of(made.fields.get("title", ""))
    for other in entries:
        its = _identify(other)
        if "doi" in own and "doi" in its:
            is_same = own["doi"] == its["doi"]
        else:
            is_same = bool(own.items() & its.items()) and title == words_of(other.fields.get("title", ""))
        if is_same:
            return other
    return None


def _identify(entry: BibEntry) -> dict[str, str]:
    """Return what tells a source from others, as far as it counts."""
    return {
        name: re.sub(noise, "", entry.fields[name]).replace("\\", "").casefold()
        for name, noise in IDENTIFIERS.items()
        if entry.fields.get(name)
    }


def _key(csl: Mapping[str, Any]) -> str:
    authors = [name for name in csl.get("author") or csl.get("editor") or () if not is_others(name)]
    cited = PrintedCitation(
        "",
        authors=[(" ".join(reversed(invert_name(name).split(", ", 1))), "author") for name in authors],
        title=csl["title"],
        whole=csl["type"] in ("book", "report"),
        publisher=csl.get("publisher", "") if csl["type"] == "book" else "",
        date=str(csl.get("issued", {}).get("date-parts", [[""]])[0][0]),
        url=csl.get("URL", ""),
    )
    source = DocumentSource(cited, 0)
    give_keys([source])
    return source.key


def _entry(made: BibEntry, key: str, csl: Mapping[str, Any]) -> str:
    """Return an entry with its title in the capitals that it has, and the names of fields and languages of biblatex."""
    fields = dict(made.fields)
    title = write_latex(csl["title"])
    fields["title"] = title if HAS_CJK.search(title) else f"{{{title}}}"
    container = write_latex(csl.get("container-title", ""))
    if "booktitle" in fields and container and not HAS_CJK.search(container):
        fields["booktitle"] = f"{{{container}}}"
    if made.type in ("report", "thesis") and "publisher" in fields:
        fields["institution"] = fields.pop("publisher")
    if language := BABEL_NAMES.get(primary_language(str(csl.get("language", "")))):
        fields["langid"] = language
    for role in NAME_ROLES:
        if role in fields:
            fields[role] = fields[role].replace(" and {others}", " and others")
    issued = csl.get("issued", {})
    if "literal" in issued:
        fields["date"] = write_latex(issued["literal"])
    elif "season" in issued or "circa" in issued:
        (year, *rest), season = issued["date-parts"][0], issued.get("season")
        parts = [f"{year:04d}", *(f"{part:02d}" for part in ([20 + season] if season else rest))]
        fields["date"] = "-".join(parts) + ("~" if "circa" in issued else "")
    names = {"journal": "journaltitle", "address": "location", "school": "institution"}
    return format_entry(made.type, key, {names.get(name, name): value for name, value in fields.items()})
