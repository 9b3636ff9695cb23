"""Changes one entry of a YAML file; every other byte, and the comments and order of the entry, stay as they are."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import LiteralScalarString, SingleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

from ..model.problems import line_starts
from ..reading.yaml_file import LINE_SEPARATORS, LOADER, read_yaml

#: Order of the fields of an entry, for new ones.
ORDER = [
    "number", "chapter", "title", "subtitle", "series", "id", "name", "reading", "en", "source", "locator", "label",
    "before", "citations", "printed", "ibid", "after", "date", "authors", "publisher", "url", "language", "aliases",
    "definition", "gloss", "unread", "todo",
]  # fmt: skip
#: What other readers of YAML take for something else than text; numbers and dates may stand as they are.
NO_TEXT = re.compile(r"(?i:true|false|yes|no|on|off|null|~|[+-]?\.(?:inf|nan))|", re.ASCII)
Entry = CommentedMap
Change = Callable[[Entry], None]


class NotEditable(Exception):
    """A file that is written in a way in which no single entry can be changed."""


class _TextResolver(VersionedResolver):
    """Takes every scalar for text, so that 010, 1:17 and `no` come back as they are written."""

    @property
    def versioned_resolver(self) -> dict[str, Any]:
        """Return what scalars are resolved by: nothing."""
        return {}


def set_field(entry: Entry, name: str, value: str) -> None:
    """Set a field of an entry, or remove it where the value is empty; its quotes stay."""
    if not value:
        drop_field(entry, name)
    elif name in entry:
        if str(entry[name]).strip() != value:
            kind = type(entry[name])
            entry[name] = kind(value) if issubclass(kind, str) and "\n" not in value else _scalar(value)
    else:
        rank = ORDER.index(name)
        at = next((at for at, each in enumerate(entry) if each in ORDER and ORDER.index(each) > rank), len(entry))
        entry.insert(at, name, _scalar(value))


def _scalar(value: str) -> str:
    if "\n" in value:
        return LiteralScalarString(value)  # type: ignore[no-any-return]
    return (
        SingleQuotedScalarString(value) if NO_TEXT.fullmatch(value) and value not in ("true", "false") else str(value)
    )


def drop_field(entry: Entry, name: str) -> None:
    """Remove a field from an entry; comments below it go below the field before."""
    if name not in entry:
        return
    names = list(entry)
    at = names.index(name)
    tokens = entry.ca.items.pop(name, None)
    del entry[name]
    comment = "".join(token.value for token in (tokens or ()) if isinstance(token, CommentToken))
    if comment.strip() and at:
        if comment.startswith("#"):
            comment = f"\n{' ' * entry.lc.col}{comment}"
        held = entry.ca.items.setdefault(names[at - 1], [None, None, None, None])
        if held[2] is None:
            mark = next(token.start_mark for token in tokens if isinstance(token, CommentToken))
            held[2] = CommentToken(comment, mark, None)
        else:
            held[2].value = held[2].value.rstrip("\n") + "\n" + comment.lstrip("\n")


def new_entry(fields: Mapping[str, Any]) -> Entry:
    """Return an entry of the fields that say anything, in their order."""
    entry = Entry()
    for name in sorted((name for name, value in fields.items() if value), key=ORDER.index):
        value = fields[name]
        entry[name] = _scalar(value) if isinstance(value, str) else value
    return entry


class YamlFile:
    """A YAML file that holds a list of entries, or a mapping of which one value is changed."""

    def __init__(self, content: bytes, name: str) -> None:
        text = content.decode("utf-8")
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.name, self.text = name, text.replace("\r\n", "\n")
        tree, _ = read_yaml(content, name)
        if tree is None:
            raise NotEditable(name)
        self.value: Any = tree.value
        self._lines = line_starts(self.text)
        root = yaml.compose(LINE_SEPARATORS.sub("\ufffd", self.text), Loader=LOADER)
        nodes = root.value if isinstance(root, yaml.CollectionNode) and not root.flow_style else []
        self._nodes = (
            {key.value: value for key, value in nodes} if isinstance(self.value, dict) else dict(enumerate(nodes))
        )

    def _offset(self, mark: Any) -> int:
        return int(self._lines[mark.line] + mark.column) if mark.line < len(self._lines) else len(self.text)

    def _span(self, at: int | str) -> tuple[int, int]:
        """Return where an entry begins and ends, without the comments of the file that follow it."""
        if at not in self._nodes:
            raise NotEditable(self.name)
        node = self._nodes[at]
        start, end = self._offset(node.start_mark), self._offset(node.end_mark)
        lines = self.text[start:end].split("\n")
        while len(lines) > 1 and re.match(rf" {{0,{max(node.start_mark.column - 1, 0)}}}#|\s*$", lines[-1]):
            lines.pop()
        return start, min(end, start + len("\n".join(lines)))

    def edit(self, at: int | str, change: Change) -> None:
        """Change the entry at an index or key; raise NotEditable where the file would be read otherwise than meant."""
        start, end = self._span(at)
        column = self._nodes[at].start_mark.column
        text = re.sub(rf"^ {{0,{column}}}", "", " " * column + self.text[start:end], flags=re.MULTILINE)
        reader = _yaml(text)
        entry = reader.load(text + "\n")
        if not isinstance(entry, Entry):
            raise NotEditable(self.name)
        change(entry)
        written = _dump(reader, entry, column)
        self.value[at] = _plain(entry)
        self._set(self.text[:start] + written + self.text[end:])

    def insert(self, after: int, entry: Entry) -> None:
        """Put an entry below the one at an index of a list."""
        _, end = self._span(after)
        column = self._nodes[after].start_mark.column
        written = _dump(_yaml(""), entry, column)
        self.value.insert(after + 1, _plain(entry))
        self._set(f"{self.text[:end]}\n{' ' * (column - 2)}- {written}{self.text[end:]}")

    def remove(self, at: int) -> None:
        """Remove an entry of a list, with its line or lines."""
        start, end = self._span(at)
        begin = self.text.rfind("\n", 0, start) + 1
        if self.text[begin:start].strip() not in ("-",):
            raise NotEditable(self.name)
        del self.value[at]
        rest = self.text[:begin] + self.text[end:].removeprefix("\n")
        self._set(rest if self.value else f"{rest}[]\n")

    def _set(self, text: str) -> None:
        """Take a new text, which must be read as it is meant."""
        tree, problems = read_yaml(text.encode(), self.name)
        if tree is None or tree.value != self.value or problems:
            raise NotEditable(self.name)
        self.__init__(text.replace("\n", self.newline).encode(), self.name)  # type: ignore[misc]

    @property
    def content(self) -> bytes:
        """Return the file as it is to be written."""
        return self.text.replace("\n", self.newline).encode()


def _yaml(text: str) -> YAML:
    """Return a reader and writer that sets lists as a text does."""
    reader = YAML(typ="rt", pure=True)
    reader.Resolver = _TextResolver
    reader.preserve_quotes = True
    reader.width = 10**6
    offset = 0 if re.search(r"^(\w+):[^\n]*\n(?:[ ]*#[^\n]*\n)*- ", text, re.MULTILINE) else 2
    reader.indent(mapping=2, sequence=2 + offset, offset=offset)
    return reader


def _dump(writer: YAML, entry: Entry, column: int) -> str:
    """Return an entry as it is written after its first `column` characters."""
    stream = io.StringIO()
    writer.dump(entry, stream)
    return re.sub(r"^(?=.)", " " * column, stream.getvalue().rstrip("\n"), flags=re.MULTILINE)[column:]


def _plain(value: Any) -> Any:
    """Return what our own reader makes of a value."""
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else None if value is None else str(value)
