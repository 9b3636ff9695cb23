"""How sources.bib is split into entries, each with its place."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field

from ..model.problems import Place, Problem, line_starts, problem
from . import limits
from .text import shorten

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Outside entries: a comment up to the end of its line, the sign of an entry, a stray brace.
OUTSIDE = re.compile(r"%[^\n]*|[@{}]")
ENTRY_HEAD = re.compile(r"@[ \t]*([A-Za-z]+)[ \t\n]*([{(])")
#: An entry that begins a line: where reading is taken up again after a fault.
ENTRY_START = re.compile(r"^[ \t]*@[A-Za-z]+[ \t\n]*[{(]", re.MULTILINE)
BRACES = re.compile(r"[{}]")
BRACED = re.compile(rf"[{{}}]|{ENTRY_START.pattern}", re.MULTILINE)
QUOTED_TEXT = re.compile(rf'[{{}}"]|{ENTRY_START.pattern}', re.MULTILINE)
#: White space, and the comments that biblatex allows between fields.
SPACE = re.compile(r"(?:[ \t\n]|%[^\n]*)*+")
#: How an entry ends that begins with a brace or parenthesis.
ENTRY_END = {"{": "}", "(": ")"}
KEY = {"{": re.compile(r"[^,{}\n]*"), "(": re.compile(r"[^,{}()\n]*")}
FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_:+./-]*")
BARE = re.compile(r"""[^\s{}"#,=()%]+""")


@dataclass(slots=True, eq=False)
class BibEntry:
    """An entry of sources.bib."""

    key: str
    """Its key."""
    type: str
    """Its type in small letters: book, online."""
    place: Place
    """Where it begins."""
    fields: dict[str, str] = field(default_factory=dict)
    """Name in small letters → value without its braces or quotes, macros resolved, LaTeX as written."""
    field_places: dict[str, Place] = field(default_factory=dict)
    """Name of each field → where it stands."""
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Name of each field → where it begins in the text, and where its value ends; of the entry itself under ``."""
    sound: bool = True
    """Whether it can be read as it is meant."""


class _Unreadable(Exception):
    """An entry that cannot be read: why, and at which offset."""


class BibReader:
    """Reads the entries of one file, from its beginning to its end."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.entries: list[BibEntry] = []
        self.problems: list[Problem] = []
        self.macros = {month: str(number) for number, month in enumerate(MONTHS, 1)}
        self._lines = line_starts(text)
        self._expanded = 0
        self._undefined: set[str] = set()  # macros that an entry names and nothing defines
        self._open_comment = False

    def place(self, offset: int) -> Place:
        """Return the place of an offset."""
        line = bisect.bisect_right(self._lines, offset)
        return Place(self.file, line, offset - self._lines[line - 1] + 1)

    def read(self) -> None:
        """Read all entries; after a fault go on with the next that begins a line."""
        offset = 0
        limit = limits.BIB_ENTRIES
        while sign := OUTSIDE.search(self.text, offset):
            offset = sign.end()
            if sign[0] in ("{", "}"):
                # As a rule the entry before ends too early.
                key, begun = (self.entries[-1].key, self.entries[-1].place.line) if self.entries else ("", 1)
                self._report_unreadable(sign.start(), "outside", key, begun)
                offset = self._next_start(offset)
            elif sign[0] == "@" and (head := ENTRY_HEAD.match(self.text, sign.start())):
                if len(self.entries) == limit or len(self.problems) > limit:
                    self._report("AE113", sign.start(), what="entries", limit=limit, found=limit + 1)
                    return
                offset = self._read_item(head)

    def _report(self, code: str, offset: int, **values: object) -> None:
        self.problems.append(problem(code, self.place(offset), **values))

    def _report_unreadable(self, offset: int, reason: str, key: str, begun: int) -> None:
        sign = self.text[offset] if reason == "outside" else {"brace": "{", "quote": '"'}.get(reason, "")
        self._report("AE201", offset, reason=reason, key=shorten(key), begun=begun, found=sign)

    def _next_start(self, offset: int) -> int:
        start = ENTRY_START.search(self.text, offset)
        return start.start() if start else len(self.text)

    def _read_item(self, head: re.Match[str]) -> int:
        """Read one entry, @string, @preamble or @comment; return the offset after it."""
        kind = head[1].lower()
        entry = BibEntry("", kind, self.place(head.start()))
        self._undefined.clear()
        try:
            match kind:
                case "comment":
                    return self._skip_comment(head)
                case "preamble":
                    _, offset = self._read_value(entry, "", self._skip_space(head.end()))
                    return self._end_entry(head[2], offset)
                case "string":
                    offset = self._read_fields(entry, head[2], self._skip_space(head.end()))
                    self.macros |= {name.lower(): value for name, value in entry.fields.items()}
                    return offset
            offset = self._read_entry(entry, head)
            entry.spans[""] = head.start(), offset
            self.entries.append(entry)
            return offset
        except _Unreadable as error:
            reason, wrong = error.args
            # What is not closed is mended where it begins.
            at = head.start() if reason in ("brace", "quote", "depth") else wrong
            if reason == "depth":
                self._report("AE113", at, what="depth", limit=limits.DEPTH, found=limits.DEPTH + 1)
            else:
                self._report_unreadable(at, reason, entry.key, entry.place.line)
            entry.sound = False
            if entry.key:
                self.entries.append(entry)
            # An entry may begin the line of the error, though not before the end of this one's head.
            return self._next_start(max(self._lines[self.place(wrong).line - 1], head.end()))

    def _read_entry(self, entry: BibEntry, head: re.Match[str]) -> int:
        """Read key and fields of an entry; return the offset after it."""
        key = KEY[head[2]].match(self.text, self._skip_space(head.end()))
        entry.key = key[0].strip() if key else ""
        offset = self._skip_space(key.end() if key else head.end())
        if "=" in entry.key:
            entry.key = ""
            raise _Unreadable("key", head.end())
        if self.text.startswith(",", offset):
            return self._read_fields(entry, head[2], self._skip_space(offset + 1))
        return self._end_entry(head[2], offset)

    def _skip_comment(self, head: re.Match[str]) -> int:
        """Return the offset after a @comment; entries within its braces are part of it."""
        if head[2] == "(":
            return head.end()
        # Only the first comment that is never closed may cost a look at the whole rest of the file.
        end = self._find_end(BRACED if self._open_comment else BRACES, head.end())
        if end is None:
            self._open_comment = True
            raise _Unreadable("brace", head.end())
        return end

    def _read_fields(self, entry: BibEntry, opened: str, offset: int) -> int:
        """Read `name = value` up to the end of the entry; return the offset after it."""
        while (name := FIELD_NAME.match(self.text, offset)) is not None:
            lower = name[0].lower()
            if lower in entry.fields:
                raise _Unreadable("field-twice", offset)
            equals = self._skip_space(name.end())
            if not self.text.startswith("=", equals):
                raise _Unreadable("equals", equals)
            entry.field_places[lower] = self.place(offset)
            begun = offset
            entry.fields[lower], offset = self._read_value(entry, lower, self._skip_space(equals + 1))
            entry.spans[lower] = begun, offset
            if not self.text.startswith(",", offset):
                return self._end_entry(opened, offset)
            offset = self._skip_space(offset + 1)
        return self._end_entry(opened, offset, "name")

    def _end_entry(self, opened: str, offset: int, reason: str = "comma") -> int:
        """Return the offset after the end of an entry, which is due at `offset`; _Unreadable where it is not there."""
        if not self.text.startswith(ENTRY_END[opened], offset):
            # At the end of the file or the start of another entry nothing but the end of this one is missing.
            raise _Unreadable("brace" if self.text[offset : offset + 1] in ("", "@") else reason, offset)
        return offset + 1

    def _read_value(self, entry: BibEntry, name: str, offset: int) -> tuple[str, int]:
        """Read texts, numbers and macros joined by #; return the value and the offset of what follows it."""
        parts: list[str] = []
        while True:
            part, offset = self._read_part(entry, name, offset)
            before, self._expanded = self._expanded, self._expanded + len(part)
            if self._expanded > limits.BIB_EXPANDED:
                if before <= limits.BIB_EXPANDED:
                    self._report("AE113", offset, what="macros", limit=limits.BIB_EXPANDED, found=self._expanded)
                entry.sound = False
                part = ""
            parts.append(part)
            offset = self._skip_space(offset)
            if not self.text.startswith("#", offset):
                return "".join(parts).strip(), offset
            offset = self._skip_space(offset + 1)

    def _read_part(self, entry: BibEntry, name: str, offset: int) -> tuple[str, int]:
        """Read one text, number or macro; return it and the offset after it."""
        sign = self.text[offset : offset + 1]
        if sign in ("{", '"'):
            end = self._find_end(BRACED if sign == "{" else QUOTED_TEXT, offset + 1)
            if end is None:
                raise _Unreadable("brace" if sign == "{" else "quote", offset + 1)
            return self.text[offset + 1 : end - 1], end
        word = BARE.match(self.text, offset)
        if word is None:
            raise _Unreadable("value", offset)
        if word[0].isascii() and word[0].isdigit():
            return word[0], word.end()
        macro = word[0].lower()
        if macro not in self.macros and macro not in self._undefined:
            self._undefined.add(macro)
            self._report("AE205", offset, key=shorten(entry.key), field=name, macro=shorten(word[0]))
            entry.sound = False
        return self.macros.get(macro, ""), word.end()

    def _find_end(self, signs: re.Pattern[str], offset: int) -> int | None:
        """Return the offset after the brace or quote that ends a text; None where another entry or the end is first."""
        depth = 0
        for sign in signs.finditer(self.text, offset):
            match sign[0]:
                case "{":
                    depth += 1
                    if depth > limits.DEPTH:
                        raise _Unreadable("depth", sign.start())
                case "}" if depth:
                    depth -= 1
                case "}":
                    return sign.end() if signs is not QUOTED_TEXT else None
                case '"':
                    if depth == 0:
                        return sign.end()
                case _:
                    return None
        return None

    def _skip_space(self, offset: int) -> int:
        space = SPACE.match(self.text, offset)
        return space.end() if space else offset
