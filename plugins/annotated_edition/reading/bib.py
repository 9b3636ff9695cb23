"""sources.bib: its sound entries and its problems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..model.problems import Place, Problem, sort_problems
from .bib_checks import (
    check_addresses,
    check_dates,
    check_description,
    check_key,
    check_keys,
    check_names,
    check_parents,
    check_sum,
    check_values,
    inherited,
)
from .bib_reader import BibEntry, BibReader, ReadEntry
from .text import read_text

#: A keyword, in biblatex's own field: what stands at the address of the source is replaced from time to time.
REPLACED = "replaced"
#: What reference managers note in a file for themselves: paths of the machine, dates, what was copied from elsewhere.
PRIVATE = re.compile(r"abstract|file|groups|owner|timestamp|date-(?:added|modified)|bdsk-.*")


def is_replaced(entry: BibEntry) -> bool:
    """Whether an entry is marked as one whose content is replaced from time to time."""
    return REPLACED in (word.strip().casefold() for word in re.split("[,;]", entry.fields.get("keywords", "")))


def add_fields(data: bytes, additions: Mapping[str, Mapping[str, str]]) -> bytes:
    """A file of sources with fields (key → name → value) added to its sound entries, every other byte as it was.

    They stand before the field that follows `url`, set as that is. Raises ValueError where the file would then not be
    read as it is meant, and for a file that is not UTF-8.
    """
    text = data.decode("utf-8")
    starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text))]
    shift = 1 if text.startswith("\ufeff") else 0

    def offset(place: Place) -> int:
        return starts[place.line - 1] + place.column - 1 + (shift if place.line == 1 else 0)

    entries, _ = read_bib(data, "")
    inserted: list[tuple[int, str]] = []
    for entry in entries:
        if (new := additions.get(entry.key)) and entry.fields:
            places = sorted(map(offset, entry.field_places.values()))
            model = offset(entry.field_places["url"]) if "url" in entry.field_places else places[0]
            at = next((place for place in places if place > model), model)
            indent = text[max(start for start in starts if start <= at) : at]
            newline = next(iter(re.findall("\r\n|\r|\n", text)), "\n")
            width = text.index("=", model) - model - 1
            lines = [f"{name.ljust(width)} = {{{value}}}," for name, value in new.items()]
            between = " " if indent.strip() else newline + indent
            inserted.append((at, "".join(f"{line}{between}" for line in lines)))
    for at, added in sorted(inserted, reverse=True):
        text = text[:at] + added + text[at:]
    changed = text.encode("utf-8")
    meant = {entry.key: {**entry.fields, **additions.get(entry.key, {})} for entry in entries}
    if {entry.key: dict(entry.fields) for entry in read_bib(changed, "")[0]} != meant:
        raise ValueError("the file would be read in another way than it is meant")
    return changed


def read_bib(data: bytes, file: str) -> tuple[tuple[BibEntry, ...], tuple[Problem, ...]]:
    """The sound entries of a biblatex file in order, and its problems: AE102, AE112, AE113, AE2xx.

    Of two entries with one key the first is sound. An entry without title or author is returned in spite of AE204, as
    is one of which a field needs another, in spite of AE217.
    The values of each problem with an entry name it as `key`. The time is linear in the size of the file.
    """
    text, problems = read_text(data, file)
    if text is None:
        return (), problems
    reader = BibReader(text, file)
    reader.read()
    entries = reader.entries
    found = [*problems, *reader.problems]
    for check in (check_key, check_values, check_names, check_dates, check_addresses, check_sum):
        for entry in entries:
            faults = list(check(entry))
            entry.sound = entry.sound and not faults
            found += faults
    found += check_keys(entries)
    first: dict[str, ReadEntry] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    found += check_parents(first)
    found += [fault for entry in entries if entry.sound for fault in check_description(entry, first)]
    if problems:  # a character that is not allowed came out as U+FFFD
        for entry in entries:
            entry.sound = entry.sound and not any("\ufffd" in value for value in entry.fields.values())
    return tuple(_finished(entry) for entry in entries if entry.sound), sort_problems(found)


def write_bibtex(entry: BibEntry, entries: Mapping[str, BibEntry]) -> tuple[str, ...]:
    """An entry, then those that it takes fields from, without what belongs to the desk of whoever keeps the file."""
    return tuple(
        _text(each.type, each.key, {name: value for name, value in each.fields.items() if not PRIVATE.fullmatch(name)})
        for each in inherited(entry, entries, ("xdata", "crossref"))
    )


def _text(type_: str, key: str, fields: Mapping[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{type_}{{{key},\n{lines}}}"


def _finished(entry: ReadEntry) -> BibEntry:
    text = _text(entry.type, entry.key, entry.fields)
    places = MappingProxyType(entry.places)
    return BibEntry(entry.key, entry.type, MappingProxyType(entry.fields), text, entry.place, places)
