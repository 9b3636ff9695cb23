"""The entries of sources.bib as CSL-JSON: made by pandoc, with the names and dates that are read here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model.csl import KEPT_CASE, LOWERED_SIGNS, RAISED_SIGNS
from ..model.wording import primary_language, wording
from . import pandoc
from .bib import read_bib
from .bib_checks import with_parents
from .bib_dates import read_date, read_year
from .bib_names import is_braced
from .bib_normal import DATE_VARIABLES, DOLLAR, ESCAPED, canonical_type, clean_address, write_for_pandoc
from .bib_reader import BibEntry
from .bib_tables import CONTAINERS
from .cache import load_or_make

CslItem = Mapping[str, Any]
#: What pandoc makes of raised and lowered text.
RAISED_TEXT = re.compile(r"<(sup|sub)>(.*?)</\1>", re.DOTALL)
#: Variables of CSL that hold names.
NAME_VARIABLES = (
    "author", "editor", "translator", "container-author", "director", "collection-editor", "editorial-director",
)  # fmt: skip
#: Variables of titles → the fields that they come from. A style may set English ones in another case; which are English
#: is not known without a language, and double braces keep the case of any.
TITLE_VARIABLES = {
    "title": ("title",), "title-short": ("shorttitle", "title"), "collection-title": ("series",),
    "container-title": ("booktitle", "journaltitle", "journal"),
}  # fmt: skip
LATIN = re.compile("[A-Za-z]")
NO_PREFIX = re.compile(r"\buseprefix\s*=\s*false\b", re.IGNORECASE)


def read_items(bib_text: str, language: str) -> list[dict[str, Any]]:
    """Return the sound entries of a biblatex text as styles are given them, for a work in `language`.

    Raises PandocError if pandoc cannot read them.
    """
    entries = {entry.key: entry for entry in read_bib(bib_text.encode(), "")[0]}
    return keep_foreign_languages(keep_case(convert_bib(list(entries.values())), entries), language)


def convert_bib(entries: Sequence[BibEntry], cache: Path | None = None) -> list[dict[str, Any]]:
    """Return sound entries as CSL-JSON; `cache` is the folder of earlier results.

    The field `annotation` comes as `annote`. Raises PandocError where pandoc cannot read an entry.
    """
    by_key = {entry.key: entry for entry in entries}
    text = "\n\n".join(
        write_for_pandoc(entry.type, entry.key, {**_container(entry, by_key), **entry.fields}) for entry in entries
    )

    def convert() -> Any:
        return json.loads(pandoc.run(["-f", "biblatex", "-t", "csljson"], _write_formulas(text)))

    items: list[dict[str, Any]] = load_or_make(cache, ["items", text], convert, list)
    return [_complete(item, with_parents(by_key[item["id"]], by_key)) for item in items]


def find_unreadable(entries: Sequence[BibEntry]) -> BibEntry:
    """Return the first of some entries that pandoc cannot read."""
    while len(entries) > 1:
        half = entries[: len(entries) // 2]
        try:
            convert_bib(half)
            entries = entries[len(half) :]
        except pandoc.PandocError:
            entries = half
    return entries[0]


def _container(entry: BibEntry, entries: Mapping[str, BibEntry]) -> dict[str, str]:
    """Return the title of the entry that one refers to by crossref as that of what it appears in.

    Pandoc knows this of some pairs of types only.
    """
    name = CONTAINERS.get(canonical_type(entry.type), "").partition(" ")[0]
    parent = entries.get(entry.fields.get("crossref", "").strip())
    return {name: parent.fields["title"]} if name and parent and "title" in parent.fields else {}


def _write_formulas(text: str) -> str:
    """Return a text of biblatex with its formulas in plain characters, as far as there are any: CO₂, E = mc²."""
    formulas = list(dict.fromkeys(match[1] for match in DOLLAR.finditer(text) if match[1]))
    if not formulas:
        return text
    blocks = [
        {"t": "Para", "c": [{"t": "Str", "c": f"⁅{n}¦"}, {"t": "Math", "c": [{"t": "InlineMath"}, formula]}]}
        for n, formula in enumerate(formulas)
    ]
    document = json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks})
    lines = re.findall(r"⁅(\d+)¦([^⁅]*)", pandoc.run(["-f", "json", "-t", "plain", "--wrap=none"], document))
    plain = {formulas[int(n)]: " ".join(line.split()) for n, line in lines}

    def write(match: re.Match[str]) -> str:
        shown = plain.get(match[1] or "", match[0]).strip("$")
        return "".join(ESCAPED.get(character, character) for character in shown)

    return DOLLAR.sub(write, text)


def _complete(item: dict[str, Any], family: Sequence[BibEntry]) -> dict[str, Any]:
    """Return an item of pandoc's with the dates of its entry and of those that it takes fields from."""
    fields = family[0].fields
    item = {name: write_raised(value) if isinstance(value, str) else value for name, value in item.items()}
    item["type"] = item["type"] or "document"  # CSL's word for anything else
    for variable in NAME_VARIABLES:
        if variable in item:
            keep = bool(NO_PREFIX.search(fields.get("options", "")))
            item[variable] = item[variable] if keep else [_keep_particle(name) for name in item[variable]]
    for field, variable in DATE_VARIABLES.items():
        date = next(filter(None, (_read_field(entry.fields, field) for entry in family)), None)
        if date:
            item[variable] = date
    if "URL" in item and "url" in fields:
        item["URL"] = clean_address(fields["url"])
    return dict(sorted(item.items()))


def keep_case(items: Iterable[CslItem], entries: Mapping[str, BibEntry]) -> list[dict[str, Any]]:
    """Return items whose titles no style sets in another case, unless they are said to be English and are not braced.

    `entries` has the entry of each item by its key.
    """
    kept_items = []
    for item in items:
        fields = entries[item["id"]].fields
        # A processor takes what has no language, or a name that is no tag such as de or pt-BR, for English.
        unlabelled = not re.match(r"[A-Za-z]{2,3}(?:-|$)", str(item.get("language", "")))
        kept = dict(item)
        for variable, names in TITLE_VARIABLES.items():
            braced = any(is_braced(fields.get(name, "")) for name in names)
            if (unlabelled or braced) and LATIN.search(title := str(item.get(variable, ""))):
                kept[variable] = KEPT_CASE.format(title)
        kept_items.append(kept)
    return kept_items


def _read_field(fields: Mapping[str, str], field: str) -> dict[str, Any] | None:
    """Return the date in a field, `date` together with year, month and day."""
    if field == "date" and not fields.get("date"):
        return read_year(fields.get("year", ""), fields.get("month", ""), fields.get("day", ""))
    value = fields.get(field, "")
    if field == "date" and value.isdigit() and fields.get("month"):
        return read_year(value, fields["month"], fields.get("day", "")) or read_date(value)
    return read_date(value)


def _keep_particle(name: dict[str, Any]) -> dict[str, Any]:
    """Return a name whose particle belongs to it in short forms too: de Gaulle, not Gaulle."""
    particles = [name.get("non-dropping-particle"), name.get("dropping-particle")]
    rest = {part: value for part, value in name.items() if not part.endswith("dropping-particle")}
    kept = " ".join(filter(None, particles))
    return {**rest, "non-dropping-particle": kept} if kept else rest


def write_raised(text: str) -> str:
    """Return a field of CSL-JSON whose raised and lowered text is Unicode's where that has it: 10⁶, CO₂, XIXᵉ."""

    def write(match: re.Match[str]) -> str:
        table = RAISED_SIGNS if match[1] == "sup" else LOWERED_SIGNS
        return "".join(map(table.__getitem__, match[2])) if set(match[2]) <= table.keys() else match[0]

    return RAISED_TEXT.sub(write, text)


def keep_foreign_languages(items: Iterable[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return items that keep their `language` only where it is foreign to `language`, the work's.

    A CSL style can ask whether a variable is there, not what it says. What pandoc says in English of a kind of thesis
    is said in the language of the work where the thesis is in it.
    """
    own, genres = primary_language(language), {"PhD thesis": "thesis-phd", "Master’s thesis": "thesis-ma"}
    kept = []
    for item in items:
        if primary_language(str(item.get("language", own))) == own:
            item = {name: value for name, value in item.items() if name != "language"}
            if genre := genres.get(str(item.get("genre"))):
                item["genre"] = wording(language)[genre]
        kept.append(item)
    return kept
