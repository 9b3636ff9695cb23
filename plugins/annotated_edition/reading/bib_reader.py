"""Splits sources.bib into entries, each with its line."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model.problems import Place, Problem, problem

#: Deepest nesting of braces in a value.
MAX_DEPTH = 50
#: Most text, in characters, that the values of one file may come to: macros can double it again and again.
MAX_EXPANDED = 20_000_000
#: Most entries of a file, and longest value, in characters.
MAX_ENTRIES = 5_000
#: Longest found text that a message quotes.
QUOTED = 60
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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


@dataclass(frozen=True, slots=True)
class BibEntry:
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


class _Unreadable(Exception):
    """Why an entry cannot be read, and where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass(slots=True, eq=False)
class ReadEntry:
    """An entry as it was read, sound or not."""

    key: str
    type: str
    place: Place
    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    undefined: set[str] = field(default_factory=set)
    sound: bool = True


class BibReader:
    """Reads the entries of one file from left to right."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.entries: list[ReadEntry] = []
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
        self._report("AE201", offset, reason=reason, key=quote(key), begun=begun, found=found)

    def _next_start(self, offset: int) -> int:
        start = START.search(self.text, offset)
        return start.start() if start else len(self.text)

    def _item(self, head: re.Match[str]) -> int:
        """Read one entry, @string, @preamble or @comment; the offset after it."""
        kind = head[1].lower()
        entry = ReadEntry("", kind, self.place(head.start()))
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
                raise _Unreadable("key", head.end())
            if self.text.startswith(",", offset):
                offset = self._fields(entry, head[2], self._space(offset + 1))
            else:
                offset = self._close(head[2], offset)
            self.entries.append(entry)
            return offset
        except _Unreadable as fault:
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
            raise _Unreadable("brace", head.end())
        return end

    def _fields(self, entry: ReadEntry, opened: str, offset: int) -> int:
        """Read `name = value` up to the end of the entry; the offset after it."""
        while (name := FIELD.match(self.text, offset)) is not None:
            lower = name[0].lower()
            if lower in entry.fields:
                raise _Unreadable("field-twice", offset)
            equals = self._space(name.end())
            if not self.text.startswith("=", equals):
                raise _Unreadable("equals", equals)
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
            raise _Unreadable("brace" if self.text[offset : offset + 1] in ("", "@") else reason, offset)
        return offset + 1

    def _value(self, entry: ReadEntry, name: str, offset: int) -> tuple[str, int]:
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

    def _part(self, entry: ReadEntry, name: str, offset: int) -> tuple[str, int]:
        """Read one text, number or macro."""
        sign = self.text[offset : offset + 1]
        if sign in ("{", '"'):
            end = self._end(BRACED if sign == "{" else QUOTED_TEXT, offset + 1)
            if end is None:
                raise _Unreadable("brace" if sign == "{" else "quote", offset + 1)
            return self.text[offset + 1 : end - 1], end
        word = BARE.match(self.text, offset)
        if word is None:
            raise _Unreadable("value", offset)
        if word[0].isascii() and word[0].isdigit():
            return word[0], word.end()
        if word[0].lower() not in self.macros and word[0].lower() not in entry.undefined:
            entry.undefined.add(word[0].lower())
            self._report("AE205", offset, key=quote(entry.key), field=name, macro=quote(word[0]))
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
                        raise _Unreadable("depth", found.start())
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


def quote(text: str) -> str:
    """A found text on one line, cut where it is long."""
    text = " ".join(text[: 2 * QUOTED].split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
