"""Which files of a folder a command has put there: a list of their checksums says so, and no other is written over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..reading.files import is_inside, read_file, write_whole

#: Bytes of the largest file that is compared, and a line of a list: checksum, two spaces, path.
LARGEST = 4_000_000_000
SUM_LINE = re.compile(r"([0-9a-f]+)  (.+)")
#: The list that `edition pages` keeps in the folder that it writes into.
PAGES_LIST = ".annotated-edition.sums"
#: Path → the checksums that a file there may have, two of them where a run was killed while it replaced one.
Sums = dict[str, set[str]]


class ForeignFile(Exception):
    """A file that no command of ours has put there, or that somebody has changed since; it stays as it is."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def checksum(content: bytes) -> str:
    """Return the SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest()


def read_sums(file: Path) -> Sums:
    """Return the checksums in a list, of the files that are still there; raise ForeignFile for what is no such list."""
    if not file.exists():
        return {}
    sums: Sums = {}
    for line in read_file(file, LARGEST).decode("utf-8", "replace").splitlines():
        if not (match := SUM_LINE.fullmatch(line)):
            raise ForeignFile(file.name)
        if (file.parent / match[2]).is_file():
            sums.setdefault(match[2], set()).add(match[1])
    return sums


def write_sums(file: Path, sums: Mapping[str, Iterable[str]]) -> None:
    """Write a list of checksums."""
    write_whole(file, "".join(f"{each}  {path}\n" for path in sorted(sums) for each in sorted(sums[path])).encode())


def check_sums(folder: Path, paths: Iterable[str], sums: Mapping[str, Iterable[str]]) -> None:
    """Raise ForeignFile where something stands at one of the paths that is not as a list says."""
    for path in paths:
        file = folder / path
        if not is_inside(file, folder):
            raise ForeignFile(path)
        if (file.exists() or file.is_symlink()) and (
            file.is_symlink() or not file.is_file() or checksum(read_file(file, LARGEST)) not in sums.get(path, ())
        ):
            raise ForeignFile(path)


def write_own(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder, over nothing but what an earlier run has written; else raise ForeignFile, or OSError.

    The list is written before the files, so that a run after a kill knows whose they are.
    """
    contents = {path: text.encode() for path, text in files.items()}
    same = {path: {checksum(content)} for path, content in contents.items()}
    noted = read_sums(folder / PAGES_LIST)
    allowed = {path: noted.get(path, set()) | same[path] for path in contents}
    check_sums(folder, contents, allowed)
    write_sums(folder / PAGES_LIST, noted | allowed)
    for path, content in contents.items():
        write_whole(folder / path, content)
    write_sums(folder / PAGES_LIST, noted | same)
