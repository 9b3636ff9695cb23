"""What is wrong with the entries of sources.bib."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from ..model.problems import Problem, problem
from . import limits
from .bib_reader import BibEntry, RawEntry
from .schema import ANY_SCHEME, WEB_ADDRESS, is_date
from .text import shorten

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
SOUND_KEY = re.compile(r"[A-Za-z0-9.:/+_-]+")
PERCENT = re.compile(r"\\(?:url|href)[ \t\n]*\{[^{}]*\}|\\.|%", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
LATEX_LINK = re.compile(r"\\(?:url|href)[ \t\n]*\{([^{}]*)")
#: EDTF's marks of what is uncertain, after a date.
UNCERTAIN = re.compile(r"[?~%]$")
#: A time of day after a date, as Zotero writes it.
TIME = re.compile(r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?$")
#: Entries from which one takes fields, at most, so that the time stays linear.
MAX_PARENTS = 10
AnyEntry = TypeVar("AnyEntry", BibEntry, RawEntry)


def check_key(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE213 for characters that an id on a page, a file name or pandoc cannot bear."""
    if not SOUND_KEY.fullmatch(entry.key):
        yield problem("AE213", entry.place, key=shorten(entry.key))


def check_values(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE113, AE209 and AE201: too long, or read by pandoc in another way than BibTeX (a %, an escaped brace)."""
    for name, value in entry.fields.items():
        place, key = entry.field_places[name], shorten(entry.key)
        if len(value) > limits.FIELD:
            yield problem("AE113", place, what="text", limit=limits.FIELD, found=len(value))
            continue
        if name not in VERBATIM and any(match[0] == "%" for match in PERCENT.finditer(value)):
            yield problem("AE209", place, key=key, field=name)
        # Pandoc takes no account of an escaped brace, so that a single one makes it look for the end elsewhere.
        escaped = ESCAPE.findall(f"{value}}}")
        if entry.sound and escaped.count("{") != escaped.count("}"):
            yield problem("AE201", place, key=key, reason="escaped-brace", begun=entry.place.line, found="\\")


def check_names(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE215 for people who are not named: the style itself says et al., from the whole list."""
    for name in PEOPLE:
        if OTHERS.search(entry.fields.get(name, "")):
            yield problem("AE215", entry.field_places[name], key=shorten(entry.key), field=name)


def check_dates(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE207 for dates that do not exist or that pandoc drops without a word."""
    wrong = [
        name
        for name in DATES
        if name in entry.fields and not (is_date if name == "archivedate" else _is_date_or_interval)(entry.fields[name])
    ]
    month = entry.fields.get("month", "")
    if month.isascii() and month.isdigit() and month.lstrip("0") not in map(str, range(1, 13)):
        wrong.append("month")
    for name in wrong:
        values = {"key": shorten(entry.key), "field": name, "found": shorten(entry.fields[name])}
        yield problem("AE207", entry.field_places[name], **values)


def _is_date_or_interval(value: str) -> bool:
    """Return whether a value is a date of biblatex's, or two joined by / of which the first is not the later."""
    dates = [TIME.sub("", UNCERTAIN.sub("", part.strip())) for part in value.split("/", 2)]
    if len(dates) > 2 or not all(map(is_date, dates)):
        return False
    length = min(map(len, dates))
    return dates[0][:length] <= dates[-1][:length]


def check_links(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE210 for addresses that are not of the web, wherever pandoc makes a link of them."""
    for name, value in entry.fields.items():
        addresses = [value] if name in ("url", "archiveurl") and value else LATEX_LINK.findall(value)
        for address in addresses:
            if not WEB_ADDRESS.match(address.strip()):
                scheme = ANY_SCHEME.match(address)
                values = {"address": shorten(address), "scheme": shorten(scheme[1]) if scheme else ""}
                yield problem("AE210", entry.field_places[name], key=shorten(entry.key), field=name, **values)


def check_checksum(entry: RawEntry) -> Iterator[Problem]:
    """Yield AE216 for an invalid checksum."""
    value = entry.fields.get("sha256")
    if value is not None and not SHA256.fullmatch(value):
        yield problem("AE216", entry.field_places["sha256"], key=shorten(entry.key), found=shorten(value))


#: The checks of one entry by itself, in the order in which they are made.
ENTRY_CHECKS: tuple[Callable[[RawEntry], Iterator[Problem]], ...] = (
    check_key,
    check_values,
    check_names,
    check_dates,
    check_links,
    check_checksum,
)


def check_keys(entries: Iterable[RawEntry]) -> Iterator[Problem]:
    """Yield AE202 and AE203 for keys given twice, or differing by case only; the first of them stays sound."""
    by_key: dict[str, RawEntry] = {}
    for entry in entries:
        first = by_key.setdefault(entry.key.lower(), entry)
        if first is entry:
            continue
        entry.sound = False
        values: dict[str, object] = {"key": shorten(entry.key), "first": first.place.line}
        if first.key == entry.key:
            yield problem("AE202", entry.place, **values)
        else:
            yield problem("AE203", entry.place, other=shorten(first.key), **values)


def check_parents(entries: Mapping[str, RawEntry]) -> list[Problem]:
    """Return AE206 for entries that take fields from one that does not exist, or in the end from themselves."""
    links = [
        (entry, name, parent)
        for entry in entries.values()
        for name in ("crossref", "xdata")
        for parent in _parents(entry, name)
    ]
    pairs = [(entry.key, parent) for entry, _, parent in links if parent in entries]
    endless = _endless(pairs)
    cyclic = endless & _endless((parent, key) for key, parent in pairs if key in endless and parent in endless)
    problems: list[Problem] = []
    for entry, name, parent in links:
        if parent in entries and not (entry.key in cyclic and parent in cyclic):
            continue
        entry.sound = False
        reason = "cycle" if parent in entries else "missing"
        values = {"key": shorten(entry.key), "field": name, "target": shorten(parent), "reason": reason}
        problems.append(problem("AE206", entry.field_places[name], **values))
    return problems


def _parents(entry: BibEntry | RawEntry, name: str) -> list[str]:
    """Return the keys that `crossref` or `xdata` of an entry names."""
    value = entry.fields.get(name, "")
    keys = value.split(",") if name == "xdata" else [value]
    return [key.strip() for key in keys if key.strip()]


def _endless(links: Iterable[tuple[str, str]]) -> set[str]:
    """Return the nodes from which a walk along the links need not end (Kahn's algorithm, from the ends backwards)."""
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


def check_description(entry: RawEntry, entries: Mapping[str, RawEntry]) -> Iterator[Problem]:
    """Yield AE204 for an entry without title or author, AE217 for a field that says nothing without another."""
    if entry.type == "xdata":
        return
    # Biblatex makes a parent's title the booktitle, so a title is taken over from `xdata` alone.
    by_xdata = with_parents(entry, entries, ("xdata",))
    by_both = with_parents(entry, entries, ("xdata", "crossref"))
    if not any(one.fields.get("title") for one in by_xdata):
        yield problem("AE204", entry.place, key=shorten(entry.key), field="title")
    if not any(one.fields.get("author") or one.fields.get("editor") for one in by_both):
        yield problem("AE204", entry.place, key=shorten(entry.key), field="author")
    for name, other in NEEDS.items():
        if name in entry.fields and not any(one.fields.get(other) for one in by_xdata):
            yield problem("AE217", entry.field_places[name], key=shorten(entry.key), field=name, other=other)


def with_parents(entry: AnyEntry, entries: Mapping[str, AnyEntry], fields: tuple[str, ...]) -> list[AnyEntry]:
    """Return an entry and those that it takes fields from by `fields`, xdata or crossref."""
    family = [entry]
    for member in family:
        for key in (key for name in fields for key in _parents(member, name)):
            if len(family) < MAX_PARENTS and key in entries and entries[key] not in family:
                family.append(entries[key])
    return family
