"""What a lookup shows of each footnote, kept from one run to the next for as long as the edition reads the same."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from .lookup import lookup

if TYPE_CHECKING:
    from .model import Edition

# An answer from here takes a tenth of the time of any other, so that nothing is imported that only the others need,
# not even dataclasses.

#: Below the edition's root. In JSON: a line on all footnotes, one for each, one with what words find them by; each line
#: has its signature before it.
FILE = Path(".cache", "lookup.jsonl")
#: Longest line that is read, in bytes.
LONGEST = 50_000_000
#: How the names of the files end that an edition is read from, and the size beyond which one is an error.
TEXTS = (".bib", ".csl", ".markdown", ".md", ".mdown", ".mkd", ".mkdn", ".yml")
MAX_BYTES = 2_000_000
#: How much of a file is read at a time; most are smaller.
PART = 65_536


class Shown(NamedTuple):
    """A footnote as it is shown, whatever the format."""

    lines: list[list[tuple[str, str]]]
    """For a terminal: runs of text, each with its style, as `records.lines` makes them."""
    record: dict[str, Any]
    """For programs, as `records.record` makes it."""
    items: list[tuple[dict[str, Any], list[str], str]]
    """What it cites: the fields of each `Item`."""


class Found(NamedTuple):
    """What a query found."""

    language: str
    """The language of the edition."""
    lowest: int
    """The lowest number of a footnote; 0 where there is none."""
    highest: int
    """The highest number of a footnote; 0 where there is none."""
    unknown: tuple[int, ...]
    """Numbers that were asked for and do not exist."""
    footnotes: tuple[Shown, ...]
    """In ascending order, each once."""


def find(root: Path, query: str, opened: Callable[[], Edition]) -> Found:
    """What a query finds in the edition at `root`; that is `opened` where nothing is kept of it as it is now."""
    file = root / FILE
    key = content(root)
    if key is not None and file.is_file():
        with contextlib.suppress(OSError, ValueError), file.open("rb") as stream:
            return _found(stream, key, query)
    edition = opened()
    made = _written(edition, key or b"")
    if key is not None and _lasting(edition) and content(root) == key:  # nobody has saved a file in the meantime
        from .files import write_whole

        with contextlib.suppress(OSError):  # without a cache everything works, only more slowly
            write_whole(file, made)
    return _found(io.BytesIO(made), key or b"", query)


# --- what it was made from --------------------------------------------------------------------------------------


def content(root: Path) -> bytes | None:
    """What changes when anything changes that the edition at `root` is read from: its texts, the package, others.

    None where that cannot be told: a text cannot be read or is too large, something is a symbolic link.
    """
    state = hashlib.sha256()
    installed: list[Path | os.DirEntry[str]] = [*map(Path, sys.path), *_entries(str(Path(__file__).parent))]
    try:
        for each in installed:
            if each.name.endswith(("-packages", ".py", ".json")):
                status = each.stat()
                state.update(b"%s\0%d\0%d\0" % (os.fsencode(each), status.st_size, status.st_mtime_ns))
        for folder in (str(root / "data"), str(root / "docs")):
            for entry in _entries(folder):
                if entry.is_symlink():
                    return None
                state.update(os.fsencode(entry.path[len(folder) :] + "\0"))
                if entry.name.lower().endswith(TEXTS) and not entry.is_dir():
                    if not entry.is_file():
                        return None
                    size = 0
                    for part in _parts(entry.path):
                        state.update(part)
                        size += len(part)
                        if size > MAX_BYTES:
                            return None
                    state.update(b"\0%d\0" % size)
    except OSError:
        return None
    return state.digest()


def _parts(file: str) -> Iterator[bytes]:
    """The bytes of a file; there are hundreds of them, and `open` takes twice as long."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        while part := os.read(descriptor, PART):
            yield part
    finally:
        os.close(descriptor)


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Every file and folder below a folder, always in one order; hidden ones no one reads."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as found:
            entries = sorted(found, key=lambda each: each.name)
        for entry in entries:
            if not entry.name.startswith((".", "__pycache__")):
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)


def _lasting(edition: Edition) -> bool:
    """Whether an edition reads the same as long as its files do: an error such as pandoc's time-out may be gone."""
    from .problems import ERROR

    return not any(each.severity == ERROR for each in edition.problems)


# --- the file ---------------------------------------------------------------------------------------------------


def _found(stream: BinaryIO, key: bytes, query: str) -> Found:
    """What a query finds in a kept file; ValueError where that was made from something else, or is damaged."""
    head = _read(stream, key)
    start = stream.tell()

    def line(place: int) -> Any:
        stream.seek(start + place)
        return _read(stream, key)

    places = dict(zip(head["numbers"], head["places"], strict=True))
    answer = lookup(places.keys(), lambda: zip(places, line(head["texts"]), strict=True), query)
    footnotes = tuple(Shown(**line(places[number])) for number in answer.numbers)
    return Found(head["language"], min(places, default=0), max(places, default=0), answer.unknown, footnotes)


def _written(edition: Edition, key: bytes) -> bytes:
    """The file that is kept of an edition."""
    from .exports.items import footnote_items
    from .records import lines, record, texts

    rows = []
    for footnote in edition.footnotes.values():
        items = [(item.csl, item.bibtex, item.text) for item in footnote_items(edition, footnote)]
        shown = {"lines": lines(edition, footnote), "record": record(edition, footnote), "items": items}
        rows.append(_line(shown, key))
    *places, end = accumulate(map(len, rows), initial=0)
    rows.append(_line(list(texts(edition).values()), key))
    head = {"language": edition.language, "numbers": list(edition.footnotes), "places": places, "texts": end}
    return b"".join([_line(head, key), *rows])


def _line(value: object, key: bytes) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return _signature(text, key) + text + b"\n"


def _read(stream: BinaryIO, key: bytes) -> Any:
    line = stream.readline(LONGEST)
    signature, text = line[:32], line[32:-1]
    if signature != _signature(text, key):
        raise ValueError("made from something else, or damaged")
    return json.loads(text)


def _signature(text: bytes, key: bytes) -> bytes:
    """What a line begins with, in 32 bytes: only who has read the same with the same installation can make it."""
    return hashlib.sha256(key + text).hexdigest()[:32].encode()
