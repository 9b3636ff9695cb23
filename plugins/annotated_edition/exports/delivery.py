"""How exports are delivered: each made whole before it is seen, with its checksum."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..citing.formats import CITATION_FORMATS, write_items
from ..citing.items import source_items
from .book import Book, MissingPart
from .epub import write_epub
from .folder import zipped
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
    Raise OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as workshop:
        for name in formats:
            file = folder / f"{book.name}{EXPORT_FORMATS[name]}"
            begun = time.monotonic()
            try:
                result = MAKERS[name](book)
                content, missing = result if isinstance(result, tuple) else (result, None)
                files = content if isinstance(content, dict) else {"": content}
                _check_own(file, _read_sums(folder))
                _move_in(files, Path(workshop), file)
                for path, data in files.items():
                    new[f"{file.name}/{path}".rstrip("/")] = hashlib.sha256(data).hexdigest()
            except MissingPart as reason:
                missing, files = reason, {}
            size = sum(map(len, files.values()))
            yield Delivery(format=name, file=file, seconds=time.monotonic() - begun, size=size, missing=missing)
        if new:
            sums = {**_read_sums(folder), **new}
            lines = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
            _move_in({"": lines.encode()}, Path(workshop), folder / SUMS)


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


def _check_own(folder: Path, sums: Mapping[str, str]) -> None:
    """Raise MissingPart for a folder that holds a file that no export put there: it may not be replaced."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent).as_posix()
            if not path.is_dir() and name not in sums:
                raise MissingPart("export-foreign", file=name)


def _read_sums(folder: Path) -> dict[str, str]:
    """Return the checksums of earlier exports that are still there, as they were noted then."""
    if not (folder / SUMS).is_file():
        return {}
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    noted = [line.partition("  ") for line in lines]
    return {name: digest for digest, _, name in noted if name and (folder / name).is_file()}
