"""Delivers exports: each made whole before it is seen, with its checksum."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..citing.formats import CITATION_FORMATS, write_items
from ..citing.items import source_items
from .book import Book
from .epub import write_epub
from .folder import zipped
from .missing import MissingPart
from .pdf import write_pdf
from .single_file import single_file

#: Format of an export → suffix of its file or folder; what makes them is in `delivery`.
FORMATS = {"folder": "", "zip": ".zip", "html": ".html", "epub": ".epub", "pdf": ".pdf", **CITATION_FORMATS}
SUMS = "SHA256SUMS"


def _sources(form: str, book: Book) -> bytes:
    return write_items(form, source_items(book.edition)).encode()


#: Format → what makes it: the content of a file, or the files of a folder.
MAKERS: dict[str, Callable[[Book], bytes | dict[str, bytes]]] = {
    "folder": lambda book: book.site(),
    "zip": zipped,
    "html": single_file,
    "epub": write_epub,
    "pdf": write_pdf,
    **{name: partial(_sources, name) for name in CITATION_FORMATS},
}


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
            file = folder / f"{book.name}{FORMATS[name]}"
            begun = time.monotonic()
            try:
                content = MAKERS[name](book)
            except MissingPart as missing:
                yield Delivery(name, file, 0, time.monotonic() - begun, missing)
                continue
            files = content if isinstance(content, dict) else {"": content}
            if foreign := _foreign(file, _sums(folder)):
                reason = MissingPart("export-foreign", file=foreign)
                yield Delivery(name, file, 0, time.monotonic() - begun, reason)
                continue
            _move_in(files, Path(workshop), file)
            sums = {f"{file.name}/{path}".rstrip("/"): hashlib.sha256(data).hexdigest() for path, data in files.items()}
            made.update(sums)
            yield Delivery(name, file, sum(map(len, files.values())), time.monotonic() - begun, None)
        if made:
            sums = {**_sums(folder), **made}
            lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
            _move_in({"": lines.encode()}, Path(workshop), folder / SUMS)


def _move_in(files: dict[str, bytes], workshop: Path, target: Path) -> None:
    """Puts a file (its path is empty), or a folder with all its files, in the place of what stood there."""
    new, old = workshop / f"{target.name}.new", workshop / f"{target.name}.old"
    for path, content in files.items():
        file = new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if target.is_dir():
        target.replace(old)
    new.replace(target)


def _foreign(folder: Path, sums: dict[str, str]) -> str:
    """A file in a folder that no export put there; empty where there is none."""
    found = (path for path in sorted(folder.rglob("*")) if not path.is_dir()) if folder.is_dir() else ()
    names = (path.relative_to(folder.parent).as_posix() for path in found)
    return next((name for name in names if name not in sums), "")


def _sums(folder: Path) -> dict[str, str]:
    """The checksums of earlier exports that are still there, as they were noted then."""
    if not (folder / SUMS).is_file():
        return {}
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    noted = [line.partition("  ") for line in lines]
    return {name: digest for digest, _, name in noted if name and (folder / name).is_file()}
