"""How exports are delivered: each made whole before it is seen, with its checksum."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..citing.formats import CITATION_FORMATS, write_items
from ..citing.items import source_items
from ..publishing.own_files import ForeignFile, check_sums, checksum, read_sums, write_sums
from ..publishing.site_folder import lock_folder
from .book import Book, MissingPart
from .epub import write_epub
from .folder import WORKSHOP, zipped
from .pdf import write_pdf
from .single_file import single_file

#: The content of a file, or the files of a folder.
Content = bytes | dict[str, bytes]
#: Format of an export → suffix of its file or folder.
EXPORT_FORMATS = {"folder": "", "zip": ".zip", "html": ".html", "epub": ".epub", "pdf": ".pdf", **CITATION_FORMATS}
SUMS = "SHA256SUMS"


def _write_sources(form: str, book: Book) -> bytes:
    return write_items(form, source_items(book.edition)).encode()


#: Format → what makes it; where it may be made without something, with what that is.
MAKERS: Mapping[str, Callable[[Book], Content | tuple[Content, MissingPart | None]]] = {
    "folder": lambda book: book.site(),
    "zip": zipped,
    "html": single_file,
    "epub": write_epub,
    "pdf": write_pdf,
    **{name: partial(_write_sources, name) for name in CITATION_FORMATS},
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one format."""

    format: str
    """Its name."""
    file: Path
    """The file or folder that was to be made."""
    seconds: float
    """How long it took."""
    size: int = 0
    """Its size in bytes; 0 where it was not made."""
    missing: MissingPart | None = None
    """What was missing; for a format of some size, what it was made without."""


def deliver(book: Book, formats: Iterable[str], folder: Path) -> Iterator[Delivery]:
    """Make the formats one after the other and put them into a folder, their checksums beside them.

    A file is written in a place of its own and moved when it is whole, so that what stands in the folder always is.
    Raise OSError where the folder cannot be written, Refused where another run writes into it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock_folder(folder):
        _recover(folder)
        with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=folder) as workshop:
            for name in formats:
                yield _deliver_format(book, name, folder, Path(workshop))


def _deliver_format(book: Book, name: str, folder: Path, workshop: Path) -> Delivery:
    """Make one format; its checksums are noted before it is moved, beside those of what it replaces."""
    file = folder / f"{book.name}{EXPORT_FORMATS[name]}"
    begun = time.monotonic()
    try:
        result = MAKERS[name](book)
        content, missing = result if isinstance(result, tuple) else (result, None)
        files = content if isinstance(content, dict) else {"": content}
        new = {f"{file.name}/{path}".rstrip("/"): {checksum(data)} for path, data in files.items()}
        noted = read_sums(folder / SUMS)
        there = sorted(file.rglob("*")) if file.is_dir() else [file]
        old = [path.relative_to(folder).as_posix() for path in there if path.is_symlink() or not path.is_dir()]
        check_sums(folder, old, noted)
        write_sums(folder / SUMS, {path: noted.get(path, set()) | new.get(path, set()) for path in {**noted, **new}})
        _move_in(files, workshop, file)
        write_sums(folder / SUMS, {**{path: noted[path] for path in noted if path not in old}, **new})
    except (MissingPart, ForeignFile) as reason:
        missing = MissingPart("export-foreign", file=reason.path) if isinstance(reason, ForeignFile) else reason
        files = {}
    size = sum(map(len, files.values()))
    return Delivery(format=name, file=file, seconds=time.monotonic() - begun, size=size, missing=missing)


def _recover(folder: Path) -> None:
    """Put back what a killed run had moved aside, and remove the rest of what it left."""
    for workshop in folder.glob(f"{WORKSHOP}*"):
        for old in workshop.glob("*.old"):
            if not (target := folder / old.name.removesuffix(".old")).exists():
                old.replace(target)
        shutil.rmtree(workshop)


def _move_in(files: Mapping[str, bytes], workshop: Path, target: Path) -> None:
    """Put a file (its path is empty), or a folder with all its files, in the place of what stood there."""
    new, old = workshop / f"{target.name}.new", workshop / f"{target.name}.old"
    for path, content in files.items():
        file = new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    if target.is_dir():
        target.replace(old)
    new.replace(target)
