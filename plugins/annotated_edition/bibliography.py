"""sources.bib split into its entries before pandoc sees it, so that a broken entry costs no other one."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from .model import Place, Problem
from .problems import in_order, problem
from .schema import ADDRESS, SCHEME, is_date
from .yaml_reader import read_text

#: Deepest nesting of braces in a value.
MAX_DEPTH = 50
#: Most text, in characters, that the values of one file may come to: macros can double it again and again.
MAX_EXPANDED = 20_000_000
#: Most entries of a file, and longest value, in characters.
MAX_ENTRIES = 5_000
MAX_LENGTH = 20_000
#: Longest found text that a message quotes.
QUOTED = 60

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATES = ("date", "urldate", "archivedate", "eventdate", "origdate")
#: Biblatex has no fields for the copy of a page that a web archive keeps, nor for what a page was: these are ours, and
#: every reader of biblatex passes them over. Each says nothing without the other.
NEEDS = {"archiveurl": "archivedate", "archivedate": "archiveurl", "sha256": "url"}
#: A keyword, in biblatex's own field: what stands at the address of the source is replaced from time to time.
REPLACED = "replaced"
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
#: Fields that hold names.
PEOPLE = ("author", "editor", "editora", "editorb", "editorc", "translator", "bookauthor", "commentator", "holder")
#: What BibTeX writes for whoever else there is; pandoc takes it for a person of that name.
OTHERS = re.compile(r"(?:^|\s)and\s+others\s*$", re.IGNORECASE)
#: Fields that pandoc and biber read as they stand, so that % and a backslash mean nothing in them.
VERBATIM = frozenset({"url", "archiveurl", "doi", "file", "eprint"})

#: What can stand outside entries: a comment up to the end of its line, the sign of an entry, a stray brace.
OUTSIDE = re.compile(r"%[^\n]*|[@{}]")
HEAD = re.compile(r"@[ \t]*([A-Za-z]+)[ \t\n]*([{(])")
#: An entry that begins a line: where reading is taken up again after a fault.
START = re.compile(r"^[ \t]*@[A-Za-z]+[ \t\n]*[{(]", re.MULTILINE)
BRACES = re.compile(r"[{}]")
BRACED = re.compile(rf"[{{}}]|{START.pattern}", re.MULTILINE)
QUOTED_TEXT = re.compile(rf'[{{}}"]|{START.pattern}', re.MULTILINE)
#: White space, and the comments that biblatex allows between fields.
SPACE = re.compile(r"(?:[ \t\n]|%[^\n]*)*+")
CLOSING = {"{": "}", "(": ")"}
KEY = {"{": re.compile(r"[^,{}\n]*"), "(": re.compile(r"[^,{}()\n]*")}
FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_:+./-]*")
BARE = re.compile(r"""[^\s{}"#,=()%]+""")
GOOD_KEY = re.compile(r"[A-Za-z0-9.:/+_-]+")
PERCENT = re.compile(r"\\(?:url|href)[ \t\n]*\{[^{}]*\}|\\.|%", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
LINK = re.compile(r"\\(?:url|href)[ \t\n]*\{([^{}]*)")
#: What reference managers note in a file for themselves: paths of the machine, dates, what was copied from elsewhere.
PRIVATE = re.compile(r"abstract|file|groups|owner|timestamp|date-(?:added|modified)|bdsk-.*")
#: EDTF's marks of what is uncertain, after a date.
MARK = re.compile(r"[?~%]$")
#: A time of day after a date, as Zotero writes it.
TIME = re.compile(r"T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sound entry of sources.bib."""

    key: str
    """Its key."""
    type: str
    """Its type in small letters: book, online."""
    fields: Mapping[str, str]
    """Name in small letters → value without its braces or quotes, macros resolved, LaTeX as written."""
    text: str
    """The entry by itself, as pandoc reads it: in braces, macros resolved."""
    place: Place
    """Where it begins."""
    field_places: Mapping[str, Place]
    """Name of each field → where it stands."""


def is_replaced(entry: Entry) -> bool:
    """Whether an entry is marked as one whose content is replaced from time to time."""
    return REPLACED in (word.strip().casefold() for word in re.split("[,;]", entry.fields.get("keywords", "")))


def with_fields(data: bytes, additions: Mapping[str, Mapping[str, str]]) -> bytes:
    """A file of sources with fields (key → name → value) added to its sound entries, every other byte as it was.

    They stand before the field that follows `url`, set as that is. Raises ValueError where the file would then not be
    read as it is meant, and for a file that is not UTF-8.
    """
    text = data.decode("utf-8")
    starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text))]
    shift = 1 if text.startswith("\ufeff") else 0

    def offset(place: Place) -> int:
        return starts[place.line - 1] + place.column - 1 + (shift if place.line == 1 else 0)

    entries, _ = scan(data, "")
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
    if {entry.key: dict(entry.fields) for entry in scan(changed, "")[0]} != meant:
        raise ValueError("the file would be read in another way than it is meant")
    return changed


class _Fault(Exception):
    """Why an entry cannot be read, and where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True, eq=False)
class _Found:
    """An entry as it was read, sound or not."""

    key: str
    type: str
    place: Place
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    undefined: set[str] = field(default_factory=set)
    sound: bool = True


Either = TypeVar("Either", Entry, _Found)


def scan(data: bytes, file: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """The sound entries of a biblatex file in order, and its problems: AE102, AE112, AE113, AE2xx.

    Of two entries with one key the first is sound. An entry without title or author is returned in spite of AE204, as
    is one of which a field needs another, in spite of AE217.
    The values of each problem with an entry name it as `key`. The time is linear in the size of the file.
    """
    text, problems = read_text(data, file)
    if text is None:
        return (), problems
    reader = _Reader(text, file)
    reader.read()
    entries = reader.entries
    found = [*problems, *reader.problems]
    for check in (_check_key, _check_values, _check_names, _check_dates, _check_addresses, _check_sum):
        for entry in entries:
            faults = list(check(entry))
            entry.sound = entry.sound and not faults
            found += faults
    found += _check_keys(entries)
    first: dict[str, _Found] = {}
    for entry in entries:
        first.setdefault(entry.key, entry)
    found += _check_parents(first)
    found += [fault for entry in entries if entry.sound for fault in _check_description(entry, first)]
    if problems:  # a character that is not allowed came out as U+FFFD
        for entry in entries:
            entry.sound = entry.sound and not any("\ufffd" in value for value in entry.fields.values())
    return tuple(_finished(entry) for entry in entries if entry.sound), in_order(found)


def given_away(entry: Entry, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """An entry, then those that it takes fields from, without what belongs to the desk of whoever keeps the file."""
    return tuple(
        _text(each.type, each.key, {name: value for name, value in each.fields.items() if not PRIVATE.fullmatch(name)})
        for each in _above(entry, entries, ("xdata", "crossref"))
    )


def _text(type_: str, key: str, fields: Mapping[str, str]) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{type_}{{{key},\n{lines}}}"


def _finished(entry: _Found) -> Entry:
    text = _text(entry.type, entry.key, entry.fields)
    places = MappingProxyType(entry.places)
    return Entry(entry.key, entry.type, MappingProxyType(entry.fields), text, entry.place, places)


class _Reader:
    """Reads the entries of one file from left to right."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.entries: list[_Found] = []
        self.problems: list[Problem] = []
        self.macros = {month: str(number) for number, month in enumerate(MONTHS, 1)}
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._expanded = 0
        self._open_comment = False

    def place(self, offset: int) -> Place:
        """The place of a character."""
        line = bisect.bisect_right(self._lines, offset)
        return Place(self.file, line, offset - self._lines[line - 1] + 1)

    def read(self) -> None:
        """Read all entries; after a fault go on with the next that begins a line."""
        offset = 0
        while found := OUTSIDE.search(self.text, offset):
            offset = found.end()
            if found[0] in ("{", "}"):
                # As a rule the entry before ends too early.
                key, begun = (self.entries[-1].key, self.entries[-1].place.line) if self.entries else ("", 1)
                self._unreadable(found.start(), "outside", key, begun)
                offset = self._next_start(offset)
            elif found[0] == "@" and (head := HEAD.match(self.text, found.start())):
                if len(self.entries) == MAX_ENTRIES or len(self.problems) > MAX_ENTRIES:
                    self._report("AE113", found.start(), what="entries", limit=MAX_ENTRIES, found=MAX_ENTRIES + 1)
                    return
                offset = self._item(head)

    def _report(self, code: str, offset: int, **values: object) -> None:
        self.problems.append(problem(code, self.place(offset), **values))

    def _unreadable(self, offset: int, reason: str, key: str, begun: int) -> None:
        found = self.text[offset] if reason == "outside" else {"brace": "{", "quote": '"'}.get(reason, "")
        self._report("AE201", offset, reason=reason, key=_quote(key), begun=begun, found=found)

    def _next_start(self, offset: int) -> int:
        start = START.search(self.text, offset)
        return start.start() if start else len(self.text)

    def _item(self, head: re.Match[str]) -> int:
        """Read one entry, @string, @preamble or @comment; the offset after it."""
        kind = head[1].lower()
        entry = _Found("", kind, self.place(head.start()))
        try:
            match kind:
                case "comment":
                    return self._comment(head)
                case "preamble":
                    _, offset = self._value(entry, "", self._space(head.end()))
                    return self._close(head[2], offset)
                case "string":
                    offset = self._fields(entry, head[2], self._space(head.end()))
                    self.macros |= {name.lower(): value for name, value in entry.fields.items()}
                    return offset
            found = KEY[head[2]].match(self.text, self._space(head.end()))
            entry.key = found[0].strip() if found else ""
            offset = self._space(found.end() if found else head.end())
            if "=" in entry.key:
                entry.key = ""
                raise _Fault("key", head.end())
            if self.text.startswith(",", offset):
                offset = self._fields(entry, head[2], self._space(offset + 1))
            else:
                offset = self._close(head[2], offset)
            self.entries.append(entry)
            return offset
        except _Fault as fault:
            # What is not closed is mended where it begins.
            at = head.start() if fault.reason in ("brace", "quote", "depth") else fault.offset
            if fault.reason == "depth":
                self._report("AE113", at, what="depth", limit=MAX_DEPTH, found=MAX_DEPTH + 1)
            else:
                self._unreadable(at, fault.reason, entry.key, entry.place.line)
            entry.sound = False
            if entry.key:
                self.entries.append(entry)
            # An entry may begin the line of the fault, though not before the end of this one's head.
            return self._next_start(max(self._lines[self.place(fault.offset).line - 1], head.end()))

    def _comment(self, head: re.Match[str]) -> int:
        """Pass over a @comment; entries within its braces are part of it."""
        if head[2] == "(":
            return head.end()
        # Only the first comment that is never closed may cost a look at the whole rest of the file.
        end = self._end(BRACED if self._open_comment else BRACES, head.end())
        if end is None:
            self._open_comment = True
            raise _Fault("brace", head.end())
        return end

    def _fields(self, entry: _Found, opened: str, offset: int) -> int:
        """Read `name = value` up to the end of the entry; the offset after it."""
        while (name := FIELD.match(self.text, offset)) is not None:
            lower = name[0].lower()
            if lower in entry.fields:
                raise _Fault("field-twice", offset)
            equals = self._space(name.end())
            if not self.text.startswith("=", equals):
                raise _Fault("equals", equals)
            entry.places[lower] = self.place(offset)
            entry.fields[lower], offset = self._value(entry, lower, self._space(equals + 1))
            if not self.text.startswith(",", offset):
                return self._close(opened, offset)
            offset = self._space(offset + 1)
        return self._close(opened, offset, "name")

    def _close(self, opened: str, offset: int, reason: str = "comma") -> int:
        """The offset after the end of an entry, which is due at `offset`; otherwise a fault."""
        if not self.text.startswith(CLOSING[opened], offset):
            # At the end of the file or the start of another entry nothing but the end of this one is missing.
            raise _Fault("brace" if self.text[offset : offset + 1] in ("", "@") else reason, offset)
        return offset + 1

    def _value(self, entry: _Found, name: str, offset: int) -> tuple[str, int]:
        """Read a value: texts, numbers and macros joined by #; the value and the offset of what follows it."""
        parts: list[str] = []
        while True:
            part, offset = self._part(entry, name, offset)
            if self._expanded <= MAX_EXPANDED < self._expanded + len(part):
                self._report("AE113", offset, what="macros", limit=MAX_EXPANDED, found=self._expanded + len(part))
            self._expanded += len(part)
            if self._expanded > MAX_EXPANDED:
                entry.sound = False
                part = ""
            parts.append(part)
            offset = self._space(offset)
            if not self.text.startswith("#", offset):
                return "".join(parts).strip(), offset
            offset = self._space(offset + 1)

    def _part(self, entry: _Found, name: str, offset: int) -> tuple[str, int]:
        """Read one text, number or macro."""
        sign = self.text[offset : offset + 1]
        if sign in ("{", '"'):
            end = self._end(BRACED if sign == "{" else QUOTED_TEXT, offset + 1)
            if end is None:
                raise _Fault("brace" if sign == "{" else "quote", offset + 1)
            return self.text[offset + 1 : end - 1], end
        word = BARE.match(self.text, offset)
        if word is None:
            raise _Fault("value", offset)
        if word[0].isascii() and word[0].isdigit():
            return word[0], word.end()
        if word[0].lower() not in self.macros and word[0].lower() not in entry.undefined:
            entry.undefined.add(word[0].lower())
            self._report("AE205", offset, key=_quote(entry.key), field=name, macro=_quote(word[0]))
            entry.sound = False
        return self.macros.get(word[0].lower(), ""), word.end()

    def _end(self, signs: re.Pattern[str], offset: int) -> int | None:
        """The offset after the brace or quote that ends a text; None where another entry or the end comes first."""
        depth = 0
        for found in signs.finditer(self.text, offset):
            match found[0]:
                case "{":
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise _Fault("depth", found.start())
                case "}" if depth:
                    depth -= 1
                case "}":
                    return found.end() if signs is not QUOTED_TEXT else None
                case '"':
                    if depth == 0:
                        return found.end()
                case _:
                    return None
        return None

    def _space(self, offset: int) -> int:
        found = SPACE.match(self.text, offset)
        return found.end() if found else offset


def _quote(text: str) -> str:
    """A found text on one line, cut where it is long."""
    text = " ".join(text[: 2 * QUOTED].split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"


def _check_key(entry: _Found) -> Iterator[Problem]:
    """Characters that an id on a page, a file name or pandoc cannot bear."""
    if not GOOD_KEY.fullmatch(entry.key):
        yield problem("AE213", entry.place, key=_quote(entry.key))


def _check_values(entry: _Found) -> Iterator[Problem]:
    """What pandoc reads in another way than BibTeX: a % and an escaped brace."""
    for name, value in entry.fields.items():
        if len(value) > MAX_LENGTH:
            yield problem("AE113", entry.places[name], what="text", limit=MAX_LENGTH, found=len(value))
            continue
        if name not in VERBATIM and any(found[0] == "%" for found in PERCENT.finditer(value)):
            yield problem("AE209", entry.places[name], key=_quote(entry.key), field=name)
        # Pandoc takes no account of an escaped brace, so that a single one makes it look for the end elsewhere.
        escaped = ESCAPE.findall(f"{value}}}")
        if entry.sound and escaped.count("{") != escaped.count("}"):
            values = {"reason": "escaped-brace", "begun": entry.place.line, "found": "\\"}
            yield problem("AE201", entry.places[name], key=_quote(entry.key), **values)


def _check_names(entry: _Found) -> Iterator[Problem]:
    """People who are not named: the style says whether it names all or writes et al., from the whole list."""
    for name in PEOPLE:
        if OTHERS.search(entry.fields.get(name, "")):
            yield problem("AE215", entry.places[name], key=_quote(entry.key), field=name)


def _check_dates(entry: _Found) -> Iterator[Problem]:
    """Dates that do not exist or that pandoc drops without a word."""
    for name in DATES:
        value = entry.fields.get(name)
        good = is_date if name == "archivedate" else _is_date_or_interval
        if value is not None and not good(value):
            yield problem("AE207", entry.places[name], key=_quote(entry.key), field=name, found=_quote(value))
    month = entry.fields.get("month", "")
    if month.isascii() and month.isdigit() and month.lstrip("0") not in map(str, range(1, 13)):
        yield problem("AE207", entry.places["month"], key=_quote(entry.key), field="month", found=_quote(month))


def _is_date_or_interval(value: str) -> bool:
    """Whether a value is a date of biblatex's, or two joined by / of which the first is not the later."""
    dates = [TIME.sub("", MARK.sub("", part.strip())) for part in value.split("/", 2)]
    if len(dates) > 2 or not all(map(is_date, dates)):
        return False
    length = min(map(len, dates))
    return dates[0][:length] <= dates[-1][:length]


def _check_addresses(entry: _Found) -> Iterator[Problem]:
    """Addresses that are not of the web, wherever pandoc makes a link of them."""
    for name, value in entry.fields.items():
        addresses = [value] if name in ("url", "archiveurl") and value else LINK.findall(value)
        for address in addresses:
            if not ADDRESS.match(address.strip()):
                scheme = SCHEME.match(address)
                values = {"address": _quote(address), "scheme": _quote(scheme[1]) if scheme else ""}
                yield problem("AE210", entry.places[name], key=_quote(entry.key), field=name, **values)


def _check_sum(entry: _Found) -> Iterator[Problem]:
    """A checksum that is none."""
    value = entry.fields.get("sha256")
    if value is not None and not SHA256.fullmatch(value):
        yield problem("AE216", entry.places["sha256"], key=_quote(entry.key), found=_quote(value))


def _check_keys(entries: Iterable[_Found]) -> Iterator[Problem]:
    """Keys given twice, or differing by case only; the first of them stays sound."""
    first: dict[str, _Found] = {}
    for entry in entries:
        known = first.setdefault(entry.key.lower(), entry)
        if known is entry:
            continue
        entry.sound = False
        values: dict[str, object] = {"key": _quote(entry.key), "first": known.place.line}
        if known.key == entry.key:
            yield problem("AE202", entry.place, **values)
        else:
            yield problem("AE203", entry.place, other=_quote(known.key), **values)


def _parents(entry: Entry | _Found, name: str) -> list[str]:
    """The keys that `crossref` or `xdata` of an entry names."""
    value = entry.fields.get(name, "")
    keys = value.split(",") if name == "xdata" else [value]
    return [key.strip() for key in keys if key.strip()]


def _check_parents(entries: Mapping[str, _Found]) -> list[Problem]:
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
        values = {"key": _quote(entry.key), "field": name, "target": _quote(target), "reason": reason}
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


def _check_description(entry: _Found, entries: Mapping[str, _Found]) -> Iterator[Problem]:
    """What a reader cannot do without: a title, and who wrote or edited it; and what says nothing by itself."""
    if entry.type == "xdata":
        return
    # Biblatex makes a parent's title the booktitle, so a title is taken over from `xdata` alone.
    for field_name, names, ways in (
        ("title", ("title",), ("xdata",)),
        ("author", ("author", "editor"), ("xdata", "crossref")),
    ):
        if not any(above.fields.get(name) for above in _above(entry, entries, ways) for name in names):
            yield problem("AE204", entry.place, key=_quote(entry.key), field=field_name)
    for name, other in NEEDS.items():
        if name in entry.fields and not any(above.fields.get(other) for above in _above(entry, entries, ("xdata",))):
            yield problem("AE217", entry.places[name], key=_quote(entry.key), field=name, other=other)


def _above(entry: Either, entries: Mapping[str, Either], ways: tuple[str, ...]) -> list[Either]:
    """An entry and those that it takes fields from, at most ten, so that the time stays linear."""
    found = [entry]
    for each in found:
        for target in (target for way in ways for target in _parents(each, way)):
            if len(found) < 10 and target in entries and entries[target] not in found:
                found.append(entries[target])
    return found
