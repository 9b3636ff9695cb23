"""Files that are written whole or not at all, texts that are made when they are needed, texts that are put aside."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import TypeAlias, TypeVar
from weakref import finalize

K = TypeVar("K", bound=Hashable)
#: What makes a text, whole or in parts.
Maker: TypeAlias = Callable[[], str | Iterable[str]]


def parts(make: Maker) -> Iterable[str]:
    """A text in parts."""
    text = make()
    return (text,) if isinstance(text, str) else text


class Made(Mapping[str, str]):
    """Texts of files by path, each made when it is asked for: all at once are most of what a large build holds."""

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        self.makers = makers

    def __getitem__(self, path: str) -> str:
        return "".join(parts(self.makers[path]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.makers)

    def __len__(self) -> int:
        return len(self.makers)


class Aside(MutableMapping[K, str]):
    """Texts that lie in a temporary file of this process: those of all pages are most of what a large build holds.

    The file has no name. It is on the disk of `folder`, for the system's folder of such files may lie in memory.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (it ends with this)
        finalize(self, self._file.close)
        self._places: dict[K, tuple[int, int]] = {}
        self._end = 0

    def __setitem__(self, key: K, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self._file.write(data)
        self._places[key] = self._end, len(data)
        self._end += len(data)

    def __getitem__(self, key: K) -> str:
        at, length = self._places[key]
        self._file.flush()
        return os.pread(self._file.fileno(), length, at).decode("utf-8", "surrogatepass")

    def __delitem__(self, key: K) -> None:
        del self._places[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file in one step: whoever reads it finds all of the old one or of the new. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(content)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
