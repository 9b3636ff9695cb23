"""Delivers exports: each made whole before it is seen, named after edition, version and date, with its checksum."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .book import Book
from .epub import epub
from .pdf import MissingPart, pdf

SUMS = "SHA256SUMS"

#: Format → suffix of its file, and what makes it.
FORMATS: dict[str, tuple[str, Callable[[Book], bytes]]] = {"epub": (".epub", epub), "pdf": (".pdf", pdf)}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one format."""

    format: str
    """Its name."""
    file: Path
    """The file that was to be made."""
    size: int
    """Its size in bytes."""
    seconds: float
    """How long it took."""
    missing: MissingPart | None
    """What was not installed; the file then was not made."""


def deliver(book: Book, formats: Iterable[str], folder: Path) -> Iterator[Delivery]:
    """Makes the formats one after the other and puts them into the folder, their checksums beside them.

    A file is written in a place of its own and moved when it is whole, so that what stands in the folder always is.
    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as workshop:
        for name in formats:
            suffix, make = FORMATS[name]
            file = folder / f"{book.name}{suffix}"
            begun = time.monotonic()
            try:
                content = make(book)
            except MissingPart as missing:
                yield Delivery(name, file, 0, time.monotonic() - begun, missing)
                continue
            _move_in(content, Path(workshop, file.name), file)
            made[file.name] = hashlib.sha256(content).hexdigest()
            yield Delivery(name, file, len(content), time.monotonic() - begun, None)
        if made:
            sums = {**_sums(folder), **made}
            lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
            _move_in(lines.encode(), Path(workshop, SUMS), folder / SUMS)


def _move_in(content: bytes, whole: Path, target: Path) -> None:
    whole.write_bytes(content)
    whole.replace(target)


def _sums(folder: Path) -> dict[str, str]:
    """The checksums of earlier exports that are still there, as they were noted then."""
    if not (folder / SUMS).is_file():
        return {}
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    noted = [line.partition("  ") for line in lines]
    return {name: digest for digest, _, name in noted if name and (folder / name).is_file()}
