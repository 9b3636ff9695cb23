"""sources.bib: its sound entries and its problems, and how an entry is written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..model.problems import Place, Problem, sort_problems
from .bib_checks import ENTRY_CHECKS, check_description, check_keys, check_parents, check_vocabulary, with_parents
from .bib_names import NO_AUTHOR
from .bib_normal import format_entry
from .bib_reader import BibEntry, BibReader
from .text import read_text

#: A keyword, in biblatex's own field: what stands at the address of the source is replaced from time to time.
REPLACED = "replaced"
#: What reference managers note in a file for themselves: paths of the machine, dates, what was copied from elsewhere.
_PRIVATE = re.compile(r"abstract|file|groups|owner|timestamp|date-(?:added|modified)|bdsk-.*")
LINE_END = re.compile("\r\n|\r|\n")


def read_bib(data: bytes, file: str) -> tuple[tuple[BibEntry, ...], tuple[Problem, ...]]:
    """Return the sound entries of a biblatex file in order, and its problems: AE102, AE112, AE113, AE2xx.

    Of two entries with one key the first is sound. An entry without title or author is returned in spite of AE204, as
    is one of which a field needs another, in spite of AE217. The values of each problem with an entry name it as `key`.
    The time is linear in the size of the file.
    """
    text, of_text = read_text(data, file)
    if text is None:
        return (), of_text
    reader = BibReader(text, file)
    reader.read()
    entries = reader.entries
    problems = [*of_text, *reader.problems]
    for check in ENTRY_CHECKS:
        for entry in entries:
            of_entry = list(check(entry))
            entry.sound = entry.sound and not of_entry
            problems += of_entry
    problems += check_keys(entries)
    first = {entry.key: entry for entry in reversed(entries)}
    problems += check_parents(first)
    problems += [of_entry for entry in entries if entry.sound for of_entry in check_description(entry, first)]
    problems += [of_entry for entry in entries for of_entry in check_vocabulary(entry)]
    if of_text:  # a character that is not allowed came out as U+FFFD
        for entry in entries:
            entry.sound = entry.sound and not any("\ufffd" in value for value in entry.fields.values())
    return tuple(entry for entry in entries if entry.sound), sort_problems(problems)


def is_replaced(entry: BibEntry) -> bool:
    """Return whether an entry is marked as one whose content is replaced from time to time."""
    return REPLACED in (word.strip().casefold() for word in re.split("[,;]", entry.fields.get("keywords", "")))


def write_bibtex(entry: BibEntry, entries: Mapping[str, BibEntry]) -> tuple[str, ...]:
    """Return an entry as it is published, then those that it takes fields from; private fields are left out."""
    return tuple(
        format_entry(
            one.type,
            one.key,
            {
                name: value
                for name, value in one.fields.items()
                if not _PRIVATE.fullmatch(name) and not (name == "author" and NO_AUTHOR.fullmatch(value))
            },
        )
        for one in with_parents(entry, entries)
    )


def add_fields(data: bytes, additions: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return a file of sources with fields (key → name → value) added to its sound entries, every other byte as it was.

    They stand before the field that follows `url`, set as that is. Raises ValueError where the file would then not be
    read as it is meant, and for a file that is not UTF-8.
    """
    text = data.decode("utf-8")
    starts = [0, *(line_end.end() for line_end in LINE_END.finditer(text))]
    newline = next(iter(LINE_END.findall(text)), "\n")
    shift = 1 if text.startswith("\ufeff") else 0

    def offset_of(place: Place) -> int:
        return starts[place.line - 1] + place.column - 1 + (shift if place.line == 1 else 0)

    entries, _ = read_bib(data, "")
    insertions: list[tuple[int, str]] = []
    for entry in entries:
        if (new := additions.get(entry.key)) and entry.fields:
            offsets = sorted(map(offset_of, entry.field_places.values()))
            model = offset_of(entry.field_places["url"]) if "url" in entry.field_places else offsets[0]
            at = next((offset for offset in offsets if offset > model), model)
            indent = text[max(start for start in starts if start <= at) : at]
            width = text.index("=", model) - model - 1
            between = " " if indent.strip() else newline + indent
            lines = [f"{name.ljust(width)} = {{{value}}},{between}" for name, value in new.items()]
            insertions.append((at, "".join(lines)))
    for at, inserted in sorted(insertions, reverse=True):
        text = text[:at] + inserted + text[at:]
    changed = text.encode("utf-8")
    meant = {entry.key: {**entry.fields, **additions.get(entry.key, {})} for entry in entries}
    if {entry.key: dict(entry.fields) for entry in read_bib(changed, "")[0]} != meant:
        raise ValueError("the file would be read in another way than it is meant")
    return changed
