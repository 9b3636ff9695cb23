"""Adds sources to data/sources.bib that somebody has described: in BibTeX, RIS or CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from ..citing.bibtex import BABEL_NAMES
from ..citing.items import invert_name
from ..model.csl import is_others, strip_markup
from ..model.problems import Place, Problem, problem
from ..model.wording import primary_language
from ..reading import pandoc
from ..reading.bib import read_bib
from ..reading.bib_normal import format_entry
from ..reading.bib_reader import BibEntry
from .document import DocumentSource, PrintedCitation
from .inline_markdown import HAS_CJK
from .slugs import take_name
from .write_sources import give_keys, write_latex

BIB_FILE = "data/sources.bib"
#: How a text begins → what pandoc calls the format.
REFERENCE_FORMATS = {r"\s*[\[{]": "csljson", r"\s*TY  - ": "ris", r"[^@]*@\s*\w+\s*[{(]": "biblatex"}
#: CSL's variables that an entry is made of; notes, abstracts and keywords of others are left out.
VARIABLES = frozenset({
    "type", "title", "title-short", "container-title", "collection-title", "author", "editor", "translator", "issued",
    "accessed", "volume", "issue", "number", "page", "edition", "publisher", "publisher-place", "genre", "DOI", "ISBN",
    "ISSN", "URL", "language",
})  # fmt: skip
#: What Crossref calls types → CSL's.
CROSSREF_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter", "proceedings-article": "paper-conference",
    "monograph": "book", "edited-book": "book", "reference-entry": "entry-encyclopedia", "dissertation": "thesis",
    "posted-content": "article",
}  # fmt: skip
#: Fields that say which source it is → what of a value counts.
IDENTIFIERS = {"doi": r"(?i)^https?://(dx\.)?doi\.org/|\s", "isbn": r"[^0-9Xx]", "url": r"^https?://(www\.)?|[#].*|/$"}


def read_references(text: str) -> list[dict[str, Any]]:
    """Return what a text describes, as CSL-JSON; raise ValueError or PandocError where it cannot be read."""
    form = next((form for sign, form in REFERENCE_FORMATS.items() if re.match(sign, text.removeprefix("\ufeff"))), None)
    if form is None:
        raise ValueError("BibTeX, RIS, CSL-JSON")
    if form != "csljson":
        text = pandoc.run(["-f", form, "-t", "csljson"], text)
    found = json.loads(text.removeprefix("\ufeff"))
    return [_tidy(each) for each in (found if isinstance(found, list) else [found])]


def _tidy(csl: Any) -> dict[str, Any]:
    """Return the variables of a source that are of use; raise ValueError for anything but a source with a title."""
    if not isinstance(csl, dict):
        raise ValueError("CSL-JSON")
    kept = {name: _plain(value) for name, value in csl.items() if name in VARIABLES and value}
    if not (isinstance(kept.get("title"), str) and kept["title"]):
        raise ValueError("title")
    for role in ("author", "editor", "translator"):
        kept[role] = [name for name in kept.get(role) or () if isinstance(name, dict) and name]
    for date in ("issued", "accessed"):
        kept[date] = _read_date(kept.get(date))
    kept["type"] = CROSSREF_TYPES.get(str(csl.get("type")), str(csl.get("type") or "document"))
    if "URL" in kept and "doi.org/" in str(kept["URL"]):
        del kept["URL"]  # the DOI says it
    return {**{name: value for name, value in kept.items() if value}, "id": "new"}


def _read_date(date: Any) -> dict[str, Any]:
    """Return a date of which each part is a number; Crossref writes [[null]] for none."""
    parts = date.get("date-parts") if isinstance(date, dict) else None
    days = [[int(part) for part in day if str(part).isdecimal()] for day in parts or () if isinstance(day, list)]
    return {"date-parts": [day for day in days if day]} if any(days) else {}


def _plain(value: Any) -> Any:
    """Return a value with its texts on one line, without entities and markup; of a list of titles the first."""
    if isinstance(value, str):
        return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", strip_markup(unescape(value))).split())
    if isinstance(value, list) and value and isinstance(value[0], str):
        return _plain(value[0])
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def add_sources(bib: bytes, references: Iterable[Mapping[str, Any]]) -> tuple[bytes, list[str], list[Problem]]:
    """Return sources.bib with entries at its end, their keys, and the problem of each that is there already (AE719).

    Raise ValueError where the entries would not be read as they are meant, PandocError where pandoc refuses them.
    """
    keys: list[str] = []
    problems: list[Problem] = []
    for csl in references:
        entries, _ = read_bib(bib, BIB_FILE)
        made = _make_entry(csl)
        if twin := _find_twin(made, entries):
            problems.append(problem("AE719", Place(BIB_FILE, twin.place.line), key=twin.key, title=csl["title"]))
            continue
        taken = {key for each in entries for key in (each.key, each.key.lower())}
        key = take_name(_key(csl), taken)
        bib = bib.rstrip() + (b"\n\n" if bib.strip() else b"") + _entry(made, key, csl).encode() + b"\n"
        if key not in {each.key for each in read_bib(bib, BIB_FILE)[0]}:
            raise ValueError(key)
        keys.append(key)
    return bib, keys, problems


def _make_entry(csl: Mapping[str, Any]) -> BibEntry:
    """Return what pandoc makes of a source; raise ValueError where that would not be read."""
    entries, _ = read_bib(pandoc.run(["-f", "csljson", "-t", "biblatex"], json.dumps([csl])).encode(), BIB_FILE)
    if not entries:
        raise ValueError(csl["title"])
    return entries[0]


def _find_twin(made: BibEntry, entries: Iterable[BibEntry]) -> BibEntry | None:
    """Return the entry with the same DOI, ISBN or address."""
    own = _identify(made)
    return next((each for each in entries if own & _identify(each)), None)


def _identify(entry: BibEntry) -> set[tuple[str, str]]:
    return {
        (name, re.sub(noise, "", entry.fields[name]).replace("\\", "").casefold())
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
        date=str(csl["issued"]["date-parts"][0][0]) if "issued" in csl else "",
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
    if "booktitle" in fields and not HAS_CJK.search(container := write_latex(csl["container-title"])):
        fields["booktitle"] = f"{{{container}}}"
    if made.type in ("report", "thesis") and "publisher" in fields:
        fields["institution"] = fields.pop("publisher")
    if language := BABEL_NAMES.get(primary_language(str(csl.get("language", "")))):
        fields["langid"] = language
    for role in ("author", "editor", "translator"):
        if role in fields:
            fields[role] = fields[role].replace(" and {others}", " and others")
    names = {"journal": "journaltitle", "address": "location", "school": "institution"}
    return format_entry(made.type, key, {names.get(name, name): value for name, value in fields.items()})
