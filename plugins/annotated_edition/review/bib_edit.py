"""Changes single fields of sources.bib, as an editor reads and writes them; every other byte stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..importing.inline_markdown import HAS_CJK
from ..importing.write_sources import LATEX_TEXT, write_latex
from ..reading.bib import read_bib
from ..reading.bib_names import PEOPLE
from ..reading.bib_normal import VERBATIM, format_entry
from ..reading.bib_reader import BibEntry, BibReader
from ..reading.bib_tables import CONTAINERS, TITLE_FIELDS
from .questions import BIB
from .yaml_edit import NotEditable

#: Fields that are asked for, by what an entry is.
COMMON_FIELDS = ("author", "title", "date", "url", "urldate")
BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "article": ("journaltitle", "volume", "number", "pages"),
    "book": ("editor", "publisher", "location", "edition"),
    "incollection": ("booktitle", "editor", "publisher", "location", "pages"),
    "inproceedings": ("booktitle", "editor", "publisher", "pages"),
    "report": ("institution", "type", "number"),
    "online": ("organization",),
    "legislation": ("number", "journaltitle", "volume"),
    "jurisdiction": ("number", "institution"),
    "thesis": ("institution", "type"),
    "misc": ("howpublished", "publisher"),
}
_BRACES = re.compile(r"^\{(.*)\}$", re.DOTALL)


def fields_of(type_: str, written: Mapping[str, str]) -> list[str]:
    """Return the fields that a form shows for an entry: those of its type, and those that it has."""
    asked = [*COMMON_FIELDS[:2], *BY_TYPE.get(type_, ()), *COMMON_FIELDS[2:]]
    return [*asked, *(name for name in written if name not in asked)]


def show_value(name: str, value: str) -> str:
    """Return a value as an editor reads it: names on lines of their own, without LaTeX's signs."""
    if name in VERBATIM:
        return value
    if name in PEOPLE:
        return "\n".join(_show_text(each) for each in re.split(r"\s+and\s+(?![^{]*\})", value) if each != "none")
    return _show_text(value)


def _show_text(text: str) -> str:
    text = text.strip()
    while (inner := _BRACES.match(text)) and inner[1].count("{") == inner[1].count("}"):
        text = inner[1]
    for char, written in LATEX_TEXT.items():
        text = text.replace(written, char)
    return re.sub(r"\\([&%$#_{}])", r"\1", text)


def write_value(name: str, text: str) -> str:
    """Return what an editor has written as a value of biblatex; a name without a comma is that of a body."""
    text = text.strip()
    if name in VERBATIM:
        return "".join(text.split())
    if name in PEOPLE:
        names = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
        return " and ".join(n if n == "others" or "," in n else f"{{{n}}}" for n in map(write_latex, names))
    text = write_latex(" ".join(text.split()))
    return f"{{{text}}}" if name in TITLE_FIELDS and text and not HAS_CJK.search(text) else text


class BibFile:
    """A file of sources, of which single entries are changed."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8")
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._set(text.replace("\r\n", "\n"))

    def _set(self, text: str) -> None:
        self.text = text
        reader = BibReader(text, BIB)
        reader.read()
        self.entries: dict[str, BibEntry] = {}
        for entry in reader.entries:
            self.entries.setdefault(entry.key, entry)

    def _span(self, key: str) -> tuple[int, int]:
        """Return where an entry begins and ends."""
        if span := self.entries[key].spans.get(""):
            return span
        raise NotEditable(BIB)

    def change(self, key: str, type_: str, values: Mapping[str, str]) -> None:
        """Set the type of an entry and those of its fields that an editor has changed; an empty one is removed."""
        for name, text in values.items():
            was = self.entries[key].fields.get(name, "")
            if text.strip().replace("\r\n", "\n") != show_value(name, was):
                self._set_field(key, name, write_value(name, text))
        if type_ and type_ != self.entries[key].type:
            start, _ = self._span(key)
            self._set(self.text[:start] + re.sub(r"@\s*[A-Za-z]+", f"@{type_}", self.text[start:], count=1))

    def _set_field(self, key: str, name: str, value: str) -> None:
        if span := self.entries[key].spans.get(name):
            start, end = span
            end = len(self.text[:end].rstrip())
            if value:
                self._set(f"{self.text[: self.text.index('=', start) + 1]} {{{value}}}{self.text[end:]}")
            else:
                rest = re.sub(r"^[ \t]*,?[ \t]*\n?", "", self.text[end:])
                self._set(self.text[:start].rstrip(" \t") + rest)
        elif value:
            opened = re.compile(r"[{(]").search(self.text, self._span(key)[0])
            at = self.text.index(key, opened.end() if opened else 0) + len(key)
            rest = re.sub(r"^\s*,", "", self.text[at:])
            self._set(f"{self.text[:at]},\n  {name} = {{{value}}},{rest}")

    def add(self, key: str, type_: str, values: Mapping[str, str]) -> None:
        """Add an entry at the end."""
        fields = {name: value for name, text in values.items() if (value := write_value(name, text))}
        if "author" not in fields and type_ in CONTAINERS:
            fields = {"author": "none", **fields}
        parted = "" if not self.text.strip() else "\n" if self.text.endswith("\n") else "\n\n"
        self._set(f"{self.text}{parted}{format_entry(type_, key, fields)}\n")

    def remove(self, key: str) -> None:
        """Remove an entry."""
        start, end = self._span(key)
        self._set(self.text[:start] + re.sub(r"^[ \t]*\n{0,2}", "", self.text[end:]))

    @property
    def content(self) -> bytes:
        """Return the file as it is to be written."""
        return self.text.replace("\n", self.newline).encode()

    def check(self, before: BibFile, changed: set[str]) -> bytes:
        """Return the file as it is to be written; raise NotEditable where another entry would be read otherwise."""
        for key in before.entries.keys() | self.entries.keys():
            one, other = before.entries.get(key), self.entries.get(key)
            if key not in changed and (not one or not other or one.fields != other.fields or one.type != other.type):
                raise NotEditable(BIB)
        if any(found.code in ("AE201", "AE202") for found in read_bib(self.content, "")[1]):
            raise NotEditable(BIB)
        return self.content
