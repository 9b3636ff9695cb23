"""What a lookup shows of each footnote, kept from one run to the next for as long as the edition reads the same."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .lookup import lookup

if TYPE_CHECKING:
    from .model import Edition

# An answer from here takes a tenth of the time of any other, so that nothing is imported that only the others need.

#: Below the edition's root. A line on all footnotes, then one for each, in JSON: every line after its signature.
FILE = Path(".cache", "lookup.jsonl")
#: Longest line that is read, in bytes.
LONGEST = 50_000_000
#: How the names of the files end that an edition is read from, and the size beyond which one is an error.
TEXTS = (".bib", ".csl", ".markdown", ".md", ".mdown", ".mkd", ".mkdn", ".yml")
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A footnote as it is shown, whatever the format."""

    lines: list[list[tuple[str, str]]]
    """For a terminal: runs of text, each with its style, as `records.lines` makes them."""
    record: dict[str, Any]
    """For programs, as `records.record` makes it."""
    items: list[tuple[dict[str, Any], list[str], str]]
    """What it cites: the fields of each `Item`."""


@dataclass(frozen=True, slots=True)
class Found:
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
    state = hashlib.blake2b()
    try:
        installed: list[Path | os.DirEntry[str]] = [*map(Path, sys.path), *_entries(str(Path(__file__).parent))]
        for found in installed:
            if found.name.endswith(("-packages", ".py", ".json")):
                status = found.stat()
                state.update(b"%s\0%d\0%d\0" % (os.fsencode(found), status.st_size, status.st_mtime_ns))
        for folder in (str(root / "data"), str(root / "docs")):
            for entry in _entries(folder):
                if entry.is_symlink():
                    return None
                state.update(os.fsencode(f"{entry.path[len(folder) :]}\0"))
                if entry.name.lower().endswith(TEXTS) and not entry.is_dir():
                    if not entry.is_file() or entry.stat().st_size > MAX_BYTES:
                        return None
                    with io.FileIO(entry.path) as stream:
                        text = stream.readall()
                    state.update(b"%d\0" % len(text))
                    state.update(text)
    except OSError:
        return None
    return state.digest()


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
    numbers = head["numbers"]
    places = dict(zip(numbers, head["places"], strict=True))
    answer = lookup(dict(zip(numbers, head["texts"].split("\n"), strict=False)), query)
    footnotes = []
    for number in answer.numbers:
        stream.seek(start + places[number])
        footnotes.append(Shown(**_read(stream, key)))
    return Found(head["language"], min(numbers, default=0), max(numbers, default=0), answer.unknown, tuple(footnotes))


def _written(edition: Edition, key: bytes) -> bytes:
    """The file that is kept of an edition."""
    from .exports.items import footnote_items
    from .records import lines, record, texts

    rows = []
    for footnote in edition.footnotes.values():
        items = [(item.csl, item.bibtex, item.text) for item in footnote_items(edition, footnote)]
        shown = {"lines": lines(edition, footnote), "record": record(edition, footnote), "items": items}
        rows.append(_line(shown, key))
    head = {
        "language": edition.language,
        "numbers": list(edition.footnotes),
        "places": list(accumulate(map(len, rows[:-1]), initial=0))[: len(rows)],
        "texts": "\n".join(texts(edition).values()),
    }
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
    """What a line begins with, in 32 bytes: nobody else can have made it, and only from the same edition."""
    return hashlib.blake2b(text, digest_size=16, key=key).hexdigest().encode()
