"""What is wrong with the entries of sources.bib."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from ..model.csl import words_of
from ..model.problems import Problem, problem
from . import limits
from .bib_dates import read_date, read_month, read_year
from .bib_names import PEOPLE, find_fault
from .bib_normal import DATE_FIELDS, DATE_VARIABLES, VERBATIM, canonical_type, nearest_name, write_field
from .bib_reader import BibEntry
from .bib_tables import AUTHORED, CONTAINERS, OTHER_FIELDS, SHOWN_FIELDS, TITLE_FIELDS, TYPES
from .schema import ANY_SCHEME, WEB_ADDRESS, is_date
from .text import shorten

#: Biblatex has no fields for the copy of a page that a web archive keeps, nor for what a page was: these are ours, and
#: every reader of biblatex passes them over. Each says nothing without the other.
NEEDS = {"archiveurl": "archivedate", "archivedate": "archiveurl", "sha256": "url"}
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
SOUND_KEY = re.compile(r"[A-Za-z0-9.:/+_-]+")
PERCENT = re.compile(r"\\(?:url|href)[ \t\n]*\{[^{}]*\}|\\.|%", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
LATEX_LINK = re.compile(r"\\(?:url|href)[ \t\n]*\{([^{}]*)")
#: Entries from which one takes fields, at most, so that the time stays linear.
MAX_PARENTS = 10
#: Who may stand for an author, and what is often unsigned.
AUTHORS = ("author", "editor", "translator", "holder", "organization", "bookauthor")
UNSIGNED = ("newspaper", "magazine")
#: Fields of which another may be a slip of the keys.
LIKELY_FIELDS = sorted(SHOWN_FIELDS | DATE_FIELDS | {"langid", "crossref", "editortype", "entrysubtype", "keywords"})
#: Fields that pandoc reads for every type, and those that an entry is written for.
ALWAYS_READ = frozenset({"title", "subtitle", "author"})
CORE_FIELDS = frozenset({"journaltitle", "journal", "booktitle", "editor", "translator", "publisher"})
#: What is no word of a field: names of macros, accents, environments.
DROPPED = re.compile(
    r"\$[^$]*\$|\\(?:begin|end)\{[^{}]*\}|\\[hv]space\*?\{[^{}]*\}|\\(?:href|symbol)\s*\{[^{}]*\}|<[^<>]*>|\\[A-Za-z]+|\\."
)


def _problem(code: str, entry: BibEntry, at: str = "", **values: object) -> Problem:
    """Return a problem with an entry, where the field `at` of it stands if one is named."""
    return problem(code, entry.field_places[at] if at else entry.place, key=shorten(entry.key), **values)


def check_key(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE213 for characters that an id on a page, a file name or pandoc cannot bear."""
    if not SOUND_KEY.fullmatch(entry.key):
        yield _problem("AE213", entry)


def check_values(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE113, AE209 and AE201: too long, or read by pandoc in another way than BibTeX (a %, an escaped brace)."""
    for name, value in entry.fields.items():
        if len(value) > limits.FIELD:
            yield problem("AE113", entry.field_places[name], what="text", limit=limits.FIELD, found=len(value))
            continue
        if name not in VERBATIM and any(match[0] == "%" for match in PERCENT.finditer(value)):
            yield _problem("AE209", entry, name, field=name)
        # Pandoc takes no account of an escaped brace, so that a single one makes it look for the end elsewhere.
        escaped = ESCAPE.findall(f"{value}}}")
        if entry.sound and escaped.count("{") != escaped.count("}"):
            yield _problem("AE201", entry, name, reason="escaped-brace", begun=entry.place.line, found="\\")


def check_names(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE215 for names that are not joined by `and`, and for bodies whose name holds one."""
    for name in PEOPLE:
        if fault := find_fault(entry.fields.get(name, "")):
            found = shorten(entry.fields[name])
            yield _problem("AE215", entry, name, reason=f"names-{fault}", field=name, found=found)


def check_dates(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE207 for what is no date, or one that does not exist."""
    fields = entry.fields
    wrong = [name for name in (*DATE_VARIABLES, "archivedate") if name in fields and not _is_sound(name, fields[name])]
    if "date" not in fields and (fields.get("year") or fields.get("month")):
        sound = read_year(fields.get("year", ""))
        if fields.get("year") and not sound:
            wrong.append("year")
        elif not read_year(fields.get("year") or "2000", fields.get("month", ""), fields.get("day", "")):
            wrong.append("month")
    for name in wrong:
        yield _problem("AE207", entry, name, field=name, found=shorten(fields[name]))


def _is_sound(name: str, value: str) -> bool:
    """Return whether a field is a date; what a web archive says is one of numbers alone."""
    return is_date(value) if name == "archivedate" else read_date(value) is not None


def check_vocabulary(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE218 and AE219 for types and fields that do not exist, AE221 for a month in words."""
    if entry.type not in TYPES:
        yield _problem("AE218", entry, type=entry.type, nearest=nearest_name(entry.type, TYPES))
    for name in entry.field_places:
        if name not in SHOWN_FIELDS | OTHER_FIELDS | TITLE_FIELDS:
            nearest = nearest_name(name, LIKELY_FIELDS)
            if nearest and not name.startswith(("_", "user", "bdsk", "mendeley", "citeulike", "note-", "custom", "x-")):
                yield _problem("AE219", entry, name, field=name, nearest=nearest)
    month = entry.fields.get("month", "")
    if not month.isdigit() and read_month(month):
        yield _problem("AE221", entry, "month", found=shorten(month), number=read_month(month))


def check_links(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE210 for addresses that are not of the web, wherever pandoc makes a link of them."""
    for name, value in entry.fields.items():
        addresses = [value] if name in ("url", "archiveurl") and value else LATEX_LINK.findall(value)
        for address in addresses:
            if not WEB_ADDRESS.match(address.strip()):
                scheme = ANY_SCHEME.match(address)
                values = {"address": shorten(address), "scheme": shorten(scheme[1]) if scheme else ""}
                yield _problem("AE210", entry, name, field=name, **values)


def check_checksum(entry: BibEntry) -> Iterator[Problem]:
    """Yield AE216 for an invalid checksum."""
    value = entry.fields.get("sha256")
    if value is not None and not SHA256.fullmatch(value):
        yield _problem("AE216", entry, "sha256", found=shorten(value))


#: The checks of one entry by itself, in the order in which they are made.
ENTRY_CHECKS = (check_key, check_values, check_names, check_dates, check_links, check_checksum)


def check_keys(entries: Iterable[BibEntry]) -> Iterator[Problem]:
    """Yield AE202 and AE203 for keys given twice, or differing by case only; the first of them stays sound."""
    by_key: dict[str, BibEntry] = {}
    for entry in entries:
        first = by_key.setdefault(entry.key.lower(), entry)
        if first is entry:
            continue
        entry.sound = False
        if first.key == entry.key:
            yield _problem("AE202", entry, first=first.place.line)
        else:
            yield _problem("AE203", entry, other=shorten(first.key), first=first.place.line)


def check_parents(entries: Mapping[str, BibEntry]) -> Iterator[Problem]:
    """Yield AE206 for entries that take fields from one that does not exist, or in the end from themselves."""
    links = [
        (entry, name, parent)
        for entry in entries.values()
        for name in ("crossref", "xdata")
        for parent in _parents(entry, name)
    ]
    pairs = [(entry.key, parent) for entry, _, parent in links if parent in entries]
    endless = _endless(pairs)
    cyclic = endless & _endless((parent, key) for key, parent in pairs if key in endless and parent in endless)
    for entry, name, parent in links:
        if parent not in entries or (entry.key in cyclic and parent in cyclic):
            entry.sound = False
            reason = "cycle" if parent in entries else "missing"
            yield _problem("AE206", entry, name, field=name, target=shorten(parent), reason=reason)


def _parents(entry: BibEntry, name: str) -> list[str]:
    """Return the keys that `crossref` or `xdata` of an entry names."""
    value = entry.fields.get(name, "")
    keys = value.split(",") if name == "xdata" else [value]
    return [key.strip() for key in keys if key.strip()]


def _endless(links: Iterable[tuple[str, str]]) -> set[str]:
    """Return the nodes from which a walk along the links need not end."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    nodes: set[str] = set()
    for node, target in links:
        sorter.add(node, target)
        nodes |= {node, target}
    with suppress(CycleError):  # what leads into no cycle is sorted all the same
        sorter.prepare()
    while ended := sorter.get_ready():
        nodes.difference_update(ended)
        sorter.done(*ended)
    return nodes


def check_description(entry: BibEntry, entries: Mapping[str, BibEntry]) -> Iterator[Problem]:
    """Yield AE204 for an entry without title, or without the author that its type calls for; AE220, AE217.

    AE220 is for an article or chapter that does not say in what it appears, AE217 for a field that says nothing
    without another.
    """
    if entry.type == "xdata":
        return
    # Biblatex makes a parent's title the booktitle, so a title is taken over from `xdata` alone.
    by_xdata = with_parents(entry, entries, ("xdata",))
    by_both = with_parents(entry, entries)
    if not any(one.fields.get("title") for one in by_xdata):
        yield _problem("AE204", entry, field="title")
    unsigned = entry.fields.get("entrysubtype", "").strip("{}").lower() in UNSIGNED
    if entry.type == "article":  # without these it is one of a newspaper
        unsigned = unsigned or not _has(entry, ("volume", "number", "issue", "pages", "doi"))
    if entry.type in AUTHORED and not unsigned and not any(_has(one, AUTHORS) for one in by_both):
        yield _problem("AE204", entry, field="author")
    containers = CONTAINERS.get(canonical_type(entry.type), "").split()
    if containers and not any(_has(one, containers) for one in by_both) and len(by_both) == len(by_xdata):
        yield _problem("AE220", entry, type=entry.type, field=containers[0])
    for name, other in NEEDS.items():
        if name in entry.fields and not any(one.fields.get(other) for one in by_xdata):
            yield _problem("AE217", entry, name, field=name, other=other)


def _has(entry: BibEntry, names: Iterable[str]) -> bool:
    return any(entry.fields.get(name) for name in names)


def check_words(entries: Iterable[BibEntry], items: Iterable[Mapping[str, object]]) -> Iterator[Problem]:
    """Yield AE222 for a field of which pandoc has dropped a word, AE227 for one that it does not read for its type.

    It drops macros that it does not know, with their text.
    """
    read = {item["id"]: words_of(json.dumps(item, ensure_ascii=False)) for item in items}
    for entry in entries:
        have = read.get(entry.key, "")
        for name in SHOWN_FIELDS & entry.fields.keys() - VERBATIM:
            words = words_in(name, entry.fields[name])
            lost = [word for word in words if words_of(word) not in have]
            # a short word may stand in another field by chance
            some = any(len(word) > 3 and word not in lost for word in words)
            if lost and (name in ALWAYS_READ or some):
                yield _problem("AE222", entry, name, field=name, found=shorten(lost[0]))
            elif lost and name in CORE_FIELDS:
                yield _problem("AE227", entry, name, field=name, type=entry.type)


def words_in(name: str, value: str) -> list[str]:
    """Return the words in the value of a field, without LaTeX's commands."""
    text = DROPPED.sub(" ", write_field(name, value))
    if name in PEOPLE:
        text = "" if "=" in text else re.sub(r"\band\b", " ", text)
    return re.findall(r"[^\W_]+", text)


def with_parents(
    entry: BibEntry, entries: Mapping[str, BibEntry], fields: tuple[str, ...] = ("xdata", "crossref")
) -> list[BibEntry]:
    """Return an entry and those that it takes fields from by `fields`, xdata or crossref."""
    family = [entry]
    for member in family:
        for key in (key for name in fields for key in _parents(member, name)):
            if len(family) < MAX_PARENTS and key in entries and entries[key] not in family:
                family.append(entries[key])
    return family
