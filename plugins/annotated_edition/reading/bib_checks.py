"""What is wrong with the entries of sources.bib."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from ..model.problems import Problem, problem
from .bib_reader import BibEntry, ReadEntry, quote
from .values import ADDRESS, SCHEME, is_date

MAX_LENGTH = 20_000
DATES = ("date", "urldate", "archivedate", "eventdate", "origdate")
#: Biblatex has no fields for the copy of a page that a web archive keeps, nor for what a page was: these are ours, and
#: every reader of biblatex passes them over. Each says nothing without the other.
NEEDS = {"archiveurl": "archivedate", "archivedate": "archiveurl", "sha256": "url"}
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
#: Fields that hold names.
PEOPLE = ("author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor", "commentator", "holder")
#: What BibTeX writes for whoever else there is; pandoc takes it for a person of that name.
OTHERS = re.compile(r"(?:^|\s)and\s+others\s*$", re.IGNORECASE)
#: Fields that pandoc and biber read as they stand, so that % and a backslash mean nothing in them.
VERBATIM = frozenset({"url", "archiveurl", "doi", "file", "eprint"})
GOOD_KEY = re.compile(r"[A-Za-z0-9.:/+_-]+")
PERCENT = re.compile(r"\\(?:url|href)[ \t\n]*\{[^{}]*\}|\\.|%", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
LINK = re.compile(r"\\(?:url|href)[ \t\n]*\{([^{}]*)")
#: EDTF's marks of what is uncertain, after a date.
MARK = re.compile(r"[?~%]$")
#: A time of day after a date, as Zotero writes it.
TIME = re.compile(r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?$")
Either = TypeVar("Either", BibEntry, ReadEntry)


def check_key(entry: ReadEntry) -> Iterator[Problem]:
    """Characters that an id on a page, a file name or pandoc cannot bear."""
    if not GOOD_KEY.fullmatch(entry.key):
        yield problem("AE213", entry.place, key=quote(entry.key))


def check_values(entry: ReadEntry) -> Iterator[Problem]:
    """What pandoc reads in another way than BibTeX: a % and an escaped brace."""
    for name, value in entry.fields.items():
        if len(value) > MAX_LENGTH:
            yield problem("AE113", entry.places[name], what="text", limit=MAX_LENGTH, found=len(value))
            continue
        if name not in VERBATIM and any(found[0] == "%" for found in PERCENT.finditer(value)):
            yield problem("AE209", entry.places[name], key=quote(entry.key), field=name)
        # Pandoc takes no account of an escaped brace, so that a single one makes it look for the end elsewhere.
        escaped = ESCAPE.findall(f"{value}}}")
        if entry.sound and escaped.count("{") != escaped.count("}"):
            values = {"reason": "escaped-brace", "begun": entry.place.line, "found": "\\"}
            yield problem("AE201", entry.places[name], key=quote(entry.key), **values)


def check_names(entry: ReadEntry) -> Iterator[Problem]:
    """People who are not named: the style says whether it names all or writes et al., from the whole list."""
    for name in PEOPLE:
        if OTHERS.search(entry.fields.get(name, "")):
            yield problem("AE215", entry.places[name], key=quote(entry.key), field=name)


def check_dates(entry: ReadEntry) -> Iterator[Problem]:
    """Dates that do not exist or that pandoc drops without a word."""
    for name in DATES:
        value = entry.fields.get(name)
        good = is_date if name == "archivedate" else _is_date_or_interval
        if value is not None and not good(value):
            yield problem("AE207", entry.places[name], key=quote(entry.key), field=name, found=quote(value))
    month = entry.fields.get("month", "")
    if month.isascii() and month.isdigit() and month.lstrip("0") not in map(str, range(1, 13)):
        yield problem("AE207", entry.places["month"], key=quote(entry.key), field="month", found=quote(month))


def _is_date_or_interval(value: str) -> bool:
    """Whether a value is a date of biblatex's, or two joined by / of which the first is not the later."""
    dates = [TIME.sub("", MARK.sub("", part.strip())) for part in value.split("/", 2)]
    if len(dates) > 2 or not all(map(is_date, dates)):
        return False
    length = min(map(len, dates))
    return dates[0][:length] <= dates[-1][:length]


def check_addresses(entry: ReadEntry) -> Iterator[Problem]:
    """Addresses that are not of the web, wherever pandoc makes a link of them."""
    for name, value in entry.fields.items():
        addresses = [value] if name in ("url", "archiveurl") and value else LINK.findall(value)
        for address in addresses:
            if not ADDRESS.match(address.strip()):
                scheme = SCHEME.match(address)
                values = {"address": quote(address), "scheme": quote(scheme[1]) if scheme else ""}
                yield problem("AE210", entry.places[name], key=quote(entry.key), field=name, **values)


def check_sum(entry: ReadEntry) -> Iterator[Problem]:
    """A checksum that is none."""
    value = entry.fields.get("sha256")
    if value is not None and not SHA256.fullmatch(value):
        yield problem("AE216", entry.places["sha256"], key=quote(entry.key), found=quote(value))


def check_keys(entries: Iterable[ReadEntry]) -> Iterator[Problem]:
    """Keys given twice, or differing by case only; the first of them stays sound."""
    first: dict[str, ReadEntry] = {}
    for entry in entries:
        known = first.setdefault(entry.key.lower(), entry)
        if known is entry:
            continue
        entry.sound = False
        values: dict[str, object] = {"key": quote(entry.key), "first": known.place.line}
        if known.key == entry.key:
            yield problem("AE202", entry.place, **values)
        else:
            yield problem("AE203", entry.place, other=quote(known.key), **values)


def _parents(entry: BibEntry | ReadEntry, name: str) -> list[str]:
    """The keys that `crossref` or `xdata` of an entry names."""
    value = entry.fields.get(name, "")
    keys = value.split(",") if name == "xdata" else [value]
    return [key.strip() for key in keys if key.strip()]


def check_parents(entries: Mapping[str, ReadEntry]) -> list[Problem]:
    """Entries that take over fields from one that does not exist, or in the end from themselves."""
    links = [
        (entry, name, target)
        for entry in entries.values()
        for name in ("crossref", "xdata")
        for target in _parents(entry, name)
    ]
    known = [(entry.key, target) for entry, _, target in links if target in entries]
    ahead = _endless(known)
    cyclic = ahead & _endless((target, key) for key, target in known if key in ahead and target in ahead)
    problems: list[Problem] = []
    for entry, name, target in links:
        if target in entries and not (entry.key in cyclic and target in cyclic):
            continue
        entry.sound = False
        reason = "cycle" if target in entries else "missing"
        values = {"key": quote(entry.key), "field": name, "target": quote(target), "reason": reason}
        problems.append(problem("AE206", entry.places[name], **values))
    return problems


def _endless(links: Iterable[tuple[str, str]]) -> set[str]:
    """The nodes from which a walk along the links never has to end (Kahn's algorithm, from the ends backwards)."""
    before: defaultdict[str, list[str]] = defaultdict(list)
    ways: defaultdict[str, int] = defaultdict(int)
    for node, target in links:
        before[target].append(node)
        ways[node] += 1
        ways[target] += 0
    ended = [node for node, count in ways.items() if not count]
    for node in ended:
        for previous in before[node]:
            ways[previous] -= 1
            if not ways[previous]:
                ended.append(previous)
    return set(ways) - set(ended)


def check_description(entry: ReadEntry, entries: Mapping[str, ReadEntry]) -> Iterator[Problem]:
    """What a reader cannot do without: a title, and who wrote or edited it; and what says nothing by itself."""
    if entry.type == "xdata":
        return
    # Biblatex makes a parent's title the booktitle, so a title is taken over from `xdata` alone.
    for field_name, names, ways in (
        ("title", ("title",), ("xdata",)),
        ("author", ("author", "editor"), ("xdata", "crossref")),
    ):
        if not any(above.fields.get(name) for above in inherited(entry, entries, ways) for name in names):
            yield problem("AE204", entry.place, key=quote(entry.key), field=field_name)
    for name, other in NEEDS.items():
        if name in entry.fields and not any(above.fields.get(other) for above in inherited(entry, entries, ("xdata",))):
            yield problem("AE217", entry.places[name], key=quote(entry.key), field=name, other=other)


def inherited(entry: Either, entries: Mapping[str, Either], ways: tuple[str, ...]) -> list[Either]:
    """An entry and those that it takes fields from, at most ten, so that the time stays linear."""
    found = [entry]
    for each in found:
        for target in (target for way in ways for target in _parents(each, way)):
            if len(found) < 10 and target in entries and entries[target] not in found:
                found.append(entries[target])
    return found
